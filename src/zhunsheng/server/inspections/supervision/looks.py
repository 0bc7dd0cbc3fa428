"""督查、回头看: joint looks at how units rectify, over units, a round or a theme, and what they find on the spot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.shortcuts import get_object_or_404

from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.entry_checks import happened, in_order, nothing_hangs, own, own_units, words
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issue
from zhunsheng.server.inspections.models import ENDED, Category, Issue, IssueState, Round, Source, Theme
from zhunsheng.server.inspections.queries import locked, visible_to
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.supervision.linking import link_issues, subject_of
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

SOURCES = {
    Supervision.Kind.SUPERVISION: Source.SUPERVISION,
    Supervision.Kind.LOOK_BACK: Source.LOOK_BACK,
    Supervision.Kind.COMMON: Source.COMMON,
}
"""What an issue found on the spot is registered as."""


def findings_of(supervision: Supervision) -> QuerySet[Issue]:
    """What it found on the spot: linked, of its own source, and not found before it began.

    Any other linked issue is one it looked at.
    """
    source = SOURCES[Supervision.Kind(supervision.kind)]
    return supervision.issues.filter(source=source, found_on__gte=supervision.since)


_FOUND_THERE = Q(
    *(Q(supervision__kind=kind, issue__source=source) for kind, source in SOURCES.items()), _connector=Q.OR
) & Q(issue__found_on__gte=F("supervision__since"))
"""The same, asked of the links."""


def supervisions_visible_to(actor: Actor) -> QuerySet[Supervision]:
    found = Supervision.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def supervision_for(actor: Actor, supervision_id: int) -> Supervision:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(
        supervisions_visible_to(actor).select_related("round__term", "theme"), pk=supervision_id
    )


@dataclass(slots=True, frozen=True)
class Tally:
    """`found` on the spot, of these `closed`; `looked_at` beside them."""

    found: int = 0
    closed: int = 0
    looked_at: int = 0


def tallies_of(supervisions: Iterable[Supervision]) -> dict[int, Tally]:
    """Of those with an issue, in one query."""
    rows = (
        Supervision.issues.through.objects.filter(supervision__in=[entry.pk for entry in supervisions])
        .order_by()
        .values_list("supervision_id")
        .annotate(
            found=Count("pk", filter=_FOUND_THERE),
            closed=Count("pk", filter=_FOUND_THERE & Q(issue__state=IssueState.CLOSED)),
            looked_at=Count("pk", filter=~_FOUND_THERE),
        )
    )
    return {supervision_id: Tally(*counts) for supervision_id, *counts in rows}


@dataclass(slots=True, frozen=True)
class NewLook:
    kind: Supervision.Kind
    title: str
    since: date
    until: date | None = None
    joined_by: str = ""
    units: Iterable[Unit] = ()
    round: Round | None = None
    theme: Theme | None = None


@transaction.atomic
def hold_supervision(actor: Actor, new: NewLook, issues: Iterable[Issue] = ()) -> Supervision:
    """登记督查、回头看, with the issues it found, if they are registered already."""
    require(may_register(actor))
    units = _checked(actor, new)
    supervision = Supervision.objects.create(tenant_id=actor.tenant, **_columns(new))
    supervision.units.set(units)
    record(actor, "hold_supervision", subject_of(supervision), _told(new, units))
    found = list(issues)
    if found:
        link_issues(actor, entry=supervision, issues=found)
    return supervision


@transaction.atomic
def change_supervision(actor: Actor, *, supervision_id: int, new: NewLook) -> Supervision:
    """What was entered, put right: when it ended is known later. What it found stays as it was found."""
    require(may_register(actor))
    supervision = locked(supervisions_visible_to(actor), supervision_id)
    units = _checked(actor, new)
    _keeps_findings(supervision, new, units)
    for name, value in _columns(new).items():
        setattr(supervision, name, value)
    supervision.save()
    supervision.units.set(units)
    record(actor, "change_supervision", subject_of(supervision), _told(new, units))
    return supervision


@transaction.atomic
def withdraw_supervision(actor: Actor, *, supervision_id: int, reason: str) -> None:
    """作废: entered by mistake. The issues it looked at are in the ledger as before."""
    require(may_register(actor))
    supervision = locked(supervisions_visible_to(actor), supervision_id)
    nothing_hangs((findings_of(supervision).count(), "个当场交办的问题"))
    details = {
        "since": supervision.since.isoformat(),
        "units": [unit.name for unit in supervision.units.order_by("code")],
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_supervision", subject_of(supervision), details)
    supervision.delete()


def _keeps_findings(supervision: Supervision, new: NewLook, units: list[Unit]) -> None:
    """Raises Refused where an issue found on the spot would no longer fit its look."""
    found = findings_of(supervision).order_by("found_on", "pk")
    first, last = found.first(), found.last()
    if first is None or last is None:
        return
    if new.kind != supervision.kind:
        source = SOURCES[Supervision.Kind(supervision.kind)].label
        raise Refused(f"当场交办的 {found.count()} 个问题来源是{source}，方式不能改。")
    left = found.exclude(unit__in=units).select_related("unit").first()
    if left is not None:
        there = found.filter(unit=left.unit).count()
        raise Refused(f"{left.unit.name}有 {there} 个当场交办的问题，要留在被督查单位里。")
    in_order(new.since, "开始日期", first.found_on, f"{first.number} 的发现日期")
    _found_in_time(last.found_on, new.until, f"{last.number} 的发现日期")


def _found_in_time(found_on: date, until: date | None, what: str, whose: str = "") -> None:
    if until is not None and found_on > until:
        raise Refused(f"{what} {found_on} 晚于{whose}结束日期 {until}。")


def _checked(actor: Actor, new: NewLook) -> list[Unit]:
    """The units visited: those named, those of the round, those with something open under the theme."""
    happened(new.since, "开始日期")
    in_order(new.since, "开始日期", new.until, "结束日期")
    words(new.title, "名称")
    visited = {unit.pk: unit for unit in own_units(actor, new.units)}
    if not visited and new.round is not None:
        own(actor, new.round.term.tenant_id)
        visited = {unit.pk: unit for unit in Unit.objects.filter(inspected__round=new.round)}
    if not visited and new.theme is not None:
        own(actor, new.theme.tenant_id)
        still_open = visible_to(actor).filter(theme=new.theme).exclude(state__in=ENDED)
        visited = {unit.pk: unit for unit in Unit.objects.filter(pk__in=still_open.values("unit_id"))}
    if not visited:
        raise Refused("请选择被督查的单位。")
    return list(visited.values())


def _columns(new: NewLook) -> dict[str, object]:
    return {
        "kind": new.kind,
        "title": new.title.strip(),
        "since": new.since,
        "until": new.until,
        "joined_by": new.joined_by.strip(),
        "round": new.round,
        "theme": new.theme,
    }


def _told(new: NewLook, units: list[Unit]) -> dict[str, object]:
    return {
        "kind": new.kind,
        "since": new.since.isoformat(),
        "until": iso(new.until),
        "round": new.round.name if new.round is not None else None,
        "units": [unit.name for unit in units],
    }


@transaction.atomic
def find_on_the_spot(
    actor: Actor,
    *,
    supervision_id: int,
    unit: Unit,
    wording: str,
    found_on: date,
    category: Category | None = None,
    immediate: bool = False,
    due_on: date | None = None,
) -> Issue:
    """当场交办: registered in the ledger as found by this look, and told the unit on the day it was found."""
    require(may_register(actor))
    supervision = locked(supervisions_visible_to(actor), supervision_id)
    _found_there(supervision, unit, found_on)
    new = NewIssue(
        wording=wording,
        source=SOURCES[Supervision.Kind(supervision.kind)],
        unit=unit,
        found_on=found_on,
        category=category,
        theme=supervision.theme,
        immediate=immediate,
        due_on=due_on,
    )
    issue = register_issue(actor, new)
    link_issues(actor, entry=supervision, issues=[issue])
    return issue


def stays_with_its_look(issue: Issue, *, source: Source, unit: Unit, found_on: date) -> None:
    """Raises Refused where an issue found on the spot, corrected so, would no longer fit the look that found it.

    With another source it was not found there at all.
    """
    kinds = [kind for kind, found_as in SOURCES.items() if found_as == issue.source == source]
    of_its_kind = Supervision.objects.select_for_update().filter(issues=issue, kind__in=kinds)
    for look in of_its_kind.filter(since__lte=issue.found_on).exclude(until__lt=issue.found_on):
        _found_there(look, unit, found_on, f"{look.get_kind_display()}的")


def _found_there(look: Supervision, unit: Unit, found_on: date, whose: str = "") -> None:
    if not look.units.filter(pk=unit.pk).exists():
        raise Refused(f"{unit.name}不在这次督查的单位里。")
    in_order(look.since, f"{whose}开始日期", found_on, "发现日期")
    _found_in_time(found_on, look.until, "发现日期", whose)
