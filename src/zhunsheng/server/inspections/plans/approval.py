"""报批: a draft is sent to the leading group, which approves it or sends it back. What a meeting has settled on
paper the office notes for a draft that was not sent."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.entry_checks import happened, in_order, words
from zhunsheng.server.inspections.plans.actions import chain_of, subject_of
from zhunsheng.server.inspections.plans.changes import history
from zhunsheng.server.inspections.plans.models import Plan, PlanSubmission, PlanVersion
from zhunsheng.server.inspections.plans.queries import draft_of, in_force, plans_visible_to
from zhunsheng.server.inspections.plans.workflow import may_decide, may_take_back, may_write
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def send(actor: Actor, *, plan_id: int, sent_on: date) -> PlanSubmission:
    """报批. It can't be changed until the leading group has decided or the office has taken it back."""
    plan, draft = _draft(actor, plan_id)
    require(may_write(actor, draft))
    _has_objects(draft, "报批")
    happened(sent_on, "报批日期")
    _after_the_version_before(plan, sent_on, "报批日期")
    last = draft.last_sent
    if last is not None and last.ended_on is not None:
        in_order(last.ended_on, f"上次{last.get_outcome_display()}的日期", sent_on, "报批日期")
    sent = PlanSubmission.objects.create(version=draft, sent_on=sent_on)
    details = {
        "version": draft.number,
        "sent_on": sent_on.isoformat(),
        "objects": draft.objects_planned.count(),
    }
    record(actor, "send_plan", subject_of(plan), details, chain_of(plan))
    return sent


@transaction.atomic
def take_back(actor: Actor, *, plan_id: int) -> None:
    """撤回: the office may change it again."""
    plan, draft = _draft(actor, plan_id)
    require(may_take_back(actor, draft))
    _end(draft, PlanSubmission.Outcome.TAKEN_BACK, timezone.localdate())
    record(actor, "take_back_plan", subject_of(plan), {"version": draft.number}, chain_of(plan))


@transaction.atomic
def send_back(actor: Actor, *, plan_id: int, reason: str) -> None:
    """退回, for the office to change it. The reason stands on the plan, not in the trace."""
    plan, draft = _draft(actor, plan_id)
    require(may_decide(actor, draft))
    _end(draft, PlanSubmission.Outcome.RETURNED, timezone.localdate(), words(reason, "退回理由"))
    record(actor, "return_plan", subject_of(plan), {"version": draft.number}, chain_of(plan))


@transaction.atomic
def approve(
    actor: Actor,
    *,
    plan_id: int,
    approved_on: date,
    approved_by: str,
    document_number: str = "",
    upload: UploadedFile[bytes] | None = None,
) -> PlanVersion:
    """The draft was approved by a body on a day, and is in force: the leading group approves one sent to it,
    the office notes the approval of one that was not."""
    plan, draft = _draft(actor, plan_id)
    if not may_write(actor, draft):
        require(may_decide(actor, draft))
    pending = draft.pending
    _has_objects(draft, "批准")
    happened(approved_on, "批准日期")
    _after_the_version_before(plan, approved_on, "批准日期")
    if pending is not None:
        in_order(pending.sent_on, "报批日期", approved_on, "批准日期")
        _end(draft, PlanSubmission.Outcome.APPROVED, approved_on)
    draft.approved_on, draft.approved_by = approved_on, words(approved_by, "批准的会议或机构")
    draft.document_number = document_number.strip()
    draft.file = store_upload(actor, upload, guarded=True) if upload is not None else None
    draft.save()
    details = {
        "version": draft.number,
        "approved_on": approved_on.isoformat(),
        "objects": draft.objects_planned.count(),
        "changes": history(plan)[-1].changes,
        "sha256": draft.file.sha256 if draft.file is not None else None,
    }
    record(
        actor,
        "approve_plan" if pending is None else "pass_plan",
        subject_of(plan),
        details,
        chain_of(plan),
    )
    return draft


def _draft(actor: Actor, plan_id: int) -> tuple[Plan, PlanVersion]:
    """The plan, held, and its draft."""
    require(may_oversee(actor))
    plan = locked(plans_visible_to(actor), plan_id)
    draft = draft_of(plan)
    if draft is None:
        raise Refused("没有等批准的版本。")
    return plan, draft


def _has_objects(draft: PlanVersion, for_what: str) -> None:
    if not draft.objects_planned.exists():
        raise Refused(f"计划里还没有对象，请先加上再{for_what}。")


def _after_the_version_before(plan: Plan, day: date, what: str) -> None:
    before = in_force(plan)
    if before is not None and before.approved_on is not None:
        in_order(before.approved_on, "上一版的批准日期", day, what)


def _end(draft: PlanVersion, outcome: PlanSubmission.Outcome, on: date, reason: str = "") -> None:
    draft.submissions.filter(ended_on=None).update(outcome=outcome, ended_on=on, reason=reason)
