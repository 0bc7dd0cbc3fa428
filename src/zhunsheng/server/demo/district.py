"""The people and units of the made-up district (示例区)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from zhunsheng.server.orgs.actions import (
    assign_duty,
    classify_unit,
    create_tenant,
    create_unit,
    create_user,
    place_unit,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.functions import Function
from zhunsheng.server.orgs.models import Role, Tenant, Unit, User

PASSWORD = "shili-2023-demo"  # of made-up people in a made-up district; printed by the demo
YEARS = (2022, 2023)
SINCE = date(2022, 1, 1)
BUREAU = "示例区财政局"
UNITS = (
    "区政务服务中心",
    "区委办公室",
    "区委组织部",
    "区委宣传部",
    "区委统战部",
    "区委编办",
    "区人大常委会办公室",
    "区政府办公室",
    "区政协办公室",
    "区发展和改革局",
    "区教育局",
    "区科技和工业信息化局",
    "区民政局",
    "区司法局",
    "区人力资源和社会保障局",
    "区自然资源局",
    "区住房和城乡建设局",
    "区交通运输局",
    "区农业农村局",
    "区水利局",
    "区商务局",
    "区文化旅游体育局",
    "区卫生健康局",
    "区退役军人事务局",
    "区应急管理局",
    "区审计局",
    "区市场监督管理局",
    "区统计局",
    "区医疗保障局",
    "区行政审批服务局",
    "区信访局",
    "区总工会",
    "团区委",
    "区妇联",
    "区残联",
    "区工商联",
    "区档案馆",
    "甲镇",
    "乙街道",
    "丙镇",
)
FUNCTIONS = {
    "教育": Function.EDUCATION,
    "科技": Function.SCIENCE,
    "司法": Function.SECURITY,
    "文化": Function.CULTURE,
    "民政": Function.SOCIAL,
    "社会保障": Function.SOCIAL,
    "退役军人": Function.SOCIAL,
    "残联": Function.SOCIAL,
    "卫生": Function.HEALTH,
    "医疗": Function.HEALTH,
    "住房": Function.COMMUNITIES,
    "农业": Function.FARMING,
    "水利": Function.FARMING,
    "交通": Function.TRANSPORT,
    "商务": Function.COMMERCE,
    "自然资源": Function.NATURE,
    "应急": Function.DISASTERS,
}
"""By a word of the unit's name; the others are 一般公共服务支出."""
SUBORDINATES = {"区教育局": ("区第一小学", "区第一中学"), "区卫生健康局": ("区疾病预防控制中心",)}


@dataclass(slots=True)
class District:
    tenant: Tenant
    root: Unit
    units: list[Unit]
    preparers: dict[int, User] = field(default_factory=dict)
    heads: dict[int, User] = field(default_factory=dict)
    reviewers: list[User] = field(default_factory=list)
    bureau: User | None = None


def make_district(operator: Actor) -> District:
    """One tenant, its bureau and forty units, each with a preparer and a head."""
    tenant = create_tenant(operator, name="示例区", code="990000")
    root = _unit(operator, tenant, "000", "示例区", None)
    bureau = _unit(operator, tenant, "100", BUREAU, root)
    units = [_unit(operator, tenant, f"{200 + number}", name, root) for number, name in enumerate(UNITS)]
    for unit in units:
        found = next((function for word, function in FUNCTIONS.items() if word in unit.name), None)
        classify_unit(operator, unit=unit, function=found or Function.GENERAL)
    by_name = {unit.name: unit for unit in units}
    for name, below in SUBORDINATES.items():
        for number, child in enumerate(below, start=1):
            _unit(operator, tenant, f"{by_name[name].code}-{number}", child, by_name[name])
    district = District(tenant, root, units)
    _bureau_people(operator, district, bureau)
    for number, unit in enumerate(units, start=1):
        district.preparers[unit.pk] = _person(
            operator, tenant, f"jb{number:02}", "经办人", unit, Role.PREPARER
        )
        district.heads[unit.pk] = _person(operator, tenant, f"fz{number:02}", "单位负责人", unit, Role.HEAD)
    # One hash for all: a slow hash for each of a hundred made-up people would take a minute.
    User.objects.filter(tenant=tenant).update(password=make_password(PASSWORD))
    return district


def _bureau_people(operator: Actor, district: District, bureau: Unit) -> None:
    tenant, root = district.tenant, district.root
    district.bureau = _person(operator, tenant, "czgl", "绩效股管理员", root, Role.BUREAU)
    district.reviewers = [
        _person(operator, tenant, f"sh{number}", f"绩效股审核{number}", root, Role.REVIEWER)
        for number in (1, 2, 3)
    ]
    _person(operator, tenant, "sj", "审计人员", root, Role.AUDITOR)
    _person(operator, tenant, "admin", "系统管理员", root, Role.ADMIN)


def _unit(operator: Actor, tenant: Tenant, code: str, name: str, parent: Unit | None) -> Unit:
    unit = create_unit(operator, tenant=tenant, code=code, name=name)
    for year in YEARS:
        place_unit(operator, unit=unit, fiscal_year=year, parent=parent)
    return unit


def _person(operator: Actor, tenant: Tenant, username: str, name: str, unit: Unit, role: Role) -> User:
    user = create_user(
        operator, tenant=tenant, username=username, name=name, password=None, must_change=False
    )
    assign_duty(operator, user=user, unit=unit, role=role, since=SINCE)
    return user
