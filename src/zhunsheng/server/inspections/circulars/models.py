"""通报: a numbered paper on common problems or on how units rectify, the units it went to, and what each reported."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.orgs.models import Tenant, Unit


class Circular(models.Model):
    """What was issued, in the office's own words: units read it, so no issue's wording may stand in it."""

    class About(models.TextChoices):
        COMMON = "common", "共性问题"
        PROGRESS = "progress", "整改情况"

        @property
        def heading(self) -> str:
            """Over its text."""
            return {"common": "通报的问题", "progress": "整改情况"}[self.value]

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="circulars")
    number = models.CharField("编号", max_length=40)
    """Given by the register, or the 文号 it was issued under."""
    title = models.CharField("标题", max_length=100)
    issued_on = models.DateField("印发日期")
    about = models.CharField("通报什么", max_length=10, choices=About, default=About.COMMON)
    problems = models.ManyToManyField(CommonProblem, related_name="circulars", verbose_name="共性问题")
    """Of one on common problems; for the office: the title of one may be an issue's words."""
    text = models.TextField("通报的内容")
    request = models.TextField("工作要求")
    due_on = models.DateField("报送时限", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="circular_number_once")]
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def heading(self) -> str:
        return self.About(self.about).heading


class CircularFile(models.Model):
    """附件: whoever it was sent to may have it."""

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class CircularRecipient(models.Model):
    """A unit it was sent to. Those it is addressed to report back, those with a copy say that they have read it."""

    class Part(models.TextChoices):
        ADDRESSED = "addressed", "主送"
        COPIED = "copied", "抄送"

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField("送达", max_length=10, choices=Part)
    reported_on = models.DateField("报送日期", null=True, blank=True)
    report = models.TextField("落实情况", blank=True)
    on_paper = models.BooleanField("纸上报来", default=False)
    """The office entered it; what a unit wrote itself the office doesn't write over."""

    read_on = models.DateField("已阅日期", null=True, blank=True)
    """Of a copy."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circular", "unit"], name="circular_recipient_once")]
        ordering = ["part", "unit__code"]
