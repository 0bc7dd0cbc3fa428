"""The inspection office of the made-up district, its third round with two units inspected, and one issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import OPERATOR, YEAR, Office, add_person

from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import Inspectee, Issue, Register, Round, Source, Step, Team
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.talent.actions import Particulars, add_talent
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.models import Role

ENTERED, FED_BACK = date(2023, 3, 1), date(2023, 5, 10)
PROOF = "%PDF-1.4 佐证".encode()


@dataclass
class Inspections:
    """`office` is extended by people named after what they do; everything hangs on the third round."""

    office: Office
    register: Register
    round: Round
    team: Team
    jia: Inspectee
    yi: Inspectee


@pytest.fixture
def inspections(office: Office) -> Inspections:
    return make_inspections(office)


def make_inspections(office: Office) -> Inspections:
    keeper = create_unit(OPERATOR, tenant=office.tenant, code="150", name="示例区委巡察办")
    place_unit(OPERATOR, unit=keeper, fiscal_year=YEAR, parent=office.root)
    for name, unit, role in (
        ("inspector", office.root, Role.INSPECTION),
        ("leading", office.root, Role.LEADING),
        ("jia_rectifier", office.jia_unit, Role.RECTIFIER),
        ("yi_rectifier", office.yi_unit, Role.RECTIFIER),
        ("jia_discipline", office.jia_unit, Role.DISCIPLINE),
        ("member", keeper, Role.TEAM),
        ("other_member", keeper, Role.TEAM),
        ("keeper", keeper, Role.PREPARER),
    ):
        add_person(office, name, unit, role)
    inspector = office.actor("inspector")
    register = round_actions.keep_register(inspector, unit=keeper)
    term = round_actions.create_term(inspector, number=6, since=date(2021, 9, 1), until=date(2026, 8, 31))
    entry = round_actions.create_round(inspector, term=term, number=3)
    round_actions.date_steps(inspector, entry=entry, days={Step.ENTERED: ENTERED})
    team = round_actions.add_team(inspector, entry=entry, name="第一巡察组")
    other = round_actions.add_team(inspector, entry=entry, name="第二巡察组")
    for name, its_team in (("member", team), ("other_member", other)):
        particulars = Particulars(name, date(2022, 1, 1), user=office.people[name])
        talent = add_talent(inspector, particulars, unit=keeper)
        round_actions.add_member(inspector, team=its_team, talent=talent)
    routine = Inspectee.Kind.ROUTINE
    jia = round_actions.add_inspectee(inspector, entry=entry, team=team, kind=routine, unit=office.jia_unit)
    yi = round_actions.add_inspectee(inspector, entry=entry, team=other, kind=routine, unit=office.yi_unit)
    return Inspections(office, register, Round.objects.get(pk=entry.pk), team, jia, yi)


@pytest.fixture
def issue(inspections: Inspections) -> Issue:
    return make_issue(inspections)


def make_issue(inspections: Inspections) -> Issue:
    """Found at 甲局 and fed back."""
    inspector = inspections.office.actor("inspector")
    found = issue_actions.register_issue(
        inspector,
        NewIssue(
            wording="固定资产盘点账实不符",
            source=Source.ROUTINE,
            unit=inspections.office.jia_unit,
            found_on=date(2023, 3, 20),
            inspectee=inspections.jia,
        ),
    )
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})
    found.refresh_from_db()
    return found


def rectified(inspections: Inspections, issue: Issue, by: str = "jia_rectifier") -> None:
    """Claimed, with one measure taken and proven."""
    actor = inspections.office.actor(by)
    issue_actions.move(actor, issue_id=issue.pk, verb=Verb.CLAIM)
    measure = issue_actions.add_measure(
        actor,
        issue_id=issue.pk,
        text="逐件盘点，补登台账",
        leader="分管领导",
        department="办公室",
        person="资产管理员",
        due_on=date(2023, 7, 1),
    )
    upload = SimpleUploadedFile("盘点表.pdf", PROOF)
    issue_actions.add_proof(actor, measure_id=measure.pk, upload=upload, effective_on=date(2023, 6, 20))
    issue_actions.change_measure(actor, measure_id=measure.pk, done_on=date(2023, 6, 20))


Advance = Callable[[Issue, str], Issue]


@pytest.fixture
def bring(inspections: Inspections) -> Advance:
    """Takes an issue just fed back to a state by the steps people would take."""
    order = (
        ("rectifying", None, None),
        ("with_discipline", "jia_rectifier", Verb.SUBMIT),
        ("with_office", "jia_discipline", Verb.PASS_DISCIPLINE),
        ("to_close", "inspector", Verb.PASS_OFFICE),
        ("closed", "leading", Verb.CLOSE),
    )

    def to(issue: Issue, state: str) -> Issue:
        for target, who, verb in order:
            if who is None or verb is None:
                rectified(inspections, issue)
            else:
                issue_actions.move(inspections.office.actor(who), issue_id=issue.pk, verb=verb)
            if target == state:
                break
        issue.refresh_from_db()
        assert issue.state == state
        return issue

    return to
