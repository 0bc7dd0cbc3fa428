"""The trace: appended with the change, chained, and found out when tampered with."""

from __future__ import annotations

import pytest
from django.db import transaction
from tests.server.conftest import Advance, Office

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import Break, Subject, record, verify


def _chain(name: str) -> Chain:
    return Chain.objects.get(name=name)


def test_an_untouched_chain_holds(office: Office, advance: Advance) -> None:
    report = advance("accepted")
    assert verify(_chain(f"report/{report.pk}")) == []
    assert verify(_chain("site")) == []


def test_a_changed_entry_is_found(office: Office) -> None:
    entry = Entry.objects.filter(chain__name="site", number=3).get()
    Entry.objects.filter(pk=entry.pk).update(actor_name="别人")
    assert verify(_chain("site")) == [Break("site", 3, "第 3 条留痕被改动过")]


def test_a_removed_entry_is_found(office: Office) -> None:
    Entry.objects.filter(chain__name="site", number=2).delete()
    assert verify(_chain("site")) == [Break("site", 2, "缺第 2 条留痕")]


def test_entries_cut_off_at_the_end_are_found(office: Office) -> None:
    length = _chain("site").length
    Entry.objects.filter(chain__name="site", number=length).delete()
    assert verify(_chain("site")) == [Break("site", length, "末尾少了 1 条留痕")]


def test_no_trace_without_its_change(office: Office) -> None:
    entries = Entry.objects.count()
    with pytest.raises(ZeroDivisionError):
        _record_and_fail(office)
    assert Entry.objects.count() == entries


@transaction.atomic
def _record_and_fail(office: Office) -> None:
    record(office.actor("jia"), "try", Subject("unit", 1, "示例区"))
    raise ZeroDivisionError


def test_sm3_where_the_site_wants_it(office: Office, settings: object) -> None:
    settings.OPTIONS = {**settings.OPTIONS, "AUDIT_HASH": "sm3"}  # type: ignore[attr-defined]
    with transaction.atomic():
        entry = record(office.actor("jia"), "try", Subject("unit", 1, "示例区"))
    assert (entry.algorithm, verify(_chain("site"))) == ("sm3", [])
