"""人才库: people who may serve on teams, and what bears on whom they may inspect. No telephone, no ID number."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from zhunsheng.server.orgs.models import Tenant, Unit, User


class Specialty(models.Model):
    """What somebody is good at (专长: 财务审计, 工程项目 …); the list grows as people are entered."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("专长", max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="specialty_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Talent(models.Model):
    """Somebody in the pool (入库人员). The trace calls them by number: the name can be erased."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="talents")
    name = models.CharField("姓名", max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    elsewhere = models.CharField("其他单位", max_length=100, blank=True)
    """Where the unit is none of the region's: one of the two is filled in."""
    post = models.CharField("岗位", max_length=60, blank=True)
    specialties = models.ManyToManyField(Specialty, related_name="talents", blank=True, verbose_name="专长")
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="talent")
    since = models.DateField("入库日期")
    left_on = models.DateField("出库日期", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(unit=None) | Q(elsewhere=""), name="talent_one_unit"),
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_name(self) -> str:
        return self.unit.name if self.unit is not None else self.elsewhere

    def in_pool(self, day: date) -> bool:
        return self.left_on is None or self.left_on > day


class FormerPost(models.Model):
    """A unit somebody worked at before (工作过的单位), until when."""

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="former_posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    until = models.DateField("离开日期")

    class Meta:
        ordering = ["-until", "-id"]


class DeclaredRelation(models.Model):
    """A relation to a unit that somebody declared (申报的回避事项). The reason stays in this table."""

    class Kind(models.TextChoices):
        RELATIVE = "relative", "亲属任职"
        INTEREST = "interest", "利害关系"
        OTHER = "other", "其他关系"

    talent = models.ForeignKey(Talent, on_delete=models.CASCADE, related_name="relations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("关系", max_length=10, choices=Kind)
    reason = models.CharField("事由", max_length=200)
    declared_on = models.DateField("申报日期")
    lifted_on = models.DateField("解除日期", null=True, blank=True)

    class Meta:
        ordering = ["-declared_on", "-id"]


class Training(models.Model):
    """A training (培训) and who of the pool took part."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="trainings")
    held_on = models.DateField("培训日期")
    topic = models.CharField("培训内容", max_length=100)
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)
    talents = models.ManyToManyField(Talent, related_name="trainings", verbose_name="参加人员")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.topic
