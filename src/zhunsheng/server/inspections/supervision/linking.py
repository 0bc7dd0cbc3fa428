"""Which issues a rule came of, and which a supervision found or looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.entry_checks import own
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.supervision.models import IssuedRule, Supervision
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

MOST_OFFERED = 50
"""Issues to tick; any other is linked by its number."""


@transaction.atomic
def link_issues(actor: Actor, *, entry: IssuedRule | Supervision, issues: Iterable[Issue]) -> list[Issue]:
    """Those not linked yet."""
    require(may_register(actor))
    own(actor, entry.tenant_id)
    linked = set(entry.issues.values_list("pk", flat=True))
    new = [issue for issue in issues if issue.pk not in linked]
    for issue in new:
        own(actor, issue.tenant_id)
    if not new:
        raise Refused("请勾选问题，或者填写还没有关联的编号。")
    entry.issues.add(*new)
    record(actor, "link_issues", subject_of(entry), _told(new))
    return new


@transaction.atomic
def unlink_issues(
    actor: Actor, *, entry: IssuedRule | Supervision, issue_ids: Collection[int]
) -> list[Issue]:
    require(may_register(actor))
    own(actor, entry.tenant_id)
    linked = list(entry.issues.filter(pk__in=issue_ids).order_by("number"))
    if not linked:
        raise Refused("还没有勾选问题。")
    entry.issues.remove(*linked)
    record(actor, "unlink_issues", subject_of(entry), _told(linked))
    return linked


def offered_issues(actor: Actor, entry: IssuedRule | Supervision) -> list[Issue]:
    """The latest of the units concerned that aren't linked; of the round a supervision is about, if of one."""
    found = visible_to(actor).exclude(pk__in=entry.issues.values("pk"))
    if isinstance(entry, IssuedRule):
        found = found.filter(unit_id=entry.issued_by_id)
    else:
        found = found.filter(unit__in=entry.units.all())
        if entry.round_id is not None:
            found = found.filter(round_id=entry.round_id)
    return list(found.select_related("unit").order_by("-found_on", "-pk")[:MOST_OFFERED])


@dataclass(slots=True, frozen=True)
class Links:
    """What came of an issue, and which looks found it or went through it."""

    rules: list[IssuedRule]
    supervisions: list[Supervision]

    def __bool__(self) -> bool:
        return bool(self.rules or self.supervisions)


def links_of(actor: Actor, issue: Issue) -> Links:
    """For those whose affair the whole region is; a look's title may name other units."""
    if not may_oversee(actor):
        return Links([], [])
    return Links(list(issue.rules.select_related("issued_by")), list(issue.supervisions.all()))


def subject_of(entry: IssuedRule | Supervision) -> Subject:
    """A supervision by its kind: its title may be somebody's words."""
    if isinstance(entry, IssuedRule):
        return Subject("rule", entry.pk, entry.name)
    return Subject("supervision", entry.pk, Supervision.Kind(entry.kind).label)


def _told(issues: list[Issue]) -> dict[str, object]:
    return {"issues": [issue.number for issue in issues]}
