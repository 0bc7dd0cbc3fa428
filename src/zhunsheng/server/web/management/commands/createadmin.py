"""The first administrator, with the tenant and its top unit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from zhunsheng.server.orgs.actions import assign_duty, create_tenant, create_unit, create_user, place_unit
from zhunsheng.server.orgs.actors import machine
from zhunsheng.server.orgs.first_passwords import first_password
from zhunsheng.server.orgs.models import Placement, Role, Tenant, Unit
from zhunsheng.server.orgs.policy import ADMINISTRATORS
from zhunsheng.server.orgs.verdicts import Refused

_ASKED = {
    "tenant": "地区名称（例如 示例区）",
    "code": "行政区划代码（例如 430000）",
    "username": "管理员账号（例如 admin）",
    "name": "管理员姓名或岗位",
}


class Command(BaseCommand):
    help = "建立地区和第一个系统管理员；首次密码只显示一次。已有的地区再建一个系统管理员"

    def add_arguments(self, parser: CommandParser) -> None:
        for option, label in _ASKED.items():
            parser.add_argument(f"--{option}", help=label)
        roles = [role.value for role in ADMINISTRATORS]
        words = "、".join(f"{role.value} {role.label}" for role in ADMINISTRATORS)
        parser.add_argument("--role", choices=roles, default="admin", help=f"三员里的哪一员：{words}")

    def handle(self, *args: Any, **options: Any) -> None:
        told = {option: options[option] or self._ask(label) for option, label in _ASKED.items()}
        password = first_password()
        try:
            _create(told, password, Role(options["role"]))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        label = Role(options["role"]).label
        self.stdout.write(f"已建立{label} {told['username']}，首次密码（只显示这一次）：{password}")

    def _ask(self, label: str) -> str:
        try:
            return input(f"{label}：").strip()
        except EOFError as error:
            raise CommandError(f"还要告诉{label}，参数见 --help。") from error


@transaction.atomic
def _create(told: dict[str, str], password: str, role: Role) -> None:
    operator = machine("createadmin")
    tenant = Tenant.objects.filter(code=told["code"]).first()
    if tenant is None:
        tenant = create_tenant(operator, name=told["tenant"], code=told["code"])
    elif tenant.name != told["tenant"]:
        raise Refused(f"行政区划代码 {told['code']} 已经是{tenant.name}的。")
    user = create_user(
        operator, tenant=tenant, username=told["username"], name=told["name"], password=password
    )
    assign_duty(operator, user=user, unit=_top_of(tenant), role=role)


def _top_of(tenant: Tenant) -> Unit:
    """The unit over all others; made, and placed in last year and this one, where there is none."""
    placed = Placement.objects.filter(unit__tenant=tenant, parent=None).select_related("unit").first()
    if placed is not None:
        return placed.unit
    operator = machine("createadmin")
    unit = create_unit(operator, tenant=tenant, code="000", name=tenant.name)
    this_year = timezone.localdate().year
    for year in (this_year - 1, this_year):
        place_unit(operator, unit=unit, fiscal_year=year, parent=None)
    return unit
