"""Where an issue may go from where it stands, who may send it, and why not: one table, one function."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import prefetch_related_objects
from django.utils import timezone

from zhunsheng.server.inspections.models import ENDED, Issue, IssueState, Measure, Support
from zhunsheng.server.inspections.queries import reading_roles, supports_of
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.subtrees import units_below
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


class Verb(StrEnum):
    """What is done to an issue. The values stand in the trace."""

    CLAIM = "claim_issue"
    SUBMIT = "submit_issue"
    TAKE_BACK = "take_back_issue"
    PASS_DISCIPLINE = "pass_discipline"
    PASS_OFFICE = "pass_office"
    RETURN = "return_issue"
    CLOSE = "close_issue"
    KEEP = "keep_long_term"
    REOPEN = "reopen_issue"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Verb.CLAIM: "认领",
    Verb.SUBMIT: "报请核验",
    Verb.TAKE_BACK: "撤回",
    Verb.PASS_DISCIPLINE: "派驻纪检组审核通过",
    Verb.PASS_OFFICE: "巡察办核验通过",
    Verb.RETURN: "退回整改",
    Verb.CLOSE: "销号",
    Verb.KEEP: "转长期坚持",
    Verb.REOPEN: "重新打开",
}


@dataclass(slots=True, frozen=True)
class Move:
    verb: Verb
    origin: IssueState
    target: IssueState
    roles: tuple[Role, ...]
    needs_words: bool = False


_S = IssueState
MOVES = (
    Move(Verb.CLAIM, _S.UNCLAIMED, _S.RECTIFYING, (Role.RECTIFIER,)),
    Move(Verb.SUBMIT, _S.RECTIFYING, _S.WITH_DISCIPLINE, (Role.RECTIFIER,)),
    Move(Verb.TAKE_BACK, _S.WITH_DISCIPLINE, _S.RECTIFYING, (Role.RECTIFIER,)),
    Move(Verb.PASS_DISCIPLINE, _S.WITH_DISCIPLINE, _S.WITH_OFFICE, (Role.DISCIPLINE,)),
    Move(Verb.RETURN, _S.WITH_DISCIPLINE, _S.RECTIFYING, (Role.DISCIPLINE,), needs_words=True),
    Move(Verb.PASS_OFFICE, _S.WITH_OFFICE, _S.TO_CLOSE, (Role.INSPECTION,)),
    Move(Verb.RETURN, _S.WITH_OFFICE, _S.RECTIFYING, (Role.INSPECTION,), needs_words=True),
    Move(Verb.CLOSE, _S.TO_CLOSE, _S.CLOSED, (Role.LEADING, Role.INSPECTION)),
    Move(Verb.RETURN, _S.TO_CLOSE, _S.RECTIFYING, (Role.LEADING, Role.INSPECTION), needs_words=True),
    *(
        Move(Verb.KEEP, origin, _S.LONG_TERM, (Role.LEADING, Role.INSPECTION), needs_words=True)
        for origin in (_S.RECTIFYING, _S.WITH_OFFICE, _S.TO_CLOSE)
    ),
    Move(Verb.REOPEN, _S.CLOSED, _S.RECTIFYING, (Role.INSPECTION,), needs_words=True),
    Move(Verb.REOPEN, _S.LONG_TERM, _S.RECTIFYING, (Role.INSPECTION,), needs_words=True),
)
VERIFYING = (Verb.PASS_DISCIPLINE, Verb.PASS_OFFICE, Verb.CLOSE, Verb.KEEP)
"""Whoever does one of these must not be of the unit that rectifies (X03)."""
NOT_WAITED_FOR = (Verb.TAKE_BACK, Verb.KEEP)
"""Possible where they stand in the table, and nobody's turn."""
OF_THE_UNIT = (Role.RECTIFIER, Role.HEAD, Role.PREPARER)
"""Whose holders are people of the unit itself."""


def moves_of(verb: Verb, state: str) -> list[Move]:
    return [move for move in MOVES if move.verb is verb and move.origin == state]


