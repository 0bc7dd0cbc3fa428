"""Entering 上级反馈 and claiming its problems. The trace has days, units and numbers, no wording."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.entry_checks import happened, in_order, nothing_hangs, words
from zhunsheng.server.inspections.issues.actions import NewIssue, NewMeasure, register_issue
from zhunsheng.server.inspections.models import Category, Issue, Source
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import iso
from zhunsheng.server.inspections.superior.models import SuperiorAspect, SuperiorFeedback, SuperiorProblem
from zhunsheng.server.inspections.superior.queries import problem_for, superior_for, superior_visible_to
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require


@transaction.atomic
def note_superior(
    actor: Actor, *, manner: SuperiorFeedback.Manner, given_by: str, given_on: date
) -> SuperiorFeedback:
    """登记 what a team from above fed back."""
    require(may_register(actor))
    happened(given_on, "反馈日期")
    feedback = SuperiorFeedback.objects.create(
        tenant_id=actor.tenant, manner=manner, given_by=words(given_by, "巡视巡察组"), given_on=given_on
    )
    details = {"manner": manner, "given_on": given_on.isoformat()}
    record(actor, "note_superior", subject_of(feedback), details, chain_of(feedback))
    return feedback


@transaction.atomic
def change_superior(
    actor: Actor, *, superior_id: int, manner: SuperiorFeedback.Manner, given_by: str, given_on: date
) -> SuperiorFeedback:
    """What was entered, put right. The day stays once a problem was claimed: the ledger has it from there."""
    require(may_register(actor))
    feedback = locked(superior_visible_to(actor), superior_id)
    happened(given_on, "反馈日期")
    in_order(given_on, "反馈日期", feedback.plan_on, "方案日期")
    claimed = _problems(feedback).exclude(issue=None).count()
    if claimed and given_on != feedback.given_on:
        raise Refused(f"已有 {claimed} 个问题按 {feedback.given_on} 反馈进了台账，反馈日期不能改。")
    feedback.manner, feedback.given_by = manner, words(given_by, "巡视巡察组")
    feedback.given_on = given_on
    feedback.save(update_fields=["manner", "given_by", "given_on"])
    details = {"manner": manner, "given_on": given_on.isoformat()}
    record(actor, "change_superior", subject_of(feedback), details, chain_of(feedback))
    return feedback


@transaction.atomic
def withdraw_superior(actor: Actor, *, superior_id: int, reason: str) -> None:
    """作废, with the problems entered under it, while none of them is claimed."""
    require(may_register(actor))
    feedback = locked(superior_visible_to(actor), superior_id)
    problems = _problems(feedback).select_for_update(of=("self",))
    nothing_hangs((sum(problem.issue_id is not None for problem in problems), "个问题认领进了台账"))
    details = {
        "given_on": feedback.given_on.isoformat(),
        "problems": len(problems),
        "reason": words(reason, "作废的理由"),
    }
    record(actor, "withdraw_superior", subject_of(feedback), details, chain_of(feedback))
    _problems(feedback).delete()
    feedback.aspects.all().delete()
    feedback.delete()


def _problems(feedback: SuperiorFeedback) -> QuerySet[SuperiorProblem]:
    return SuperiorProblem.objects.filter(aspect__feedback=feedback)


@transaction.atomic
def organise(
    actor: Actor,
    *,
    superior_id: int,
    head: str,
    members: str,
    plan_on: date | None = None,
    upload: UploadedFile[bytes] | None = None,
) -> SuperiorFeedback:
    """The group in charge, by office held, and its plan. A file once handed in stays until another replaces it."""
    require(may_register(actor))
    feedback = superior_for(actor, superior_id)
    if plan_on is not None:
        happened(plan_on, "方案日期")
        in_order(feedback.given_on, "反馈日期", plan_on, "方案日期")
    if upload is not None and plan_on is None:
        raise Refused("请填写方案日期。")
    feedback.head, feedback.members, feedback.plan_on = head.strip(), members.strip(), plan_on
    if upload is not None:
        feedback.plan_file = store_upload(actor, upload, guarded=True)
    feedback.save(update_fields=["head", "members", "plan_on", "plan_file"])
    details = {
        "plan_on": iso(plan_on),
        "sha256": feedback.plan_file.sha256 if feedback.plan_file is not None else None,
    }
    record(actor, "organise_superior", subject_of(feedback), details, chain_of(feedback))
    return feedback


@transaction.atomic
def add_problem(actor: Actor, *, superior_id: int, aspect: str, wording: str) -> SuperiorProblem:
    require(may_register(actor))
    feedback = superior_for(actor, superior_id)
    wording = words(wording, "问题表述")
    if not aspect.strip():
        raise Refused("请填写方面。")
    under, _ = SuperiorAspect.objects.get_or_create(feedback=feedback, name=aspect.strip())
    problem = SuperiorProblem.objects.create(aspect=under, wording=wording)
    record(actor, "add_superior_problem", subject_of(feedback), {"problem": problem.pk}, chain_of(feedback))
    return problem


@transaction.atomic
def remove_problem(actor: Actor, *, problem_id: int) -> SuperiorFeedback:
    """Entered by mistake. What has been claimed stays."""
    require(may_register(actor))
    problem = _open_problem(actor, problem_id)
    aspect, feedback = problem.aspect, problem.aspect.feedback
    record(
        actor, "remove_superior_problem", subject_of(feedback), {"problem": problem.pk}, chain_of(feedback)
    )
    problem.delete()
    if not aspect.problems.exists():
        aspect.delete()
    return feedback


@transaction.atomic
def claim_problem(
    actor: Actor,
    *,
    problem_id: int,
    unit: Unit,
    due_on: date | None = None,
    category: Category | None = None,
    measures: tuple[NewMeasure, ...] = (),
) -> Issue:
    """认领: from now on an issue of the register, assigned to a unit."""
    require(may_register(actor))
    problem = _open_problem(actor, problem_id)
    feedback = problem.aspect.feedback
    new = NewIssue(
        wording=problem.wording,
        source=Source.SUPERIOR,
        unit=unit,
        found_on=feedback.given_on,
        due_on=due_on,
        category=category,
        measures=measures,
    )
    problem.issue = register_issue(actor, new)
    problem.save(update_fields=["issue"])
    details = {"problem": problem.pk, "issue": problem.issue.number, "unit": unit.name}
    record(actor, "claim_superior_problem", subject_of(feedback), details, chain_of(feedback))
    return problem.issue


def _open_problem(actor: Actor, problem_id: int) -> SuperiorProblem:
    """The problem, held until the transaction ends, not yet claimed."""
    problem_for(actor, problem_id)
    problem = SuperiorProblem.objects.select_for_update().get(pk=problem_id)
    if problem.issue_id is not None:
        raise Refused("这个问题已经认领，请在台账里办理。")
    return problem


def subject_of(feedback: SuperiorFeedback) -> Subject:
    return Subject("superior", feedback.pk, str(feedback))


def chain_of(feedback: SuperiorFeedback) -> str:
    return f"superior/{feedback.pk}"
