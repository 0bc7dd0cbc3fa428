"""The office's own report quotes its register: a snapshot with its list, a prompt when the register moves on."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.server.inspections.conftest import Inspections

from zhunsheng.press.tree import Role, Text
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.reading import source_words
from zhunsheng.server.campaigns.actions import open_campaign
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.inspections.models import Issue, Round, Step
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.supervision import actions as supervisions
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.documents import DOCUMENTS, stamp_of, tree_of
from zhunsheng.server.reports.findings import Shown
from zhunsheng.server.reports.models import Evidence, Quote, UnitReport
from zhunsheng.server.reports.quote_actions import drop_quote, quote_count
from zhunsheng.server.reports.quotes import fitting, offers_for
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reviews.reading import read


@dataclass
class Filing:
    """The office's report with three indicators: rounds, slips, and 区内通报次数 that no count fits."""

    inspections: Inspections
    keeper: Actor
    report: UnitReport
    rounds: list[Round]

    def fill(self, **texts: str) -> None:
        self.report.refresh_from_db()
        changes = [Change(cell.replace("__", "."), text) for cell, text in texts.items()]
        save_cells(self.keeper, report_id=self.report.pk, base_version=self.report.version, changes=changes)

    def text(self, cell: str) -> str:
        self.report.refresh_from_db()
        return content_from_json(self.report.content).text(cell)

    def findings(self, code: str) -> list[Shown]:
        report = UnitReport.objects.select_related("campaign", "unit").get(pk=self.report.pk)
        return [finding for finding in judge(report).findings if finding.code == code]

    def messages(self, code: str) -> list[str]:
        return [finding.message for finding in self.findings(code)]

    def quote(self, cell: str, key: str) -> Quote:
        return quote_count(self.keeper, report_id=self.report.pk, cell=cell, key=key)

    def feed_back(self, at: int, day: date) -> None:
        inspector = self.inspections.office.actor("inspector")
        round_actions.date_steps(inspector, entry=self.rounds[at], days={Step.FED_BACK: day})


@pytest.fixture
def filing(inspections: Inspections, campaign: Campaign) -> Filing:
    """Two rounds fed back, one running; three slips; the office's report begun."""
    office = inspections.office
    inspector = office.actor("inspector")
    rounds = [inspections.round]
    for number, entered in ((4, date(2023, 7, 10)), (5, date(2023, 11, 6))):
        entry = round_actions.create_round(inspector, term=inspections.round.term, number=number)
        rounds.append(round_actions.date_steps(inspector, entry=entry, days={Step.ENTERED: entered}))
    for month in (4, 6, 8):
        supervisions.issue_slip(
            inspector, unit=office.jia_unit, issued_on=date(2023, month, 3), matter="请报送整改进展。"
        )
    unit = inspections.register.unit
    open_campaign(office.actor("bureau"), campaign=campaign, units=[unit])
    report = UnitReport.objects.get(campaign=campaign, unit=unit)
    keeper = office.actor("keeper")
    actions.start_blank(keeper, report_id=report.pk)
    filing = Filing(inspections, keeper, report, rounds)
    filing.feed_back(0, date(2023, 6, 15))
    filing.feed_back(1, date(2023, 10, 16))
    filing.fill(
        r1__name="开展巡察轮次",
        r1__target="≥3轮",
        r2__name="下发工作提示单",
        r2__target="≥50份",
        r3__name="区内通报次数",
        r3__target="≥2次",
    )
    return filing


def test_three_rounds_filed_against_two_fed_back_asks_with_both_figures(filing: Filing) -> None:
    assert filing.messages("X12") == []
    filing.fill(r1__actual="3轮", r3__actual="2次")
    (finding,) = filing.findings("X12")
    assert (finding.severity, finding.cells, finding.place) == (
        "warning",
        ["r1.actual"],
        "「开展巡察轮次」实际完成值",
    )
    assert finding.message == ("台账中 2023 年已完成 2 轮、进行中 1 轮，这里填 3 轮。按“已反馈”口径应为 2。")
    filing.fill(r1__actual="2轮")
    assert filing.messages("X12") == []


