"""Reading 大起底: the office's and the leading group's; a unit sees the papers that were sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.models import Source
from zhunsheng.server.inspections.sweeps.models import Sweep, SweepPaper, SweepRecipient, SweptProblem
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no

UNIT_ROLES = (Role.RECTIFIER, Role.DISCIPLINE, Role.JOINT)
ANSWERING = (Role.RECTIFIER, Role.JOINT)
"""Who signs and replies for a unit."""


def may_follow_sweeps(actor: Actor) -> Verdict:
    if actor.has(Role.INSPECTION, Role.LEADING, *UNIT_ROLES):
        return YES
    return no("大起底由巡察办办理，领导小组和接收移交的单位查看。")


def sweeps_visible_to(actor: Actor) -> QuerySet[Sweep]:
    found = Sweep.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def sweep_for(actor: Actor, sweep_id: int) -> Sweep:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(sweeps_visible_to(actor), pk=sweep_id)


def swept_visible_to(actor: Actor) -> QuerySet[SweptProblem]:
    return SweptProblem.objects.filter(sweep__in=sweeps_visible_to(actor))


def papers_visible_to(actor: Actor) -> QuerySet[SweepPaper]:
    """巡察办 and 领导小组: all. A unit, its 派驻纪检组 and a department: those sent to it."""
    found = SweepPaper.objects.filter(sweep__tenant_id=actor.tenant).select_related("sweep")
    if may_oversee(actor):
        return found
    sent = SweepRecipient.objects.filter(unit_id__in=units_below(actor, *UNIT_ROLES))
    return found.filter(pk__in=sent.values("paper_id"))


def paper_for(actor: Actor, paper_id: int) -> SweepPaper:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(papers_visible_to(actor), pk=paper_id)


def recipients_visible_to(actor: Actor) -> QuerySet[SweepRecipient]:
    """A unit sees its own receipt and reply; what the others replied is theirs."""
    found = SweepRecipient.objects.filter(paper__in=papers_visible_to(actor))
    if may_oversee(actor):
        return found
    return found.filter(unit_id__in=units_below(actor, *UNIT_ROLES))


def may_answer(actor: Actor, unit: Unit) -> Verdict:
    """The unit itself, or the office for what came on paper."""
    if may_register(actor) or unit.pk in units_below(actor, *ANSWERING):
        return YES
    return no(f"签收和回复由{unit.name}或者巡察办登记。")


def unanswered() -> Q:
    return Q(replied_on=None)


def is_late(recipient: SweepRecipient, today: date) -> bool:
    due_on = recipient.paper.reply_due_on
    return recipient.replied_on is None and due_on is not None and due_on < today


@dataclass(slots=True, frozen=True)
class Tally:
    """How many problems, and how they stand now."""

    themes: int = 0
    problems: int = 0
    fresh: int = 0
    """Registered by the sweep itself: nothing was in the register."""
    rectified: int = 0
    rectifying: int = 0
    relapsed: int = 0
    untouched: int = 0
    unseen: int = 0
    """Not looked at yet."""
    handed: int = 0


_COUNTED = {
    "themes": Count("theme", distinct=True),
    "problems": Count("pk", distinct=True),
    "fresh": Count("pk", filter=Q(issue__source=Source.OLD), distinct=True),
    **{now.value: Count("pk", filter=Q(now=now), distinct=True) for now in SweptProblem.Now},
    "unseen": Count("pk", filter=Q(now=""), distinct=True),
    "handed": Count("pk", filter=Q(papers__isnull=False), distinct=True),
}


def tally_of(problems: QuerySet[SweptProblem]) -> Tally:
    return Tally(**problems.order_by().aggregate(**_COUNTED))


def tallies_by(problems: QuerySet[SweptProblem], column: str) -> dict[object, Tally]:
    """By what stands in the column (`sweep`, `theme__name`): one query."""
    rows = problems.order_by().values(column).annotate(**_COUNTED)
    return {row.pop(column): Tally(**row) for row in rows}
