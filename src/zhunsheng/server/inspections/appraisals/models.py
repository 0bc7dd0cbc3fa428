"""四个纳入: what a unit's rectification came to, handed to those who appraise units.

Units are what is told of. No column here is for a person: not of the unit, not of whoever receives the paper.
"""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, Unit


class Use(models.TextChoices):
    """What the facts are handed over for."""

    REPORTING = "reporting", "述职评议"
    MEETING = "meeting", "民主生活会"
    SELECTION = "selection", "干部选拔任用"
    ASSESSMENT = "assessment", "绩效考核"


class Handover(models.Model):
    """A numbered paper (移交函) with the facts of some units. They stay as they were when it went out."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="handovers")
    number = models.CharField("编号", max_length=30)
    use = models.CharField("用途", max_length=10, choices=Use)
    fiscal_year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("截止日期")
    recipient = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="接收单位")
    department = models.CharField("接收科室", max_length=60, blank=True)
    handed_on = models.DateField("移交日期")
    figures = models.JSONField()
    """Key, title and rule (口径) of each figure, as they were: a rule may be put otherwise later."""
    received_on = models.DateField("收到日期", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=60, blank=True)
    receipt_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="handover_number_once")]
        ordering = ["-handed_on", "-id"]

    def __str__(self) -> str:
        return self.number


class HandedUnit(models.Model):
    """One unit's figures in a paper: key → as it reads."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "unit"], name="handed_unit_once")]
        ordering = ["unit__code"]


class Adoption(models.Model):
    """What the recipient told was done with it (采用情况), each time it did."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="adoptions")
    told_on = models.DateField("反馈日期")
    words = models.TextField("采用情况")

    class Meta:
        ordering = ["told_on", "id"]
