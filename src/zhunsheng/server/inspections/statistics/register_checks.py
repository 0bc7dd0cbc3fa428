"""The register looked through for what doesn't hold (台账自查): codes as in the catalogue of checks, X01 …"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from zhunsheng.rulebook.office_rules import OfficeRule
from zhunsheng.rulebook.register_rules import X01, X02, X03, X04, X05, X06, X07, X09, X11, X13, X14, X15
from zhunsheng.server.inspections.disclosure.queries import late_slots
from zhunsheng.server.inspections.models import (
    ENDED,
    FOUND_BY_ROUNDS,
    Handling,
    Inspectee,
    Issue,
    IssueState,
    Measure,
    Source,
)
from zhunsheng.server.inspections.papers.models import PaperOpinion
from zhunsheng.server.inspections.rounds.coverage import STALE_YEARS, coverage_of, term_on
from zhunsheng.server.inspections.statistics.breakdown import WAYS, lines_of, total_of
from zhunsheng.server.inspections.statistics.count_rows import (
    Scope,
    end_of,
    issues_then,
    start_of,
    with_closed_then,
)
from zhunsheng.server.inspections.statistics.counts import outcomes
from zhunsheng.server.inspections.statistics.tallies import cells_of
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.workflow import VERIFYING, Verb

_MOST_NAMED = 5
_SOON = (7, 15, 30)


Look = Callable[[Scope], Iterable[str]]
"""What is wrong, a sentence each; nothing where all is well."""


_contributions: list[tuple[OfficeRule, Look]] = []


def contribute(rule: OfficeRule, look: Look) -> None:
    """A rule another app looks after (问题线索), which this one need not know."""
    if (rule, look) not in _contributions:
        _contributions.append((rule, look))


def checks() -> list[tuple[OfficeRule, Look]]:
    return sorted([*CHECKS, *_contributions], key=lambda check: check[0].code)


def look_through(scope: Scope) -> list[tuple[OfficeRule, list[str]]]:
    """Every rule, and what it found."""
    return [(rule, list(look(scope))) for rule, look in checks()]


def _totals(scope: Scope) -> Iterable[str]:
    """X01: the four outcomes make up the total, the lines of a breakdown too; every issue lies at a unit inspected."""
    issues = issues_then(scope).filter(source__in=FOUND_BY_ROUNDS)
    counted = issues.aggregate(
        total=Count("pk"), **{name: Count("pk", filter=where) for name, where in outcomes(scope).items()}
    )
    total, parts = counted.pop("total"), sum(counted.values())
    if parts != total:
        yield f"已销号、期内整改、超期未完成、长期坚持合计 {parts} 个，与总数 {total} 个不符。"
    yield from _lines(scope)
    stray = issues.exclude(Exists(Inspectee.objects.filter(round=OuterRef("round"), unit=OuterRef("unit"))))
    yield from _named(stray, "责任单位不是这一轮的巡察对象")


def _lines(scope: Scope) -> Iterable[str]:
    """A breakdown leaves out what no line of it names: an issue of no round, a category of another region."""
    cells = cells_of(scope)
    total = sum(tally.total for cell, tally in cells.items() if cell.source in FOUND_BY_ROUNDS)
    for way, what in (("round", "轮次"), ("unit", "责任单位"), ("category", "类别")):
        summed = total_of(lines_of(scope, way, cells)).tally.total
        if summed != total:
            yield f"{WAYS[way]}合计 {summed} 个，与总数 {total} 个不符，请核对各问题的{what}。"


def _deadlines(scope: Scope) -> Iterable[str]:
    """X02: past the deadline and open; due within 7, 15 or 30 days."""
    still = issues_then(scope).exclude(Q(state_then__in=ENDED))
    yield from _named(still.filter(due_on__lt=scope.as_of), "已过整改时限还没有销号")
    since = scope.as_of
    for days in _SOON:
        soon = still.filter(due_on__gte=since, due_on__lte=scope.as_of + timedelta(days=days))
        yield from _named(soon, f"在 {days} 天内到期")
        since = scope.as_of + timedelta(days=days + 1)


def _evidence(scope: Scope) -> Iterable[str]:
    """X03: closed on a day, with evidence on every measure, verified by nobody who asked for it."""
    closed = issues_then(scope).filter(Q(state_then=IssueState.CLOSED))
    bare = Measure.objects.filter(issue=OuterRef("pk"), proofs=None)
    yield from _named(closed.filter(Q(measures_total=0) | Exists(bare)), "已销号，但没有措施或措施没有佐证")
    undated = with_closed_then(closed, scope.as_of).filter(Q(closed_then=None))
    yield from _named(undated, "已销号，但没有销号日期")
    steps = Handling.objects.filter(at__lt=end_of(scope.as_of))
    asked = steps.filter(issue=OuterRef("issue"), verb=Verb.SUBMIT, by=OuterRef("by"))
    own = steps.filter(issue=OuterRef("pk"), verb__in=VERIFYING).filter(Exists(asked))
    yield from _named(closed.filter(Exists(own)), "报请核验的人又参与核验或销号")


def _measures(scope: Scope) -> Iterable[str]:
    """X04: claimed, and every measure with what it needs."""
    at_work = issues_then(scope).exclude(Q(state_then__in=(IssueState.UNCLAIMED, *ENDED)))
    yield from _named(at_work.filter(measures_total=0), "已认领，还没有整改措施")
    nobody = Q(leader="") | Q(department="") | Q(person="")
    vague = Measure.objects.filter(issue=OuterRef("pk")).filter(nobody | Q(due_on=None))
    yield from _named(at_work.filter(Exists(vague)), "有措施没有写全责任领导、部门、责任人和时限")


def _long_term(scope: Scope) -> Iterable[str]:
    """X05: what is kept for long is not closed."""
    kept = issues_then(scope).filter(state=IssueState.LONG_TERM)
    yield from _named(kept.exclude(closed_on=None), "长期坚持的不能有销号日期")


def _reopened(scope: Scope) -> Iterable[str]:
    """X06: 回头看 found something where the same kind is closed."""
    again = Issue.objects.filter(
        unit=OuterRef("unit"),
        category=OuterRef("category"),
        source__in=FOUND_BY_ROUNDS,
        state=IssueState.CLOSED,
        closed_on__lte=OuterRef("found_on"),
    )
    found = issues_then(scope).filter(source__in=(Source.LOOK_BACK, Source.RECHECK))
    yield from _named(found.filter(Exists(again)), "回头看又发现同单位同类的问题，请看要不要重新打开原来的")


def _immediate(scope: Scope) -> Iterable[str]:
    """X07: 立行立改 has a short deadline of its own."""
    days = timedelta(days=scope.register.immediate_days)
    late = issues_then(scope).filter(immediate=True, due_on__gt=F("fed_back_on") + days)
    yield from _named(late, f"立行立改，时限却晚于反馈后 {scope.register.immediate_days} 天")


def _disclosed(scope: Scope) -> Iterable[str]:
    """X09: told within the party and to the public in time, or exempt on a ground."""
    late: dict[str, list[str]] = {}
    for slot in late_slots(scope.register, *scope.days, scope.as_of):
        late.setdefault(f"{slot.matter.label}{slot.manner.label}", []).append(slot.unit.name)
    for what, named in late.items():
        units = list(dict.fromkeys(named))
        times = f" {len(named)} 次" if len(named) > len(units) else ""
        yield naming(f"个单位{what}{times}逾期没有登记", units)


def _coverage(scope: Scope) -> Iterable[str]:
    """X11: units not inspected in the term, or not for three years."""
    term = term_on(scope.tenant_id, scope.as_of)
    if term is None:
        return
    covered = coverage_of(term, scope.as_of)
    if covered.uncovered:
        yield f"{term.name}还有 {len(covered.uncovered)} 个单位没有巡察。"
    if covered.stale:
        yield f"有 {len(covered.stale)} 个单位 {STALE_YEARS} 年没有巡察。"


def _slips(scope: Scope) -> Iterable[str]:
    """X13: a slip is answered in time."""
    slips = NoticeSlip.objects.filter(tenant_id=scope.tenant_id, issued_on__range=scope.days)
    answered = Q(replied_on__lte=scope.as_of)
    late = slips.filter(reply_due_on__lt=scope.as_of).exclude(answered).order_by("pk")
    numbers = list(late.values_list("number", flat=True))
    if numbers:
        yield naming("份工作提示单到期没有答复", numbers)


def _common(scope: Scope) -> Iterable[str]:
    """X14: the same kind found in many units and more than one round may be a common problem."""
    counted = (
        issues_then(scope)
        .filter(source__in=FOUND_BY_ROUNDS)
        .exclude(category=None)
        .order_by()
        .values_list("category__group", "category__name")
        .annotate(rounds=Count("round", distinct=True), units=Count("unit", distinct=True))
        .filter(rounds__gte=2, units__gte=5)
        .order_by("-units")
    )
    for group, name, rounds, units in counted[:3]:
        yield f"“{group}·{name}”在 {rounds} 轮、{units} 个单位都有，请看是不是共性问题。"


def _returned(scope: Scope) -> Iterable[str]:
    """X15: nothing is sent back without a word."""
    silent = Handling.objects.filter(
        issue=OuterRef("pk"), verb=Verb.RETURN, words="", at__lt=end_of(scope.as_of)
    )
    yield from _named(issues_then(scope).filter(Exists(silent)), "退回没有写意见")
    opinions = PaperOpinion.objects.filter(
        version__paper__round__term__tenant_id=scope.tenant_id,
        verdict=PaperOpinion.Verdict.RETURNED,
        words="",
        at__range=(start_of(scope.first), end_of(scope.last)),
    )
    papers = [opinion.version.paper.title for opinion in opinions.select_related(*_OF_A_PAPER).order_by("pk")]
    if papers:
        yield naming("份整改文件联审退回没有写意见", papers)


_OF_A_PAPER = ("version__paper__round__term", "version__paper__unit")
CHECKS: tuple[tuple[OfficeRule, Look], ...] = (
    (X01, _totals),
    (X02, _deadlines),
    (X03, _evidence),
    (X04, _measures),
    (X05, _long_term),
    (X06, _reopened),
    (X07, _immediate),
    (X09, _disclosed),
    (X11, _coverage),
    (X13, _slips),
    (X14, _common),
    (X15, _returned),
)


def _named(issues: QuerySet[Issue], what: str) -> Iterable[str]:
    total = issues.count()
    if total:
        numbers = issues.order_by("pk").values_list("number", flat=True)[:_MOST_NAMED]
        yield _naming(total, f"个问题{what}", list(numbers))


def naming(what: str, names: Sequence[str]) -> str:
    """3 份工作提示单到期没有答复：TS2023-001、…; of very many the first few."""
    return _naming(len(names), what, names[:_MOST_NAMED])


def _naming(total: int, what: str, numbers: Sequence[str]) -> str:
    more = " 等" if total > len(numbers) else ""
    return f"{total} {what}：{'、'.join(numbers)}{more}。"
