"""Making and changing sites, units, people and duties. Each writes its trace."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.functions import Function
from zhunsheng.server.orgs.models import Delegation, Duty, Placement, Role, Tenant, Unit, User
from zhunsheng.server.orgs.policy import may_delegate, may_grant, may_hold, may_manage, may_take
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import UnitReport


@transaction.atomic
def create_tenant(actor: Actor, *, name: str, code: str) -> Tenant:
    require(may_manage(actor, None))
    tenant = Tenant.objects.create(name=name, code=code)
    record(actor, "create_tenant", Subject("tenant", tenant.pk, name), {"code": code})
    return tenant


@transaction.atomic
def create_unit(actor: Actor, *, tenant: Tenant, code: str, name: str) -> Unit:
    require(may_manage(actor, tenant.pk))
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise Refused("单位编码和单位名称都要填。")
    if Unit.objects.filter(tenant=tenant, code=code).exists():
        raise Refused(f"单位编码 {code} 已经有单位用了。")
    unit = Unit.objects.create(tenant=tenant, code=code, name=name)
    record(actor, "create_unit", Subject("unit", unit.pk, name), {"code": code})
    return unit


@transaction.atomic
def place_unit(actor: Actor, *, unit: Unit, fiscal_year: int, parent: Unit | None) -> Placement:
    """Where the unit stands in a year; what is below it moves along, and so do the year's reports.

    The parent must stand in that year's hierarchy already.
    """
    require(may_manage(actor, unit.tenant_id))
    above = "/"
    if parent is not None:
        placed = Placement.objects.filter(unit=parent, fiscal_year=fiscal_year).first()
        if placed is None:
            raise Refused(f"“{parent.name}”还不在 {fiscal_year} 年的单位层级里，请先安排它。")
        if f"/{unit.pk}/" in placed.path:
            raise Refused(f"“{parent.name}”在“{unit.name}”之下，不能再做它的上级。")
        above = placed.path
    before = Placement.objects.filter(unit=unit, fiscal_year=fiscal_year).first()
    placement, _ = Placement.objects.update_or_create(
        unit=unit,
        fiscal_year=fiscal_year,
        defaults={"parent": parent, "path": f"{above}{unit.pk}/", "name_then": unit.name},
    )
    if before is not None and before.path != placement.path:
        _move_below(before.path, placement.path, fiscal_year)
    details = {"fiscal_year": fiscal_year, "parent": parent.name if parent else None}
    record(actor, "place_unit", Subject("unit", unit.pk, unit.name), details)
    return placement


def _move_below(old: str, new: str, fiscal_year: int) -> None:
    for placement in Placement.objects.filter(fiscal_year=fiscal_year, path__startswith=old):
        placement.path = new + placement.path.removeprefix(old)
        placement.save(update_fields=["path"])
    for report in UnitReport.objects.filter(campaign__fiscal_year=fiscal_year, path__startswith=old).defer(
        "content"
    ):
        report.path = new + report.path.removeprefix(old)
        report.save(update_fields=["path"])


@transaction.atomic
def rename_unit(actor: Actor, *, unit: Unit, name: str, since: int) -> Unit:
    """A new name from a fiscal year on; earlier years keep the name the unit had then."""
    require(may_manage(actor, unit.tenant_id))
    before, name = unit.name, name.strip()
    if not name:
        raise Refused("请填写单位名称。")
    unit.name = name
    unit.save(update_fields=["name"])
    Placement.objects.filter(unit=unit, fiscal_year__gte=since).update(name_then=name)
    record(actor, "rename_unit", Subject("unit", unit.pk, name), {"before": before, "since": since})
    return unit


@transaction.atomic
def classify_unit(actor: Actor, *, unit: Unit, function: Function | None) -> Unit:
    """The class of expenditure its reports are summed up under."""
    require(may_manage(actor, unit.tenant_id))
    before, unit.function = unit.function, function.value if function is not None else ""
    unit.save(update_fields=["function"])
    details = {"before": before, "after": unit.function}
    record(actor, "classify_unit", Subject("unit", unit.pk, unit.name), details)
    return unit


@transaction.atomic
def set_unit_active(actor: Actor, *, unit: Unit, active: bool) -> None:
    """One not in use is offered for no new year; what it filed stays."""
    require(may_manage(actor, unit.tenant_id))
    unit.is_active = active
    unit.save(update_fields=["is_active"])
    record(actor, "activate_unit" if active else "deactivate_unit", Subject("unit", unit.pk, unit.name))


@transaction.atomic
def copy_hierarchy(actor: Actor, *, tenant: Tenant, source: int, target: int) -> int:
    """Last year's hierarchy for a new year; units placed there already stay where they are. Returns how many."""
    require(may_manage(actor, tenant.pk))
    present = Placement.objects.filter(unit__tenant=tenant, fiscal_year=target)
    if present.exists():
        raise Refused(f"{target} 年已经有单位层级，不能再整体复制；个别单位请逐个安排。")
    old = Placement.objects.filter(unit__tenant=tenant, unit__is_active=True, fiscal_year=source)
    copied = Placement.objects.bulk_create(
        Placement(
            unit=entry.unit,
            fiscal_year=target,
            parent_id=entry.parent_id,
            path=entry.path,
            name_then=entry.unit.name,
        )
        for entry in old.select_related("unit").order_by("path")
    )
    if not copied:
        raise Refused(f"{source} 年没有单位层级可以复制。")
    details = {"source": source, "target": target, "units": len(copied)}
    record(actor, "copy_hierarchy", Subject("tenant", tenant.pk, tenant.name), details)
    return len(copied)


