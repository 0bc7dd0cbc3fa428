"""A unit's rectification papers (整改文件), their versions, and what each department says of them (多部门联审)."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, Unit, User


class PaperKind(models.TextChoices):
    PLAN = "plan", "整改方案"
    MEETING = "meeting", "专题民主生活会材料"
    PROGRESS = "progress", "整改进展报告"


REPORTED_AGAIN = (PaperKind.PROGRESS,)
"""Reported time and again after one round, each report reviewed by itself."""
REVISED = (PaperKind.PLAN,)
"""Revised after it passed: the version that passed stays in force until the next one does."""


class PaperState(models.TextChoices):
    DUE = "due", "待报送"
    IN_REVIEW = "in_review", "联审中"
    RETURNED = "returned", "退回修改"
    PASSED = "passed", "联审通过"


class Seat(models.Model):
    """Who reviews which kind of paper, in which order: a department, or the unit's own 派驻纪检组."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文件", max_length=10, choices=PaperKind)
    place = models.PositiveSmallIntegerField("次序")
    """Those of the same place review side by side; the next place begins when all of it have passed."""
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """Empty: the 派驻纪检组 of whichever unit the paper is of."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "department"], name="seat_once")]
        ordering = ["kind", "place", "id"]

    @property
    def name(self) -> str:
        return self.department.name if self.department is not None else "派驻纪检监察组"


class Paper(models.Model):
    """One paper a unit owes after a round; of the same kind there may be a second and a third (第 2 次)."""

    round = models.ForeignKey("inspections.Round", on_delete=models.PROTECT, related_name="papers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField("文件", max_length=10, choices=PaperKind)
    number = models.PositiveSmallIntegerField("第几次", default=1)
    due_on = models.DateField("报送时限", null=True, blank=True)
    in_force = models.PositiveSmallIntegerField("联审通过的一稿", null=True, blank=True)
    """The number of the version that passed last: it holds while a revision is under way."""
    state = models.CharField("状态", max_length=10, choices=PaperState, default=PaperState.DUE)
    state_since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit", "kind", "number"], name="paper_once")]
        ordering = ["id"]

    @property
    def name(self) -> str:
        """整改进展报告, 第2次整改进展报告."""
        return f"第{self.number}次{self.get_kind_display()}" if self.number > 1 else self.get_kind_display()

    @property
    def title(self) -> str:
        return f"{self.unit.name}{self.round.name}{self.name}"

    @property
    def is_being_revised(self) -> bool:
        return self.in_force is not None and self.state != PaperState.PASSED


class PaperVersion(models.Model):
    """A version handed in. Never changed; of a revision it may be given up."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    dated_on = models.DateField("文件日期")
    text = models.JSONField(default=list)
    """Its paragraphs, for the comparison with the version before; empty where the file has no text."""
    reason = models.TextField("修订的理由", blank=True)
    """Of a revision; every version of it has the reason it began with, or a newer one."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    given_up_at = models.DateTimeField("放弃修订", null=True, blank=True)
    """The same of every version of the revision; they stay as they were handed in."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once")]
        ordering = ["number"]


class PaperOpinion(models.Model):
    """What one seat says of a version. Made open when the version comes in, so that who is waited for is known."""

    class Verdict(models.TextChoices):
        OPEN = "", "待审"
        PASSED = "passed", "通过"
        RETURNED = "returned", "退回"

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="opinions")
    place = models.PositiveSmallIntegerField()
    department = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    seat_name = models.CharField(max_length=100)
    verdict = models.CharField("结论", max_length=10, choices=Verdict, default=Verdict.OPEN, blank=True)
    words = models.TextField("意见", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(null=True)
    said_of = models.PositiveSmallIntegerField("沿用第几稿的意见", null=True)
    """The version it was given of, where it was carried over (`Register.review_again`)."""

    class Meta:
        ordering = ["place", "id"]
