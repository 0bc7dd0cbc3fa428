"""The bureau's opinions, phrases, batches and re-checks."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.models import Tenant, User
from zhunsheng.server.reports.models import UnitReport


class Opinion(models.Model):
    """A reviewer's remark pinned to a cell (审核意见), answered one by one."""

    class State(models.TextChoices):
        DRAFT = "draft", "未发出"
        OPEN = "open", "待修改"
        ANSWERED = "answered", "已改"
        SETTLED = "settled", "已整改"
        UNSETTLED = "unsettled", "未整改"

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="opinions")
    draft_number = models.PositiveSmallIntegerField()
    cell = models.CharField(max_length=80, blank=True)
    """Fact key, r1.score, section.七; empty for the report as a whole."""
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reply = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class Phrase(models.Model):
    """A remark used often (常用意见)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="phrases")
    text = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    used = models.PositiveIntegerField(default=0)


class SavedView(models.Model):
    """A filter set of the queue under a name (常用筛选). It belongs to no year: the address is the same in each."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="views")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)
    shared = models.BooleanField(default=False)
    """With the colleagues of the same bureau."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "name"], name="view_name_once")]


class Batch(models.Model):
    """Reports accepted or returned together; it can be undone for a while."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="batches")
    verb = models.CharField(max_length=20)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    done = models.JSONField(default=list)
    """What was done to each report, and what undoing needs to know (see batches.Done)."""
    skipped = models.JSONField(default=list)
    """[{"report", "reason"}]"""
    undone = models.JSONField(default=list)
    """Ids of the reports put back; the others had moved on."""


class Sample(models.Model):
    """A drawing of reports for re-checking (抽查): how, from which, with which seed."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="samples")
    method = models.CharField(max_length=10, choices=[("random", "随机"), ("risk", "按风险")])
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    population = models.JSONField()
    """[id of a report, its risk] of all that could be drawn: with the seed it gives the same sample again."""
    note = models.TextField("抽样说明", blank=True)
    """How and why this sample, in words (Q07)."""
    scale = models.TextField("扣分标准", blank=True)
    scale_published = models.DateField("扣分标准公布日期", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Recheck(models.Model):
    """The re-check of one drawn report (复核)."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="rechecks")
    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="rechecks")
    draft_number = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "report"], name="recheck_once")]


class RecheckScore(models.Model):
    """A score given anew, with the reason for any difference."""

    recheck = models.ForeignKey(Recheck, on_delete=models.CASCADE, related_name="scores")
    row = models.CharField(max_length=20)
    """r1, or funds.score."""
    name = models.CharField(max_length=200, blank=True)
    weight = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    filed = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    """Name, weight and self score of the draft re-checked, as they were."""
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    reason = models.TextField(blank=True)
    situation = models.CharField(max_length=100, blank=True)
    """What kind of deduction it is, so that like cases are treated alike (Q04)."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recheck", "row"], name="recheck_score_once")]
