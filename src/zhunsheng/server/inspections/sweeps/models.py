"""大起底: problems of earlier rounds looked at once more, theme by theme, and handed over in writing."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.inspections.models import Issue, Theme
from zhunsheng.server.orgs.models import Tenant, Unit, User


class Sweep(models.Model):
    """One 专项大起底: its themes (方面) and from when the old problems are."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="sweeps")
    title = models.CharField("名称", max_length=100)
    begun_on = models.DateField("开展日期")
    found_since = models.DateField("老问题发现日期：从")
    found_until = models.DateField("到")
    joined_by = models.CharField("会同部门", max_length=200, blank=True)
    themes = models.ManyToManyField(Theme, related_name="+", verbose_name="方面")

    class Meta:
        ordering = ["-begun_on", "-id"]

    def __str__(self) -> str:
        return self.title


class SweptProblem(models.Model):
    """An old problem somebody put under a theme, and what was found when it was looked at again."""

    class Now(models.TextChoices):
        RECTIFIED = "rectified", "已整改到位"
        RECTIFYING = "rectifying", "正在整改"
        RELAPSED = "relapsed", "反弹回潮"
        UNTOUCHED = "untouched", "没有整改"

        @property
        def look(self) -> str:
            """The colour of the tag that shows it."""
            return {"rectified": "green", "rectifying": "amber"}.get(self.value, "red")

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="problems")
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="sweeps")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField("原出处", max_length=100, blank=True)
    """Of what no round of the register found: 五届第四轮巡察."""
    looked_on = models.DateField("核查日期", null=True, blank=True)
    now = models.CharField("现状", max_length=12, choices=Now, blank=True, default="")
    """Blank: not looked at yet."""
    note = models.TextField("核查情况", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sweep", "issue"], name="swept_once")]
        ordering = ["theme_id", "id"]

    @property
    def look(self) -> str:
        return self.Now(self.now).look if self.now else "grey"

    @property
    def found_by(self) -> str:
        """Who found it then: as written, else the round, else what kind of check."""
        if self.origin:
            return self.origin
        return self.issue.round.name if self.issue.round is not None else self.issue.get_source_display()


class SweepPaper(models.Model):
    """A numbered paper (书面移交) that hands problems to the units that see them put right."""

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="papers")
    number = models.CharField("编号", max_length=30)
    handed_on = models.DateField("移交日期")
    reply_due_on = models.DateField("回复时限", null=True, blank=True)
    request = models.TextField("办理要求")
    problems = models.ManyToManyField(SweptProblem, related_name="papers", verbose_name="移交的问题")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sweep", "number"], name="sweep_paper_once")]
        ordering = ["-handed_on", "-id"]

    def __str__(self) -> str:
        return self.number


class SweepRecipient(models.Model):
    """A unit the paper went to, its receipt (签收) and its reply."""

    class Part(models.TextChoices):
        LEAD = "lead", "牵头单位"
        SUPPORT = "support", "配合单位"

    paper = models.ForeignKey(SweepPaper, on_delete=models.CASCADE, related_name="recipients")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    part = models.CharField("分工", max_length=8, choices=Part)
    received_on = models.DateField("签收日期", null=True, blank=True)
    replied_on = models.DateField("回复日期", null=True, blank=True)
    reply = models.TextField("办理情况", blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    replied_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "unit"], name="sweep_recipient_once")]
        ordering = ["part", "unit__code"]
