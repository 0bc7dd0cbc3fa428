"""The Excel workbook out and back: only what was changed is changed, and what is wrong is told cell by cell."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import Advance, Office

from zhunsheng.server.campaigns.models import KnownFigure
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.documents import DOCUMENTS, Stamp
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.refill_actions import import_refill
from zhunsheng.server.reports.refill_items import Refill
from zhunsheng.server.reports.refill_workbook import annotated, workbook_of
from zhunsheng.server.reports.refilling import read_refill
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reports.sources import keep_source


@pytest.fixture
def filling(advance: Advance) -> UnitReport:
    return advance("filling")


def _edited(report: UnitReport, edit: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(workbook_of(report, judge(report))))
    edit(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _kept(office: Office, report: UnitReport, name: str, data: bytes) -> Evidence:
    return keep_source(office.actor("jia"), report_id=report.pk, upload=SimpleUploadedFile(name, data))


def _read(office: Office, report: UnitReport, edit: Callable[[Any], None]) -> Refill:
    return read_refill(report, _kept(office, report, "填报表.xlsx", _edited(report, edit)))


def _changes(refill: Refill) -> dict[str, tuple[str, str]]:
    return {item.cell: (item.before, item.after) for item in refill.items if item.kind != "same"}


def _cell(book: Any, cell: str, report: UnitReport) -> Any:
    """The place of a cell in the workbook, by its hidden ids."""
    rows = [row.id for row in content_from_json(report.content).rows]
    row_id, _, column = cell.partition(".")
    wanted = f"indicator.{rows.index(row_id)}.{column}" if row_id in rows else cell
    for line in book["_meta"].iter_rows(values_only=True):
        if isinstance(line[1], int) and wanted in line[2:]:
            return book[line[0]].cell(line[1], line[2:].index(wanted) + 1)
    raise AssertionError(cell)


def _put(report: UnitReport, cell: str, value: object, number_format: str = "") -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        place = _cell(book, cell, report)
        place.value = value
        if number_format:
            place.number_format = number_format

    return edit


def test_what_goes_out_comes_back_the_same(office: Office, filling: UnitReport) -> None:
    refill = _read(office, filling, lambda book: None)
    assert (_changes(refill), refill.unknown, refill.unmatched) == ({}, [], [])
    assert len(refill.items) > 150


@pytest.mark.parametrize(
    ("cell", "value", "number_format", "after"),
    [
        ("funds.initial", 250.1, "", "250.1"),
        ("funds.initial", "２５０．１０万元", "", "250.1"),
        ("funds.initial", None, "", ""),
        ("r1.actual", 0.98, "0%", "98%"),
        ("r1.actual", "９８％", "", "９８％"),
        ("r1.score", 7.5, "", "7.5"),
    ],
)
def test_one_cell_changed_is_one_change(
    office: Office, filling: UnitReport, cell: str, value: object, number_format: str, after: str
) -> None:
    before = content_from_json(filling.content).text(cell)
    refill = _read(office, filling, _put(filling, cell, value, number_format))
    assert _changes(refill) == {cell: (before, after)}


def test_a_row_for_one_more_item_gets_the_next_number(office: Office, filling: UnitReport) -> None:
    def add(book: Any) -> None:
        name = _cell(book, "projects.special[].name", filling)
        name.value = "老旧小区改造专项"
        name.parent.cell(name.row, name.column + 1).value = 12

    assert _changes(_read(office, filling, add)) == {
        "projects.special[1].name": ("", "老旧小区改造专项"),
        "projects.special[1].prior": ("", "12"),
    }


def test_problems_are_told_and_left_out_or_taken(office: Office, filling: UnitReport) -> None:
    KnownFigure.objects.create(
        campaign=filling.campaign, unit=filling.unit, key="staffing.quota", text="26", source="编制部门"
    )

    def edit(book: Any) -> None:
        _put(filling, "funds.initial", "约二百")(book)
        _put(filling, "r1.score", 99)(book)
        _put(filling, "staffing.quota", 30)(book)
        _put(filling, "r1.reason", "因停机三天。")(book)

    entry = _kept(office, filling, "填报表.xlsx", _edited(filling, edit))
    weight = content_from_json(filling.content).text("r1.weight")
    assert {item.cell: item.problem for item in read_refill(filling, entry).wrong} == {
        "funds.initial": "“约二百”读不出数，请改成数。",
        "r1.score": f"得分 99 超出本指标分值 {weight}，请改为 0 到 {weight} 之间的数。",
        "staffing.quota": "这个数来自编制部门，不能在这里改；有误请联系财政局。",
    }
    marked = openpyxl.load_workbook(BytesIO(annotated(entry, read_refill(filling, entry))))
    place = _cell(marked, "funds.initial", filling)
    assert (place.comment.text, place.fill.start_color.rgb) == ("“约二百”读不出数，请改成数。", "FFFFC7CE")
    assert marked["附件1-1"].protection.sheet

    imported = import_refill(
        office.actor("jia"),
        report_id=filling.pk,
        entry=entry,
        base_version=filling.version,
        answers={},
        only_sound=True,
    )
    assert (imported.count, len(imported.left)) == (1, 3)
    filling.refresh_from_db()
    cell = content_from_json(filling.content).cells["r1.reason"]
    assert (cell.text, cell.source) == ("因停机三天。", "imported:填报表.xlsx")


def test_what_was_changed_after_the_preview_is_not_overwritten(office: Office, filling: UnitReport) -> None:
    entry = _kept(office, filling, "填报表.xlsx", _edited(filling, _put(filling, "funds.initial", 1)))
    previewed = filling.version
    change = [Change("funds.initial", "2")]
    save_cells(office.actor("jia"), report_id=filling.pk, base_version=previewed, changes=change)
    with pytest.raises(Refused, match="预览之后报告又有改动"):
        import_refill(
            office.actor("jia"),
            report_id=filling.pk,
            entry=entry,
            base_version=previewed,
            answers={},
            only_sound=False,
        )


def _meta(name: str, value: str) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        for row in book["_meta"].iter_rows():
            if row[0].value == name:
                row[1].value = value

    return edit


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (_meta("report", "0"), "不能导入“示例区甲局”的报告"),
        (_meta("fiscal_year", "2022"), "是 2022 年度的表，这里填的是 2023 年度"),
        (_meta("form", "hubei-overall"), "请从本页下载模板再填"),
    ],
)
def test_a_workbook_of_something_else_is_refused(
    office: Office, filling: UnitReport, edit: Callable[[Any], None], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        _read(office, filling, edit)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("老表.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "另存为 .xlsx"),
        ("别的.xlsx", b"PK\x03\x04damaged", "读不了"),
        ("说明.txt", "今天开会。".encode(), "没有找到绩效自评的表格或章节"),
    ],
)
def test_a_foreign_file_is_refused_in_words(
    office: Office, filling: UnitReport, name: str, data: bytes, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        read_refill(filling, _kept(office, filling, name, data))


# --- the plain annex ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_official_annex_is_recognised_by_the_names_of_its_indicators(
    office: Office, filling: UnitReport, kind: str
) -> None:
    document = DOCUMENTS[kind](judge(filling), Stamp("", final=True))
    entry = _kept(office, filling, f"附件.{kind}", document)
    before = content_from_json(filling.content).text("r1.actual")
    change = [Change("r1.actual", "1件"), Change("r2.name", "换了说法的一项")]
    save_cells(office.actor("jia"), report_id=filling.pk, base_version=filling.version, changes=change)
    filling.refresh_from_db()
    refill = read_refill(filling, entry)
    assert _changes(refill) == {"r1.actual": ("1件", before)}
    assert [entry.candidates[0][0] for entry in refill.unmatched] == ["r2"]
    answered = read_refill(filling, entry, {refill.unmatched[0].number: "r2"})
    assert set(_changes(answered)) == {"r1.actual", "r2.name"}


def test_an_indicator_may_be_one_more(office: Office, filling: UnitReport) -> None:
    document = DOCUMENTS["docx"](judge(filling), Stamp("", final=True))
    entry = _kept(office, filling, "附件.docx", document)
    change = [Change("r2.name", "换了说法的一项")]
    save_cells(office.actor("jia"), report_id=filling.pk, base_version=filling.version, changes=change)
    filling.refresh_from_db()
    refill = read_refill(filling, entry)
    imported = import_refill(
        office.actor("jia"),
        report_id=filling.pk,
        entry=entry,
        base_version=filling.version,
        answers={refill.unmatched[0].number: "new"},
        only_sound=False,
    )
    filling.refresh_from_db()
    content = content_from_json(filling.content)
    names = [content.text(f"{row.id}.name") for row in content.rows]
    assert refill.unmatched[0].name in names
    assert imported.count == len(refill.unmatched[0].texts)


def test_the_page_counts_what_it_could_not_place(office: Office, filling: UnitReport) -> None:
    document = DOCUMENTS["docx"](judge(filling), Stamp("", final=True))
    change = [Change("r2.name", "换了说法的一项")]
    save_cells(office.actor("jia"), report_id=filling.pk, base_version=filling.version, changes=change)
    preview = office.client("jia").post(
        f"/reports/{filling.pk}/sources/",
        {"purpose": "refill", "file": SimpleUploadedFile("附件.docx", document)},
        follow=True,
    )
    assert "无法识别<b>1</b>" in preview.content.decode()


def test_the_annex_of_another_unit_is_refused(office: Office, filling: UnitReport) -> None:
    document = DOCUMENTS["docx"](judge(filling), Stamp("", final=True))
    other = UnitReport.objects.select_related("campaign", "unit", "reviewer").get(unit=office.yi_unit)
    entry = _kept(office, filling, "附件.docx", document)
    with pytest.raises(Refused, match="不能导入“示例区乙局”的报告"):
        read_refill(other, entry)


def test_the_pages_from_download_to_import(office: Office, filling: UnitReport) -> None:
    client = office.client("jia")
    data = client.get(f"/reports/{filling.pk}/exchange/excel/").content
    book = openpyxl.load_workbook(BytesIO(data))
    _put(filling, "funds.initial", 250.1)(book)
    buffer = BytesIO()
    book.save(buffer)
    upload = SimpleUploadedFile("填报表.xlsx", buffer.getvalue())
    preview = client.post(
        f"/reports/{filling.pk}/sources/", {"purpose": "refill", "file": upload}, follow=True
    )
    page = preview.content.decode()
    assert "改动<b>1</b>" in page
    assert "250.1" in page
    address = preview.redirect_chain[-1][0]
    client.post(address, {"do": "all", "version": filling.version})
    filling.refresh_from_db()
    assert content_from_json(filling.content).text("funds.initial") == "250.1"
