"""Rules about completion values and scores."""

from __future__ import annotations

ROW = {
    "level1": "满意度指标",
    "name": "群众满意度",
    "target": "≥90%",
    "actual": "92%",
    "weight": "10",
    "score": "10",
}


def test_a_form_without_reasons_may_tell_of_the_survey_elsewhere(messages):
    asked = messages("S10.satisfaction_has_survey", indicators=(ROW,), scheme="hubei-overall")
    assert asked == ["“群众满意度”完成值92%，没有写调查方式和样本数。"]
    facts = {"problems": "问卷120份中有9户反映水压不足。"}
    told = messages("S10.satisfaction_has_survey", facts=facts, indicators=(ROW,), scheme="hubei-overall")
    assert told == []


def test_the_survey_may_be_named_in_the_indicator_or_by_other_words(messages):
    named = ROW | {"name": "群众满意度（入户问卷400份）"}
    assert messages("S10.satisfaction_has_survey", indicators=(named,)) == []
    prose = ("六、部门整体支出绩效情况", "由第三方电话随访600人，群众满意度92%。")
    assert messages("S10.satisfaction_has_survey", indicators=(ROW,), prose=prose) == []


def test_roman_numerals_answer_alike_however_they_are_written(messages):
    row = ROW | {"level1": "效益指标", "name": "断面水质", "target": "Ⅲ类及以上", "actual": "III类"}
    assert messages("S05.actual_answers_the_indicator", indicators=(row,)) == []
    row |= {"actual": "Ⅲ类"}
    assert messages("S05.actual_answers_the_indicator", indicators=(row,)) == []
