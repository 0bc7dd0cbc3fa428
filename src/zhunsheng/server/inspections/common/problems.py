"""共性问题: suggestions by likeness, and what people decide of them: the office's; the leading group reads that."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.common.models import CommonLink, CommonProblem
from zhunsheng.server.inspections.common.similar import LIKE, groups_of, pairs_of, share
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

MOST_COMPARED = 5_000
_LEAST_UNITS = 2
MOST_SUGGESTED = 50


@dataclass(slots=True, frozen=True)
class Suggestion:
    """Issues of several units with wordings alike."""

    issues: list[Issue]

    @property
    def units(self) -> int:
        return len({issue.unit_id for issue in self.issues})


def suggestions(actor: Actor, *, round_id: int | None = None) -> list[Suggestion]:
    """Groups of issues likely the same at several units, the most units first; those linked already left out.

    Of the latest issues: what is compared is compared with everything.
    """
    require(may_register(actor))
    found = visible_to(actor).filter(common_links=None)
    if round_id is not None:
        found = found.filter(round_id=round_id)
    latest = list(found.order_by("-found_on", "-pk").values_list("pk", "unit_id", "wording")[:MOST_COMPARED])
    unit_of = {pk: unit_id for pk, unit_id, _ in latest}
    groups = [group.ids for group in groups_of((pk, wording) for pk, _, wording in reversed(latest))]
    common = [ids for ids in groups if len({unit_of[pk] for pk in ids}) >= _LEAST_UNITS]
    common.sort(key=lambda ids: (-len({unit_of[pk] for pk in ids}), -len(ids)))
    shown = common[:MOST_SUGGESTED]
    issues = {
        issue.pk: issue
        for issue in Issue.objects.filter(pk__in=[pk for ids in shown for pk in ids]).select_related("unit")
    }
    return [Suggestion([issues[pk] for pk in ids]) for ids in shown]


def alike(actor: Actor, issues: Collection[Issue]) -> list[Issue]:
    """Others like one of these, the most alike first."""
    require(may_register(actor))
    others = visible_to(actor).exclude(pk__in=[issue.pk for issue in issues])
    return most_alike(others, [issue.wording for issue in issues])


def most_alike(others: QuerySet[Issue], wordings: Collection[str]) -> list[Issue]:
    """Those like one of the wordings, the most alike first; of the latest."""
    wanted = [pairs_of(wording) for wording in wordings]
    latest = others.order_by("-found_on", "-pk").values_list("pk", "wording")[:MOST_COMPARED]
    found = {
        pk: best
        for pk, wording in latest
        if (best := max((share(pairs_of(wording), pairs) for pairs in wanted), default=0.0)) >= LIKE
    }
    first = sorted(found, key=lambda pk: -found[pk])[:MOST_SUGGESTED]
    related = ("unit", "round__term", "theme")
    by_id = {issue.pk: issue for issue in Issue.objects.filter(pk__in=first).select_related(*related)}
    return [by_id[pk] for pk in first]


@dataclass(slots=True, frozen=True)
class Counted:
    """A common problem and how many issues and units have it."""

    problem: CommonProblem
    issues: int
    units: int


def problems_of(actor: Actor) -> list[Counted]:
    require(may_oversee(actor))
    found = CommonProblem.objects.filter(tenant_id=actor.tenant).annotate(
        issue_count=Count("issues", distinct=True), unit_count=Count("issues__unit", distinct=True)
    )
    return [Counted(problem, problem.issue_count, problem.unit_count) for problem in found]


def problem_for(actor: Actor, problem_id: int) -> CommonProblem:
    require(may_oversee(actor))
    problem = CommonProblem.objects.filter(pk=problem_id, tenant_id=actor.tenant).first()
    if problem is None:
        raise Http404
    return problem


# --- deciding ----------------------------------------------------------------------------------------------


@transaction.atomic
def decide_common(
    actor: Actor, *, title: str, decided_by: str, decided_on: date | None, issue_ids: Collection[int]
) -> CommonProblem:
    """认定 a common problem of these issues. The trace names it by its number: its title may be an issue's words."""
    require(may_register(actor))
    title, decided_by = title.strip(), decided_by.strip()
    if not 4 <= len(title) <= 100:
        raise Refused("共性问题写 4 到 100 个字。")
    if not decided_by or len(decided_by) > 60:
        raise Refused("请写明由谁认定，例如“区委巡察工作领导小组会议”，最多 60 个字。")
    if decided_on is None or decided_on > timezone.localdate():
        raise Refused("请填写认定日期，不能晚于今天。")
    if CommonProblem.objects.filter(tenant_id=actor.tenant, title=title).exists():
        raise Refused("已经有这个共性问题，请在它那里加问题。")
    problem = CommonProblem.objects.create(
        tenant_id=actor.tenant,
        title=title,
        decided_by=decided_by,
        decided_on=decided_on,
        by_id=actor.person,
    )
    linked = _link(actor, problem, issue_ids)
    if len({issue.unit_id for issue in linked}) < _LEAST_UNITS:
        raise Refused("共性问题至少涉及两个单位，请多勾选几个问题。")
    record(actor, "decide_common", _subject(problem), _told(linked) | {"on": decided_on.isoformat()})
    return problem


@transaction.atomic
def link_common(actor: Actor, *, problem: CommonProblem, issue_ids: Collection[int]) -> list[Issue]:
    require(may_register(actor))
    linked = _link(actor, problem, issue_ids)
    if not linked:
        raise Refused("还没有勾选问题。")
    record(actor, "link_common", _subject(problem), _told(linked))
    return linked


@transaction.atomic
def unlink_common(actor: Actor, *, problem: CommonProblem, issue_id: int) -> None:
    require(may_register(actor))
    link = CommonLink.objects.select_related("issue").filter(problem=problem, issue_id=issue_id).first()
    if link is None:
        raise Http404
    link.delete()
    record(actor, "unlink_common", _subject(problem), _told([link.issue]))


def _link(actor: Actor, problem: CommonProblem, issue_ids: Collection[int]) -> list[Issue]:
    """Those the actor sees and that aren't linked yet."""
    found = list(
        visible_to(actor).filter(pk__in=issue_ids).exclude(common_problems=problem).order_by("number")
    )
    CommonLink.objects.bulk_create(
        CommonLink(problem=problem, issue=issue, by_id=actor.person) for issue in found
    )
    return found


def _told(issues: list[Issue]) -> dict[str, object]:
    return {"issues": [issue.number for issue in issues]}


def _subject(problem: CommonProblem) -> Subject:
    return Subject("common_problem", problem.pk, f"共性问题 {problem.pk}")
