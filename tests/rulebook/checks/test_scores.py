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
