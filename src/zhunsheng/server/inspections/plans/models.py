"""规划和计划: what a term, a year or a stage is to inspect, in versions, each approved on a day by a body."""

from __future__ import annotations

from django.db import models

from zhunsheng.press.headings import chinese
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.inspections.models import Inspectee, Round, Term, Theme, inspected_name
from zhunsheng.server.orgs.models import Unit

STAGES = 4
"""The most of a year."""


class Plan(models.Model):
    """A plan of a term, of a year in it, or of a stage of that year. What it says is in its versions."""

    class Kind(models.TextChoices):
        TERM = "term", "五年规划"
        ANNUAL = "annual", "年度计划"
        STAGE = "stage", "阶段计划"

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField("类别", max_length=6, choices=Kind)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    """None for a term's."""
    stage = models.PositiveSmallIntegerField("第几阶段", null=True, blank=True)
    """Of the year; None for a term's and a year's."""
    since = models.DateField("起")
    until = models.DateField("止")
    rounds = models.ManyToManyField(Round, related_name="plans", blank=True)
    """Opened from this plan of a stage."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["term"], condition=models.Q(kind="term"), name="plan_of_term_once"
            ),
            models.UniqueConstraint(
                fields=["term", "year"], condition=models.Q(kind="annual"), name="plan_of_year_once"
            ),
            models.UniqueConstraint(
                fields=["term", "year", "stage"], condition=models.Q(kind="stage"), name="plan_of_stage_once"
            ),
        ]
        ordering = [
            "term__number",
            models.F("year").asc(nulls_first=True),
            models.F("stage").asc(nulls_first=True),
        ]

    @property
    def name(self) -> str:
        """六届五年规划; 2023年度计划; 2023年第一阶段计划."""
        if self.kind == self.Kind.TERM:
            return f"{self.term.name}五年规划"
        if self.stage is None:
            return f"{self.year}年度计划"
        return f"{self.year}年第{chinese(self.stage)}阶段计划"

    @property
    def slots(self) -> range:
        """What its objects are set down for: the years of a term, the stages of a year; a stage has nothing below."""
        if self.kind == self.Kind.TERM:
            return range(self.term.since.year, self.term.until.year + 1)
        return range(1, STAGES + 1) if self.kind == self.Kind.ANNUAL else range(0)

    def slot_name(self, slot: int | None) -> str:
        """2023年; 第一阶段; 未定; empty in a plan of a stage."""
        if not self.slots:
            return ""
        if slot is None:
            return "未定"
        return f"{slot}年" if self.kind == self.Kind.TERM else f"第{chinese(slot)}阶段"

    def __str__(self) -> str:
        return self.name


class PlanVersion(models.Model):
    """One version of a plan: a draft until it is approved, then never changed; the latest approved is in force."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("第几版", default=1)
    reason = models.TextField("调整原因", blank=True)
    """Of every version but the first."""
    target_units = models.PositiveSmallIntegerField("计划覆盖单位", null=True, blank=True)
    target_rounds = models.PositiveSmallIntegerField("计划开展轮次", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    approved_by = models.CharField("批准", max_length=100, blank=True)
    """A meeting or a body, never a person."""
    document_number = models.CharField("文号", max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]
        ordering = ["number"]

    @property
    def last_sent(self) -> PlanSubmission | None:
        return max(self.submissions.all(), key=lambda sent: sent.pk, default=None)

    @property
    def pending(self) -> PlanSubmission | None:
        """What lies with the leading group."""
        last = self.last_sent
        return last if last is not None and last.ended_on is None else None

    @property
    def standing(self) -> str:
        """Of a draft: 在编; 等批准; 退回."""
        last = self.last_sent
        if self.pending is not None:
            return "等批准"
        return "退回" if last is not None and last.outcome == PlanSubmission.Outcome.RETURNED else "在编"

    @property
    def standing_look(self) -> str:
        return {"等批准": "blue", "退回": "red"}.get(self.standing, "amber")


class PlanSubmission(models.Model):
    """One 报批: a draft laid before the leading group, and how that ended."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "批准"
        RETURNED = "returned", "退回"
        TAKEN_BACK = "taken_back", "撤回"

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="submissions")
    sent_on = models.DateField("报批日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    """None while it lies with the leading group."""
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)
    reason = models.TextField("退回理由", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=models.Q(ended_on=None), name="plan_pending_once"
            )
        ]
        ordering = ["id"]


class PlannedObject(models.Model):
    """What a version plans to inspect (计划对象): a unit, a part of one or a place elsewhere, and when."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="objects_planned")
    slot = models.PositiveSmallIntegerField("安排", null=True, blank=True)
    """The year in a term's plan, the stage in a year's; None where that isn't settled, and in a stage's."""
    kind = models.CharField("类型", max_length=10, choices=Inspectee.Kind, default=Inspectee.Kind.ROUTINE)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    part = models.CharField("所辖部分", max_length=100, blank=True)
    elsewhere = models.CharField("外地单位", max_length=100, blank=True)

    class Meta:
        ordering = [models.F("slot").asc(nulls_last=True), "id"]

    @property
    def name(self) -> str:
        return inspected_name(self.unit, self.part, self.elsewhere)

    @property
    def slot_name(self) -> str:
        return self.version.plan.slot_name(self.slot)

    def __str__(self) -> str:
        return self.name
