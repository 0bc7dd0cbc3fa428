"""What comes out of the printer (flow B16)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from tests.e2e.conftest import Person, Someone

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="本机没有 pdftotext（Debian：apt install poppler-utils）"
)
DOTS = 72
LEFT, TOP, WIDTH, HEIGHT, NUMBER = 28.0, 37.0, 156.0, 225.0, 9.5
"""版心 in millimetres (GB/T 9704), and how far below it the page number may stand."""
ROWS = tuple(f"r{number}" for number in range(1, 15))
OFFICE_WORDS = ("工作台", "打印预览", "回报告", "下载", "退出")


def _printed(person: Person, file: Path, part: str) -> list[str]:
    """The pages as the browser prints them, their text without blanks."""
    person.open(f"/reports/3/print/{part}/")
    person.page.pdf(path=str(file), prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True).stdout
    return ["".join(page.split()) for page in text.decode().split("\f")[:-1]]


def _ink(file: Path, folder: Path) -> list[tuple[float, float, float, float]]:
    """Where the black of each page begins and ends: left, top, right, bottom in millimetres."""
    subprocess.run(
        ["pdftoppm", "-r", str(DOTS), "-gray", "-png", str(file), str(folder / "page")], check=True
    )
    boxes = []
    for picture in sorted(folder.glob("page-*.png")):
        with Image.open(picture) as page:
            box = page.point(lambda grey: 255 if grey < 110 else 0).getbbox()
        assert box is not None
        boxes.append(tuple(edge * 25.4 / DOTS for edge in box))
    return boxes  # type: ignore[return-value]


def test_the_whole_report_is_eleven_upright_pages_within_the_text_area(
    someone: Someone, tmp_path: Path
) -> None:
    preparer = someone("jb03")
    file = tmp_path / "report.pdf"
    pages = _printed(preparer, file, "all")
    assert [f"—{number}—" in page for number, page in enumerate(pages, 1)] == [True] * 11
    assert [number for number, page in enumerate(pages, 1) if "草" not in page or "稿" not in page] == []
    assert [word for word in OFFICE_WORDS for page in pages if word in page] == []
    assert "未报送的稿校验码" in pages[0]
    assert "草稿，未经财政局审核" in pages[0]
    for left, top, right, bottom in _ink(file, tmp_path):
        assert left >= LEFT - 0.5
        assert top >= TOP - 0.5
        assert right <= LEFT + WIDTH + 0.5
        assert bottom <= TOP + HEIGHT + NUMBER


def test_no_row_is_cut_in_two(someone: Someone, tmp_path: Path) -> None:
    preparer = someone("jb03").open("/reports/3/self/")
    for row in ROWS:
        preparer.type(f"{row}.reason", _long_reason(row))
    preparer.wait_saved()
    pages = _printed(preparer, tmp_path / "table.pdf", "self")
    assert len(pages) > 2
    on = {
        row: [n for n, page in enumerate(pages) if f"第{row}项" in page or f"{row}止" in page] for row in ROWS
    }
    assert {row: places for row, places in on.items() if len(places) != 1} == {}


def _long_reason(row: str) -> str:
    return f"第{row}项：" + "部分点位产权核查用时较长，下年提前开展核查。" * 6 + f"{row}止"


def test_every_page_of_the_indicators_begins_with_their_heading(someone: Someone, tmp_path: Path) -> None:
    preparer = someone("jb03").open("/reports/3/self/")
    for row in ROWS:
        preparer.type(f"{row}.reason", "部分点位产权核查用时较长，下年提前开展核查。")
    preparer.wait_saved()
    file = tmp_path / "table.pdf"
    first, *others = _printed(preparer, file, "self")
    heading = "绩效指标一级指标二级指标三级指标年度指标值实际完成值分值得分偏差原因分析及改进措施"
    assert heading in first
    assert len(others) >= 1
    for number, page in enumerate(others, 2):
        assert page.removeprefix(f"—{number}—").startswith(heading)
    for left, _, right, bottom in _ink(file, tmp_path):
        assert left >= LEFT - 0.5
        assert right <= LEFT + WIDTH + 0.5
        assert bottom <= TOP + HEIGHT + NUMBER


def test_the_preview_frames_exactly_what_is_printed(someone: Someone) -> None:
    preparer = someone("jb03").open("/reports/3/print/?part=text")
    assert preparer.texts("nav.tabs a") == ["全套", "报告", "附件1-1", "附件1-2", "审签单"]
    frame = preparer.page.frame_locator("#print-frame")
    assert frame.locator("nav, header, footer, button, a").count() == 0
    assert preparer.page.locator("#print-frame").get_attribute("src") == "/reports/3/print/text/"


def test_what_was_accepted_carries_no_draft_mark(someone: Someone, tmp_path: Path) -> None:
    auditor = someone("sj")
    auditor.open("/reports/4/print/all/")
    assert auditor.page.locator(".mark").count() == 0
    assert "草稿" not in auditor.page.locator("main").inner_text()
