"""Where a report may go from where it stands, who may send it, and why not: one table, one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no
from zhunsheng.server.reports.models import State, UnitReport


class Verb(StrEnum):
    """What is done to a whole report."""

    START = "start"
    SUBMIT = "submit"
    CONFIRM = "confirm"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    OPEN_REVIEW = "open_review"
    RELEASE = "release"
    RETURN = "return"
    ACCEPT = "accept"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Verb.START: "开始填报",
    Verb.SUBMIT: "报送单位负责人",
    Verb.CONFIRM: "确认代收的报告",
    Verb.APPROVE: "同意报送财政局",
    Verb.SEND_BACK: "退回经办人",
    Verb.WITHDRAW: "撤回",
    Verb.OPEN_REVIEW: "开始审核",
    Verb.RELEASE: "放回待审",
    Verb.RETURN: "退回修改",
    Verb.ACCEPT: "通过",
    Verb.REOPEN: "反审核",
}


@dataclass(slots=True, frozen=True)
class Step:
    verb: Verb
    origin: State
    target: State
    role: Role
    needs_reason: bool = False


STEPS = (
    Step(Verb.START, State.NOT_STARTED, State.FILLING, Role.PREPARER),
    Step(Verb.SUBMIT, State.FILLING, State.WITH_HEAD, Role.PREPARER),
    Step(Verb.SUBMIT, State.RETURNED, State.WITH_HEAD, Role.PREPARER),
    Step(Verb.CONFIRM, State.COLLECTED, State.FILLING, Role.PREPARER),
    Step(Verb.WITHDRAW, State.WITH_HEAD, State.FILLING, Role.PREPARER),
    Step(Verb.APPROVE, State.WITH_HEAD, State.WITH_BUREAU, Role.HEAD),
    Step(Verb.SEND_BACK, State.WITH_HEAD, State.FILLING, Role.HEAD, needs_reason=True),
    Step(Verb.WITHDRAW, State.WITH_BUREAU, State.FILLING, Role.PREPARER),
    Step(Verb.WITHDRAW, State.WITH_BUREAU, State.FILLING, Role.HEAD),
    Step(Verb.OPEN_REVIEW, State.WITH_BUREAU, State.UNDER_REVIEW, Role.REVIEWER),
    Step(Verb.RELEASE, State.UNDER_REVIEW, State.WITH_BUREAU, Role.REVIEWER),
    Step(Verb.RETURN, State.UNDER_REVIEW, State.RETURNED, Role.REVIEWER, needs_reason=True),
    Step(Verb.ACCEPT, State.UNDER_REVIEW, State.ACCEPTED, Role.REVIEWER),
    Step(Verb.REOPEN, State.ACCEPTED, State.UNDER_REVIEW, Role.BUREAU, needs_reason=True),
)

_WHERE = {
    State.NOT_STARTED: "还没有开始填报",
    State.FILLING: "正在填报",
    State.RETURNED: "已退回修改",
    State.COLLECTED: "是财政局代收的，等单位确认",
    State.WITH_HEAD: "已送单位负责人审核",
    State.WITH_BUREAU: "已报送财政局，等待审核",
    State.UNDER_REVIEW: "财政局正在审核，暂时锁定",
    State.ACCEPTED: "已审核通过",
}


def steps_of(verb: Verb, state: str) -> list[Step]:
    return [step for step in STEPS if step.verb is verb and step.origin == state]


def verdict(actor: Actor, report: UnitReport, verb: Verb) -> Verdict:
    """Whether the actor may do this to the report as it stands."""
    steps = steps_of(verb, report.state)
    if not steps:
        return no(f"这份自评报告{_WHERE[State(report.state)]}，现在不能{verb.label}。")
    if not any(actor.holds(step.role, report.path) for step in steps):
        who = "、".join(dict.fromkeys(step.role.label for step in steps))
        return no(f"{verb.label}由本单位管辖范围内的{who}办理。")
    if report.campaign.state == Campaign.State.CLOSED:
        return no("本年度自评已经结束，需要改动请联系财政局。")
    extra = _EXTRA.get(verb)
    return extra(actor, report) if extra is not None else YES


def verdicts(actor: Actor, report: UnitReport) -> dict[Verb, Verdict]:
    """Every verb with its verdict for this actor: what views, API and actions all go by."""
    return {verb: verdict(actor, report, verb) for verb in Verb}


def _only_own_review(actor: Actor, report: UnitReport) -> Verdict:
    """What somebody else reviews, or was given, is theirs; nobody takes it over without asking for it."""
    if report.reviewer is None or report.reviewer_id == actor.id:
        return YES
    return no(f"这份报告由{report.reviewer.name}承办，要办理请先“转由我审核”。")


def unanswered(report: UnitReport) -> int:
    """Opinions the bureau sent that still wait for the unit's answer."""
    return int(report.opinions.filter(state="open").count())


def _open_opinions_answered(actor: Actor, report: UnitReport) -> Verdict:
    waiting = unanswered(report)
    return no(f"还有 {waiting} 条财政局意见没有答复，请逐条点“已改”。") if waiting else YES


_EXTRA: dict[Verb, Callable[[Actor, UnitReport], Verdict]] = {
    Verb.OPEN_REVIEW: _only_own_review,
    Verb.RETURN: _only_own_review,
    Verb.ACCEPT: _only_own_review,
    Verb.RELEASE: _only_own_review,
    Verb.SUBMIT: _open_opinions_answered,
}


def may_edit(actor: Actor, report: UnitReport) -> Verdict:
    """Whether the actor may type into the report."""
    if not actor.holds(Role.PREPARER, report.path):
        return no("只有本单位的经办人可以填写。")
    if report.campaign.state == Campaign.State.CLOSED:
        return no("本年度自评已经结束，需要改动请联系财政局。")
    if report.state == State.COLLECTED:
        return no("这份报告由财政局代收，请先确认，再修改。")
    if report.state in (State.FILLING, State.RETURNED):
        return YES
    if report.state == State.NOT_STARTED:
        return no("请先选择从哪里开始填报。")
    ways = (
        "需要修改请先“撤回”。"
        if report.state in (State.WITH_HEAD, State.WITH_BUREAU)
        else "需要修改请联系财政局退回。"
    )
    return no(f"这份自评报告{_WHERE[State(report.state)]}，现在不能改。{ways}")


def may_sign(actor: Actor, report: UnitReport) -> Verdict:
    """Whether the signed slip (审签单) of the draft just filed may be handed in."""
    if not (actor.holds(Role.PREPARER, report.path) or actor.holds(Role.HEAD, report.path)):
        return no("审签单由本单位的经办人或单位负责人上传。")
    if report.state not in (State.WITH_HEAD, State.WITH_BUREAU):
        return no("报送单位负责人之后、财政局审核之前，可以上传审签单。")
    return YES


def may_see(actor: Actor, report: UnitReport) -> Verdict:
    """Whoever has a duty over the unit; what is still being filled is the unit's own affair."""
    if any(
        actor.holds(role, report.path)
        for role in (Role.PREPARER, Role.HEAD, Role.AUDITOR, Role.BUREAU, Role.REVIEWER)
    ):
        return YES
    return no("您没有这个单位的职责，不能查看它的自评报告。")
