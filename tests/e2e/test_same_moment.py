"""撤回 and 开始审核 at the same moment: one wins, the other is told (flow B11)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.e2e.conftest import Person, Someone
from tests.running_site import Caller, Site

REPORT = 2
"""区委办公室's report waits for the bureau."""
TOO_LATE = "这份自评报告财政局正在审核，暂时锁定，现在不能撤回。"
WITHDRAWN = "这份自评报告正在填报，现在不能开始审核。"


def _send_soon(person: Person, button: str) -> None:
    """The click happens after we have left, so that two people's clicks fall together."""
    person.page.get_by_role("button", name=button).evaluate("(b) => { setTimeout(() => b.click(), 300); }")


def _told(person: Person) -> str:
    """Of the page the click led to: its refusal, or nothing."""
    person.page.wait_for_selector(".notes .note-success, .lead")
    refusals = person.texts(".lead")
    return refusals[0] if refusals else ""


def test_of_two_clicks_one_wins_and_the_other_is_told(site: Site, someone: Someone) -> None:
    preparer = someone("jb02").open(f"/reports/{REPORT}/receipt/")
    reviewer = someone("sh1").open(f"/reviews/report/{REPORT}/")
    _send_soon(preparer, "撤回")
    _send_soon(reviewer, "开始审核")
    outcome = (_told(preparer), _told(reviewer), *site.states(REPORT))
    assert outcome in (("", WITHDRAWN, "filling"), (TOO_LATE, "", "under_review"))


def test_twenty_times_exactly_one_wins(site: Site) -> None:
    preparer, head, reviewer = (Caller(site, name) for name in ("jb02", "fz02", "sh1"))
    withdraw, open_ = f"/reports/{REPORT}/act/withdraw/", f"/reviews/report/{REPORT}/open_review/"
    together = Barrier(2)

    def go(caller: Caller, path: str) -> str:
        together.wait()
        return caller.refused(path)

    draft = 1
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            one = threads.submit(go, preparer, withdraw)
            other = threads.submit(go, reviewer, open_)
            told = one.result(), other.result()
            assert told in (("", WITHDRAWN), (TOO_LATE, ""))
            if told[0]:
                assert reviewer.refused(f"/reviews/report/{REPORT}/release/") == ""
            else:
                assert preparer.refused(f"/reports/{REPORT}/act/submit/") == ""
                draft += 1
                assert head.refused(f"/reports/{REPORT}/act/approve/", draft=str(draft)) == ""
    assert site.states(REPORT) == ["with_bureau"]
    assert _breaks(site) == "[]"


def _breaks(site: Site) -> str:
    return site.run(
        "from zhunsheng.server.audit.models import Chain\n"
        "from zhunsheng.server.audit.trail import verify\n"
        "print([broken for chain in Chain.objects.all() for broken in verify(chain)])"
    ).strip()