def test_saving_a_cell_counts_nothing_anew(filing: Filing) -> None:
    """It goes by what the page was drawn with; the next page asks again."""
    assert filing.messages("X12") == []
    filing.feed_back(2, date(2023, 12, 20))
    filing.report.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        changes = [Change("r1.actual", "3轮")]
        saved = save_cells(
            filing.keeper, report_id=filing.report.pk, base_version=filing.report.version, changes=changes
        )
    assert [query["sql"] for query in asked if "inspections_" in query["sql"]] == []
    assert saved.judged is not None
    assert [finding.code for finding in saved.judged.findings if finding.cells == ["r1.actual"]] == ["X12"]
    assert filing.messages("X12") == []


def test_a_reason_answers_it_until_the_figures_change(filing: Filing) -> None:
    filing.fill(r1__actual="3轮")
    reason = "第五轮已于年末完成现场巡察，按进驻轮次填报。"
    actions.explain(filing.keeper, report_id=filing.report.pk, finding_id="X12|r1.actual", text=reason)
    assert [finding.explanation for finding in filing.findings("X12")] == [reason]
    filing.fill(r1__actual="4轮")
    assert [finding.explanation for finding in filing.findings("X12")] == [""]


def test_quoting_writes_figure_source_snapshot_and_list(filing: Filing) -> None:
    quote = filing.quote("r1.actual", "rounds.done")
    assert filing.text("r1.actual") == "2轮"
    held = content_from_json(filing.report.content).cells["r1.actual"]
    assert source_words(held.source) == "引用：台账“已完成的轮次”，截至 2023-12-31"
    assert (quote.value, quote.unit, quote.words, quote.as_of) == (
        Decimal(2),
        "轮",
        "已完成 2 轮、进行中 1 轮",
        date(2023, 12, 31),
    )
    evidence = Evidence.objects.get(report=filing.report)
    assert quote.evidence == evidence
    assert (evidence.row, evidence.file.name) == ("r1", "台账清单-已完成的轮次-截至2023-12-31.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(read_stored(evidence.file))).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert cells[0][0].startswith("2轮。口径：本年反馈的轮次，哪年进驻的都算；")
    assert cells[1:] == [
        ["届", "轮次", "进驻", "反馈", "整改", "归档"],
        ["六届", "第三轮", "2023-03-01", "2023-06-15", "", ""],
        ["六届", "第四轮", "2023-07-10", "2023-10-16", "", ""],
    ]
    details = json.loads(Entry.objects.get(verb="quote_count").details)
    assert (details["cells"], details["value"], details["sha256"]) == (
        {"r1.actual": ["", "2轮"]},
        "2",
        quote.sha256,
    )


def test_no_wording_leaves_the_register(filing: Filing, issue: Issue) -> None:
    for offer in offers_for(UnitReport.objects.select_related("campaign").get(pk=filing.report.pk)):
        filing.quote(f"register.{offer.snapshot.title}", offer.snapshot.key)
    kept = b"".join(read_stored(entry.file) for entry in Evidence.objects.select_related("file"))
    said = json.dumps(list(Quote.objects.values_list("title", "rule", "words")), ensure_ascii=False)
    said += filing.report.content.__str__() + "".join(Entry.objects.values_list("details", flat=True))
    assert issue.wording not in said
    books = [
        openpyxl.load_workbook(io.BytesIO(read_stored(entry.file)))
        for entry in Evidence.objects.select_related("file")
    ]
    cells = {str(cell.value) for book in books for row in book.active.iter_rows() for cell in row}
    assert issue.number in cells
    assert not any(issue.wording in cell for cell in cells)
    assert kept


def test_the_register_moves_on_and_the_report_asks(filing: Filing) -> None:
    first = filing.quote("r1.actual", "rounds.done")
    filing.feed_back(2, date(2023, 12, 20))
    assert filing.text("r1.actual") == "2轮"
    assert filing.messages("X12") == ["台账已变为 3轮，这里引用的是 2轮（截至 2023-12-31）。是否更新？"]
    again = filing.quote("r1.actual", "rounds.done")
    assert (filing.text("r1.actual"), again.value, Quote.objects.count()) == ("3轮", 3, 1)
    assert again.sha256 != first.sha256
    assert filing.messages("X12") == []
    assert Evidence.objects.get(report=filing.report) == again.evidence


def test_what_was_quoted_and_then_typed_over_asks(filing: Filing) -> None:
    filing.quote("r2.actual", "slips.issued")
    assert filing.text("r2.actual") == "3份"
    filing.fill(r2__actual="5份")
    assert filing.messages("X12") == [
        "台账中 2023 年下发工作提示单 3 份，这里填 5 份。按“下发工作提示单”口径应为 3。"
    ]


def test_a_quote_holds_without_its_register(filing: Filing) -> None:
    filing.quote("r2.actual", "slips.issued")
    register = filing.inspections.register
    round_actions.keep_register(
        filing.inspections.office.actor("inspector"), unit=filing.inspections.office.jia_unit
    )
    assert register.unit_id == filing.report.unit_id
    assert filing.messages("X12") == []
    filing.fill(r2__actual="4份")
    assert filing.messages("X12") == [
        "台账中 2023 年下发工作提示单 3 份，这里填 4 份。按“下发工作提示单”口径应为 3。"
    ]


def test_a_dropped_quote_takes_its_list_along_and_leaves_the_figure(filing: Filing) -> None:
    filing.quote("r1.actual", "rounds.done")
    drop_quote(filing.keeper, report_id=filing.report.pk, cell="r1.actual")
    assert (filing.text("r1.actual"), Quote.objects.count(), Evidence.objects.count()) == ("2轮", 0, 0)
    assert content_from_json(filing.report.content).cells["r1.actual"].source == "typed"


def test_only_counts_of_the_unit_and_cells_that_take_them(filing: Filing, report: UnitReport) -> None:
    with pytest.raises(Refused, match="台账里没有这个数，请刷新后再试。"):
        filing.quote("r1.actual", "rounds.none")
    with pytest.raises(Refused, match="台账的数只能引用到指标的实际完成值或正文。"):
        filing.quote("funds.initial", "rounds.done")
    with pytest.raises(Refused, match="这一行指标已经被删除"):
        filing.quote("r99.actual", "rounds.done")
    jia = filing.inspections.office.actor("jia")
    with pytest.raises(Refused, match="只有本单位的经办人可以填写。"):
        quote_count(jia, report_id=filing.report.pk, cell="r1.actual", key="rounds.done")
    actions.start_blank(jia, report_id=report.pk)
    with pytest.raises(Refused, match="台账里没有这个数，请刷新后再试。"):
        quote_count(jia, report_id=report.pk, cell="r1.actual", key="rounds.done")


def test_the_text_prints_what_was_quoted_and_differing_figures_ask(filing: Filing) -> None:
    filing.quote("register.下发工作提示单", "slips.issued")
    filing.fill(section__六="全年向有关部门下发工作提示单〔台账·下发工作提示单〕。")
    assert filing.messages("N10") == []
    printed = judge(UnitReport.objects.select_related("campaign", "unit").get(pk=filing.report.pk))
    texts = [section.text for section in printed.assessment.report.sections]
    assert "全年向有关部门下发工作提示单3份。" in texts
    filing.fill(section__六="全年向有关部门下发工作提示单5份，及时提示。高质量开展3轮巡察。")
    assert filing.messages("N10") == [
        "正文写“全年向有关部门下发工作提示单5份”，台账中 2023 年下发工作提示单 3 份。请核对口径。"
    ]
    filing.fill(section__六="高质量开展4轮巡察。")
    assert filing.messages("N10") == [
        "正文写“高质量开展4轮巡察”，台账中 2023 年已完成 2 轮、进行中 1 轮。请核对口径。"
    ]


def test_indicators_find_their_counts_by_name_and_unit(filing: Filing) -> None:
    filing.fill(r4__name="巡察轮次安排合理", r4__target="明显改善")
    report = UnitReport.objects.select_related("campaign", "unit").get(pk=filing.report.pk)
    offers, indicators = offers_for(report), judge(report).assessment.report.indicators
    best = {
        indicator.name: next((offer.snapshot.key for offer in fitting(indicator, offers)), "")
        for indicator in indicators
    }
    assert best == {
        "开展巡察轮次": "rounds.done",
        "下发工作提示单": "slips.issued",
        "区内通报次数": "",
        "巡察轮次安排合理": "",
    }


def test_documents_say_of_which_day_the_figures_are(filing: Filing) -> None:
    filing.quote("r1.actual", "rounds.done")
    filing.quote("r2.actual", "slips.issued")
    filing.quote("register.下发工作提示单", "slips.issued")
    filing.fill(section__六="下发工作提示单〔台账·下发工作提示单〕。")
    report = UnitReport.objects.select_related("campaign", "unit").get(pk=filing.report.pk)
    judged = judge(report)
    stamp = stamp_of(report, judged)
    text, *_, table = tree_of(judged, stamp).pages
    assert text.blocks[-1] == Text("注：正文引用的台账数，截至 2023-12-31。", Role.NOTE)
    note = "注：“开展巡察轮次”等 2 项的实际完成值引自台账，截至 2023-12-31。"
    assert table.blocks[-1] == Text(note, Role.NOTE)
    book = openpyxl.load_workbook(io.BytesIO(DOCUMENTS["xlsx"](judged, stamp)))
    assert any(note in (sheet.oddFooter.left.text or "") for sheet in book)
    filing.fill(r1__actual="2", r2__actual="3", section__六="下发提示单。")
    assert "截至" not in str(tree_of(judge(UnitReport.objects.get(pk=report.pk)), stamp).pages)


def test_the_panel_quotes_updates_and_drops(filing: Filing) -> None:
    client = filing.inspections.office.client("keeper")
    address = f"/reports/{filing.report.pk}"
    page = client.get(f"{address}/self/").content.decode()
    assert "台账：已完成 2 轮、进行中 1 轮（截至 2023-12-31）" in page
    done = client.post(f"{address}/quotes/", {"cell": "r1.actual", "key": "rounds.done"})
    assert done.url == f"{address}/self/#r1.actual"
    page = client.get(f"{address}/self/").content.decode()
    assert "已引用“已完成的轮次”2轮，截至 2023-12-31。清单已附为佐证。" in page
    filing.feed_back(2, date(2023, 12, 20))
    page = client.get(f"{address}/self/").content.decode()
    assert "台账已变为 3轮，是否更新？" in page
    assert filing.text("r1.actual") == "2轮"
    client.post(f"{address}/quotes/drop/", {"cell": "r1.actual"})
    assert not Quote.objects.exists()
    assert "台账里的数" in client.get(f"{address}/text/").content.decode()


def test_other_units_have_no_panel(filing: Filing, report: UnitReport) -> None:
    office = filing.inspections.office
    actions.start_blank(office.actor("jia"), report_id=report.pk)
    for step in ("self", "text"):
        page = office.client("jia").get(f"/reports/{report.pk}/{step}/").content.decode()
        assert "台账里的数" not in page


def test_the_reviewer_sees_the_register_beside_the_figure(filing: Filing) -> None:
    filing.quote("r1.actual", "rounds.done")
    report = UnitReport.objects.select_related("campaign", "unit").get(pk=filing.report.pk)
    reading = read(judge(report), None, [])
    said = {cell.cell: cell.register for row in reading.rows for cell in row.cells if cell.register}
    assert said == {
        "r1.actual": "台账：已完成 2 轮、进行中 1 轮（截至 2023-12-31）",
        "r2.actual": "台账：下发工作提示单 3 份（截至 2023-12-31）",
    }
