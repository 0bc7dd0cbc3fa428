"""更正登记 and 作废: while no unit has acted, and never a word of the issue in the trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from tests.server.inspections.conftest import FED_BACK, Advance, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues.actions import add_support
from zhunsheng.server.inspections.issues.corrections import Origin, Reason, correct_issue, void_issue
from zhunsheng.server.inspections.models import Issue, Source
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.orgs.verdicts import Refused

FOUND = date(2023, 3, 22)


def _right(inspections: Inspections) -> Origin:
    return Origin(Source.ROUTINE, inspections.office.yi_unit, FOUND, inspectee=inspections.yi)


def test_what_was_registered_wrongly_is_corrected_and_keeps_its_number(
    inspections: Inspections, issue: Issue
) -> None:
    inspector = inspections.office.actor("inspector")
    inspections.yi.refresh_from_db()
    round_actions.feed_back(inspector, inspectee=inspections.yi, on=date(2023, 5, 20))
    inspections.yi.refresh_from_db()
    correct_issue(inspector, issue_id=issue.pk, origin=_right(inspections), reason=Reason.WRONG_UNIT)
    found = Issue.objects.get(pk=issue.pk)
    assert (found.number, found.unit, found.inspectee, found.found_on, found.fed_back_on, found.due_on) == (
        "XC2023-3-001", inspections.office.yi_unit, inspections.yi, FOUND, date(2023, 5, 20), date(2023, 8, 18),
    )  # fmt: skip
    entry = Entry.objects.get(verb="correct_issue")
    assert json.loads(entry.details) == {
        "columns": ["unit", "found_on", "inspectee"], "unit": "示例区乙局", "reason": "责任单位登错",
    }  # fmt: skip


def test_what_belongs_to_no_round_is_told_when_found(inspections: Inspections, issue: Issue) -> None:
    origin = Origin(Source.SUPERVISION, inspections.office.jia_unit, date(2023, 6, 1))
    inspector = inspections.office.actor("inspector")
    found = correct_issue(inspector, issue_id=issue.pk, origin=origin, reason=Reason.WRONG_ORIGIN)
    assert (found.round, found.inspectee, found.fed_back_on) == (None, None, date(2023, 6, 1))


def test_a_correction_has_to_fit(inspections: Inspections, issue: Issue) -> None:
    inspector, right = inspections.office.actor("inspector"), _right(inspections)
    same = Origin(Source.ROUTINE, issue.unit, issue.found_on, inspectee=inspections.jia)
    add_support(inspector, issue_id=issue.pk, unit=inspections.office.yi_unit, on=FED_BACK)
    for origin, why in (
        (replace(right, source=Source.SPECIAL), "“示例区乙局”是常规对象，来源应写常规巡察"),
        (replace(right, inspectee=None), "常规巡察发现的问题要写明轮次"),
        (replace(right, found_on=date.max), "发现日期 9999-12-31 还没有到"),
        (right, "责任单位不能同时是配合单位"),
        (same, "没有改动"),
    ):
        with pytest.raises(Refused, match=why):
            correct_issue(inspector, issue_id=issue.pk, origin=origin, reason=Reason.WRONG_ORIGIN)
    assert not Entry.objects.filter(verb="correct_issue").exists()


def test_once_a_unit_has_claimed_it_it_stays(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    bring(issue, "rectifying")
    inspector, why = inspections.office.actor("inspector"), "责任单位已经认领，不能再更正登记或作废"
    with pytest.raises(Refused, match=why):
        correct_issue(inspector, issue_id=issue.pk, origin=_right(inspections), reason=Reason.WRONG_UNIT)
    with pytest.raises(Refused, match=why):
        void_issue(inspector, issue_id=issue.pk, reason=Reason.TWICE)


def test_only_the_office_corrects(inspections: Inspections, issue: Issue) -> None:
    for name in ("jia_rectifier", "leading"):
        with pytest.raises(Refused, match="台账由巡察办登记"):
            void_issue(inspections.office.actor(name), issue_id=issue.pk, reason=Reason.TWICE)


def test_on_the_page(inspections: Inspections, issue: Issue, client: Client) -> None:
    client.force_login(inspections.office.people["inspector"])
    page = f"/inspections/issues/{issue.pk}/"
    assert f"{page}correct/" in client.get(f"{page}change/").content.decode()
    assert client.get(f"{page}correct/").status_code == 200
    given = {"source": "routine", "inspectee": inspections.yi.pk, "unit": inspections.office.yi_unit.pk}
    given |= {"found_on": "2023-03-22", "why": "wrong_unit"}
    sent = [client.post(f"{page}correct/", given | {"why": ""}), client.post(f"{page}correct/", given)]
    assert [answer.status_code for answer in sent] == [400, 302]
    issue.refresh_from_db()
    assert issue.unit == inspections.office.yi_unit
    sent = [client.post(f"{page}void/", {"why": ""}), client.post(f"{page}void/", {"why": "twice"})]
    assert [answer.status_code for answer in sent] == [400, 302]
    entry = Entry.objects.get(verb="void_issue")
    assert (Issue.objects.filter(pk=issue.pk).exists(), entry.subject_name, json.loads(entry.details)) == (
        False, "XC2023-3-001", {"unit": "示例区乙局", "reason": "重复登记"},
    )  # fmt: skip
