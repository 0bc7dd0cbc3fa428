"""What hangs on a term, a round, a team or an inspectee, and so stands in the way of putting it right or taking it out.

Each answer is 3 个问题、2 份整改文件; empty where nothing hangs on it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

from zhunsheng.server.inspections.archive.models import ArchiveScan, Filing
from zhunsheng.server.inspections.disclosure.models import Disclosure
from zhunsheng.server.inspections.entry_checks import counted_words
from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Team, Term
from zhunsheng.server.inspections.papers.models import Paper
from zhunsheng.server.inspections.plans.models import Plan, PlannedObject
from zhunsheng.server.inspections.supervision.models import Accountability, CarriedTheme, Supervision

WHAT_IT_IS: dict[type[Model], str] = {
    Team: "个巡察组",
    Inspectee: "个巡察对象",
    Issue: "个问题",
    Paper: "份整改文件",
    Disclosure: "项双公开登记",
    Accountability: "项问责件数",
    Supervision: "次督查",
    CarriedTheme: "个纳入的主题",
    ArchiveScan: "份归档扫描件",
    Filing: "次归档",
}
"""All that refers to a round. A plan the round was opened from only lets go of it."""
_OF_A_UNIT = (Paper, Disclosure, Accountability, ArchiveScan)
"""What names the round and the unit, not the inspectee."""
_BY_OUR_TEAMS = (Disclosure, ArchiveScan)
"""What is kept only of units inspected by teams of this office (queries.inspected_by_us)."""


def _rows(kind: type[Model], **where: Any) -> tuple[int, str]:
    return kind._default_manager.filter(**where).count(), WHAT_IT_IS[kind]


def in_round(entry: Round) -> str:
    return counted_words(_rows(kind, round=entry) for kind in WHAT_IT_IS)


def named_after_round(entry: Round) -> str:
    """What carries the round's name or number: the numbers of its issues, what units were sent or sent in."""
    told = _told(entry.inspectees.all()).count(), "个已反馈的对象"
    return counted_words([told, *(_rows(kind, round=entry) for kind in (Issue, Paper, Disclosure, Filing))])


def _told(inspectees: QuerySet[Inspectee]) -> QuerySet[Inspectee]:
    return inspectees.filter(Q(fed_back_on__isnull=False) | Q(round__fed_back_on__isnull=False))


def opened_from(entry: Round) -> str:
    return counted_words([(Plan.objects.filter(rounds=entry).count(), "份阶段计划")])


def told_by_team(team: Team) -> str:
    return counted_words([(_told(team.inspectees.all()).count(), "个已反馈的对象")])


def kept_of_team(team: Team) -> str:
    units = team.inspectees.exclude(unit=None).values("unit")
    return counted_words(_rows(kind, round=team.round, unit__in=units) for kind in _BY_OUR_TEAMS)


def on_inspectee(inspectee: Inspectee) -> str:
    """Its issues; and what the round keeps of its unit, unless the unit is in the round a second time."""
    found = [_rows(Issue, inspectee=inspectee)]
    others = Inspectee.objects.filter(round=inspectee.round, unit=inspectee.unit).exclude(pk=inspectee.pk)
    if inspectee.unit is not None and not others.exists():
        found += [_rows(kind, round=inspectee.round, unit=inspectee.unit) for kind in _OF_A_UNIT]
    return counted_words(found)


def in_term(term: Term) -> str:
    return counted_words([(term.rounds.count(), "个轮次"), (term.plans.count(), "份规划和计划")])


def named_after_term(term: Term) -> str:
    """Rounds whose units have been told, and the term's plan once it has been sent up."""
    told = term.rounds.filter(Q(fed_back_on__isnull=False) | Q(inspectees__fed_back_on__isnull=False))
    of_term = term.plans.filter(kind=Plan.Kind.TERM)
    sent = of_term.filter(Q(versions__approved_on__isnull=False) | Q(versions__submissions__isnull=False))
    return counted_words(
        [(told.distinct().count(), "个已反馈的轮次"), (sent.distinct().count(), "份报批过的五年规划")]
    )


def outside_term(term: Term, since: date, until: date) -> str:
    """What is planned for years the term would no longer have."""
    years = (since.year, until.year)
    plans = term.plans.exclude(year=None).exclude(year__range=years)
    planned = PlannedObject.objects.filter(version__plan__term=term, version__plan__kind=Plan.Kind.TERM)
    planned = planned.exclude(slot=None).exclude(slot__range=years)
    return counted_words([(plans.count(), "份计划"), (planned.count(), "个计划对象")])