def verdict(actor: Actor, issue: Issue, verb: Verb) -> Verdict:
    """Whether the actor may do this to the issue as it stands."""
    moves = moves_of(verb, issue.state)
    if not moves:
        return no(f"这个问题现在是“{IssueState(issue.state).label}”，不能{verb.label}。")
    if not has_part(actor, issue, verb):
        return no(f"{verb.label}由{who_may(moves)}办理。")
    if verb in VERIFYING:
        own = units_below(actor, *OF_THE_UNIT)
        if issue.unit_id in own:
            return no("整改单位的人不能核验自己单位的问题，请由其他人办理。")
        if own and own & {support.unit_id for support in _supports(issue)}:
            return no("配合单位的人不能核验自己单位配合的问题，请由其他人办理。")
        if _reported(actor, issue):
            return no("这个问题是您报请核验的，不能由您核验，请由其他人办理。")
    return YES if verb not in _COMPLETE else _complete(issue, verb)


def _reported(actor: Actor, issue: Issue) -> bool:
    """Whether the actor once asked for the verification, whatever duties are theirs today (X03)."""
    prefetch_related_objects([issue], "handlings")
    return any(step.verb == Verb.SUBMIT and step.by_id == actor.id for step in issue.handlings.all())


def has_part(actor: Actor, issue: Issue, verb: Verb) -> bool:
    """Whether the step is this person's to take, be the issue ready for it or not."""
    return any(_holds(actor, role, issue) for move in moves_of(verb, issue.state) for role in move.roles)


def who_may(moves: Iterable[Move]) -> str:
    """派驻纪检组; 巡察办、巡察领导小组."""
    roles = {role for move in moves for role in move.roles}
    return "、".join(role.label for role in Role if role in roles)


_COMPLETE = (Verb.SUBMIT, Verb.PASS_DISCIPLINE, Verb.PASS_OFFICE, Verb.CLOSE)
"""Only with evidence on every measure (X03, X04)."""


def _complete(issue: Issue, verb: Verb) -> Verdict:
    prefetch_related_objects([issue], "measures__proofs")
    measures = list(issue.measures.all())
    if not measures:
        return no(f"还没有整改措施，不能{verb.label}。请先写明措施、责任人和时限。")
    bare = [number for number, measure in enumerate(measures, start=1) if not measure.proofs.all()]
    if bare:
        return no(f"措施 {'、'.join(map(str, bare))} 还没有佐证，不能{verb.label}。")
    undone = [number for number, measure in enumerate(measures, start=1) if measure.done_on is None]
    if undone:
        return no(f"措施 {'、'.join(map(str, undone))} 还没有写完成日期，不能{verb.label}。")
    return YES


def verdicts(actor: Actor, issue: Issue) -> dict[Verb, Verdict]:
    return {verb: verdict(actor, issue, verb) for verb in Verb}


def rectifying_units(actor: Actor, issue: Issue) -> list[int]:
    """The units whose measures the actor writes: the 责任单位 first, then the 配合单位 told of it."""
    own = units_below(actor, Role.RECTIFIER)
    if not own or actor.tenant_id != issue.tenant_id or not _fed_back(issue):
        return []
    today = timezone.localdate()
    told = [support.unit_id for support in _supports(issue) if support.sent_on <= today]
    return [unit_id for unit_id in (issue.unit_id, *told) if unit_id in own]


def writing_units(actor: Actor, issues: Iterable[Issue]) -> dict[int, list[Unit]]:
    """The same of many: issue → units, read at once."""
    ids = {issue.pk: rectifying_units(actor, issue) for issue in issues}
    units = Unit.objects.in_bulk({unit_id for found in ids.values() for unit_id in found})
    return {pk: [units[unit_id] for unit_id in found] for pk, found in ids.items()}