@transaction.atomic
def create_user(
    actor: Actor,
    *,
    tenant: Tenant,
    username: str,
    name: str,
    password: str | None,
    must_change: bool = True,
) -> User:
    """Without a password nobody can log in yet. Raises Refused with the rules a password doesn't meet."""
    require(may_manage(actor, tenant.pk))
    username, name = username.strip(), name.strip()
    if not username or not name:
        raise Refused("账号和姓名都要填。")
    if User.objects.filter(username=username).exists():
        raise Refused(f"账号“{username}”已经有人用了。")
    user = User(username=username, name=name, tenant=tenant, must_change_password=must_change)
    if password is None:
        user.set_unusable_password()
    else:
        _set_password(user, password)
    user.save()
    record(actor, "create_user", Subject("user", user.pk, name), {"username": username})
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    user.set_password(password)


@transaction.atomic
def change_own_password(actor: Actor, *, user: User, old: str, new: str) -> None:
    if actor.id != user.pk:
        raise Refused("只能改自己的密码。")
    if not user.check_password(old):
        raise Refused("原密码不对。")
    if old == new:
        raise Refused("新密码不能和原密码相同。")
    _set_password(user, new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(actor, "change_password", Subject("user", user.pk, user.name))


@transaction.atomic
def reset_password(actor: Actor, *, user: User, password: str) -> None:
    """A new first password; the person must change it at the next login."""
    require(may_manage(actor, user.tenant_id))
    _set_password(user, password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(actor, "reset_password", Subject("user", user.pk, user.name))


@transaction.atomic
def set_user_active(actor: Actor, *, user: User, active: bool) -> None:
    require(may_manage(actor, user.tenant_id))
    if actor.id == user.pk:
        raise Refused("不能停用自己的账号。")
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(actor, "activate_user" if active else "deactivate_user", Subject("user", user.pk, user.name))


@transaction.atomic
def assign_duty(
    actor: Actor, *, user: User, unit: Unit, role: Role, since: date | None = None, until: date | None = None
) -> Duty:
    require(may_grant(actor, unit.tenant_id))
    require(may_take(actor, user, Role(role)))
    if user.tenant_id != unit.tenant_id:
        raise Refused(f"“{user.name}”不是{unit.tenant.name}的人，不能担任这里的职责。")
    since = since or timezone.localdate()
    if until is not None and until < since:
        raise Refused("职责的止日不能早于起日。")
    require(may_hold(user, Role(role), since, until))
    if Duty.objects.filter(user=user, unit=unit, role=role, since=since).exists():
        raise Refused(f"“{user.name}”从 {since:%Y-%m-%d} 起已经是{unit.name}的{Role(role).label}。")
    duty = Duty.objects.create(user=user, unit=unit, role=role, since=since, until=until)
    record(actor, "assign_duty", Subject("user", user.pk, user.name), _duty_details(duty))
    return duty


@transaction.atomic
def end_duty(actor: Actor, *, duty: Duty, until: date) -> None:
    require(may_grant(actor, duty.unit.tenant_id))
    if actor.id == duty.user_id and duty.role in (Role.ADMIN, Role.SECURITY):
        role = Role(duty.role).label
        raise Refused(f"不能结束自己的{role}职责，请另一位{role}办理。")
    duty.until = until
    duty.save(update_fields=["until"])
    record(actor, "end_duty", Subject("user", duty.user_id, duty.user.name), _duty_details(duty))


def _duty_details(duty: Duty) -> dict[str, Any]:
    return {
        "role": duty.role,
        "unit": duty.unit.name,
        "since": duty.since.isoformat(),
        "until": duty.until.isoformat() if duty.until else None,
    }


@transaction.atomic
def delegate(actor: Actor, *, duty: Duty, deputy: User, since: date, until: date, reason: str) -> Delegation:
    """A head hands the duty to somebody for some days."""
    require(may_delegate(actor, duty))
    if deputy.tenant_id != duty.unit.tenant_id or deputy.pk == duty.user_id:
        raise Refused("受托人应是本地区的另一个人。")
    if until < since:
        raise Refused("委托的止日不能早于起日。")
    if not reason.strip():
        raise Refused("请写明委托事由。")
    entry = Delegation.objects.create(duty=duty, deputy=deputy, since=since, until=until, reason=reason)
    details = {
        "deputy": deputy.name,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "reason": reason,
    }
    record(actor, "delegate", Subject("user", duty.user_id, duty.user.name), details)
    return entry


@transaction.atomic
def end_delegation(actor: Actor, *, delegation: Delegation) -> None:
    """Taken back before its last day: from today on the deputy no longer acts."""
    require(may_delegate(actor, delegation.duty))
    yesterday = timezone.localdate() - timedelta(days=1)
    if delegation.until <= yesterday:
        raise Refused("这项委托已经结束。")
    delegation.until = yesterday
    delegation.save(update_fields=["until"])
    duty = delegation.duty
    details = {"deputy": delegation.deputy.name, "since": delegation.since.isoformat()}
    record(actor, "end_delegation", Subject("user", duty.user_id, duty.user.name), details)


@transaction.atomic
def set_preferences(actor: Actor, *, user: User, large_text: bool, theme: str, shared_computer: bool) -> None:
    """大字, 夜间, 高对比, 公用电脑: one's own, so it leaves no trace."""
    if actor.id != user.pk:
        raise Refused("只能改自己的界面设置。")
    user.large_text, user.theme = large_text, theme if theme in THEMES else "light"
    user.shared_computer = shared_computer
    user.save(update_fields=["large_text", "theme", "shared_computer"])


THEMES = ("light", "dark", "contrast")
