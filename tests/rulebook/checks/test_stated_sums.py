"""Sums, shares and changes stated in sentences."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem

MONEY = "二、一般公共预算支出情况"


@pytest.mark.parametrize(
    "sentence",
    [
        "项目支出预算250.00万元，比2023年增加5.90万元，增长2.42%。",
        "决算9.60万元，较上年减少0.40万元，下降4%。",
        "决算比上年的10.00万元减少0.40万元，下降4%。",
        "“三公”经费21.5万元，其中公务接待费1.5万元，同口径比上年减少1.1万元，下降4.87%。",
    ],
)
def test_growth_is_measured_against_what_was_before(messages, sentence):
    assert messages("A12.stated_growth", prose=(MONEY, sentence)) == []


def test_growth_that_fits_no_amount_named(messages):
    sentence = "“三公”经费21.5万元，其中公务接待费1.5万元，同口径比上年减少1.1万元，下降8.47%。"
    assert messages("A12.stated_growth", prose=(MONEY, sentence)) == [
        "正文写幅度8.47%，按1.1÷2.6应为42.31%。"
    ]


def test_growth_against_the_outcome_is_wrong(problems):
    sentence = "决算250.00万元，比上年增加50.00万元，增长20%。"
    assert problems("A12.stated_growth", prose=(MONEY, "全年" + sentence.replace("20%", "30%"))) == [
        Problem(
            "正文写幅度30%，按50÷200应为25%。",
            [AtSection("二", 16, 31)],
            "请改为25%，或核对金额。",
        )
    ]


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        (
            "决算9.86万元，比上年决算10.95万元减少1.09万元，下降11.05%。",
            "正文写幅度11.05%，按1.09÷10.95应为9.95%。",
        ),
        (
            "年初预算94.80万元；7月追加人员经费3.56万元（增长7.36%）。",
            "正文写幅度7.36%，按3.56÷94.8应为3.76%。",
        ),
        ("年初预算360万元，调减18.00万元，调减8%。", "正文写幅度8%，按18÷360应为5%。"),
        ("年初预算832.50万元，压减一般性支出20.00万元（压减2.40%）。", ""),
    ],
)
def test_the_figure_named_right_before_the_change(messages, sentence, message):
    found = messages("A12.stated_growth", facts={"funds.initial": "94.80"}, prose=(MONEY, sentence))
    assert found == ([message] if message else [])


def test_the_base_set_beside_the_outcome(messages):
    sentence = "决算数16.42万元，与上年决算数18.60万元相比，减少2.18万元，下降{}%。"
    assert messages("A12.stated_growth", prose=(MONEY, sentence.format("11.72"))) == []
    assert messages("A12.stated_growth", prose=(MONEY, sentence.format("12.71"))) == [
        "正文写幅度12.71%，按2.18÷18.6应为11.72%。"
    ]


def test_what_was_done_of_the_total_before_a_bracket(messages):
    sentence = "共收到投诉120件（其中来电100件、来信20件），办结114件。"
    assert messages("A14.stated_counts", prose=("六、部门整体支出绩效情况", sentence)) == []


def test_more_answers_than_were_sent_out(messages):
    prose = ("六、部门整体支出绩效情况", "发放问卷500份、回收588份。")
    assert messages("A14.stated_counts", prose=prose) == ["前面共500份，后面却有588份，多于总数。"]


def test_a_total_of_another_column(messages):
    sentence = "会议费支出0.60万元，培训费支出1.10万元（会议费、培训费预算合计2.00万元）。"
    assert messages("A13.stated_amounts", prose=(MONEY, sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "加装电梯17台，完成年度任务20台的85%。",
        "申请80件，审结73件，结转下年7件，其中维持41件、撤销9件。",
        "净减1人，其中招录2人、调出3人。",
        "在职人员58人，超编4人，其中行政人员19人。",
    ],
)
def test_the_aim_and_the_rest_are_no_totals(messages, sentence):
    assert messages("A14.stated_counts", prose=("六、部门整体支出绩效情况", sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("支出1574万元，其中改革补助1334万元、公共卫生240万元，两项合计1574万元。", 0),
        ("支出1574万元，其中改革补助1334万元、公共卫生240万元，两项合计1547万元。", 1),
    ],
)
def test_a_total_of_the_last_amounts(messages, sentence, told):
    assert len(messages("A13.stated_amounts", prose=(MONEY, sentence))) == told


def test_an_equation_of_figures_too_long_to_round_is_answered(messages):
    long = "9" * 25
    prose = ("六、部门整体支出绩效情况", f"网上可办率为{long}÷1×100%=5%，合计{long}+1=5。")
    assert messages("A16.printed_equation", prose=prose) == [
        f"算式“{long}÷1×100%=5%”重算得{long}00%。",
        f"算式“{long}+1=5”重算得1{'0' * 25}。",
    ]
