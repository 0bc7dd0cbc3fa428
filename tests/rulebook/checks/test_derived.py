"""Figures worked out from others: the clean sample with one sentence changed, wrongly and rightly."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhunsheng.intake.readers import read_bytes
from zhunsheng.intake.reading import Intake
from zhunsheng.rulebook.loading import load_rulebook
from zhunsheng.rulebook.rules import checker

CLEAN = (Path(__file__).parents[3] / "samples/shili-2023/clean.txt").read_text("utf-8")
RULEBOOK = load_rulebook()
INTAKE = Intake(RULEBOOK)


def told(old: str, new: str) -> list[str]:
    """Code and message of what is found after the change."""
    assert old in CLEAN
    report = INTAKE.read(read_bytes(CLEAN.replace(old, new, 1).encode(), "自评.txt"))[0]
    scheme = RULEBOOK.schemes[report.scheme or ""]
    result = checker(RULEBOOK, scheme, report.fiscal_year).check(report)
    return [f"{finding.code} {finding.message}" for finding in result.findings]


STAFF = "在职人员控制率96.15%。退休"
SHARES = "人员经费283.58万元，公用经费48.36万元，合计331.94万元"
RECEPTION = "公务接待费预算数1.20万元，决算数0.96万元。"
TOTAL = "其他事业类发展资金11.00万元，合计160.70万元。"
BOUND = "控制在预算168.00万元以内"
ITEMS = "全区400项政务服务事项中网上可办330项，"
PAPERS = "评价为满意的有1083份"
ANSWER = "平均答复时间1.8个工作日"
CASES = "全年窗口办件量53860件，"
GRADE = "等级为“优”。其中"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (STAFF, "在职人员控制率96.15%，空编2名。退休", "N05 编制26人、在职25人，正文写“空编2名”。"),
        (GRADE, "等级为“优”，扣5.43分。其中", "N02 满分100、总分94.66，应扣5.34分，写的是5.43分。"),
        (
            RECEPTION,
            "公务接待费预算数1.20万元，决算数0.96万元，比预算节约0.42万元。",
            "N01 预算1.2、决算0.96，正文写“比预算节约0.42万元”。",
        ),
        (
            SHARES + "。",
            SHARES + "。基本支出占总支出的76.38%。",
            "A12 正文写76.38%，按331.94÷492.64应为67.38%。",
        ),
        (TOTAL, TOTAL + "项目支出预算执行率96.55%。", "A12 正文写96.55%，按160.7÷168应为95.65%。"),
        (
            RECEPTION,
            "公务接待费预算数1.20万元，决算数0.96万元，占“三公”经费的32.19%。",
            "A12 正文写32.19%，按0.96÷4.14应为23.19%。",
        ),
        (
            SHARES,
            "人员经费283.58万元、占86.43%，公用经费48.36万元、占14.57%，合计331.94万元",
            "A12 正文写86.43%，按283.58÷331.94应为85.43%。",
        ),
        (BOUND, "控制在预算158.00万元以内", "A12 160.70万元大于158.00万元，不是“控制在158.00万元以内”。"),
        (BOUND, "比预算节约8.30万元", "N03 “项目支出总成本”与计划相差7.3万元，正文写8.30万元。"),
        (BOUND, "比预算节约7.30万元，节约率5.35%", "N03 正文写5.35%，按7.3÷168应为4.35%。"),
        (ITEMS, ITEMS + "不能网上办的80项，", "A14 330项与80项相加为410，多于总数400项。"),
        (PAPERS, PAPERS + "，不满意的76份", "A14 1083份与76份相加为1159，多于总数1150份。"),
        (
            "48名窗口工作人员中有7名",
            "48名窗口工作人员中有9名",
            "A14 一处写41名取得上岗，这里写9名没有，合不上总数48名。",
        ),
        (
            "占比比目标低7.5个",
            "占比比目标低8.5个",
            "N03 “网上可办事项占比”与计划相差7.5个百分点，正文写8.5个百分点。",
        ),
        (
            "集成办比目标少2项",
            "集成办比目标少3项",
            "N03 “‘一件事’集成办事项数量”与计划相差2项，正文写3项。",
        ),
        (
            ANSWER,
            ANSWER + "，比承诺时限缩短0.5个工作日",
            "N03 “咨询投诉工单平均答复时间”与计划相差0.2个工作日，正文写0.5个工作日。",
        ),
        (CASES, CASES + "超额完成年度目标2860件，", "N03 “窗口办件量”与计划相差1860件，正文写2860件。"),
        (CASES, CASES + "日均办件225件（按250个工作日算），", "A16 53860÷250天约为215.4，写的是225件。"),
        ("剩余2个便民", "剩余3个便民", "N03 “规范化建设基层便民服务点数量”还差2个，正文写剩余3个。"),
    ],
)
def test_a_figure_that_does_not_follow_is_found(old: str, new: str, message: str) -> None:
    assert told(old, new) == [message]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (STAFF, "在职人员控制率96.15%，空编1名。退休"),
        ("实有人数25人", "实有人数25人，其中行政人员8人、事业人员17人"),
        (GRADE, "等级为“优”，扣5.34分。其中"),
        (RECEPTION, "公务接待费预算数1.20万元，决算数0.96万元，比预算节约0.24万元。"),
        (RECEPTION, "公务接待费预算数1.20万元，决算数0.96万元，占“三公”经费的23.19%。"),
        (SHARES + "。", SHARES + "。基本支出占总支出的67.38%。"),
        (SHARES, "人员经费283.58万元、占85.43%，公用经费48.36万元、占14.57%，合计331.94万元"),
        (TOTAL, TOTAL + "项目支出预算执行率95.65%。"),
        (BOUND, "比预算节约7.30万元，节约率4.35%"),
        (ITEMS, ITEMS + "不能网上办的70项，"),
        (PAPERS, PAPERS + "，一般的55份，不满意的12份"),
        (ANSWER, ANSWER + "，比承诺时限缩短0.2个工作日"),
        (CASES, CASES + "超额完成年度目标1860件，"),
        (CASES, CASES + "超过目标52000件，"),
        (CASES, CASES + "一次性告知准确率98.6%，分别比目标多1860件、高0.6个百分点，"),
        (GRADE, "等级为“优”，时效扣0.50分。其中"),
        (GRADE, "等级为“优”（便民服务点扣1.33分，集成办扣0.53分）。其中"),
        (TOTAL, TOTAL + "项目支出占总支出的32.62%，“三公”经费占公用经费的8.56%。"),
        (PAPERS, PAPERS + "，其中就业困难人员未就业的300份"),
        ("剩余2个便民", "剩余1个便民厅、2个便民"),
        (CASES, CASES + "日均办件215件（按250个工作日算），比上年的49280件多4580件，"),
    ],
)
def test_a_figure_that_follows_is_not_questioned(old: str, new: str) -> None:
    assert told(old, new) == []
