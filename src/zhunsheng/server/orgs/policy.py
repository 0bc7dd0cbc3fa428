"""Who may manage units, accounts and duties; with 三员分立 (ZHUNSHENG_SEPARATE_ADMINS) no one person all of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import Q

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Duty, Role, User
from zhunsheng.server.orgs.verdicts import YES, Verdict, no

ADMINISTRATORS = (Role.ADMIN, Role.SECURITY, Role.AUDITOR)
"""三员: accounts, duties, traces."""


_OF_THE_REGISTER = (
    Role.INSPECTION,
    Role.TEAM,
    Role.DISCIPLINE,
    Role.LEADING,
    Role.RECTIFIER,
    Role.JOINT,
)
"""Who reads what the register says of units."""


def separate() -> bool:
    found: bool = settings.OPTIONS["SEPARATE_ADMINS"]
    return found


def may_manage(actor: Actor, tenant_id: int | None) -> Verdict:
    """Units and accounts of a tenant: its 系统管理员, and the operator at the machine."""
    return _manages(actor, tenant_id, "只有系统管理员可以管理单位和人员。", Role.ADMIN)


def may_grant(actor: Actor, tenant_id: int | None) -> Verdict:
    """Duties: 安全管理员; where the three are not separate, 系统管理员 as well."""
    if separate():
        return _manages(actor, tenant_id, "三员分立，职责由安全管理员给。", Role.SECURITY)
    return _manages(actor, tenant_id, "只有系统管理员可以管理单位和人员。", Role.ADMIN, Role.SECURITY)


def may_take(actor: Actor, user: User, role: Role) -> Verdict:
    """Whoever gives duties gives themselves none that opens the register; with 三员分立 none at all."""
    if actor.id is None or actor.id != user.pk:
        return YES
    if separate():
        return no("三员分立：不能给自己职责，请另一位安全管理员办理。")
    if role in _OF_THE_REGISTER:
        return no(f"不能给自己{role.label}的职责，请另一位系统管理员办理，或者另建账号。")
    return YES


def may_look_at_people(actor: Actor, tenant_id: int | None) -> Verdict:
    return may_manage(actor, tenant_id) or may_grant(actor, tenant_id)


def _manages(actor: Actor, tenant_id: int | None, otherwise: str, *roles: Role) -> Verdict:
    if actor.id is None:
        return YES
    if not actor.has(*roles):
        return no(otherwise)
    if tenant_id != actor.tenant_id:
        return no("不能管理其他地区的单位和人员。")
    return YES


def may_hold(user: User, role: Role, since: date, until: date | None) -> Verdict:
    """With 三员分立 nobody is two of the three at the same time."""
    if not separate() or role not in ADMINISTRATORS:
        return YES
    others = [other for other in ADMINISTRATORS if other is not role]
    held = Duty.objects.filter(Q(until=None) | Q(until__gte=since), user=user, role__in=others)
    clash = (held if until is None else held.filter(since__lte=until)).first()
    if clash is None:
        return YES
    return no(f"三员分立：“{user.name}”已经是{Role(clash.role).label}，不能再是{role.label}。")


def may_delegate(actor: Actor, duty: Duty) -> Verdict:
    if duty.role != Role.HEAD:
        return no("只有单位负责人的职责可以委托。")
    return YES if actor.id == duty.user_id else no("只能委托自己的职责。")
