"""Units without accounts (台账单独装一台机器): one clerk enters what they did on paper, others verify it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.server.conftest import add_person
from tests.server.inspections.conftest import Inspections, rectified

from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.models import Issue, IssueState
from zhunsheng.server.inspections.selfchecks import answering, issuing
from zhunsheng.server.inspections.selfchecks.answering import Given
from zhunsheng.server.inspections.selfchecks.models import Answer, SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import answering_units
from zhunsheng.server.inspections.workflow import VERIFYING, Verb, verdict
from zhunsheng.server.orgs.models import Duty, Role
from zhunsheng.server.orgs.verdicts import Refused


@pytest.fixture
def clerk(inspections: Inspections) -> str:
    """The units' own contacts are gone; somebody at the top enters for all."""
    office = inspections.office
    Duty.objects.filter(role=Role.RECTIFIER).update(until=timezone.localdate() - timedelta(days=1))
    add_person(office, "clerk", office.root, Role.RECTIFIER)
    return "clerk"


def test_the_clerk_rectifies_for_a_unit_and_others_verify(
    inspections: Inspections, issue: Issue, clerk: str
) -> None:
    office, actor = inspections.office, inspections.office.actor(clerk)
    rectified(inspections, issue, by=clerk)
    issue_actions.move(actor, issue_id=issue.pk, verb=Verb.SUBMIT)
    for name, verb in (
        ("jia_discipline", Verb.PASS_DISCIPLINE),
        ("inspector", Verb.PASS_OFFICE),
        ("leading", Verb.CLOSE),
    ):
        issue.refresh_from_db()
        assert not any(verdict(actor, issue, step) for step in VERIFYING)
        issue_actions.move(office.actor(name), issue_id=issue.pk, verb=verb)
    issue.refresh_from_db()
    assert issue.state == IssueState.CLOSED


def test_who_enters_for_a_unit_verifies_nothing_even_with_the_role(
    inspections: Inspections, issue: Issue, clerk: str
) -> None:
    office = inspections.office
    Duty.objects.create(
        user=office.people[clerk], unit=office.root, role=Role.INSPECTION, since=date(2023, 1, 1)
    )
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.WITH_OFFICE)
    with pytest.raises(Refused, match="整改单位的人不能核验自己单位的问题"):
        issue_actions.move(office.actor(clerk), issue_id=issue.pk, verb=Verb.PASS_OFFICE)


def test_the_clerk_answers_a_self_check_that_came_on_paper(inspections: Inspections, clerk: str) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    entry = issuing.draft_checklist(
        inspector, title="节前自查清单", issued_on=date(2023, 5, 8), due_on=date(2023, 5, 31)
    )
    issuing.add_items(inspector, checklist_id=entry.pk, texts=["有没有无公函接待"])
    everybody = answering_units(office.tenant.pk)
    assert {unit.name for unit in everybody} == {"示例区委巡察办", "示例区甲局", "示例区乙局"}
    issuing.send(inspector, checklist_id=entry.pk, units=everybody, sent_on=date(2023, 5, 8))
    jia = SelfCheck.objects.get(unit=office.jia_unit)
    given = {answer.pk: Given(Answer.Found.NO) for answer in jia.answers.all()}
    answering.save_answers(office.actor(clerk), self_check_id=jia.pk, given=given)
    answering.hand_in(office.actor(clerk), self_check_id=jia.pk, on=date(2023, 5, 20))
    jia.refresh_from_db()
    assert (jia.state, jia.handed_in_on) == (SelfCheck.State.HANDED_IN, date(2023, 5, 20))


def test_without_a_clerk_nobody_answers_for_a_unit_that_has_no_contact(inspections: Inspections) -> None:
    office = inspections.office
    assert set(answering_units(office.tenant.pk)) == {office.jia_unit, office.yi_unit}
    Duty.objects.filter(role=Role.RECTIFIER, unit=office.yi_unit).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    assert set(answering_units(office.tenant.pk)) == {office.jia_unit}
