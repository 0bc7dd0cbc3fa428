"""Who may do what to a draft: the office writes it and sends it up, the leading group decides while it lies there."""

from __future__ import annotations

from zhunsheng.server.inspections.plans.models import PlanVersion
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


def may_write(actor: Actor, draft: PlanVersion) -> Verdict:
    """To change it, drop it, send it up, or note what a meeting has settled on paper."""
    registers = may_register(actor)
    if registers and draft.pending is not None:
        return no("这一版正等领导小组批准，要改请先撤回。")
    return registers


def may_take_back(actor: Actor, draft: PlanVersion) -> Verdict:
    registers = may_register(actor)
    if registers and draft.pending is None:
        return no("这一版没有在领导小组，不用撤回。")
    return registers


def may_decide(actor: Actor, draft: PlanVersion) -> Verdict:
    """To approve it or send it back."""
    if not actor.has(Role.LEADING):
        return no("报批的计划由巡察领导小组批准、退回。")
    return YES if draft.pending is not None else no("这一版没有报批，或者已经撤回。")
