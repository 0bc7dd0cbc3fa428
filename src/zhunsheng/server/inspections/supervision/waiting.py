"""What waits beside the issues, for the workbench: 督办 of the office and of a unit, papers due to higher teams,
files past their period."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from zhunsheng.server.inspections.archive.retention import kept_for
from zhunsheng.server.inspections.directives.models import DirectiveState
from zhunsheng.server.inspections.directives.queries import (
    OVERDUE,
    TO_CONFIRM,
    directives_visible_to,
    overdue,
    to_confirm,
    to_report_back,
)
from zhunsheng.server.inspections.liaison.queries import asked_papers_visible_to
from zhunsheng.server.inspections.queries import register_or_plain
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.supervision.slips import late as late_slips
from zhunsheng.server.inspections.supervision.slips import slips_visible_to, unanswered
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.subtrees import units_below


@dataclass(slots=True, frozen=True)
class WaitingEntry:
    title: str
    number: int
    unit: str
    """What they are counted in."""
    url: str
    look: str


def supervision_waiting_for(actor: Actor) -> list[WaitingEntry]:
    """Of 巡察办 all that is due; of a unit's 整改联络人 what to report back on and to answer; of others nothing."""
    return [*_of_unit(actor), *(_of_office(actor) if may_register(actor) else ())]


def _of_unit(actor: Actor) -> Iterator[WaitingEntry]:
    if not actor.has(Role.RECTIFIER):
        return
    silent = to_report_back(actor).count()
    if silent:
        yield WaitingEntry(
            "督办待反馈", silent, "件", f"{reverse('directives')}?state={DirectiveState.OPEN.value}", "amber"
        )
    own = NoticeSlip.objects.filter(unanswered(), unit_id__in=units_below(actor, Role.RECTIFIER))
    for title, found, look in (
        ("提示单，超期未答复", own.filter(late_slips()), "red"),
        ("待答复的提示单", own.exclude(late_slips()), "amber"),
    ):
        number = found.count()
        if number:
            yield WaitingEntry(title, number, "份", reverse("supervision"), look)


def _of_office(actor: Actor) -> Iterator[WaitingEntry]:
    today, directives = timezone.localdate(), reverse("directives")
    seen = directives_visible_to(actor)
    late = seen.filter(overdue(today)).count()
    if late:
        yield WaitingEntry("督办超期", late, "件", f"{directives}?state={OVERDUE}", "red")
    unconfirmed = seen.filter(to_confirm()).count()
    if unconfirmed:
        yield WaitingEntry("反馈待确认", unconfirmed, "件", f"{directives}?state={TO_CONFIRM}", "amber")
    answered = seen.filter(state=DirectiveState.ANSWERED).count()
    if answered:
        address = f"{directives}?state={DirectiveState.ANSWERED.value}"
        yield WaitingEntry("已反馈，待办结", answered, "件", address, "blue")
    unanswered_late = slips_visible_to(actor).filter(late_slips()).count()
    if unanswered_late:
        address = f"{reverse('supervision')}?show=late"
        yield WaitingEntry("提示单超期未答复", unanswered_late, "份", address, "red")
    soon = today + timedelta(days=register_or_plain(actor).yellow_days)
    papers = asked_papers_visible_to(actor).filter(withdrawn_on=None, handed_on=None, due_on__lte=soon)
    missed = papers.filter(due_on__lt=today).count()
    if missed:
        yield WaitingEntry("资料超期未移交", missed, "份", reverse("liaison"), "red")
    due = papers.filter(due_on__gte=today).count()
    if due:
        yield WaitingEntry("临近移交的资料", due, "份", reverse("liaison"), "amber")
    expired = sum(kept.is_due(today) for kept in kept_for(actor))
    if expired:
        yield WaitingEntry("案卷到期待鉴定", expired, "批", reverse("retention"), "amber")
