"""From the register to the report: a quoted figure stays until somebody updates it, and says of which day it is."""

from __future__ import annotations

import io

import openpyxl
import pytest
from tests.e2e.conftest import Person, Someone
from tests.running_site import Site

SLIPS = "r3.actual"
_GIVEN_BACK = """
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.orgs.models import User
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reviews import actions
report = UnitReport.objects.get(unit__name="区委巡察办")
actor = lambda name: actor_of(User.objects.get(username=name))
actions.reopen(actor("czgl"), report_id=report.pk, reason="请更新台账的数。")
actions.return_report(actor("sh1"), report_id=report.pk, reason="请更新台账的数。")
print(report.pk)
"""


@pytest.fixture
def report(site: Site) -> int:
    """The inspection office's own report, filled from its register, given back once more."""
    return int(site.run(_GIVEN_BACK))


def _issue_slip(inspector: Person, day: str) -> None:
    inspector.open("/inspections/supervision/add/slip/")
    inspector.page.get_by_label("单位", exact=True).select_option(label="区教育局")
    inspector.page.get_by_label("下发日期").fill(day)
    inspector.page.get_by_label("提示事项").fill("请报送年末整改进展情况。")
    inspector.press("下发工作提示单")
    assert inspector.notes() == ["已登记。"]


def _messages(person: Person) -> list[str]:
    person.page.wait_for_selector("#findings li")
    return [text for text in person.texts("#findings li") if "X12" in text]


def _printed(person: Person, report: int) -> str:
    person.open(f"/reports/{report}/print/self/")
    return person.page.locator("body").inner_text()


def test_a_quote_stays_until_it_is_updated(someone: Someone, report: int) -> None:
    preparer = someone("jb41").open(f"/reports/{report}/self/")
    assert preparer.value(SLIPS) == "59份"
    badge = preparer.page.locator(f'td:has([data-cell="{SLIPS}"]) .register-badge')
    assert badge.inner_text() == "台账：下发工作提示单 59 份"
    assert _messages(preparer) == []

    _issue_slip(someone("xcb1"), "2023-12-28")
    preparer.page.reload()
    assert preparer.value(SLIPS) == "59份"
    prompt = preparer.page.locator(".register li", has_text="台账已变为 60份，是否更新？")
    assert prompt.count() == 1
    (message,) = _messages(preparer)
    assert "台账已变为 60份，这里引用的是 59份（截至 2023-12-31）。是否更新？" in message
    printed = _printed(preparer, report)
    assert "59份" in printed
    assert "的实际完成值引自台账，截至 2023-12-31。" in printed

    preparer.open(f"/reports/{report}/self/").press("更新为 60份")
    assert preparer.notes() == ["已引用“下发工作提示单”60份，截至 2023-12-31。清单已附为佐证。"]
    assert preparer.value(SLIPS) == "60份"
    assert _messages(preparer) == []
    assert "60份" in _printed(preparer, report)


def test_a_figure_typed_over_the_quote_asks_with_both(someone: Someone, report: int) -> None:
    preparer = someone("jb41").open(f"/reports/{report}/self/")
    preparer.type("r1.actual", "3轮")
    preparer.wait_saved()
    (message,) = _messages(preparer)
    assert "台账中 2023 年已完成 2 轮、进行中 1 轮，这里填 3 轮。按“已反馈”口径应为 2。" in message


def test_every_count_has_its_list(someone: Someone, report: int) -> None:
    inspector = someone("xcb1").open("/inspections/statistics/?year=2023")
    row = inspector.page.locator("tr", has_text="下发工作提示单").first
    assert "59 份" in row.inner_text()
    row.get_by_role("link").click()
    inspector.page.wait_for_selector("h1:has-text('下发工作提示单')")
    name, data = inspector.download("下载 Excel")
    assert name == "下发工作提示单-截至2023-12-31.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.max_row == 3 + 59
    listed = someone("jb41").open(f"/reports/{report}/evidence/").texts(".file-name")
    assert "台账清单-下发工作提示单-截至2023-12-31.xlsx" in listed
