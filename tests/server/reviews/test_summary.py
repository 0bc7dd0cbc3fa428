"""汇总分析: missing reports are missing, common deductions, measurable targets, workbook and report."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from docx import Document
from openpyxl import load_workbook
from tests.server.conftest import Office
from tests.server.reviews.conftest import AddReport

from zhunsheng.press.tree import Text
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.reports.models import IndicatorRow, UnitReport
from zhunsheng.server.reviews.models import Recheck, RecheckScore, Sample
from zhunsheng.server.reviews.rechecking import Deviation
from zhunsheng.server.reviews.summary import Deduction, Summary, TargetQuality, summary_of
from zhunsheng.server.reviews.summary_documents import summary_docx, summary_tree, summary_xlsx
from zhunsheng.server.reviews.unit_lines import UnitLine

D = Decimal


def _indicator(report: UnitReport, row: str, target: str, weight: str, filed: str | None) -> None:
    IndicatorRow.objects.create(
        report=report,
        row=row,
        level1="产出指标",
        level2="数量指标" if row == "r1" else "质量指标",
        name="办件量" if row == "r1" else "准确率",
        target=target,
        weight=D(weight),
        filed=D(filed) if filed is not None else None,
    )


def _year(office: Office, campaign: Campaign, queued: AddReport) -> Summary:
    """Two reports that are there, one being written with scores in it, one not begun."""
    first = queued("甲局", "accepted", "92", "86", grade="优", execution_rate=D("0.95"))
    second = queued("乙局", "with_bureau", "84", "84", grade="良", warnings=1)
    writing = queued("丙局", "filling", "99", "99", grade="优")
    queued("丁局", "not_started")
    for report, filed in ((first, "6"), (second, "8"), (writing, "1")):
        _indicator(report, "r1", "≥5件", "8", filed)
        _indicator(report, "r2", "效果显著", "6", None)
    sample = Sample.objects.create(
        campaign=campaign, size=1, seed="7", population=[], by=office.people["bureau"]
    )
    recheck = Recheck.objects.create(sample=sample, report=first, draft_number=1, done_at=first.state_since)
    RecheckScore.objects.create(recheck=recheck, row="r1", weight=D(8), filed=D(8), score=D(6))
    RecheckScore.objects.create(recheck=recheck, row="r2", weight=D(6), filed=D(6), score=None)
    return summary_of(office.actor("bureau"), campaign)


def test_what_is_missing_is_missing_and_not_zero(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    summary = _year(office, campaign, queued)
    assert summary.lines == [
        UnitLine("甲局", "通过", True, D(92), D(86), "优", D("0.95"), 0, 0, Deviation(D(8), D(6), 1), "甲局"),
        UnitLine("乙局", "待财政审核", True, D(84), D(84), "良", None, 0, 1, None, "乙局"),
        UnitLine("丙局", "填报中", False, None, None, "", None, 0, 0, None, "丙局"),
        UnitLine("丁局", "未开始", False, None, None, "", None, 0, 0, None, "丁局"),
    ]
    assert (summary.mean, summary.far, summary.grades) == (D("88.00"), 1, [("优", 1), ("良", 1)])
    assert [line.unit for line in summary.missing] == ["丙局", "丁局"]


def test_deductions_and_measurable_targets_of_what_was_filed(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    summary = _year(office, campaign, queued)
    assert summary.deductions == [Deduction("办件量", 1, D("2.00"))]
    assert summary.quality == [
        TargetQuality("产出指标", "数量指标", 2, 2),
        TargetQuality("产出指标", "质量指标", 2, 0),
    ]
    assert summary.measurable == D("0.5")


def test_a_year_nobody_has_filed(office: Office, campaign: Campaign) -> None:
    summary = summary_of(office.actor("bureau"), campaign)
    assert (summary.mean, summary.measurable, summary.rechecked) == (None, None, None)
    assert len(summary_docx(summary)) > 1000


def test_the_workbook_leaves_cells_of_missing_reports_empty(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    workbook = load_workbook(BytesIO(summary_xlsx(_year(office, campaign, queued))))
    assert workbook.sheetnames == ["汇总表", "按功能分类", "按资金量", "按部门", "常见扣分", "指标质量"]
    rows = [[cell.value for cell in row] for row in workbook["汇总表"].iter_rows(min_row=2)]
    assert rows == [
        [1, "甲局", "通过", 92, 86, 6, "优", 0.95, 0, 0, 0.25],
        [2, "乙局", "待财政审核", 84, 84, 0, "良", None, 0, 1, None],
        [3, "丙局", "未报送（填报中）", *[None] * 8],
        [4, "丁局", "未报送（未开始）", *[None] * 8],
    ]


def test_every_sentence_of_the_report_is_made_of_the_figures(
    office: Office, campaign: Campaign, queued: AddReport
) -> None:
    tree = summary_tree(_year(office, campaign, queued))
    texts = [block.text for block in tree.pages[0].blocks if isinstance(block, Text)]
    assert (
        "应报4家，已报送2家，报送率50.0%；审核通过1家，通过率25.0%。已报送的2家自评平均88分，最高92分，最低84分；"
        "自评与测算相差5分以上的1家。未报送的不计入平均。"
    ) in texts
    assert "抽查复核办结1家。复核的1项指标，自评合计8分，复核合计6分，偏差2分，偏差率25.0%。" in texts
    assert "共2家：丙局（填报中）、丁局（未开始）。" in texts


def test_downloads(office: Office, campaign: Campaign, queued: AddReport) -> None:
    queued("甲局", "accepted", "92", "86", grade="优")
    client = office.client("reviewer")
    assert "汇总分析" in client.get(f"/reviews/{campaign.pk}/summary/").content.decode()
    answer = client.get(f"/reviews/{campaign.pk}/summary/docx/")
    document = Document(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    assert document.tables[-1].rows[1].cells[1].text == "甲局"
    assert client.get(f"/reviews/{campaign.pk}/summary/exe/").status_code == 404
