"""What ended long ago is listed for people to decide on; nothing is erased by itself, and what is, is gone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from tests.server.clues.conftest import ON_THE_WAY, Cast, bring

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.clues import actions
from zhunsheng.server.clues.counts import transferred_in
from zhunsheng.server.clues.models import Attachment, Record, Sealed, Step
from zhunsheng.server.clues.queries import listed
from zhunsheng.server.clues.retention import erase, has_passed, keep_longer, kept_until
from zhunsheng.server.orgs.verdicts import Refused

LONG_AGO = date(2015, 8, 1)


@pytest.fixture(autouse=True)
def five_years(settings: Any) -> None:
    settings.OPTIONS = {**settings.OPTIONS, "CLUE_YEARS": 5}


@pytest.fixture
def ended(cast: Cast, clue: Record) -> Record:
    """Handled to its end, with a file, eleven years ago."""
    upload = SimpleUploadedFile("材料.txt", b"x")
    actions.add_file(cast.office.actor("inspector"), record_id=clue.pk, upload=upload)
    bring(cast, clue, len(ON_THE_WAY))
    Record.objects.filter(pk=clue.pk).update(closed_on=LONG_AGO)
    clue.refresh_from_db()
    return clue


def test_counted_from_the_year_after_it_ended(settings: Any) -> None:
    entry = Record(closed_on=date(2020, 2, 29))
    assert kept_until(entry) == date(2026, 1, 1)
    entry.keep_until = date(2030, 6, 1)
    assert kept_until(entry) == date(2030, 6, 1)
    assert kept_until(Record()) is None
    settings.OPTIONS = {**settings.OPTIONS, "CLUE_YEARS": 0}
    assert kept_until(entry) is None


def test_what_has_passed_is_listed_for_whom_it_is_named(cast: Cast, ended: Record) -> None:
    def told(name: str) -> bool:
        return "保存期满的（1）" in cast.office.client(name).get("/clues/").content.decode()

    assert [told(name) for name in ("inspector", "leading", "bystander", "other_leader")] == [
        True, True, False, False,
    ]  # fmt: skip
    Record.objects.filter(pk=ended.pk).update(closed_on=timezone.localdate())
    assert not told("leading")


def test_a_leader_named_for_it_decides(cast: Cast, ended: Record) -> None:
    until = timezone.localdate() + timedelta(days=400)
    with pytest.raises(Refused, match="由领导小组的经办人决定去留"):
        keep_longer(cast.office.actor("inspector"), record_id=ended.pk, until=until)
    with pytest.raises(Http404):
        keep_longer(cast.office.actor("other_leader"), record_id=ended.pk, until=until)
    leader = cast.office.actor("leading")
    for wrong in (None, timezone.localdate()):
        with pytest.raises(Refused, match="请写明继续保存到哪一天，要晚于今天。"):
            keep_longer(leader, record_id=ended.pk, until=wrong)
    assert not has_passed(keep_longer(leader, record_id=ended.pk, until=until))
    with pytest.raises(Refused, match="还没有到保存期限"):
        erase(leader, record_id=ended.pk, number=ended.number)


def test_what_is_erased_is_gone_and_still_counted(cast: Cast, ended: Record) -> None:
    leader, year = cast.office.actor("leading"), 2023
    before = transferred_in(ended.tenant_id, year)
    with pytest.raises(Refused, match=f"要销毁请照写编号 {ended.number}。"):
        erase(leader, record_id=ended.pk, number="XS2023-999")
    assert Sealed.objects.filter(record=ended).exists()
    erase(leader, record_id=ended.pk, number=f" {ended.number.lower()} ")
    left = [model.objects.filter(record=ended).count() for model in (Sealed, Attachment, Step)]
    assert left == [0, 0, len(ON_THE_WAY)]
    assert (before, transferred_in(ended.tenant_id, year)) == (1, 1)
    for name in ("inspector", "leading", "other_leader"):
        found = listed(cast.office.actor(name))
        assert (found.mine, found.orphans) == ([], [])
        assert cast.office.client(name).get(f"/clues/{ended.pk}/").status_code == 404
    last = Entry.objects.filter(chain__name=f"clue/{ended.pk}").order_by("number").last()
    assert last is not None
    assert (last.verb, last.details) == ("erase_clue", "{}")


def test_decided_by_the_page(cast: Cast, ended: Record) -> None:
    client, address = cast.office.client("leading"), f"/clues/{ended.pk}/"
    assert "销毁请照写编号" in client.get(address).content.decode()
    assert "销毁请照写编号" not in cast.office.client("inspector").get(address).content.decode()
    client.post(f"{address}keep/", {"until": "2099-12-31"})
    ended.refresh_from_db()
    assert ended.keep_until == date(2099, 12, 31)
    Record.objects.filter(pk=ended.pk).update(keep_until=None)
    page = client.post(f"{address}erase/", {"number": ended.number}, follow=True).content.decode()
    assert "的内容和附件已销毁" in page


# --- the list --------------------------------------------------------------------------------------------


def test_the_list_is_searched_by_number_alone(cast: Cast, clue: Record, complaint: Record) -> None:
    def numbers(query: str) -> list[str]:
        page = cast.office.client("inspector").get(f"/clues/?number={query}").content.decode()
        return [entry.number for entry in (clue, complaint) if f"/clues/{entry.pk}/" in page]

    assert {query: numbers(query) for query in ("", "xs", "2023-", "绿化工程款", complaint.number)} == {
        "": [clue.number, complaint.number],
        "xs": [clue.number],
        "2023-": [clue.number, complaint.number],
        "绿化工程款": [],
        complaint.number: [complaint.number],
    }


def test_the_list_is_paged(cast: Cast, clue: Record) -> None:
    more = [
        Record(
            tenant_id=clue.tenant_id,
            kind=clue.kind,
            number=f"XS2023-{number:03}",
            state=clue.state,
            state_since=clue.state_since,
            registered_on=clue.registered_on,
            registered_by_id=clue.registered_by_id,
        )
        for number in range(100, 160)
    ]
    for entry in more:
        entry.save()
        entry.handlers.create(user_id=clue.registered_by_id)

    def page(number: int) -> str:
        return cast.office.client("inspector").get(f"/clues/?page={number}").content.decode()

    assert ["共 61 件" in page(1), page(1).count("<tr><td>"), page(2).count("<tr><td>")] == [True, 50, 11]
    assert page(9).count("<tr><td>") == 11
