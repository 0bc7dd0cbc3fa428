"""When the next step of a round is due, by the register's periods: each from the day of the step before it.

What isn't known says nothing: without a period, or without the day the period runs from, no day follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.urls import reverse
from django.utils import timezone

from zhunsheng.server.inspections.models import Register, Round, Step
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.supervision.waiting import WaitingEntry
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor


@dataclass(slots=True, frozen=True)
class DueStep:
    step: Step
    due_on: date
    today: date

    @property
    def days_late(self) -> int:
        """0 on the day itself, below 0 before it."""
        return (self.today - self.due_on).days

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def words(self) -> str:
        """应于 2023-06-30，已过 5 天; 今天到期; 还有 3 天."""
        if self.is_late:
            return f"应于 {self.due_on}，已过 {self.days_late} 天"
        return f"应于 {self.due_on}，" + ("今天到期" if self.days_late == 0 else f"还有 {-self.days_late} 天")


def period_of(register: Register, entry: Round, step: Step) -> int | None:
    """Days from the step before; of 整改 the round's own, else the register's. None where none is set."""
    if step is Step.RECTIFIED:
        return entry.period_days or register.period_days
    days: int | None = getattr(register, step.period)
    return days


def last_told(entry: Round) -> date | None:
    """Of a round fed back unit by unit, without a day of its own: the last of theirs, once each has one."""
    days = [inspectee.fed_back_on for inspectee in entry.inspectees.all()]
    told = [day for day in days if day is not None]
    return max(told) if told and len(told) == len(days) else None


def due_step(register: Register, entry: Round, today: date, *, told_on: date | None = None) -> DueStep | None:
    """The one after the last step that has a day; a step left out before it is past, and no longer due.

    `told_on`: what stands in for the day of 反馈 where the round has none (`last_told`).
    """
    dates = {step: entry.date_of(step) for step in Step}
    dates[Step.FED_BACK] = dates[Step.FED_BACK] or told_on
    dated = [(step, began) for last, step in pairwise(Step) if (began := dates[last]) is not None]
    if not dated or entry.archived_on is not None:
        return None
    step, began = dated[-1]
    days = period_of(register, entry, step)
    return DueStep(step, began + timedelta(days=days), today) if days is not None else None


def late_rounds_for(actor: Actor) -> list[WaitingEntry]:
    """For the office's workbench: rounds whose next step should have been taken by now, and for how many days."""
    register = register_of(actor) if may_register(actor) else None
    return list(_late(register)) if register is not None else []


def _late(register: Register) -> Iterator[WaitingEntry]:
    open_rounds = Round.objects.filter(term__tenant_id=register.tenant_id, archived_on=None)
    for entry in open_rounds.select_related("term").prefetch_related("inspectees"):
        due = due_step(register, entry, timezone.localdate(), told_on=last_told(entry))
        if due is not None and due.is_late:
            url = reverse("round", kwargs={"round_id": entry.pk})
            yield WaitingEntry(f"{entry.name}“{due.step.label}”已过", due.days_late, "天", url, "red")
