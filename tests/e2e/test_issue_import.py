"""A 问题清单 of 762 rows brought into the register (flow B14, its import)."""

from __future__ import annotations

import io
import json
from typing import Any

import openpyxl
import pytest
from benchmarks.issue_lists import issue_list
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

ROWS, SPECIAL = 762, 78


@pytest.fixture
def office(someone: Someone) -> Person:
    return someone("xcb1")


def _list(site: Site) -> bytes:
    """Of the made-up district's own units and dictionary."""
    known: dict[str, list[str]] = json.loads(
        site.run(
            "import json\n"
            "from zhunsheng.server.inspections.models import Category\n"
            "from zhunsheng.server.orgs.models import Unit\n"
            "print(json.dumps({'units': [u.name for u in Unit.objects.exclude(code='000')[:28]],"
            " 'categories': [str(c) for c in Category.objects.all()]}))"
        )
    )
    return issue_list(
        ROWS, round_name="六届第三轮", units=known["units"], categories=known["categories"], special=SPECIAL
    )


def _changed(data: bytes, cells: dict[str, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    page: Any = book.active
    for address, value in cells.items():
        page[address] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _upload(person: Person, data: bytes) -> None:
    person.open("/inspections/").page.get_by_role("link", name="导入问题清单").click()
    person.page.set_input_files("#file", {"name": "问题清单.xlsx", "mimeType": "", "buffer": data})
    person.press("上传并预览")


def _counters(person: Person) -> dict[str, int]:
    counted = [text.rpartition(" ") for text in person.texts(".counter")]
    return {name: int(number) for name, _, number in counted}


def _ledger(site: Site) -> dict[str, int]:
    counted: dict[str, int] = json.loads(
        site.run(
            "import json\n"
            "from zhunsheng.server.inspections.models import Issue, Measure\n"
            "from zhunsheng.server.audit.models import Entry\n"
            "ours = Issue.objects.filter(number__startswith='LX2023-')\n"
            "print(json.dumps({'issues': ours.count(), 'special': ours.filter(source='special').count(),"
            " 'measures': Measure.objects.filter(issue__in=ours).count(),"
            " 'traces': Entry.objects.filter(verb='register_issue', subject_name__startswith='LX2023-').count()}))"
        )
    )
    return counted


def test_762_rows_come_in_and_what_is_wrong_is_told_row_by_row(site: Site, office: Person) -> None:
    wrong = {"B5": "空话", "D6": "六届第九轮", "H7": "去年三月", "E8": "区教育", "F9": "别的类别"}
    _upload(office, _changed(_list(site), wrong))
    assert _counters(office) == {
        "新增": 757,
        "台账里已有": 0,
        "单位待选定": 1,
        "有错": 4,
        "新增问题的措施": 1514,
    }
    assert office.texts("section:has(h2:has-text('要改的地方')) li") == [
        "第 5 行：问题表述至少写 4 个字。",
        "第 6 行 D 列：台账里没有“六届第九轮”，请先登记轮次，或从下拉中选。",
        "第 7 行 H 列：“去年三月”不是日期，请写成 2024-7-30 这样。",
        "第 9 行 F 列：问题类别里没有“别的类别”，请从下拉中选。",
    ]
    answer = office.page.locator("#unit-0 option", has_text="区教育局（").get_attribute("value")
    office.page.get_by_label("区教育").select_option(answer)
    office.press("就是选的单位")
    assert _counters(office)["新增"] == 758
    office.press("导入全部无错的（758 个问题）")
    office.page.wait_for_selector("h1:has-text('导入结果')", timeout=30000)
    assert _counters(office) == {"完成": 758, "台账里已有": 0, "单位待选定": 0, "有错": 4}
    assert _ledger(site) == {"issues": 758, "special": 78, "measures": 1517, "traces": 758}
    name, data = office.download("下载标出错误的表")
    assert name.startswith("标注-问题清单-")
    assert sorted(_marked(data)) == ["B5", "D6", "F9", "H7"]
    # What is put right in the marked copy comes in; what is in already does not come in again.
    right = {"B5": "会议记录缺失三次", "D6": "六届第三轮", "H7": "2023-3-25", "F9": None}
    _upload(office, _changed(data, right))
    assert _counters(office)["新增"] == 4
    assert _counters(office)["台账里已有"] == 758
    office.press("全部导入（4 个问题）")
    office.page.wait_for_selector("h1:has-text('导入结果')", timeout=30000)
    assert _ledger(site) == {"issues": 762, "special": 78, "measures": 1524, "traces": 762}


def _marked(data: bytes) -> list[str]:
    page: Any = openpyxl.load_workbook(io.BytesIO(data)).active
    return [cell.coordinate for row in page.iter_rows() for cell in row if cell.comment is not None]
