"""Who may manage units and people."""

from __future__ import annotations

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Duty, Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no


def may_manage(actor: Actor, tenant_id: int | None) -> Verdict:
    """Units, people and duties of a tenant: its 系统管理员, and the operator at the machine."""
    if actor.id is None:
        return YES
    if not actor.has(Role.ADMIN):
        return no("只有系统管理员可以管理单位和人员。")
    if tenant_id != actor.tenant_id:
        return no("不能管理其他地区的单位和人员。")
    return YES


def may_delegate(actor: Actor, duty: Duty) -> Verdict:
    if duty.role != Role.HEAD:
        return no("只有单位负责人的职责可以委托。")
    return YES if actor.id == duty.user_id else no("只能委托自己的职责。")
