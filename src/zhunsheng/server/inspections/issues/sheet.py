"""One issue as a page shows it: its measures, the three levels of verification, what this person may do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from zhunsheng.server.inspections.deadlines import light, time_left
from zhunsheng.server.inspections.models import (
    ENDED,
    TO_VERIFY,
    Handling,
    Issue,
    IssueState,
    Measure,
    Proof,
    Register,
)
from zhunsheng.server.inspections.workflow import (
    MOVES,
    NOT_WAITED_FOR,
    Verb,
    has_part,
    may_change_measure,
    may_rectify,
    moves_of,
    verdict,
    who_may,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Verdict


@dataclass(slots=True, frozen=True)
class MeasureLine:
    number: int
    measure: Measure
    proofs: list[Proof]
    said: str
    look: str
    changes: bool
    """Whether this person may change it."""


@dataclass(slots=True, frozen=True)
class Stage:
    """One of the three levels."""

    title: str
    said: str
    look: str
    on: datetime | None
    by: str
    words: str


@dataclass(slots=True, frozen=True)
class Choice:
    """A step that is this person's to take, and why it can't be taken yet."""

    verb: Verb
    verdict: Verdict
    needs_words: bool
    forward: bool


@dataclass(slots=True, frozen=True)
class IssueSheet:
    issue: Issue
    left: str
    look: str
    measures: list[MeasureLine]
    stages: list[Stage]
    choices: list[Choice]
    waits_for: str
    """Who is to take the next step."""
    rectifies: Verdict
    history: list[tuple[str, Handling]]
    """What was done, in words; the latest first."""

    @property
    def takes_words(self) -> bool:
        """Whether any step open to this person is one to say something about."""
        return any(choice.verdict and choice.verb not in _WORDLESS for choice in self.choices)

    @property
    def words_label(self) -> str:
        """意见（退回整改、转长期坚持要写明理由）."""
        needing = [choice.verb.label for choice in self.choices if choice.needs_words and choice.verdict]
        return f"意见（{'、'.join(needing)}要写明理由）" if needing else "意见"


_WORDLESS = (Verb.CLAIM, Verb.SUBMIT, Verb.TAKE_BACK)
_BACKWARD = (Verb.RETURN, Verb.TAKE_BACK, Verb.REOPEN)


def sheet_of(actor: Actor, issue: Issue, register: Register) -> IssueSheet:
    today = timezone.localdate()
    handlings = list(issue.handlings.all())
    measures = list(issue.measures.select_related("unit").prefetch_related("proofs__file", "proofs__by"))
    return IssueSheet(
        issue=issue,
        left=time_left(issue, today),
        look=light(issue, register, today).look,
        measures=[_line(actor, number, measure, today) for number, measure in enumerate(measures, start=1)],
        stages=stages_of(issue, handlings),
        choices=_choices(actor, issue),
        waits_for=_waits_for(issue),
        rectifies=may_rectify(actor, issue),
        history=[(Verb(handling.verb).label, handling) for handling in reversed(handlings)],
    )


def _line(actor: Actor, number: int, measure: Measure, today: date) -> MeasureLine:
    proofs = list(measure.proofs.all())
    if measure.done_on is not None:
        said, look = ("已完成", "green") if proofs else ("缺佐证", "amber")
    elif measure.due_on is not None and measure.due_on < today:
        said, look = f"超期 {(today - measure.due_on).days} 天", "red"
    else:
        said, look = "未完成", "grey"
    return MeasureLine(number, measure, proofs, said, look, bool(may_change_measure(actor, measure)))


_STAGES = (
    ("① 派驻纪检组审核", IssueState.WITH_DISCIPLINE),
    ("② 巡察办核验", IssueState.WITH_OFFICE),
    ("③ 销号", IssueState.TO_CLOSE),
)


def stages_of(issue: Issue, handlings: Iterable[Handling]) -> list[Stage]:
    """What each level said since the issue was last handed in."""
    said: dict[str, Handling] = {}
    for handling in handlings:
        if handling.verb in (Verb.SUBMIT, Verb.REOPEN):
            said.clear()
        elif handling.origin in TO_VERIFY and handling.verb != Verb.TAKE_BACK:
            said[handling.origin] = handling
    return [_stage(issue, title, state, said.get(state)) for title, state in _STAGES]


def _stage(issue: Issue, title: str, state: IssueState, handling: Handling | None) -> Stage:
    if handling is None:
        waits = issue.state == state
        return Stage(title, "待办" if waits else "未开始", "blue" if waits else "", None, "", "")
    words = {Verb.RETURN: ("退回", "red"), Verb.KEEP: ("长期坚持", "grey"), Verb.CLOSE: ("已销号", "green")}
    said, look = words.get(Verb(handling.verb), ("通过", "green"))
    return Stage(title, said, look, handling.at, handling.by_name, handling.words)


def _choices(actor: Actor, issue: Issue) -> list[Choice]:
    choices = []
    for verb in Verb:
        moves = moves_of(verb, issue.state)
        if moves and has_part(actor, issue, verb):
            choices.append(
                Choice(verb, verdict(actor, issue, verb), moves[0].needs_words, verb not in _BACKWARD)
            )
    return sorted(choices, key=lambda choice: not choice.forward)


def _waits_for(issue: Issue) -> str:
    if issue.state in ENDED:
        return ""
    passed_over = (*_BACKWARD, *NOT_WAITED_FOR)
    return who_may(move for move in MOVES if move.origin == issue.state and move.verb not in passed_over)
