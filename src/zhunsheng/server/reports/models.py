"""A unit's report of one campaign, its frozen drafts and what belongs to it."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Unit, User


class State(models.TextChoices):
    NOT_STARTED = "not_started", "未开始"
    FILLING = "filling", "填报中"
    RETURNED = "returned", "退回修改"
    COLLECTED = "collected", "代收待确认"
    WITH_HEAD = "with_head", "待单位负责人审核"
    WITH_BUREAU = "with_bureau", "待财政审核"
    UNDER_REVIEW = "under_review", "审核中"
    ACCEPTED = "accepted", "通过"


EDITABLE = (State.NOT_STARTED, State.FILLING, State.RETURNED)
FILED = (State.WITH_BUREAU, State.UNDER_REVIEW, State.ACCEPTED)
"""已报送: in the bureau's hands, or accepted. What went back to its unit counts again once it is filed anew."""
FILED_SHARE = "报送率＝（待财政审核＋审核中＋通过）÷应报家数；退回修改的，重新报送后再算"
"""The rule in words, wherever the share stands."""


class UnitReport(models.Model):
    """One unit's report (自评报告) of one year: what it says now, and where it stands.

    `content` is the text of every cell with its version (see content.py). `version` rises with every
    save; a save names the version it started from.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reports")
    path = models.CharField(max_length=200, db_index=True)
    """The unit's place in the year's hierarchy, /1/5/9/."""
    state = models.CharField("状态", max_length=15, choices=State, default=State.NOT_STARTED)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    content = models.JSONField(default=dict)
    draft_number = models.PositiveSmallIntegerField(default=0)
    """Of the draft last filed (第 n 稿)."""
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="reviews")
    """承办人 at the bureau."""
    started_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField()
    """The campaign's, or a later one granted."""
    deadline_set_at = models.DateTimeField(null=True)
    """When the unit was told this deadline."""
    collected = models.BooleanField("代收", default=False)
    receipt = models.CharField("受理编号", max_length=30, blank=True)

    # What lists and statistics show, as of the last check.
    filed_total = models.DecimalField("自评总分", max_digits=7, decimal_places=2, null=True)
    computed_total = models.DecimalField("测算总分", max_digits=7, decimal_places=2, null=True)
    execution_rate = models.DecimalField("执行率", max_digits=14, decimal_places=6, null=True)
    full_year_funds = models.DecimalField("全年预算数（万元）", max_digits=18, decimal_places=6, null=True)
    grade = models.CharField("等次", max_length=10, blank=True)
    errors = models.PositiveSmallIntegerField(default=0)
    warnings = models.PositiveSmallIntegerField(default=0)
    hints = models.PositiveSmallIntegerField(default=0)
    reminder_count = models.PositiveSmallIntegerField(default=0)
    risk = models.DecimalField("风险", max_digits=8, decimal_places=2, default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="report_once")]
        indexes = [
            models.Index(fields=["campaign", "state", "-risk"]),
            models.Index(fields=["campaign", "-risk"]),
            # Every column the queue counts, filters and sorts by: content is large, and SQLite would read
            # through it to reach what stands behind it in the row.
            models.Index(
                fields=[
                    "campaign",
                    "state",
                    "path",
                    "reviewer",
                    "unit",
                    "risk",
                    "filed_total",
                    "computed_total",
                    "execution_rate",
                    "errors",
                    "warnings",
                    "state_since",
                ],
                name="report_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.campaign.fiscal_year} 年度"

    @property
    def is_due(self) -> bool:
        """Whether the deadline still counts: it isn't filed, and the year isn't over."""
        return self.state not in FILED and self.campaign.state == Campaign.State.OPEN


class Draft(models.Model):
    """A filed draft (第 n 稿). Never changed."""

    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    sha256 = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    filed_total = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    computed_total = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    findings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="draft_once")]
        ordering = ["number"]

    @property
    def short_hash(self) -> str:
        """What is printed on documents, and looked up at /verify/."""
        return self.sha256[:12]


class IndicatorRow(models.Model):
    """One indicator of the draft last filed, for statistics over many reports."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="indicator_rows")
    row = models.CharField(max_length=12)
    """Its id in the content, r1."""
    level1 = models.CharField(max_length=40)
    level2 = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    target = models.CharField(max_length=200)
    actual = models.CharField(max_length=200)
    weight = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    filed = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    computed = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "row"], name="indicator_row_once")]


class Explanation(models.Model):
    """Why a 请核实 is as it is, in the preparer's words. It holds while the finding stays the same."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="explanations")
    finding = models.CharField(max_length=120)
    """Rule and places of the finding (see findings.py)."""
    message = models.TextField()
    """What the finding said then: another wording asks anew."""
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "finding"], name="explanation_once")]


class HintReading(models.Model):
    """That somebody of the unit has read a 提示. It holds while the hint says the same."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="hint_readings")
    finding = models.CharField(max_length=120)
    message = models.TextField()
    """What the hint said then: another wording is to be read anew."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "finding"], name="hint_reading_once")]


class Evidence(models.Model):
    """A file that proves an indicator or a figure (佐证材料)."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="evidence")
    row = models.CharField(max_length=12, blank=True)
    """Of the indicator; empty for the report as a whole."""
    kind = models.CharField(max_length=15, default="evidence")
    """evidence, signed (审签单 scan), survey."""
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Quote(models.Model):
    """A count of a register as it was when somebody quoted it (快照): the report needs the register no more."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="quotes")
    cell = models.CharField(max_length=80)
    """r3.actual, or register.<title> for the text."""
    source = models.CharField(max_length=60)
    """台账."""
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    rule = models.CharField("口径", max_length=300)
    rule_name = models.CharField(max_length=100)
    value = models.DecimalField(max_digits=18, decimal_places=6)
    unit = models.CharField(max_length=10)
    words = models.CharField(max_length=200)
    as_of = models.DateField("截至")
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the list behind it."""
    evidence = models.ForeignKey(Evidence, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "cell"], name="quote_once")]


class SnapshotDelivery(models.Model):
    """The counts of a register kept on another machine, as its file brought them. The latest of a year holds."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField("年度")
    as_of = models.DateField("截至")
    text = models.TextField()
    """The file (see kernel/snapshot_files.py)."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "fiscal_year", "-id"], name="delivery_latest")]


class StepMark(models.Model):
    """A step of the filling handed to somebody, and marked as finished."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=15)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "step"], name="step_once")]


class Survey(models.Model):
    """Counted questionnaires (满意度调查): sent, returned, valid, and by grade."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="surveys")
    row = models.CharField(max_length=12)
    sent = models.PositiveIntegerField("发放")
    returned = models.PositiveIntegerField("回收")
    valid = models.PositiveIntegerField("有效")
    very_satisfied = models.PositiveIntegerField("非常满意")
    satisfied = models.PositiveIntegerField("满意")
    fair = models.PositiveIntegerField("一般")
    dissatisfied = models.PositiveIntegerField("不满意")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "row"], name="survey_once")]


class Commitment(models.Model):
    """An improvement promised last year (改进措施), with its owner, date and what became of it."""

    class Status(models.TextChoices):
        OPEN = "open", "未落实"
        DONE = "done", "已落实"

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="commitments")
    text = models.TextField("措施")
    owner = models.CharField("责任人", max_length=60, blank=True)
    due = models.DateField("完成时限", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    note = models.CharField("落实情况", max_length=300, blank=True)


class SubordinateBase(models.Model):
    """The base table of a subordinate unit; the department's is the sum of them all."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="subordinates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    cells = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "unit"], name="subordinate_once")]
