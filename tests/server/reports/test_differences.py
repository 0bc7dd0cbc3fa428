"""Two drafts compared, a cell restored, a hash looked up."""

from __future__ import annotations

import pytest
from tests.server.conftest import Advance, Office

from zhunsheng.kernel.paragraphs import Piece, pieces_of
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.content import CellText, Content, Row
from zhunsheng.server.reports.differences import (
    CellDifference,
    Differences,
    ParagraphDifference,
    RowDifference,
    differences,
)
from zhunsheng.server.reports.drafts import last_returned, restore_cell
from zhunsheng.server.reports.models import Draft
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reports.schemes import sheet_of

SHEET = sheet_of("hunan-overall")
ROWS = [Row("r1", "产出指标", "数量指标")]


def _content(rows: list[Row] = ROWS, **texts: str) -> Content:
    cells = {cell.replace("__", "."): CellText(text, 1) for cell, text in texts.items()}
    return Content(cells, list(rows), 9)


def test_nothing_changed_whoever_typed_it_when() -> None:
    before = Content({"funds.initial": CellText("176.18", 1, "typed", "甲")}, [])
    after = Content({"funds.initial": CellText("176.18", 9, "imported", "乙")}, [])
    assert differences(before, after, SHEET) == Differences()


def test_cells_in_the_order_of_the_form_with_the_words_of_the_place() -> None:
    before = _content(r1__name="办件量", r1__score="9", staffing__quota="13", funds__initial="176.18")
    after = _content(r1__name="办件量", r1__score="10", staffing__quota="11", r1__reason="补报")
    found = differences(before, after, SHEET)
    assert found.cells == [
        CellDifference("staffing.quota", "编制数", "13", "11"),
        CellDifference("funds.initial", SHEET.label("funds.initial"), "176.18", ""),
        CellDifference("r1.score", "「办件量」自评得分", "9", "10"),
        CellDifference("r1.reason", "「办件量」偏差原因分析及改进措施", "", "补报"),
    ]
    assert found.count == 4


def test_an_indicator_that_went_and_one_that_came() -> None:
    before = _content(r1__name="办件量", r1__target="≥5件")
    after = _content([Row("r2", "产出指标", "质量指标")], r2__name="准确率")
    assert differences(before, after, SHEET) == Differences(
        rows=[RowDifference("r1", "办件量；≥5件", ""), RowDifference("r2", "", "准确率")]
    )


def test_paragraphs_with_their_old_words() -> None:
    before = _content(section__七="一是人手不足。\n二是经费不足。")
    after = _content(section__七="一是人手较少。\n二是经费不足。\n三是制度不全。")
    assert differences(before, after, SHEET).paragraphs == [
        ParagraphDifference(
            "section.七",
            SHEET.label("section.七"),
            (
                Piece("same", "一是人手"),
                Piece("old", "不足"),
                Piece("new", "较少"),
                Piece("same", "。"),
            ),
        ),
        ParagraphDifference("section.七", SHEET.label("section.七"), (Piece("new", "三是制度不全。"),)),
    ]


def test_paragraphs_with_little_in_common_stay_apart() -> None:
    assert pieces_of("甲乙丙丁", "天地玄黄") == (Piece("old", "甲乙丙丁"), Piece("new", "天地玄黄"))


def test_a_reviewer_sees_what_changed_since_the_return(office: Office, advance: Advance) -> None:
    report = advance("returned")
    returned = last_returned(report)
    assert returned is not None
    assert returned.number == 1
    save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=report.version,
        changes=[Change("staffing.retired", "8")],
    )
    page = office.client("reviewer").get(f"/reports/{report.pk}/diff/1/0/").content.decode()
    assert "第 1 稿 → 现在：改动 1 处" in page
    assert 'name="cell"' not in page


def test_a_cell_is_restored_by_its_preparer_with_the_draft_as_source(
    office: Office, advance: Advance
) -> None:
    report = advance("returned")
    old = report.content["cells"]["staffing.retired"][0]
    change = [Change("staffing.retired", "99")]
    save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=change)
    answer = office.client("jia").post(
        f"/reports/{report.pk}/drafts/1/restore/", {"cell": "staffing.retired"}
    )
    assert answer["Location"] == f"/reports/{report.pk}/diff/1/0/"
    report.refresh_from_db()
    assert report.content["cells"]["staffing.retired"][:3] == [old, report.version, "draft:1"]


def test_nothing_is_restored_while_the_bureau_has_it(office: Office, advance: Advance) -> None:
    report = advance("with_bureau")
    with pytest.raises(Refused, match="现在不能改"):
        restore_cell(office.actor("jia"), report_id=report.pk, number=1, cell="staffing.retired")


def test_a_computed_cell_is_not_restored(office: Office, advance: Advance) -> None:
    report = advance("returned")
    with pytest.raises(Refused, match="这一格由系统计算，不用填。"):
        restore_cell(office.actor("jia"), report_id=report.pk, number=1, cell="score.total")


def test_a_draft_that_never_was(office: Office, advance: Advance) -> None:
    report = advance("returned")
    assert office.client("jia").get(f"/reports/{report.pk}/diff/7/0/").status_code == 404
    assert office.client("yi").get(f"/reports/{report.pk}/drafts/").status_code == 403


def test_a_hash_is_confirmed_without_showing_what_it_stands_for(office: Office, advance: Advance) -> None:
    report = advance("returned")
    draft = Draft.objects.get(report=report)
    client = office.client("yi")
    page = client.get("/verify/", {"hash": f" {draft.short_hash.upper()} "}).content.decode()
    assert "有这一稿：示例区甲局 2023 年度第 1 稿" in page
    assert "是最近报送的一稿。" in page
    assert "系统里没有这一稿" in client.get("/verify/", {"hash": "0" * 12}).content.decode()
    assert "至少 12 位" in client.get("/verify/", {"hash": draft.short_hash[:11]}).content.decode()


def test_an_earlier_draft_is_told_as_such(office: Office, advance: Advance) -> None:
    report = advance("returned")
    jia, change = office.actor("jia"), [Change("r1.reason", "年中增设两个窗口，办件量上升。")]
    save_cells(jia, report_id=report.pk, base_version=report.version, changes=change)
    actions.submit(jia, report_id=report.pk)
    first = Draft.objects.get(report=report, number=1)
    page = office.client("jia").get("/verify/", {"hash": first.sha256}).content.decode()
    assert "不是最近报送的一稿，之后又报过第 2 稿。" in page
