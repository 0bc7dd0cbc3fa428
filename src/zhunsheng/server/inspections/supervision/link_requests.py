"""Linking and unlinking the issues of a rule or a supervision, as their pages ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages

from zhunsheng.server.inspections.forms import typed_ids
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import issues_numbered, visible_to
from zhunsheng.server.inspections.supervision.linking import link_issues, offered_issues, unlink_issues
from zhunsheng.server.inspections.supervision.models import IssuedRule, Supervision
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.web.requests import OfficeRequest


@dataclass(slots=True, frozen=True)
class Linking:
    """The form to link issues: those offered, and what was asked for in vain."""

    offered: list[Issue]
    numbers: str = ""
    ticked: frozenset[int] = frozenset()
    refusal: str = ""


def link_asked(request: OfficeRequest, entry: IssuedRule | Supervision) -> Linking | None:
    """The issues ticked and those whose numbers were typed; the form again where that is refused."""
    require(may_register(request.actor))
    ticked, numbers = _ticked(request), request.POST.get("numbers", "")
    try:
        typed = issues_numbered(request.actor, numbers)
        chosen = visible_to(request.actor).filter(pk__in=ticked)
        wanted = {issue.pk: issue for issue in (*chosen, *typed)}
        linked = link_issues(request.actor, entry=entry, issues=wanted.values())
    except Refused as refused:
        return Linking(offered_issues(request.actor, entry), numbers, frozenset(ticked), str(refused))
    messages.success(request, f"已关联 {len(linked)} 个问题。")
    return None


def linking_of(request: OfficeRequest, entry: IssuedRule | Supervision) -> Linking | None:
    """For those who may link."""
    return Linking(offered_issues(request.actor, entry)) if may_register(request.actor) else None


def unlink_asked(request: OfficeRequest, entry: IssuedRule | Supervision) -> None:
    unlinked = unlink_issues(request.actor, entry=entry, issue_ids=_ticked(request))
    messages.success(request, f"已移出 {len(unlinked)} 个问题。")


def _ticked(request: OfficeRequest) -> list[int]:
    return typed_ids(request.POST.getlist("issue"))
