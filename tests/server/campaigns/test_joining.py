"""正文 and 附件 sent as two files: one report, the cells from the annex, the text from the body."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from tests.server.campaigns.test_collecting import TakeIn, noted, report_text, take_in
from tests.server.conftest import Office

from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.press.docx import docx_bytes
from zhunsheng.press.xlsx import xlsx_bytes
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.collecting import choose_unit
from zhunsheng.server.campaigns.joining import belong_together
from zhunsheng.server.campaigns.models import Campaign, Intake
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.importing import content_of, taken_from
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.schemes import sheet_of

__all__ = ["take_in"]  # the fixture

JIA = "示例区甲局"
SHEET = sheet_of("hunan-overall")
Changed = Callable[[str], str]


def _same(text: str) -> str:
    return text


def body(unit: str = JIA, change: Changed = _same) -> bytes:
    """正文.docx: the report without its annexes."""
    text = change(report_text(unit).decode().partition("附件1-1\n")[0])
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def annex(unit: str = JIA, change: Changed = _same) -> bytes:
    """附件.xlsx: both tables, no text."""
    report = reports_in(change(report_text(unit).decode()).encode(), "全.txt", intake())[0]
    return xlsx_bytes(report, SHEET.form, SHEET.scheme)


def whole(unit: str = JIA) -> Content:
    """What the same report gives from a single file."""
    report = reports_in(report_text(unit), "全.txt", intake())[0]
    found = reports_in(docx_bytes(report, SHEET.form, SHEET.scheme), "全.docx", intake(), "hunan-overall")[0]
    return content_of(taken_from(found, SHEET), 1, "", "", "")


def content(report: UnitReport) -> Content:
    report.refresh_from_db()
    return content_from_json(report.content)


def without_blanks(found: Content) -> dict[str, str]:
    return {cell: "".join(text.split()) for cell, text in found.filled()}


@pytest.mark.parametrize("order", [("正文.docx", "附件.xlsx"), ("附件.xlsx", "正文.docx")])
def test_two_files_make_what_one_file_would(
    take_in: TakeIn, report: UnitReport, order: tuple[str, str]
) -> None:
    files = {"正文.docx": body(), "附件.xlsx": annex()}
    take_in(*((f"甲局/{name}", files[name]) for name in order))
    first, second = (f"甲局/{name}" for name in order)
    assert noted() == [(first, "sure", JIA, ""), (second, "sure", JIA, f"和“{first}”并成一份报告。")]
    assert [entry.doubts for entry in Intake.objects.all()] == [[], []]
    assert without_blanks(content(report)) == without_blanks(whole())
    assert (report.state, report.collected) == ("collected", True)
    sources = {cell: held.source for cell, held in content(report).cells.items()}
    assert sources["section.一"] == "imported:正文.docx"
    assert sources["funds.initial"] == sources["r1.actual"] == "imported:附件.xlsx"


@pytest.mark.parametrize("order", [("正文.docx", "附件.xlsx"), ("附件.xlsx", "正文.docx")])
def test_where_they_differ_the_annex_holds_and_the_unit_is_asked(
    office: Office, campaign: Campaign, take_in: TakeIn, report: UnitReport, order: tuple[str, str]
) -> None:
    def more_staff(text: str) -> str:
        return text.replace("编制人数26人", "编制人数28人")

    files = {"正文.docx": body(change=more_staff), "附件.xlsx": annex()}
    take_in(*((name, files[name]) for name in order))
    said = {"正文.docx": "“正文.docx”写 28", "附件.xlsx": "“附件.xlsx”写 26"}
    doubt = f"编制数：{said[order[0]]}，{said[order[1]]}，按 26。"
    assert Intake.objects.get(name=order[1]).doubts == [doubt]
    assert content(report).text("staffing.quota") == "26"
    assert "编制人数28人" in content(report).text("section.一")
    shown = office.client("jia").get(f"/reports/{report.pk}/self/").content.decode()
    assert doubt in shown
    assert doubt in office.client("bureau").get(f"/campaigns/{campaign.pk}/intakes/").content.decode()
    entry = Entry.objects.filter(verb="collect").latest("pk")
    assert doubt in entry.details


def test_a_whole_report_beside_a_corrected_annex(take_in: TakeIn, report: UnitReport) -> None:
    """Figures and indicators from the annex; the indicators are compared by their names."""

    def other(text: str) -> str:
        return text.replace("53860件", "53999件").replace("发放问卷", "发出问卷")

    take_in(("全.txt", report_text(JIA)), ("附件.xlsx", annex(change=other)))
    doubts = Intake.objects.get(name="附件.xlsx").doubts
    goal = "窗口办件量53860件；规范化建设基层便……"
    assert doubts == [
        f"目标实际完成情况：“全.txt”写 {goal}，“附件.xlsx”写 {goal.replace('53860', '53999')}，"
        f"按 {goal.replace('53860', '53999')}。",
        "指标“窗口办件量”的实际完成值：“全.txt”写 53860件，“附件.xlsx”写 53999件，按 53999件。",
    ]
    held = content(report)
    row = next(row.id for row in held.rows if held.text(f"{row.id}.name") == "窗口办件量")
    assert held.text(f"{row}.actual") == "53999件"
    assert "发放问卷" in held.text("section.六")


def test_two_bodies_or_two_annexes_are_two_versions(take_in: TakeIn) -> None:
    take_in(("正文.docx", body()), ("正文2.docx", body()), ("附件.xlsx", annex()), ("附件2.xlsx", annex()))
    assert [entry[1:] for entry in noted()] == [
        ("sure", JIA, ""),
        ("skipped", JIA, "这个单位已经收下“正文.docx”，这个文件没有再收。"),
        ("sure", JIA, "和“正文.docx”并成一份报告。"),
        ("skipped", JIA, "这个单位已经收下“附件.xlsx”，这个文件没有再收。"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"text"}, {"base", "self"}, True),
        ({"base"}, {"self"}, True),
        ({"text"}, {"text", "base", "self"}, False),
        ({"text", "base", "self"}, {"self"}, True),
        ({"base", "self"}, {"self"}, False),
        ({"text"}, {"text"}, False),
    ],
)
def test_what_belongs_together(one: set[str], other: set[str], expected: bool) -> None:
    assert belong_together(frozenset(one), frozenset(other)) is expected
    assert belong_together(frozenset(other), frozenset(one)) is expected


def test_a_part_whose_unit_was_chosen_joins_too(office: Office, take_in: TakeIn, report: UnitReport) -> None:
    take_in(("正文.docx", body()), ("附件.xlsx", annex("示例区甲局服务中心")))
    unsure = Intake.objects.get(match="unsure")
    choose_unit(office.actor("bureau"), intake_id=unsure.pk, unit=office.jia_unit)
    assert without_blanks(content(report)) == without_blanks(whole())


def test_the_originals_come_in_one_zip(office: Office, take_in: TakeIn, report: UnitReport) -> None:
    files = {"正文.docx": body(), "附件.xlsx": annex()}
    take_in(*((f"甲/{name}", data) for name, data in files.items()))
    answer: Any = office.client("jia").get(f"/campaigns/collected/{report.pk}/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as package:
        assert {name: package.read(name) for name in package.namelist()} == files
