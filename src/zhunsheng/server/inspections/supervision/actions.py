"""Entering what keeps rectification moving and what comes of it. The trace has days, units and numbers, no words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.http import Http404

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.entry_checks import happened, in_order, own, words
from zhunsheng.server.inspections.models import Issue, Round, Theme
from zhunsheng.server.inspections.numbering import next_number
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.supervision.models import (
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
    own(actor, unit.tenant_id)
    happened(issued_on, "下发日期")
    matter = words(matter, "提示事项")
    in_order(issued_on, "下发日期", reply_due_on, "答复期限")
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
    happened(replied_on, "答复日期")
    in_order(slip.issued_on, "下发日期", replied_on, "答复日期")
    slip.replied_on = replied_on
    slip.save(update_fields=["replied_on"])
    details = {"replied_on": replied_on.isoformat()}
    record(actor, "note_reply", Subject("slip", slip.pk, slip.number), details)
    return slip


@transaction.atomic
def hold_interview(actor: Actor, *, unit: Unit, held_on: date, matter: str, outcome: str = "") -> Interview:
    require(may_register(actor))
    own(actor, unit.tenant_id)
    happened(held_on, "约谈日期")
    interview = Interview.objects.create(
        tenant_id=actor.tenant,
        unit=unit,
        held_on=held_on,
        matter=words(matter, "约谈事由"),
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
    happened(since, "开始日期")
    in_order(since, "开始日期", until, "结束日期")
    visited, found = list(units), list(issues)
    if not visited:
        raise Refused("请选择被督查的单位。")
    for tenant_id in {unit.tenant_id for unit in visited} | {issue.tenant_id for issue in found}:
        own(actor, tenant_id)
    supervision = Supervision.objects.create(
        tenant_id=actor.tenant,
        kind=kind,
        title=words(title, "名称"),
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
    own(actor, issued_by.tenant_id)
    if issue is not None:
        own(actor, issue.tenant_id)
    happened(issued_on, "印发日期")
    rule = IssuedRule.objects.create(
        tenant_id=actor.tenant,
        name=words(name, "制度名称"),
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
    own(actor, entry.term.tenant_id)
    own(actor, theme.tenant_id)
    carried, made = CarriedTheme.objects.get_or_create(round=entry, theme=theme)
    if made:
        record(actor, "carry_theme", round_subject(entry), {"theme": theme.name})
    return carried
