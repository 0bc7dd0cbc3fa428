"""An engine that knows nothing newer than Chromium 86 shows the same layout (flow B22)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.e2e.conftest import Person, Someone
from tests.server.web.old_engine import NEWER_CSS

PLACES = """() => [...document.querySelectorAll('body, body *')].filter((x) => x.offsetParent).map((x) => {
  const place = x.getBoundingClientRect();
  return [x.tagName, x.className, ...[place.x, place.y, place.width, place.height].map(Math.round)].join(' ');
})"""


def _forget_the_newer(person: Person) -> None:
    """What the old engine doesn't know is renamed in every style sheet, so that this one doesn't either."""

    def rename(route: Any) -> None:
        answer = route.fetch()
        body = NEWER_CSS.sub(lambda found: f"{found[0][:-1]}-unknown{found[0][-1:]}", answer.text())
        route.fulfill(response=answer, body=body)

    person.context.route("**/*.css", rename)


@pytest.mark.parametrize(
    ("username", "path"),
    [("jb03", "/reports/3/self/"), ("fz05", "/reports/5/approval/"), ("sh1", "/reviews/1/")],
)
def test_the_layout_needs_nothing_newer(someone: Someone, username: str, path: str) -> None:
    modern, old = someone(username).open(path), someone(username)
    _forget_the_newer(old)
    old.open(path)
    assert old.page.evaluate(PLACES) == modern.page.evaluate(PLACES)


def test_a_layout_that_needed_it_would_differ(someone: Someone) -> None:
    modern, old = someone("jb03"), someone("jb03")
    for person in (modern, old):
        person.context.route("**/office.css", _with_a_newer_rule)
    _forget_the_newer(old)
    for person in (modern, old):
        person.open("/")
    assert old.page.evaluate(PLACES) != modern.page.evaluate(PLACES)


def _with_a_newer_rule(route: Any) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text() + "body:has(main) { padding-top: 300px; }")
