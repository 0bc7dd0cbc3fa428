"""What the line at the foot says of the last change."""

from __future__ import annotations

from tests.e2e.conftest import Someone


def test_a_change_still_waiting_is_never_called_saved(someone: Someone) -> None:
    person = someone("jb03").open("/reports/3/self/")
    person.type("r1.actual", "53861件")
    person.wait_saved()
    person.type("r1.actual", "53862件")
    assert person.page.locator("#save-state").get_attribute("data-state") == "saving"
    person.wait_saved()
