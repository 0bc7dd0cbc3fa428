"""提示: who read which is kept, holds while the hint says the same, and is what filing waits for."""

from __future__ import annotations

import json

import pytest
from tests.server.conftest import Advance, Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.findings import Shown, is_hint
from zhunsheng.server.reports.models import HintReading, UnitReport
from zhunsheng.server.reports.saving import Change, save_cells

SECTION = "section.八"


@pytest.fixture
def hinted(office: Office, advance: Advance) -> UnitReport:
    """Ready to file but for one 提示: a document number in the wrong brackets."""
    report = advance("filling")
    _cite(office, report, "财预[2020]10号")
    return report


def _cite(office: Office, report: UnitReport, number: str) -> None:
    report.refresh_from_db()
    text = content_from_json(report.content).text(SECTION).partition("\n按照")[0]
    save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=report.version,
        changes=[Change(SECTION, f"{text}\n按照{number}的要求改进。")],
    )
    report.refresh_from_db()


def _hints(report: UnitReport) -> list[Shown]:
    return [finding for finding in judge(report).findings if is_hint(finding)]


def _read(office: Office, report: UnitReport, who: str = "jia") -> None:
    ids = [hint.id for hint in _hints(report)]
    actions.read_hints(office.actor(who), report_id=report.pk, finding_ids=ids)


def test_filing_waits_until_every_hint_is_read(office: Office, hinted: UnitReport) -> None:
    (hint,) = _hints(hinted)
    judged = judge(hinted)
    assert (hint.read, judged.counts.unread, judged.counts.ready) == ("", 1, False)
    with pytest.raises(Refused, match="还有 1 条提示没有看"):
        actions.submit(office.actor("jia"), report_id=hinted.pk)
    _read(office, hinted)
    assert judge(hinted).counts.ready
    draft = actions.submit(office.actor("jia"), report_id=hinted.pk)
    assert [finding["read"][:4] for finding in draft.findings if finding["id"] == hint.id] == ["jia "]


def test_who_read_what_is_kept_once_and_in_the_trace(office: Office, hinted: UnitReport) -> None:
    _read(office, hinted)
    _read(office, hinted)
    (hint,) = _hints(hinted)
    (reading,) = HintReading.objects.all()
    assert (reading.by.name, reading.finding, reading.message) == ("jia", hint.id, hint.message)
    (entry,) = Entry.objects.filter(verb="read_hints")
    assert entry.actor_name == "jia"
    assert json.loads(entry.details)["hints"] == [{"finding": hint.id, "message": hint.message}]


def test_a_hint_that_says_something_else_is_to_be_read_anew(office: Office, hinted: UnitReport) -> None:
    _read(office, hinted)
    _cite(office, hinted, "财预[2021]101号")
    assert [hint.read for hint in _hints(hinted)] == [""]
    _cite(office, hinted, "财预〔2021〕101号")
    assert _hints(hinted) == []
    assert judge(hinted).counts.ready


def test_only_what_is_a_hint_can_be_read_away(office: Office, hinted: UnitReport) -> None:
    report_cells = [Change("r2.score", "8"), Change("r2.reason", "")]
    save_cells(office.actor("jia"), report_id=hinted.pk, base_version=hinted.version, changes=report_cells)
    hinted.refresh_from_db()
    ids = [finding.id for finding in judge(hinted).findings]
    judged = actions.read_hints(office.actor("jia"), report_id=hinted.pk, finding_ids=ids)
    assert (judged.counts.unread, judged.counts.errors > 0) == (0, True)
    assert HintReading.objects.count() == 1


@pytest.mark.parametrize("who", ["jia_head", "yi", "bureau"])
def test_reading_is_the_preparer_s(office: Office, hinted: UnitReport, who: str) -> None:
    with pytest.raises(Refused, match="只有本单位的经办人"):
        _read(office, hinted, who)


def test_the_pages_tell_who_has_read(office: Office, hinted: UnitReport) -> None:
    client = office.client("jia")
    (hint,) = _hints(hinted)
    assert "这 1 条提示看过了" in client.get(f"/reports/{hinted.pk}/check/").content.decode()
    client.post(f"/reports/{hinted.pk}/read-hints/", {"hint": [hint.id]})
    page = client.get(f"/reports/{hinted.pk}/check/").content.decode()
    assert ("✓ jia 2" in page, "条提示看过了" in page) == (True, False)
    actions.submit(office.actor("jia"), report_id=hinted.pk)
    head = office.client("jia_head").get(f"/reports/{hinted.pk}/approval/").content.decode()
    assert hint.message in head
    assert "✓ jia 2" in head
