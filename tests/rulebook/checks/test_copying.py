from __future__ import annotations

from zhunsheng.kernel.checks import Example

DUTIES = "一、部门基本情况", "（一）机构", "本馆设3个股。", "（二）主要职能职责"
LONG = "贯彻执行档案工作的法律法规，接收、征集、整理和保管全区各类档案资料，依法向社会开放档案，提供查阅利用服务。"
RESULT = "全年新建标准库房2间，配齐恒温恒湿设备，完成纸质档案数字化12000页，向社会开放档案300卷，群众等候时间缩短。"


def test_duties_may_stay_the_same(messages):
    assert (
        messages("N13.previous_year_copy", prose=(*DUTIES, LONG), previous=Example(prose=(*DUTIES, LONG)))
        == []
    )


def test_prescribed_sentences_may_stay_the_same(messages):
    sentence = "2023年度一般公共预算财政拨款年初结转和结余0万元，本年收入80万元，本年支出80万元，年末结转和结余0万元。"
    prose = ("二、一般公共预算支出情况", sentence)
    earlier = Example(prose=(prose[0], sentence.replace("2023", "2022").replace("80", "75")))
    assert messages("N13.previous_year_copy", prose=prose, previous=earlier) == []


def test_new_numbers_in_old_words(problems):
    title = "六、部门整体支出绩效情况"
    found = problems(
        "N13.previous_year_copy",
        prose=(title, "短的一段。", RESULT.replace("12000", "1.5万").replace("缩短", "明显缩短")),
        previous=Example(prose=(title, RESULT)),
    )
    assert [problem.message for problem in found] == [
        "“全年新建标准库房2间，配齐恒…”一段与上年报告雷同（97%）。"
    ]
    assert [(target.number, target.start) for problem in found for target in problem.targets] == [("六", 6)]


def test_without_last_years_report(messages):
    assert messages("N13.previous_year_copy", prose=("六、部门整体支出绩效情况", RESULT)) == "not applicable"
