"""Excel out, filled in elsewhere, and back (flow B9)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

INDICATORS = "附件1-2"
RED = "FFFFC7CE"


@pytest.fixture
def preparer(someone: Someone) -> Person:
    return someone("jb03")


def _workbook(person: Person, report: int) -> Any:
    person.open(f"/reports/{report}/exchange/")
    _, data = person.download("下载 Excel 填报表")
    return openpyxl.load_workbook(io.BytesIO(data))


def _bytes(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _upload(person: Person, data: bytes, name: str = "填好的.xlsx", report: int = 3) -> None:
    person.open(f"/reports/{report}/exchange/")
    person.page.set_input_files("#refill-file", {"name": name, "mimeType": "", "buffer": data})
    person.press("看看改了什么")


def _changed(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    cells = sorted(set(before) | set(after))
    return {
        cell: (before.get(cell, ""), after.get(cell, ""))
        for cell in cells
        if before.get(cell) != after.get(cell)
    }


def test_only_what_was_changed_in_excel_changes(site: Site, preparer: Person) -> None:
    before = site.texts(3)
    book = _workbook(preparer, 3)
    page = book[INDICATORS]
    page["F14"] = "５３８６１件"
    page["I15"] = "两处便民服务点选址调整，下年一季度建成。"
    page["H16"] = 9
    book["附件1-1"]["F21"] = "三十四"
    book["附件1-1"]["F22"] = 45.9
    _upload(preparer, _bytes(book))
    assert preparer.texts(".counter b") == ["1", "4", "153", "2", "0"]
    assert preparer.texts("table.list tbody tr") == [
        "附件1-1 F21 办公费本年决算数 34.56 三十四 有错 “三十四”读不出数，请改成数。",
        "附件1-1 F22 水费、电费、差旅费本年决算数 45.84 45.9",
        "附件1-2 F14 「窗口办件量」实际完成值 53860件 ５３８６１件",
        "附件1-2 I15 「规范化建设基层便民服务点数量」偏差原因分析及改进措施 空 两处便民服务点选址调整，下年一季度建成。",
        "附件1-2 H16 「“一件事”集成办事项数量」自评得分 3.47 9 有错 得分 9 超出本指标分值 4，请改为 0 到 4 之间的数。",
    ]
    name, data = preparer.download("下载标出错误的表")
    assert name == "标注-填好的.xlsx"
    assert _marked(data) == {
        "附件1-1 F21": ("“三十四”读不出数，请改成数。", RED),
        "附件1-2 H16": ("得分 9 超出本指标分值 4，请改为 0 到 4 之间的数。", RED),
    }
    preparer.press("只导入无错的")
    assert preparer.notes() == [
        "已导入 3 格。",
        "没有导入：办公费本年决算数：“三十四”读不出数，请改成数。",
        "没有导入：「“一件事”集成办事项数量」自评得分：得分 9 超出本指标分值 4，请改为 0 到 4 之间的数。",
    ]
    assert _changed(before, site.texts(3)) == {
        "public_funds.utilities_travel.final": ("45.84", "45.9"),
        "r1.actual": ("53860件", "５３８６１件"),
        "r2.reason": ("", "两处便民服务点选址调整，下年一季度建成。"),
    }


def _marked(data: bytes) -> dict[str, tuple[str, str]]:
    """Address → comment and colour of the cells that carry a comment."""
    return {
        f"{page.title} {cell.coordinate}": (cell.comment.text, cell.fill.start_color.rgb)
        for page in openpyxl.load_workbook(io.BytesIO(data))
        for row in page.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def test_all_may_be_taken_faults_too(site: Site, preparer: Person) -> None:
    book = _workbook(preparer, 3)
    book[INDICATORS]["H16"] = 9
    _upload(preparer, _bytes(book))
    preparer.press("全部导入")
    assert preparer.notes() == ["已导入 1 格。"]
    assert site.texts(3)["r3.score"] == "9"


def test_what_was_changed_online_since_the_download_is_not_overwritten_unasked(
    site: Site, preparer: Person
) -> None:
    book = _workbook(preparer, 3)
    preparer.open("/reports/3/self/").type("r1.actual", "53900件")
    preparer.wait_saved()
    before = site.texts(3)
    book[INDICATORS]["I15"] = "两处便民服务点选址调整，下年一季度建成。"
    _upload(preparer, _bytes(book))
    assert preparer.texts("table.list tbody tr") == [
        "附件1-2 F14 「窗口办件量」实际完成值 53900件 53860件 有错 下载这张表之后，这一格在网上又改过；导入会盖掉现在的内容。",
        "附件1-2 I15 「规范化建设基层便民服务点数量」偏差原因分析及改进措施 空 两处便民服务点选址调整，下年一季度建成。",
    ]
    preparer.press("只导入无错的")
    assert _changed(before, site.texts(3)) == {"r2.reason": ("", "两处便民服务点选址调整，下年一季度建成。")}


def test_what_changed_between_preview_and_import_is_looked_at_again(
    someone: Someone, preparer: Person
) -> None:
    book = _workbook(preparer, 3)
    book[INDICATORS]["I15"] = "两处便民服务点选址调整，下年一季度建成。"
    _upload(preparer, _bytes(book))
    colleague = someone("jb03").open("/reports/3/self/")
    colleague.type("r1.actual", "53900件")
    colleague.wait_saved()
    preparer.press("全部导入")
    assert preparer.page.locator(".lead").inner_text() == "预览之后报告又有改动，请重新看一遍预览再导入。"


def test_the_form_of_another_unit_is_refused(site: Site, someone: Someone, preparer: Person) -> None:
    before = site.texts(3)
    foreign = _bytes(_workbook(someone("jb08"), 8))
    _upload(preparer, foreign, "办公室.xlsx")
    assert preparer.page.locator(".lead").inner_text() == (
        "“办公室.xlsx”是“区政府办公室”的表，不能导入“区委组织部”的报告。"
    )
    assert site.texts(3) == before


def test_the_form_of_another_year_is_refused(preparer: Person) -> None:
    book = _workbook(preparer, 3)
    year = next(row for row in book["_meta"].iter_rows() if row[0].value == "fiscal_year")
    year[1].value = "2022"
    _upload(preparer, _bytes(book), "去年.xlsx")
    assert (
        preparer.page.locator(".lead").inner_text() == "“去年.xlsx”是 2022 年度的表，这里填的是 2023 年度。"
    )


def _some_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["通讯录", "姓名", "电话"])
    return _bytes(book)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "通讯录.xlsx",
            _some_workbook(),
            "“通讯录.xlsx”读不了：没有找到绩效自评的表格或章节，请确认是否选错了文件。",
        ),
        (
            "自评表.xls",
            b"\xd0\xcf\x11\xe0" + bytes(600),
            "“自评表.xls”是旧格式，请在 WPS 或 Excel 中另存为 .xlsx（Word 另存为 .docx）再传。",
        ),
        (
            "自评表.xlsx",
            b"PK\x03\x04" + bytes(600),
            "“自评表.xlsx”读不了：文件已损坏或不完整，请用原软件打开另存后再试。",
        ),
    ],
)
def test_a_foreign_file_is_refused_in_words(preparer: Person, name: str, data: bytes, told: str) -> None:
    _upload(preparer, data, name)
    assert preparer.page.locator(".lead").inner_text() == told
