"""Where a clue or complaint may go from where it stands, who may send it, what must be written: one table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zhunsheng.server.clues.models import Kind, Record, State
from zhunsheng.server.clues.policy import may_see
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


class Verb(StrEnum):
    """What is done to a record. The values stand in the trace."""

    ASK_ROUTING = "ask_routing"
    APPROVE_ROUTING = "approve_routing"
    REFUSE_ROUTING = "refuse_routing"
    RECALL_ROUTING = "recall_routing"
    TRANSFER = "transfer_clue"
    RECEIVE = "receive_clue"
    URGE = "urge_clue"
    FEED_BACK = "feed_back_clue"
    ASK_MORE = "ask_more_on_clue"
    CLOSE = "close_clue"
    REOPEN = "reopen_clue"
    VERIFY = "verify_complaint"
    PROPOSE = "propose_decision"
    APPROVE = "approve_decision"
    REFUSE = "refuse_decision"
    RECALL = "recall_decision"
    REPLY = "reply_complaint"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Verb.ASK_ROUTING: "拟办分流",
    Verb.APPROVE_ROUTING: "批准分流",
    Verb.REFUSE_ROUTING: "不同意分流",
    Verb.RECALL_ROUTING: "撤回拟办",
    Verb.TRANSFER: "移交",
    Verb.RECEIVE: "登记回执",
    Verb.URGE: "督办",
    Verb.FEED_BACK: "登记反馈",
    Verb.ASK_MORE: "要求补充",
    Verb.CLOSE: "办结",
    Verb.REOPEN: "重新办理",
    Verb.VERIFY: "登记核实情况",
    Verb.PROPOSE: "拟处理意见",
    Verb.APPROVE: "批准处理意见",
    Verb.REFUSE: "不同意处理意见",
    Verb.RECALL: "撤回处理意见",
    Verb.REPLY: "答复并办结",
}

FIELDS = {
    "recipient": "分流给谁",
    "ground": "分流理由",
    "approver": "请谁批准",
    "on": "日期",
    "due_on": "督办期限",
    "signer": "签收人",
    "words": "内容",
}
"""What a step may ask for."""


@dataclass(slots=True, frozen=True)
class Move:
    kind: Kind
    verb: Verb
    origin: State
    target: State
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    by_leader: bool = False
    """By somebody of the leading group, named for the record, who didn't ask for it."""


_S, _C, _J = State, Kind.CLUE, Kind.COMPLAINT
MOVES = (
    Move(_C, Verb.ASK_ROUTING, _S.REGISTERED, _S.ROUTING, ("recipient", "ground", "approver")),
    Move(_C, Verb.APPROVE_ROUTING, _S.ROUTING, _S.ROUTED, (), ("words",), by_leader=True),
    Move(_C, Verb.REFUSE_ROUTING, _S.ROUTING, _S.REGISTERED, ("words",), by_leader=True),
    Move(_C, Verb.RECALL_ROUTING, _S.ROUTING, _S.REGISTERED),
    Move(_C, Verb.TRANSFER, _S.ROUTED, _S.TRANSFERRED, ("on",)),
    Move(_C, Verb.RECEIVE, _S.TRANSFERRED, _S.IN_HAND, ("signer", "on")),
    Move(_C, Verb.URGE, _S.IN_HAND, _S.IN_HAND, ("due_on",), ("words",)),
    Move(_C, Verb.FEED_BACK, _S.IN_HAND, _S.FED_BACK, ("words", "on")),
    Move(_C, Verb.ASK_MORE, _S.FED_BACK, _S.IN_HAND, ("words",)),
    Move(_C, Verb.CLOSE, _S.FED_BACK, _S.CLOSED, ("words",), by_leader=True),
    Move(_C, Verb.REOPEN, _S.CLOSED, _S.IN_HAND, ("words",), by_leader=True),
    Move(_J, Verb.VERIFY, _S.ACCEPTED, _S.VERIFIED, ("words", "on")),
    Move(_J, Verb.PROPOSE, _S.VERIFIED, _S.DECIDING, ("words", "approver")),
    Move(_J, Verb.APPROVE, _S.DECIDING, _S.DECIDED, (), ("words",), by_leader=True),
    Move(_J, Verb.REFUSE, _S.DECIDING, _S.VERIFIED, ("words",), by_leader=True),
    Move(_J, Verb.RECALL, _S.DECIDING, _S.VERIFIED),
    Move(_J, Verb.REPLY, _S.DECIDED, _S.REPLIED, ("words", "on")),
)
FIRST = {Kind.CLUE: State.REGISTERED, Kind.COMPLAINT: State.ACCEPTED}
ENDED = (State.CLOSED, State.REPLIED)
_ASKING = (Verb.ASK_ROUTING, Verb.PROPOSE)
_RECALLING = (Verb.RECALL_ROUTING, Verb.RECALL)


def move_of(record: Record, verb: Verb) -> Move | None:
    """Each verb leads from a state to one other."""
    return next((move for move in MOVES if (move.verb, move.origin) == (verb, record.state)), None)


def verdict(actor: Actor, record: Record, verb: Verb) -> Verdict:
    seen = may_see(actor, record)
    if not seen:
        return seen
    move = move_of(record, verb)
    if move is None:
        return no(f"{record.number} 现在是“{State(record.state).label}”，不能{verb.label}。")
    if not move.by_leader:
        approves = actor.has(Role.LEADING) and _asked_for(record) != actor.id
        return no("请您批准，或者写明理由不同意。") if verb in _RECALLING and approves else YES
    if not actor.has(Role.LEADING):
        return no(f"{verb.label}由领导小组的经办人办理。")
    if _asked_for(record) == actor.id:
        return no(f"自己拟办的不能自己{verb.label}，请领导小组的另一位办理。")
    return YES


def _asked_for(record: Record) -> int | None:
    """Who asked for the approval that is waited for."""
    if record.state not in (State.ROUTING, State.DECIDING):
        return None
    asked = record.steps.filter(verb__in=_ASKING).last()
    return asked.by_id if asked is not None else None


def open_moves(actor: Actor, record: Record) -> list[Move]:
    """What the actor may do now, in the order of the table."""
    return [move for move in MOVES if move.origin == record.state and verdict(actor, record, move.verb)]
