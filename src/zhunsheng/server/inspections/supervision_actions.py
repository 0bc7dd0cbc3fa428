"""Entering what keeps rectification moving and what comes of it. The trace has days, units and numbers, no words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.models import Issue, Round, Theme
from zhunsheng.server.inspections.numbering import next_number
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.supervision_models import (
    CarriedTheme,
    Interview,
    IssuedRule,
    NoticeSlip,
    Supervision,
)
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def issue_slip(
    actor: Actor, *, unit: Unit, issued_on: date, matter: str, reply_due_on: date | None = None
) -> NoticeSlip:
    """下发 a 工作提示单, numbered within its year: TS2023-001."""
    require(may_register(actor))
    _own(actor, unit.tenant_id)
    _happened(issued_on, "下发日期")
    matter = _words(matter, "提示事项")
    if reply_due_on is not None and reply_due_on < issued_on:
        raise Refused(f"答复期限 {reply_due_on} 早于下发日期 {issued_on}。")
    slip = NoticeSlip.objects.create(
        tenant_id=actor.tenant,
        number=next_number(actor.tenant, f"TS{issued_on.year}-"),
        unit=unit,
        issued_on=issued_on,
        matter=matter,
        reply_due_on=reply_due_on,
    )
    details = {"unit": unit.name, "issued_on": issued_on.isoformat()}
    record(actor, "issue_slip", Subject("slip", slip.pk, slip.number), details)
    return slip


@transaction.atomic
def note_reply(actor: Actor, *, slip_id: int, replied_on: date) -> NoticeSlip:
    """The unit has answered the slip."""
    require(may_register(actor))
    slip = NoticeSlip.objects.filter(pk=slip_id, tenant_id=actor.tenant).first()
    if slip is None:
        raise Http404
    _happened(replied_on, "答复日期")
    if replied_on < slip.issued_on:
        raise Refused(f"答复日期 {replied_on} 早于下发日期 {slip.issued_on}。")
    slip.replied_on = replied_on
    slip.save(update_fields=["replied_on"])
    details = {"replied_on": replied_on.isoformat()}
    record(actor, "note_reply", Subject("slip", slip.pk, slip.number), details)
    return slip


@transaction.atomic
def hold_interview(actor: Actor, *, unit: Unit, held_on: date, matter: str, outcome: str = "") -> Interview:
    require(may_register(actor))
    _own(actor, unit.tenant_id)
    _happened(held_on, "约谈日期")
    interview = Interview.objects.create(
        tenant_id=actor.tenant,
        unit=unit,
        held_on=held_on,
        matter=_words(matter, "约谈事由"),
        outcome=outcome.strip(),
    )
    details = {"held_on": held_on.isoformat()}
    record(actor, "hold_interview", Subject("interview", interview.pk, unit.name), details)
    return interview


@transaction.atomic
def hold_supervision(
    actor: Actor,
    *,
    kind: Supervision.Kind,
    title: str,
    since: date,
    units: Iterable[Unit],
    until: date | None = None,
    joined_by: str = "",
    issues: Iterable[Issue] = (),
) -> Supervision:
    """督查 or 回头看 of some units, with the issues it found (当场交办)."""
    require(may_register(actor))
    _happened(since, "开始日期")
    if until is not None and until < since:
        raise Refused(f"结束日期 {until} 早于开始日期 {since}。")
    visited, found = list(units), list(issues)
    if not visited:
        raise Refused("请选择被督查的单位。")
    for tenant_id in {unit.tenant_id for unit in visited} | {issue.tenant_id for issue in found}:
        _own(actor, tenant_id)
    supervision = Supervision.objects.create(
        tenant_id=actor.tenant,
        kind=kind,
        title=_words(title, "名称"),
        since=since,
        until=until,
        joined_by=joined_by.strip(),
    )
    supervision.units.set(visited)
    supervision.issues.set(found)
    details = {"kind": kind, "since": since.isoformat(), "units": len(visited), "issues": len(found)}
    name = Supervision.Kind(kind).label
    record(actor, "hold_supervision", Subject("supervision", supervision.pk, name), details)
    return supervision


@transaction.atomic
def issue_rule(
    actor: Actor,
    *,
    name: str,
    issued_by: Unit,
    issued_on: date,
    document_number: str = "",
    issue: Issue | None = None,
) -> IssuedRule:
    """A rule, method or regulation (制度) that came of an inspection, perhaps of one finding."""
    require(may_register(actor))
    _own(actor, issued_by.tenant_id)
    if issue is not None:
        _own(actor, issue.tenant_id)
    _happened(issued_on, "印发日期")
    rule = IssuedRule.objects.create(
        tenant_id=actor.tenant,
        name=_words(name, "制度名称"),
        document_number=document_number.strip(),
        issued_by=issued_by,
        issued_on=issued_on,
        issue=issue,
    )
    details = {"unit": issued_by.name, "issued_on": issued_on.isoformat()}
    record(actor, "issue_rule", Subject("rule", rule.pk, rule.name), details)
    return rule


@transaction.atomic
def carry_theme(actor: Actor, *, entry: Round, theme: Theme) -> CarriedTheme:
    """纳入巡察内容: a round looks again at what was found elsewhere."""
    require(may_register(actor))
    _own(actor, entry.term.tenant_id)
    _own(actor, theme.tenant_id)
    carried, made = CarriedTheme.objects.get_or_create(round=entry, theme=theme)
    if made:
        record(actor, "carry_theme", round_subject(entry), {"theme": theme.name})
    return carried


def _own(actor: Actor, tenant_id: int) -> None:
    if tenant_id != actor.tenant:
        raise Refused("不能办理其他地区的事。")


def _happened(day: date, what: str) -> None:
    if day > timezone.localdate():
        raise Refused(f"{what} {day} 还没有到。")


def _words(text: str, what: str) -> str:
    if len(text.strip()) < 4:
        raise Refused(f"{what}至少写 4 个字。")
    return text.strip()
