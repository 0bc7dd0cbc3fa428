"""Parts listed of a total."""

from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtSection, Problem, Severity

RESULTS = "六、部门整体支出绩效情况"
MONEY = "二、一般公共预算支出情况"


@pytest.mark.parametrize(
    "sentence",
    [
        "资助3,812人次，其中春季1,874人次，秋季1,938人次。",
        "完成筛查5,780人，其中宫颈癌2,930人，乳腺癌2,850人，检出异常213人，随访率100%。",
        "新增学位640个，超过目标40个。其中，甲镇增加360个，乙街道增加280个。",
        "培训300人，其中取得证书200人、实现就业150人。",
        "培训100人，其中女性60人、党员50人。",
        "接待41批次（外省12批次、省内15批次等）。",
        "抽查路段36条，其中甲镇20条，乙街道12条。",
        "演练7场（学校3场、社区2场、村2场）。",
        "三年累计新增348个，其中2021年108个、2022年114个、2023年126个。",
        "比上年末净减2人（新招录1人、退休3人）。",
        "54个终端离线，其中31个因道路施工断电，23个因主板老化。",
        "检查296家次，其中危化118家次、矿山64家次、工贸114家次。",
        "自评97.98分。其中预算执行9.83分、产出指标49.27分、效益29.25分、满意度9.63分。",
        "自评97.98分，其中产出扣0.73分、效益扣0.75分、满意度扣0.54分。",
        "编制74人，实有人数70人，其中卫生技术人员60人，占85.71%；医师24人、护士26人、药技检等10人。",
    ],
)
def test_parts_that_may_stand(messages, sentence):
    assert messages("A14.parts_of_count", prose=(RESULTS, sentence)) == []


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("资助3,812人次，其中春季1,874人次，秋季1,983人次。", "前面共3,812人次，其中各项相加为3857人次。"),
        ("新增学位640个。其中，甲镇增加380个，乙街道增加280个。", "前面共640个，其中各项相加为660个。"),
        (
            "三年累计新增358个，其中2021年108个、2022年114个、2023年126个。",
            "前面共358个，其中各项相加为348个。",
        ),
        ("减少5人（退休3人、调出3人）。", "前面共5人，其中各项相加为6人。"),
        ("演练7场（学校3场、社区2场、村3场）。", "前面共7场，其中各项相加为8场。"),
        ("54个离线，其中31个因施工断电，33个因主板老化。", "前面共54个，其中各项相加为64个。"),
        ("检查296家次，其中危化118家次、工贸188家次。", "前面共296家，其中各项相加为306家。"),
        (
            "自评97.98分。其中执行9.83分、产出48.27分、效益29.25分、满意度9.63分。",
            "前面共97.98分，其中各项相加为96.98分。",
        ),
    ],
)
def test_parts_of_a_count_that_do_not_add_up(messages, sentence, message):
    assert messages("A14.parts_of_count", prose=(RESULTS, sentence)) == [message]


@pytest.mark.parametrize(
    "sentence",
    [
        "本年支出742.60万元，年末结转和结余0万元。其中：人员651.28万元，占87.70%；公用91.32万元，占12.30%。",
        "“三公”经费预算12万元，决算9.86万元，其中：用车6.42万元（保有2辆），接待3.44万元，出国0万元。",
        "支出1386.5万元，其中救灾96.5万元、修路90万元。",
        "调增180万元，由两部分组成：一是上年结转120万元，二是救灾资金60万元。",
        "预算15.00万元，决算13.27万元。其中用车预算数9.00万元、决算数8.85万元。",
        "项目支出313万元，其中：业务经费108万元，含防控物资24万元；运行经费41万元；专项资金164万元，含公共卫生108万元、村医56万元。",
    ],
)
def test_amounts_that_may_stand(messages, sentence):
    assert messages("A13.parts_of_amount", prose=(MONEY, sentence)) == []


def test_parts_of_an_amount_that_do_not_add_up(problems):
    sentence = "增加的180万元由两部分组成：一是上年结转120万元，二是救灾资金50万元。"
    assert problems("A13.parts_of_amount", prose=(MONEY, sentence)) == [
        Problem("前面共180万元，其中各项相加为170万元。", [AtSection("二", 3, 37)], "请核对总数和其中各项。")
    ]


@pytest.mark.parametrize(
    ("sentence", "severities"),
    [
        ("支出1000万元，其中工程612万元，管护198万元，其他180万元。", [None]),
        ("支出1000万元，其中工程612万元，管护198万元，监理150万元。", [Severity.HINT]),
        ("支出1000万元，其中工程612万元，管护198万元。", []),
        ("支出1000万元，其中工程612万元、管护198万元。", [Severity.HINT]),
        ("支出1000万元，其中工程612万元，管护498万元。", [None]),
    ],
)
def test_less_than_the_total_is_wrong_only_where_nearly_all_is_listed(problems, sentence, severities):
    found = problems("A13.parts_of_amount", prose=(MONEY, sentence))
    assert [problem.severity for problem in found] == severities
