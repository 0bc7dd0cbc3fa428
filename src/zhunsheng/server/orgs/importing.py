"""Units and people from one Excel: what it would change, and doing it. Rows with a fault are left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from zhunsheng.server.orgs import actions
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.first_passwords import first_password
from zhunsheng.server.orgs.functions import Function, function_of
from zhunsheng.server.orgs.import_workbook import PEOPLE, UNITS, PersonRow, UnitRow
from zhunsheng.server.orgs.models import Duty, Placement, Role, Tenant, Unit, User
from zhunsheng.server.orgs.policy import may_manage, separate
from zhunsheng.server.orgs.verdicts import Refused, require

ADDED, RENAMED, MOVED, DUTY, SAME = "新增", "改名", "调整上级", "增加职责", "不变"
CLASSED = "改功能分类"
_ROLES = {role.label: role for role in Role}


@dataclass(slots=True)
class Step:
    """What a row would do."""

    sheet: str
    number: int
    name: str
    change: str = SAME
    error: str = ""


@dataclass(slots=True)
class UnitStep(Step):
    code: str = ""
    parent: str = ""
    """Code of the parent; empty for the top."""
    function: Function | None = None


@dataclass(slots=True)
class PersonStep(Step):
    username: str = ""
    unit: str = ""
    role: Role | None = None


@dataclass(slots=True)
class Plan:
    year: int
    units: list[UnitStep] = field(default_factory=list)
    people: list[PersonStep] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        return [*self.units, *self.people]

    @property
    def faulty(self) -> list[Step]:
        return [step for step in self.steps if step.error]

    @property
    def news(self) -> list[Step]:
        return [step for step in self.steps if not step.error and step.change != SAME]


def plan_of(tenant: Tenant, year: int, units: list[UnitRow], people: list[PersonRow]) -> Plan:
    plan = Plan(year)
    _plan_units(plan, tenant, units)
    _plan_people(plan, tenant, people)
    return plan


def _plan_units(plan: Plan, tenant: Tenant, rows: list[UnitRow]) -> None:
    known = {unit.code: unit for unit in Unit.objects.filter(tenant=tenant)}
    placed = {
        entry.unit.code: entry
        for entry in Placement.objects.filter(unit__tenant=tenant, fiscal_year=plan.year).select_related(
            "unit", "parent"
        )
    }
    top = next((code for code, entry in placed.items() if entry.parent_id is None), "")
    if rows and not top:
        raise Refused(f"{plan.year} 年还没有单位层级，请先在“单位”里从上年复制。")
    seen: set[str] = set()
    parents = {row.code: row.parent or top for row in rows if row.code}
    for row in rows:
        step = UnitStep(UNITS, row.number, row.name or row.code, code=row.code)
        step.function = function_of(row.function)
        step.parent = "" if row.code == top else parents.get(row.code, top)
        step.error = _fault_of_unit(row, step.parent, seen, parents, placed)
        seen.add(row.code)
        if not step.error:
            step.change = _change_of_unit(row, step.parent, known, placed)
        plan.units.append(step)
    # A unit whose parent is left out has no place either; so on down.
    good = {step.code for step in plan.units if not step.error}
    faulty = {step.code for step in plan.units if step.error} - good
    for _ in plan.units:
        for step in plan.units:
            if not step.error and step.parent in faulty and step.parent not in placed:
                step.error = f"上级单位 {step.parent} 那一行有错。"
                faulty.add(step.code)


def _fault_of_unit(
    row: UnitRow, parent: str, seen: set[str], parents: dict[str, str], placed: dict[str, Placement]
) -> str:
    if not row.code or not row.name:
        return "单位编码和单位名称都要填。"
    if len(row.code) > 30 or len(row.name) > 100:
        return "单位编码最多 30 个字，名称最多 100 个字。"
    if row.function and function_of(row.function) is None:
        return f"没有“{row.function[:20]}”这个功能分类，请写类一级的编码或名称。"
    if row.code in seen:
        return f"编码 {row.code} 在表里出现两次。"
    if parent and parent not in parents and parent not in placed:
        return f"没有编码为 {parent} 的上级单位。"
    return "上级单位绕成了一圈。" if _goes_round(row.code, parents, placed) else ""


def _goes_round(code: str, parents: dict[str, str], placed: dict[str, Placement]) -> bool:
    """Whether going up from the unit, by the rows and else by the year's hierarchy, comes back to it."""
    seen, at = set(), code
    while at and at not in seen:
        seen.add(at)
        held = placed.get(at)
        is_top = held is not None and held.parent_id is None
        above = held.parent.code if held is not None and held.parent is not None else ""
        at = "" if is_top else parents.get(at, above)
    return bool(at)


def _change_of_unit(row: UnitRow, parent: str, known: dict[str, Unit], placed: dict[str, Placement]) -> str:
    unit, place = known.get(row.code), placed.get(row.code)
    if unit is None:
        return ADDED
    if unit.name != row.name:
        return RENAMED
    if place is None or (place.parent.code if place.parent is not None else "") != parent:
        return MOVED
    function = function_of(row.function)
    return CLASSED if function is not None and unit.function != function.value else SAME


