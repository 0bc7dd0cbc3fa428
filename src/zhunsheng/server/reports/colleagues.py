"""Steps handed to colleagues of the unit (分工), and who finished what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Duty, Role, User
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import StepMark, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.steps import Step, steps_of
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import may_edit


def colleagues_of(report: UnitReport) -> list[User]:
    """Who may fill the report today: preparers of the unit or of one above it."""
    today = timezone.localdate()
    in_force = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))
    above = [int(part) for part in re.findall(r"\d+", report.path)]
    duties = Duty.objects.filter(in_force, unit_id__in=above, role=Role.PREPARER)
    return list(User.objects.filter(duties__in=duties, is_active=True).distinct().order_by("id"))


@transaction.atomic
def hand_step(actor: Actor, *, report_id: int, step: str, assignee_id: int | None) -> None:
    """The step becomes somebody's task; None takes it back."""
    report = _held(actor, report_id, step)
    assignee = next((user for user in colleagues_of(report) if user.pk == assignee_id), None)
    if assignee_id is not None and assignee is None:
        raise Refused("只能分给本单位的经办人。要加人请找系统管理员。")
    StepMark.objects.update_or_create(report=report, step=step, defaults={"assignee": assignee})
    details = {"step": step, "to": assignee.name if assignee is not None else ""}
    record(actor, "hand_step", subject_of(report), details, chain_of(report))


@transaction.atomic
def mark_step(actor: Actor, *, report_id: int, step: str, done: bool) -> None:
    """填完了, or not after all. It binds nobody: the checks decide what may be filed."""
    report = _held(actor, report_id, step)
    finished = {"done_by_id": actor.person if done else None, "done_at": timezone.now() if done else None}
    StepMark.objects.update_or_create(report=report, step=step, defaults=finished)
    record(actor, "mark_step", subject_of(report), {"step": step, "done": done}, chain_of(report))


def _held(actor: Actor, report_id: int, step: str) -> UnitReport:
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if step not in {entry.id for entry in steps_of(sheet_of(report.campaign.scheme))}:
        raise Refused("没有这一步。")
    return report


def marks_of(report: UnitReport) -> dict[str, StepMark]:
    marks = StepMark.objects.filter(report=report).select_related("assignee", "done_by")
    return {mark.step: mark for mark in marks}


@dataclass(slots=True, frozen=True)
class StepInNav:
    """A step with whose task it is and who finished it."""

    step: Step
    mark: StepMark | None


def nav_of(report: UnitReport, steps: Iterable[Step]) -> list[StepInNav]:
    marks = marks_of(report)
    return [StepInNav(step, marks.get(step.id)) for step in steps]


@dataclass(slots=True, frozen=True)
class Handed:
    """A step that waits for somebody."""

    step: str
    title: str


def handed_to(actor: Actor, reports: Iterable[UnitReport]) -> dict[int, list[Handed]]:
    """Report → the steps that wait for this person there."""
    by_id = {report.pk: report for report in reports}
    waiting = StepMark.objects.filter(report__in=by_id, assignee_id=actor.id, done_at=None).order_by("id")
    found: dict[int, list[Handed]] = {}
    for mark in waiting:
        steps = steps_of(sheet_of(by_id[mark.report_id].campaign.scheme))
        title = next((f"{entry.numeral}{entry.title}" for entry in steps if entry.id == mark.step), "")
        if title:
            found.setdefault(mark.report_id, []).append(Handed(mark.step, title))
    return found
