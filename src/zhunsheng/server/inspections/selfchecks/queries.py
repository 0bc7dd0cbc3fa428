"""Reading 未巡先改: whose checks somebody sees, and how far the units have come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from zhunsheng.server.inspections.models import Issue, IssueState, Source
from zhunsheng.server.inspections.selfchecks.models import Answer, Checklist, FoundProblem, SelfCheck
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Duty, Placement, Role, Unit
from zhunsheng.server.orgs.subtrees import units_below, with_all_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no

UNIT_ROLES = (Role.RECTIFIER, Role.DISCIPLINE)


def may_follow_self_checks(actor: Actor) -> Verdict:
    if actor.has(Role.INSPECTION, Role.LEADING, *UNIT_ROLES):
        return YES
    return no("未巡先改由巡察办下发清单，单位自查上报。")


def checklists_visible_to(actor: Actor) -> QuerySet[Checklist]:
    """The lists themselves are the office's; a unit sees its own check by one."""
    found = Checklist.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def checklist_for(actor: Actor, checklist_id: int) -> Checklist:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(checklists_visible_to(actor), pk=checklist_id)


def self_checks_visible_to(actor: Actor) -> QuerySet[SelfCheck]:
    """巡察办 and 领导小组: all. A unit and its 派驻纪检组: the unit's."""
    found = SelfCheck.objects.filter(checklist__tenant_id=actor.tenant).select_related("checklist", "unit")
    if may_oversee(actor):
        return found
    return found.filter(unit_id__in=units_below(actor, *UNIT_ROLES))


def self_check_for(actor: Actor, self_check_id: int) -> SelfCheck:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(self_checks_visible_to(actor), pk=self_check_id)


def found_by_self_check(actor: Actor, issue: Issue) -> SelfCheck | None:
    """The check that found an issue, where the actor may see it."""
    if issue.source != Source.SELF_CHECK:
        return None
    return self_checks_visible_to(actor).filter(answers__problems__issue=issue).first()


def may_read_answers(actor: Actor, self_check: SelfCheck) -> Verdict:
    """What a unit writes is its own until it hands it in."""
    if self_check.handed_in_on is not None or self_check.unit_id in units_below(actor, Role.RECTIFIER):
        return YES
    return no("单位还没有上报，上报以后才能查看。")


def may_answer(actor: Actor, self_check: SelfCheck) -> Verdict:
    if self_check.unit_id not in units_below(actor, Role.RECTIFIER):
        return no(f"自查由{self_check.unit.name}的整改联络人填报。")
    if self_check.state == SelfCheck.State.HANDED_IN:
        return no("已经上报，不能再改。需要补充请巡察办退回。")
    return YES


def problems_read_by(actor: Actor) -> QuerySet[FoundProblem]:
    """Others than the unit: those handed in, that is, in the register."""
    handed_in = Q(issue__isnull=False)
    own = Q(answer__self_check__unit_id__in=units_below(actor, Role.RECTIFIER))
    return FoundProblem.objects.filter(handed_in | own, answer__self_check__in=self_checks_visible_to(actor))


def answering_units(tenant_id: int) -> QuerySet[Unit]:
    """Those with somebody to answer (整改联络人), of their own or for all that lies below a unit above.

    The region itself, at the top, is no unit that checks itself.
    """
    today = timezone.localdate()
    contacts = Duty.objects.filter(
        Q(until=None) | Q(until__gte=today), role=Role.RECTIFIER, since__lte=today, user__is_active=True
    )
    own = contacts.filter(unit__tenant_id=tenant_id).values_list("unit_id", flat=True)
    answered = with_all_below(tenant_id, frozenset(own))
    regions = Placement.objects.filter(unit__tenant_id=tenant_id, parent=None).values("unit_id")
    found = Unit.objects.filter(tenant_id=tenant_id, is_active=True, pk__in=answered)
    return found.exclude(pk__in=regions)


def pending() -> Q:
    """Not handed in, or sent back."""
    return ~Q(state=SelfCheck.State.HANDED_IN)


def is_late(self_check: SelfCheck, today: date) -> bool:
    return self_check.state != SelfCheck.State.HANDED_IN and self_check.checklist.due_on < today


@dataclass(slots=True, frozen=True)
class Progress:
    """How far one unit has come with one list."""

    self_check: SelfCheck
    late: bool
    answers: Counter[str] = field(default_factory=Counter)
    """By `Answer.Found`; blank under the empty text."""
    problems: int = 0
    """Handed in, that is: in the register."""
    closed: int = 0

    @property
    def items(self) -> int:
        return self.answers.total()

    @property
    def answered(self) -> int:
        return self.items - self.answers[""]

    @property
    def yes(self) -> int:
        return self.answers[Answer.Found.YES]

    @property
    def no(self) -> int:
        return self.answers[Answer.Found.NO]

    @property
    def not_applicable(self) -> int:
        return self.answers[Answer.Found.NOT_APPLICABLE]


def progress_of(self_checks: QuerySet[SelfCheck], today: date) -> list[Progress]:
    """Of each, in the query's order: three queries however many there are."""
    found = list(self_checks)
    ids = [self_check.pk for self_check in found]
    answers: dict[int, Counter[str]] = {pk: Counter() for pk in ids}
    given = Answer.objects.filter(self_check__in=ids).order_by().values_list("self_check_id", "found")
    for pk, kind, number in given.annotate(number=Count("pk")):
        answers[pk][kind] = number
    problems = {
        pk: (number, closed)
        for pk, number, closed in FoundProblem.objects.filter(answer__self_check__in=ids)
        .order_by()
        .values_list("answer__self_check_id")
        .annotate(number=Count("issue"), closed=Count("pk", filter=_CLOSED))
    }
    return [
        Progress(entry, is_late(entry, today), answers[entry.pk], *problems.get(entry.pk, (0, 0)))
        for entry in found
    ]


_CLOSED = Q(issue__state=IssueState.CLOSED)


@dataclass(slots=True, frozen=True)
class Tally:
    """A whole list: units it went to and those that answered, problems and those closed."""

    sent: int
    handed_in: int
    problems: int
    closed: int


def tallies_of(checklists: QuerySet[Checklist]) -> dict[int, Tally]:
    """By checklist: two queries."""
    sent = SelfCheck.objects.filter(checklist__in=checklists).order_by().values_list("checklist_id")
    problems = FoundProblem.objects.filter(answer__self_check__checklist__in=checklists).order_by()
    found = {
        pk: (number, closed)
        for pk, number, closed in problems.values_list("answer__self_check__checklist_id").annotate(
            number=Count("issue"), closed=Count("pk", filter=_CLOSED)
        )
    }
    numbers = sent.annotate(
        number=Count("pk"), handed_in=Count("pk", filter=Q(state=SelfCheck.State.HANDED_IN))
    )
    return {pk: Tally(number, handed_in, *found.get(pk, (0, 0))) for pk, number, handed_in in numbers}
