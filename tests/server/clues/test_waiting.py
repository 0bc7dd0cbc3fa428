"""What the workbench says of clues and complaints: how many wait for this person, of those they may see alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html
from tests.server.clues.conftest import Cast, bring

from zhunsheng.server.clues.actions import name_subjects
from zhunsheng.server.clues.models import Record, Sealed
from zhunsheng.server.clues.workflow import Verb

IN_HAND = 4
"""So many steps of ON_THE_WAY."""


def _waiting(cast: Cast) -> dict[str, list[str]]:
    """Person → the lines of their workbench about clues and complaints; who has none is left out."""
    found = {}
    for name in sorted(cast.office.people):
        page = html.fromstring(cast.office.client(name).get("/").content.decode())
        lines = page.xpath("//article[.//h2='线索与举报']//a[@class='waiting']")
        if lines:
            found[name] = [" ".join(line.text_content().split()) for line in lines]
    return found


def _urged(cast: Cast, clue: Record, days: int) -> None:
    """In hand, its 督办 so many days from today."""
    bring(cast, clue, IN_HAND)
    cast.move("inspector", clue, Verb.URGE, due_on=timezone.localdate() + timedelta(days=1))
    Record.objects.filter(pk=clue.pk).update(due_on=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "wanted"),
    [(0, {}), (-1, {"inspector": ["督办超期 1 件"], "leading": ["督办超期 1 件"]})],
)
def test_who_is_named_is_told_that_a_day_has_passed(
    cast: Cast, clue: Record, days: int, wanted: dict[str, list[str]]
) -> None:
    _urged(cast, clue, days)
    assert _waiting(cast) == wanted
    page = cast.office.client("inspector").get("/clues/").content.decode()
    assert ("超期" in page) is bool(wanted)


def test_an_answer_ends_it_and_what_is_asked_besides_needs_a_day_of_its_own(cast: Cast, clue: Record) -> None:
    _urged(cast, clue, -1)
    cast.move("inspector", clue, Verb.FEED_BACK, words="已立案", on=timezone.localdate())
    assert _waiting(cast) == {}
    cast.move("inspector", clue, Verb.ASK_MORE, words="请补处理结果。")
    assert (clue.due_on, _waiting(cast)) == (None, {})


def test_approvals_wait_for_those_who_may_give_them(cast: Cast, clue: Record, complaint: Record) -> None:
    bring(cast, clue, 1)
    cast.name("other_leader", complaint)
    cast.move("other_leader", complaint, Verb.VERIFY, words="属实", on=timezone.localdate())
    cast.move(
        "other_leader",
        complaint,
        Verb.PROPOSE,
        words="批评教育",
        approver=cast.office.people["leading"],
    )
    assert _waiting(cast) == {"leading": ["待批准分流 1 件", "待批准处理意见 1 件"]}
    cast.move("leading", complaint, Verb.APPROVE)
    assert _waiting(cast) == {"leading": ["待批准分流 1 件"]}


def test_nobody_who_is_not_named_or_is_named_in_it_learns_of_it(
    cast: Cast, clue: Record, complaint: Record
) -> None:
    """Their workbench is the same, byte for byte but for the form's key, whether or not there is anything."""
    before = {name: _page(cast, name) for name in cast.office.people}
    _urged(cast, clue, -1)
    cast.name("member", complaint)
    cast.move("inspector", complaint, Verb.VERIFY, words="属实", on=timezone.localdate())
    proposal = {"words": "批评教育", "approver": cast.office.people["leading"]}
    cast.move("inspector", complaint, Verb.PROPOSE, **proposal)
    name_subjects(
        cast.office.actor("inspector"), record_id=complaint.pk, users=[cast.office.people["leading"]]
    )
    told = {name for name in cast.office.people if _page(cast, name) != before[name]}
    assert told == {"inspector", "leading"}
    assert _waiting(cast) == {"inspector": ["督办超期 1 件"], "leading": ["督办超期 1 件"]}


def _page(cast: Cast, name: str) -> str:
    page = html.fromstring(cast.office.client(name).get("/").content.decode())
    for key in page.xpath("//input[@name='csrfmiddlewaretoken']"):
        key.getparent().remove(key)
    found: str = html.tostring(page, encoding="unicode")
    return found


def test_where_a_key_is_missing_nothing_is_counted(cast: Cast, complaint: Record) -> None:
    cast.move("inspector", complaint, Verb.VERIFY, words="属实", on=timezone.localdate())
    proposal = {"words": "批评教育", "approver": cast.office.people["leading"]}
    cast.move("inspector", complaint, Verb.PROPOSE, **proposal)
    assert _waiting(cast) == {"leading": ["待批准处理意见 1 件"]}
    Sealed.objects.filter(record=complaint, field="subjects").update(key_id="gone")
    assert _waiting(cast) == {}
