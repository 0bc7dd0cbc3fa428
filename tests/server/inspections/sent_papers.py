"""What is sent to somebody, of each kind one to 甲局, one to 乙局 and one to a department that reviews (联审)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.server.conftest import Office
from tests.server.inspections.circular_examples import circular_to
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.inspections.sweep_examples import new_sweep

from zhunsheng.server.inspections.directives.actions import NewDirective, give_directive
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.models import Issue, Theme
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import PaperKind
from zhunsheng.server.inspections.sweeps import actions as sweep_actions
from zhunsheng.server.orgs.models import Unit


class Sent(NamedTuple):
    """Addresses. A paper under review is of 乙局 where it went to the department."""

    to_jia: str
    to_yi: str
    to_department: str


def sent_papers(inspections: Inspections, issue: Issue, department: Unit) -> dict[str, Sent]:
    """The table's heading → the three. `issue` is 甲局's; the old problems of a sweep are all that one."""
    office = inspections.office
    units = (office.jia_unit, office.yi_unit, department)
    return {
        "联审文书": _under_review(inspections, department),
        "督办": Sent(*(_directive(office, unit) for unit in units)),
        "通报": Sent(*(_circular(office, number, unit) for number, unit in enumerate(units))),
        "大起底移交单": _handed_over(office, issue, units),
    }


def _under_review(inspections: Inspections, department: Unit) -> Sent:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    paper_actions.set_seats(inspector, kind=PaperKind.PLAN, seats=[NewSeat(None, 1)])
    paper_actions.set_seats(inspector, kind=PaperKind.MEETING, seats=[NewSeat(department, 1)])
    own, others, sent = (
        paper_actions.ask_for_paper(
            inspector, entry=inspections.round, unit=unit, kind=kind, due_on=timezone.localdate()
        )
        for unit, kind in (
            (office.jia_unit, PaperKind.PLAN),
            (office.yi_unit, PaperKind.PLAN),
            (office.yi_unit, PaperKind.MEETING),
        )
    )
    upload = SimpleUploadedFile("材料.txt", "一、基本情况".encode())
    paper_actions.hand_in(office.actor("yi_rectifier"), paper_id=sent.pk, upload=upload, dated_on=FED_BACK)
    return Sent(*(f"/inspections/papers/{paper.pk}/" for paper in (own, others, sent)))


def _directive(office: Office, unit: Unit) -> str:
    new = NewDirective(Directive.Origin.LEADING, "领导小组会议", FED_BACK, "清理食堂账目", [unit])
    return f"/inspections/directives/{give_directive(office.actor('inspector'), new).pk}/"


def _circular(office: Office, number: int, unit: Unit) -> str:
    return f"/inspections/circulars/{circular_to(office, unit, f'固定资产账实不符之{number}').pk}/"


def _handed_over(office: Office, issue: Issue, units: tuple[Unit, Unit, Unit]) -> Sent:
    inspector = office.actor("inspector")
    theme = Theme.objects.create(tenant=office.tenant, name="资产管理")
    sweep = sweep_actions.begin_sweep(inspector, new_sweep(theme))
    problem, *_ = sweep_actions.collect(inspector, sweep_id=sweep.pk, theme=theme, issue_ids=[issue.pk])
    papers = [
        sweep_actions.hand_over(
            inspector,
            sweep_id=sweep.pk,
            lead=unit,
            supports=[],
            problems=[problem],
            handed_on=date(2023, 6, 1),
            request="请督促整改到位。",
        )
        for unit in units
    ]
    return Sent(*(f"/inspections/sweeps/papers/{paper.pk}/" for paper in papers))
