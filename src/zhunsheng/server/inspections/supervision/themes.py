"""纳入巡察的主题: themes of earlier findings a round looks at again, and what it found under them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.entry_checks import own, words
from zhunsheng.server.inspections.models import FOUND_BY_ROUNDS, Issue, IssueState, Round, Theme
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.supervision.models import CarriedTheme
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


def carried_visible_to(actor: Actor) -> QuerySet[CarriedTheme]:
    found = CarriedTheme.objects.filter(round__term__tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


@dataclass(slots=True, frozen=True)
class CarriedLine:
    """`issues`: what the round found under the theme, at how many units; `closed` of them 已销号."""

    carried: CarriedTheme
    issues: int = 0
    units: int = 0
    closed: int = 0


def carried_lines(actor: Actor) -> list[CarriedLine]:
    """The latest round first."""
    carried = carried_visible_to(actor).select_related("round__term", "theme", "problem")
    found = (
        Issue.objects.filter(tenant_id=actor.tenant, source__in=FOUND_BY_ROUNDS)
        .filter(round__in=carried.values("round"), theme__in=carried.values("theme"))
        .order_by()
        .values_list("round_id", "theme_id")
        .annotate(
            issues=Count("pk"),
            units=Count("unit", distinct=True),
            closed=Count("pk", filter=Q(state=IssueState.CLOSED)),
        )
    )
    counted = {(round_id, theme_id): counts for round_id, theme_id, *counts in found}
    latest_first = carried.order_by("-round__term__number", "-round__number", "theme__name")
    return [CarriedLine(entry, *counted.get((entry.round_id, entry.theme_id), ())) for entry in latest_first]


@transaction.atomic
def carry_theme(
    actor: Actor, *, entry: Round, theme: Theme, ground: str, problem: CommonProblem | None = None
) -> CarriedTheme:
    """纳入巡察内容: the round is to look again at what was found elsewhere."""
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    own(actor, theme.tenant_id)
    if problem is not None:
        own(actor, problem.tenant_id)
    ground = words(ground, "纳入依据")
    if CarriedTheme.objects.filter(round=entry, theme=theme).exists():
        raise Refused(f"“{theme.name}”已经纳入{entry.name}，不用再登记。")
    carried = CarriedTheme.objects.create(round=entry, theme=theme, ground=ground, problem=problem)
    details = {"theme": theme.name, "common_problem": problem.pk if problem is not None else None}
    record(actor, "carry_theme", round_subject(entry), details)
    return carried


@transaction.atomic
def drop_carried_theme(actor: Actor, *, carried_id: int) -> None:
    """Entered by mistake: the round's issues keep their theme, they count no more as those of a carried one."""
    require(may_register(actor))
    carried = locked(carried_visible_to(actor), carried_id)
    record(actor, "drop_carried_theme", round_subject(carried.round), {"theme": carried.theme.name})
    carried.delete()


def carried_into(entry: Round) -> list[str]:
    """The names of the themes a round is to look at."""
    found = CarriedTheme.objects.filter(round=entry).order_by("theme__name")
    return list(found.values_list("theme__name", flat=True))
