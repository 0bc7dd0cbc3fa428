"""常用筛选 given to a colleague, the queue as Excel, the documents of chosen units as a zip."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from tests.e2e.conftest import Someone


def test_filters_kept_and_opened_by_a_colleague(someone: Someone) -> None:
    reviewer = someone("sh1").open("/reviews/1/")
    reviewer.page.select_option("#state", "accepted")
    reviewer.press("筛选")
    shown = reviewer.texts("table.list tbody td:nth-child(2)")
    reviewer.page.locator(".saved-views summary").click()
    reviewer.page.fill("#view-name", "已通过的")
    reviewer.page.get_by_label("给同事用").check()
    reviewer.press("存")
    assert reviewer.notes() == ["已存为“已通过的”，同事也能用。"]
    assert reviewer.page.locator("a.saved-view[aria-current]").inner_text().split() == ["已通过的", "共用"]

    colleague = someone("sh2").open("/reviews/1/")
    assert "已通过的 绩效股审核1" in colleague.texts("a.saved-view")
    with colleague.page.expect_navigation():
        colleague.page.get_by_role("link", name="已通过的").click()
    assert colleague.page.url.endswith("/reviews/1/?state=accepted")
    assert colleague.texts("table.list tbody td:nth-child(2)") == shown
    name, data = colleague.download("导出 Excel")
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert name == "2023 年度部门整体支出绩效自评审核队列.xlsx"
    assert [row[1].value for row in page.iter_rows(min_row=2)] == shown

    reviewer.page.locator(".saved-views summary").click()
    reviewer.press("删去“已通过的”")
    assert reviewer.notes() == ["已删去“已通过的”。"]


def test_the_documents_of_chosen_units(someone: Someone) -> None:
    reviewer = someone("sh1").open("/reviews/1/?state=accepted")
    units = reviewer.texts("table.list tbody td:nth-child(2)")[:2]
    for unit in units:
        reviewer.page.get_by_label(f"勾选{unit}").check()
    reviewer.press("成套文件")
    assert reviewer.notes() == ["2 家的成套文件已交后台制作，做好在这里下载。"]
    link = reviewer.page.get_by_role("link", name="下载")
    link.wait_for(timeout=60_000)
    with reviewer.page.expect_download() as expected:
        link.click()
    with zipfile.ZipFile(expected.value.path()) as package:
        folders = {name.partition("/")[0].partition(" ")[2] for name in package.namelist()}
        kinds = {name.rpartition(".")[2] for name in package.namelist()}
    assert (folders, kinds) == (set(units), {"docx", "xlsx", "pdf"})