def _plan_people(plan: Plan, tenant: Tenant, rows: list[PersonRow]) -> None:
    codes = set(Unit.objects.filter(tenant=tenant).values_list("code", flat=True))
    codes |= {step.code for step in plan.units if not step.error}
    accounts = {user.username: user for user in User.objects.filter(username__in=[r.username for r in rows])}
    held = set(
        Duty.objects.filter(user__tenant=tenant, until=None).values_list(
            "user__username", "unit__code", "role"
        )
    )
    fresh: set[str] = set()
    for row in rows:
        step = PersonStep(PEOPLE, row.number, row.name or row.username, username=row.username, unit=row.unit)
        step.role = _ROLES.get(row.role)
        step.error = _fault_of_person(row, tenant, codes, accounts)
        if not step.error and step.role is not None:
            step.change = _change_of_person(row, step.role, accounts, fresh, held)
        plan.people.append(step)


def _fault_of_person(row: PersonRow, tenant: Tenant, codes: set[str], accounts: dict[str, User]) -> str:
    if separate():
        return "三员分立时不能从表里给职责，请在“人员”里增加，由安全管理员给职责。"
    if not row.username or not row.name:
        return "账号和姓名都要填。"
    if len(row.username) > 40 or len(row.name) > 60:
        return "账号最多 40 个字，姓名最多 60 个字。"
    if row.role not in _ROLES:
        return f"“{row.role}”不是职责，请写{'、'.join(_ROLES)}之一。"
    if row.unit not in codes:
        return f"没有编码为“{row.unit}”的单位。"
    user = accounts.get(row.username)
    if user is not None and user.tenant_id != tenant.pk:
        return f"账号“{row.username}”已经有人用了。"
    return ""


def _change_of_person(
    row: PersonRow,
    role: Role,
    accounts: dict[str, User],
    fresh: set[str],
    held: set[tuple[str, str, str]],
) -> str:
    duty = (row.username, row.unit, str(role))
    if duty in held:
        return SAME
    held.add(duty)
    if row.username in accounts or row.username in fresh:
        return DUTY
    fresh.add(row.username)
    return ADDED


# --- doing it ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Imported:
    changes: int = 0
    passwords: list[tuple[User, str]] = field(default_factory=list)
    """Of new accounts: told once, kept nowhere."""


@transaction.atomic
def import_orgs(
    actor: Actor, *, tenant: Tenant, year: int, units: list[UnitRow], people: list[PersonRow]
) -> Imported:
    require(may_manage(actor, tenant.pk))
    plan, outcome = plan_of(tenant, year, units, people), Imported()
    outcome.changes = len(plan.news)
    waiting = [step for step in plan.units if not step.error and step.change != SAME]
    for step in waiting:
        _make_or_rename(actor, tenant, plan.year, step)
    for step in _parents_first(waiting):
        _place(actor, tenant, plan.year, step)
    for person in plan.people:
        if not person.error and person.change != SAME:
            _give_duty(actor, tenant, person, outcome)
    return outcome


def _make_or_rename(actor: Actor, tenant: Tenant, year: int, step: UnitStep) -> None:
    unit = Unit.objects.filter(tenant=tenant, code=step.code).first()
    if unit is None:
        unit = actions.create_unit(actor, tenant=tenant, code=step.code, name=step.name)
    elif unit.name != step.name:
        actions.rename_unit(actor, unit=unit, name=step.name, since=year)
    if step.function is not None and unit.function != step.function.value:
        actions.classify_unit(actor, unit=unit, function=step.function)


def _parents_first(steps: list[UnitStep]) -> list[UnitStep]:
    """So that each finds its parent in place."""
    by_code = {step.code: step for step in steps}

    def depth(step: UnitStep) -> int:
        above = by_code.get(step.parent)
        return 0 if above is None else 1 + depth(above)

    return sorted(steps, key=depth)


def _place(actor: Actor, tenant: Tenant, year: int, step: UnitStep) -> None:
    unit = Unit.objects.get(tenant=tenant, code=step.code)
    parent = Unit.objects.filter(tenant=tenant, code=step.parent).first() if step.parent else None
    held = Placement.objects.filter(unit=unit, fiscal_year=year).first()
    if held is None or held.parent_id != (parent.pk if parent is not None else None):
        actions.place_unit(actor, unit=unit, fiscal_year=year, parent=parent)


def _give_duty(actor: Actor, tenant: Tenant, step: PersonStep, outcome: Imported) -> None:
    user = User.objects.filter(username=step.username, tenant=tenant).first()
    if user is None:
        password = first_password()
        user = actions.create_user(
            actor, tenant=tenant, username=step.username, name=step.name, password=password
        )
        outcome.passwords.append((user, password))
    assert step.role is not None
    unit = Unit.objects.get(tenant=tenant, code=step.unit)
    actions.assign_duty(actor, user=user, unit=unit, role=step.role)
