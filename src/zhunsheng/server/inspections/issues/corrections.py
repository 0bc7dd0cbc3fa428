"""更正 and 作废 of what was registered wrongly, while no unit has acted on it.

The reason is one of a list: what is written freely might tell of the issue, and the trace tells nothing of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.db.models import ProtectedError

from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.deadlines import due_after_feedback
from zhunsheng.server.inspections.excel.models import ImportedRow
from zhunsheng.server.inspections.issues.actions import NewIssue, faults_of, locked_issue, told_on
from zhunsheng.server.inspections.models import Inspectee, Issue, IssueState, Round, Source
from zhunsheng.server.inspections.rounds.actions import register_for
from zhunsheng.server.inspections.subjects import chain_of, subject_of
from zhunsheng.server.inspections.supervision.looks import stays_with_its_look
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, Verdict, no, require


class Reason(models.TextChoices):
    WRONG_UNIT = "wrong_unit", "责任单位登错"
    WRONG_ORIGIN = "wrong_origin", "来源、轮次或巡察对象登错"
    WRONG_DAY = "wrong_day", "发现日期登错"
    TWICE = "twice", "重复登记"
    NO_ISSUE = "no_issue", "核实后不属于问题"


@dataclass(slots=True, frozen=True)
class Origin:
    """Where an issue comes from and whose it is: `inspectee` given, the round is its round.

    `fed_back_on`: the day it was told, where that is not its round's.
    """

    source: Source
    unit: Unit
    found_on: date
    inspectee: Inspectee | None = None
    round: Round | None = None
    fed_back_on: date | None = None


def may_correct(actor: Actor, issue: Issue) -> Verdict:
    allowed = may_register(actor)
    if not allowed or issue.state == IssueState.UNCLAIMED:
        return allowed
    return no("责任单位已经认领，不能再更正登记或作废。")


@transaction.atomic
def correct_issue(actor: Actor, *, issue_id: int, origin: Origin, reason: Reason) -> Issue:
    """The number stays: papers name the issue by it."""
    issue = _correctable(actor, issue_id)
    new = NewIssue(
        wording=issue.wording,
        source=origin.source,
        unit=origin.unit,
        found_on=origin.found_on,
        inspectee=origin.inspectee,
        round=origin.round,
        fed_back_on=origin.fed_back_on,
        due_on=issue.due_on if issue.due_is_given else None,
    )
    for fault in faults_of(actor, new, ()):
        raise Refused(fault)
    stays_with_its_look(issue, source=origin.source, unit=origin.unit, found_on=origin.found_on)
    if issue.supports.filter(unit=origin.unit).exists():
        raise Refused("责任单位不能同时是配合单位，请先移出配合单位。")
    given = {
        "source": new.source,
        "unit": new.unit,
        "found_on": new.found_on,
        "inspectee": new.inspectee,
        "round": new.found_by,
    }
    changed = [name for name, value in given.items() if getattr(issue, name) != value]
    if stated_day(issue) != origin.fed_back_on:
        changed.append("fed_back_on")
    if not changed:
        raise Refused("没有改动，请填写正确的登记。")
    for name, value in given.items():
        setattr(issue, name, value)
    _tell_anew(actor, issue, new)
    issue.save(update_fields=[*given, "fed_back_on", "fed_back_is_given", "due_on"])
    details = {"columns": changed, "unit": issue.unit.name, "reason": reason.label}
    record(actor, "correct_issue", subject_of(issue), details, chain_of(issue))
    return issue


def carry_source(actor: Actor, issue: Issue, source: Source) -> None:
    """With its 巡察对象, whose kind was put right; the number stays."""
    issue.source = source
    issue.save(update_fields=["source"])
    details = {"columns": ["source"], "unit": issue.unit.name, "reason": Reason.WRONG_ORIGIN.label}
    record(actor, "correct_issue", subject_of(issue), details, chain_of(issue))


def stated_day(issue: Issue) -> date | None:
    """The day it was told, where that is not its round's."""
    return issue.fed_back_on if issue.fed_back_is_given else None


def _tell_anew(actor: Actor, issue: Issue, new: NewIssue) -> None:
    usual = told_on(new)
    issue.fed_back_on = day = new.fed_back_on or usual
    issue.fed_back_is_given = day != usual
    if issue.due_is_given:
        return
    issue.due_on = None
    if day is not None:
        issue.due_on = due_after_feedback(register_for(actor), issue.round, day, issue.immediate)


@transaction.atomic
def void_issue(actor: Actor, *, issue_id: int, reason: Reason) -> None:
    """作废: gone from the register; the trace keeps its number and why."""
    issue = _correctable(actor, issue_id)
    details = {"unit": issue.unit.name, "reason": reason.label}
    record(actor, "void_issue", subject_of(issue), details, chain_of(issue))
    rows = ImportedRow.objects.filter(issue=issue)
    if rows.filter(source__finished_at=None).exists():
        raise Refused("这个问题所在的清单还在导入，请等导入完再作废。")
    rows.delete()
    try:
        issue.delete()
    except ProtectedError as error:
        raise Refused("上级反馈、未巡先改、大起底里有这个问题，不能作废，请更正登记。") from error


def _correctable(actor: Actor, issue_id: int) -> Issue:
    issue = locked_issue(actor, issue_id)
    require(may_correct(actor, issue))
    return issue
