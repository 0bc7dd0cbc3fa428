"""A unit answers a self-check list item by item, and hands it in: each problem found enters the register by that.

The trace says how many were found; what was found stays in the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.entry_checks import happened, in_order, words
from zhunsheng.server.inspections.issues.actions import NewIssue, NewMeasure, enter_issues, move
from zhunsheng.server.inspections.models import Issue, Source
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.selfchecks.issuing import subject_of
from zhunsheng.server.inspections.selfchecks.models import Answer, FoundProblem, SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import may_answer, self_checks_visible_to
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require


@dataclass(slots=True, frozen=True)
class Given:
    """What is answered on an item. `found` empty: no answer yet."""

    found: str
    note: str = ""


@dataclass(slots=True, frozen=True)
class NewProblem:
    """见人见事, 到人到点: nothing of it may be left out. `measures`: one a line."""

    wording: str
    found_on: date
    leader: str
    department: str
    person: str
    measures: str
    due_on: date


@transaction.atomic
def save_answers(actor: Actor, *, self_check_id: int, given: Mapping[int, Given]) -> SelfCheck:
    """`given`: by the answer's id; those not named stay as they are."""
    self_check = _answerable(actor, self_check_id)
    answers = list(self_check.answers.prefetch_related("problems"))
    for number, answer in enumerate(answers, start=1):
        new = given.get(answer.pk, Given(answer.found, answer.note))
        if answer.problems.all() and new.found != Answer.Found.YES:
            raise Refused(f"第 {number} 项登记了问题，要先删去问题才能改成别的。")
        answer.found, answer.note = new.found, new.note.strip()
    Answer.objects.bulk_update(answers, ["found", "note"])
    details = {"unit": self_check.unit.name, "answered": sum(answer.found != "" for answer in answers)}
    record(actor, "save_self_check", subject_of(self_check.checklist), details)
    return self_check


@transaction.atomic
def add_problem(actor: Actor, *, answer_id: int, new: NewProblem) -> FoundProblem:
    """Whoever found something has answered 有."""
    answer = locked(Answer.objects.filter(self_check__in=self_checks_visible_to(actor)), answer_id)
    self_check = _answerable(actor, answer.self_check_id)
    problem = FoundProblem.objects.create(answer=answer, **_checked(new))
    Answer.objects.filter(pk=answer.pk).update(found=Answer.Found.YES)
    _record(actor, "add_found_problem", self_check, problem)
    return problem


@transaction.atomic
def change_problem(actor: Actor, *, problem_id: int, new: NewProblem) -> FoundProblem:
    problem, self_check = _open_problem(actor, problem_id)
    for name, value in _checked(new).items():
        setattr(problem, name, value)
    problem.save()
    _record(actor, "change_found_problem", self_check, problem)
    return problem


@transaction.atomic
def remove_problem(actor: Actor, *, problem_id: int) -> SelfCheck:
    problem, self_check = _open_problem(actor, problem_id)
    _record(actor, "remove_found_problem", self_check, problem)
    problem.delete()
    return self_check


@transaction.atomic
def hand_in(actor: Actor, *, self_check_id: int, on: date | None = None) -> list[Issue]:
    """上报, every item answered: the problems become issues of the register, claimed by the unit that found them.

    `on`: the day it was done on paper, where it is entered later.
    """
    self_check = _answerable(actor, self_check_id)
    day = on or timezone.localdate()
    happened(day, "上报日期")
    in_order(self_check.sent_on, "下发日期", day, "上报日期")
    answers = list(self_check.answers.select_related("item__theme").prefetch_related("problems"))
    _complete(answers)
    problems = [
        (answer, problem)
        for answer in answers
        for problem in answer.problems.all()
        if problem.issue_id is None
    ]
    for _, problem in problems:
        in_order(problem.found_on, "发现日期", day, "上报日期")
    news = [_new_issue(self_check, answer, problem) for answer, problem in problems]
    issues = enter_issues(actor, news, checklist=self_check.checklist.number)
    for (_, problem), issue in zip(problems, issues, strict=True):
        problem.issue = issue
        problem.save(update_fields=["issue"])
        move(actor, issue_id=issue.pk, verb=Verb.CLAIM, on=on)
    self_check.state, self_check.handed_in_on = SelfCheck.State.HANDED_IN, day
    self_check.save(update_fields=["state", "handed_in_on"])
    details = {"unit": self_check.unit.name, "on": day.isoformat(), "issues": [i.number for i in issues]}
    record(actor, "hand_in_self_check", subject_of(self_check.checklist), details)
    return issues


def _complete(answers: list[Answer]) -> None:
    """Raises Refused, naming the items, while something is missing."""
    faults = {
        "还没有回答": [at for at, answer in enumerate(answers, 1) if not answer.found],
        "选了“有”，还没有登记查出的问题": [
            at
            for at, answer in enumerate(answers, 1)
            if answer.found == Answer.Found.YES and not answer.problems.all()
        ],
        "不适用，请写明原因": [
            at
            for at, answer in enumerate(answers, 1)
            if answer.found == Answer.Found.NOT_APPLICABLE and not answer.note
        ],
    }
    for fault, items in faults.items():
        if items:
            raise Refused(f"第 {'、'.join(map(str, items[:5]))} 项{'等' if items[5:] else ''}{fault}。")


def _new_issue(self_check: SelfCheck, answer: Answer, problem: FoundProblem) -> NewIssue:
    leader, department, person = problem.leader, problem.department, problem.person
    return NewIssue(
        wording=problem.wording,
        source=Source.SELF_CHECK,
        unit=self_check.unit,
        found_on=problem.found_on,
        theme=answer.item.theme,
        due_on=problem.due_on,
        leader=leader,
        department=department,
        person=person,
        measures=tuple(
            NewMeasure(text, leader, department, person, problem.due_on)
            for text in lines_of(problem.measures)
        ),
    )


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _checked(new: NewProblem) -> dict[str, object]:
    happened(new.found_on, "发现日期")
    in_order(new.found_on, "发现日期", new.due_on, "整改时限")
    for name, value in (("责任领导", new.leader), ("责任部门", new.department), ("责任人", new.person)):
        if not value.strip():
            raise Refused(f"请填写{name}，责任要到人到点。")
    measures = [words(line, "每条整改措施") for line in lines_of(new.measures)]
    if not measures:
        raise Refused("请填写整改措施，一行一条。")
    return asdict(new) | {"wording": words(new.wording, "查出的问题"), "measures": "\n".join(measures)}


def _answerable(actor: Actor, self_check_id: int) -> SelfCheck:
    self_check = locked(self_checks_visible_to(actor), self_check_id)
    require(may_answer(actor, self_check))
    return self_check


def _open_problem(actor: Actor, problem_id: int) -> tuple[FoundProblem, SelfCheck]:
    """The problem, held until the transaction ends, not yet in the register."""
    seen = FoundProblem.objects.filter(answer__self_check__in=self_checks_visible_to(actor))
    problem = locked(seen, problem_id)
    self_check = _answerable(actor, problem.answer.self_check_id)
    if problem.issue is not None:
        raise Refused(f"已记入台账（{problem.issue.number}），请在台账里办理。")
    return problem, self_check


def _record(actor: Actor, verb: str, self_check: SelfCheck, problem: FoundProblem) -> None:
    details = {"unit": self_check.unit.name, "problem": problem.pk}
    record(actor, verb, subject_of(self_check.checklist), details)
