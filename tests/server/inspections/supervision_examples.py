"""For the access tests: one of everything 督办 keeps, all about 甲局."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK

from zhunsheng.server.inspections.appraisals import actions as appraisal_actions
from zhunsheng.server.inspections.appraisals.models import Use
from zhunsheng.server.inspections.directives.actions import NewDirective, give_directive, note_feedback
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.liaison import actions as liaison_actions
from zhunsheng.server.inspections.models import Round, Theme
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.superior import actions as superior_actions
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.supervision.accountability import note_accountability
from zhunsheng.server.inspections.supervision.looks import NewLook, hold_supervision
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.supervision.rules import issue_rule
from zhunsheng.server.inspections.supervision.themes import carry_theme


def supervision_examples(office: Office) -> dict[str, Any]:
    return {
        **_directive(office),
        **_asked_paper(office),
        **_superior(office),
        **_handover(office),
        **_linked(office),
    }


def _directive(office: Office) -> dict[str, Any]:
    """A matter 甲局 has reported back on, with a file."""
    inspector, unit = office.actor("inspector"), office.jia_unit
    new = NewDirective(Directive.Origin.LEADING, "领导小组会议", FED_BACK, "清理食堂账目", [unit])
    directive = give_directive(inspector, new)
    feedback = note_feedback(
        inspector,
        directive_id=directive.pk,
        unit=unit,
        given_on=FED_BACK,
        text="已经清理",
        upload=SimpleUploadedFile("反馈.txt", b"x"),
    )
    return {"directive_id": directive.pk, "directive_feedback_id": feedback.pk}


def _asked_paper(office: Office) -> dict[str, Any]:
    """Handed over to a higher team against a receipt."""
    inspector = office.actor("inspector")
    team = liaison_actions.receive_team(
        inspector, name="市委第三巡察组", since=FED_BACK, contact="综合岗", units=[office.jia_unit]
    )
    paper = liaison_actions.note_asked_paper(inspector, team=team, what="招投标台账", asked_on=FED_BACK)
    receipt = SimpleUploadedFile("回执.txt", b"x")
    liaison_actions.hand_over_paper(inspector, paper_id=paper.pk, handed_on=FED_BACK, upload=receipt)
    return {"higher_team_id": team.pk, "asked_paper_id": paper.pk}


def _linked(office: Office) -> dict[str, Any]:
    """A look at 甲局, a rule of its, what was answered for there, and a theme carried into a round."""
    inspector, unit = office.actor("inspector"), office.jia_unit
    look = hold_supervision(
        inspector, NewLook(Supervision.Kind.LOOK_BACK, "第三轮“回头看”", FED_BACK, units=[unit])
    )
    rule = issue_rule(inspector, name="资产管理办法", issued_by=unit, issued_on=FED_BACK)
    theme = Theme.objects.create(tenant=office.tenant, name="公务接待")
    carried = carry_theme(inspector, entry=Round.objects.get(), theme=theme, ground="领导小组会议确定")
    noted = note_accountability(
        inspector, entry=Round.objects.get(), unit=unit, decided_on=FED_BACK, organisations=1
    )
    return {
        "supervision_id": look.pk,
        "rule_id": rule.pk,
        "carried_id": carried.pk,
        "accountability_id": noted.pk,
    }


def _handover(office: Office) -> dict[str, Any]:
    """甲局's figures, received with a file."""
    inspector = office.actor("inspector")
    handover = appraisal_actions.hand_over_facts(
        inspector,
        scope=Scope(register_for(inspector), 2023, date(2023, 12, 31)),
        use=Use.ASSESSMENT,
        units=[office.jia_unit],
        recipient=office.yi_unit,
        handed_on=date(2024, 1, 10),
    )
    receipt = SimpleUploadedFile("回执.txt", b"x")
    appraisal_actions.note_handover_receipt(
        inspector, handover_id=handover.pk, received_on=date(2024, 1, 12), upload=receipt
    )
    return {"handover_id": handover.pk, "appraised_id": office.jia_unit.pk}


def _superior(office: Office) -> dict[str, Any]:
    """A problem fed back from above, not yet claimed; the plan is there."""
    inspector, manner = office.actor("inspector"), SuperiorFeedback.Manner.FEEDBACK
    feedback = superior_actions.note_superior(
        inspector, manner=manner, given_by="市委第三巡察组", given_on=FED_BACK
    )
    problem = superior_actions.add_problem(
        inspector, superior_id=feedback.pk, aspect="民生保障", wording="补贴发放迟缓"
    )
    superior_actions.organise(
        inspector,
        superior_id=feedback.pk,
        head="区委书记",
        members="区长",
        plan_on=FED_BACK,
        upload=SimpleUploadedFile("方案.txt", b"x"),
    )
    return {"superior_id": feedback.pk, "superior_problem_id": problem.pk}