def may_rectify(actor: Actor, issue: Issue) -> Verdict:
    """Whether the actor may write measures and hand in evidence, each unit its own."""
    units = rectifying_units(actor, issue)
    if not units:
        return no("措施和佐证由责任单位、配合单位的整改联络人填写，各填各的。")
    if issue.state in ENDED:
        return no(f"这个问题已{IssueState(issue.state).label.removeprefix('已')}，不能再改。")
    leads = issue.unit_id in units
    if issue.state == IssueState.UNCLAIMED:
        return no("请先认领。" if leads else "要等责任单位认领以后才能填写。")
    if issue.state != IssueState.RECTIFYING:
        return no(f"正在核验，不能改。需要修改请{'先' if leads else '责任单位'}撤回。")
    return YES


def may_change_measure(actor: Actor, measure: Measure) -> Verdict:
    """Whether the actor may change it, remove it and prove it: no unit another's."""
    allowed = may_rectify(actor, measure.issue)
    if not allowed or (measure.unit_id or measure.issue.unit_id) in rectifying_units(actor, measure.issue):
        return allowed
    whose = measure.unit_name or measure.issue.unit.name
    return no(f"这条措施由{whose}的整改联络人填写。")


def _supports(issue: Issue) -> Iterable[Support]:
    prefetch_related_objects([issue], "supports")
    return issue.supports.all()


def may_name_people(actor: Actor, issue: Issue) -> Verdict:
    """Whether the actor may say who of the unit answers for the issue."""
    if not _holds(actor, Role.RECTIFIER, issue):
        return no("责任领导、部门和责任人由责任单位的整改联络人填写。")
    if issue.state not in (IssueState.UNCLAIMED, IssueState.RECTIFYING):
        return no("认领时和整改中才能改责任领导、部门和责任人。")
    return YES


REGISTER_ROLES = (Role.INSPECTION, Role.LEADING, Role.TEAM, Role.DISCIPLINE, Role.RECTIFIER)


def may_open(actor: Actor) -> Verdict:
    """Whether the register's pages are of any use to the actor; what they show each asks for itself."""
    if actor.has(*REGISTER_ROLES) or Role.HEAD in reading_roles(actor):
        return YES
    return no("巡察整改台账由巡察机构和整改单位查看。")


def may_register(actor: Actor) -> Verdict:
    """Rounds, issues and the dictionaries are the office's to keep."""
    return YES if actor.has(Role.INSPECTION) else no("台账由巡察办登记。")


def may_oversee(actor: Actor) -> Verdict:
    """What concerns the region as a whole."""
    if actor.has(Role.INSPECTION, Role.LEADING):
        return YES
    return no("全区的情况由巡察办和巡察领导小组查看。")


def may_see(actor: Actor, issue: Issue) -> Verdict:
    """The same rule as `queries.visible_to`, for one issue."""
    if actor.tenant_id == issue.tenant_id and (
        actor.has(Role.INSPECTION, Role.LEADING)
        or _serves_on_team(actor, issue)
        or (_fed_back(issue) and _its_unit(actor, issue))
    ):
        return YES
    return no("您没有查看这个问题的职责。")


def _serves_on_team(actor: Actor, issue: Issue) -> bool:
    if not actor.has(Role.TEAM) or issue.inspectee is None or issue.inspectee.team is None:
        return False
    return issue.inspectee.team.members.filter(talent__user_id=actor.person).exists()


def _its_unit(actor: Actor, issue: Issue) -> bool:
    own = units_below(actor, *reading_roles(actor))
    if issue.unit_id in own:
        return True
    return supports_of(actor).filter(issue=issue).exists()


def _fed_back(issue: Issue) -> bool:
    return issue.fed_back_on is not None and issue.fed_back_on <= timezone.localdate()


def _holds(actor: Actor, role: Role, issue: Issue) -> bool:
    """The office and the leading group act for the whole region; the others for their units after 反馈."""
    if actor.tenant_id != issue.tenant_id:
        return False
    if role in (Role.INSPECTION, Role.LEADING):
        return actor.has(role)
    return _fed_back(issue) and issue.unit_id in units_below(actor, role)
