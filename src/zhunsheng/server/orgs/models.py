"""Sites, units with their place in each year's hierarchy, people and their duties."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhunsheng.server.orgs.functions import Function


class Tenant(models.Model):
    """A government whose units and reports are kept apart from all others (一级财政)."""

    name = models.CharField("名称", max_length=60)
    code = models.CharField("行政区划代码", max_length=12, unique=True)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A budget unit (预算单位). It lives for years; where it belongs is a `Placement`."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="units")
    code = models.CharField("单位编码", max_length=30)
    name = models.CharField("单位名称", max_length=100)
    is_active = models.BooleanField("在用", default=True)
    function = models.CharField("支出功能分类", max_length=3, choices=Function, blank=True)
    """The class most of its money goes to."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="unit_code_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """Where a unit stood in a fiscal year, and what it was called then."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="placements")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=200, db_index=True)
    """Ids from the root down to the unit: /1/5/9/."""
    name_then = models.CharField("当年名称", max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "fiscal_year"], name="placement_once_a_year")]


class UserManager(BaseUserManager["User"]):
    """People are made by actions; this only finds them."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person who logs in. `name` is what others see; a role may stand for it."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名或岗位", max_length=60)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("下次登录改密码", default=False)
    large_text = models.BooleanField("大字", default=False)
    theme = models.CharField("界面", max_length=10, default="light")
    shared_computer = models.BooleanField("公用电脑，不在本机留草稿", default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    PREPARER = "preparer", "经办人"
    HEAD = "head", "单位负责人"
    REVIEWER = "reviewer", "财政审核"
    BUREAU = "bureau", "财政管理员"
    AUDITOR = "auditor", "审计"
    ADMIN = "admin", "系统管理员"
    SECURITY = "security", "安全管理员"
    INSPECTION = "inspection", "巡察办"
    TEAM = "team", "巡察组"
    DISCIPLINE = "discipline", "派驻纪检组"
    LEADING = "leading", "巡察领导小组"
    RECTIFIER = "rectifier", "整改联络人"
    JOINT = "joint", "联审部门"


class Duty(models.Model):
    """A role somebody holds over a unit and everything below it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField("职责", max_length=10, choices=Role)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role", "since"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.unit.name} {Role(self.role).label}"


class Delegation(models.Model):
    """A head's duty handed to somebody else for some days (委托)."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    since = models.DateField("起")
    until = models.DateField("止")
    reason = models.CharField("事由", max_length=200)
