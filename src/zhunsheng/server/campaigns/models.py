"""A year's self-evaluation as the bureau runs it (年度任务)."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.models import Tenant, Unit, User


class Campaign(models.Model):
    """A fiscal year opened with a scheme for chosen units."""

    class State(models.TextChoices):
        DRAFT = "draft", "未发布"
        OPEN = "open", "填报中"
        CLOSED = "closed", "已结束"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="campaigns")
    organizer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns")
    """The unit at the top of the subtree that reports; the bureau's duties are over it."""
    fiscal_year = models.PositiveSmallIntegerField("年度")
    scheme = models.CharField("评价方案", max_length=60)
    title = models.CharField("名称", max_length=100)
    notice = models.TextField("通知正文", blank=True)
    deadline = models.DateTimeField("截止时间")
    review_days = models.PositiveSmallIntegerField("审核工作日", default=3)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organizer", "fiscal_year", "scheme"], name="campaign_once")
        ]
        ordering = ["-fiscal_year", "id"]

    def __str__(self) -> str:
        return self.title


class KnownFigure(models.Model):
    """What the bureau knows already of a unit (一数一源): prefilled, locked, and compared (L17)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="figures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="figures")
    key = models.CharField("数据项", max_length=80)
    text = models.CharField("值", max_length=60)
    source = models.CharField("来源", max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "unit", "key"], name="known_once")]


class Reminder(models.Model):
    """A reminder sent (催报), with its words as they were."""

    report = models.ForeignKey("reports.UnitReport", on_delete=models.CASCADE, related_name="reminders")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    number = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField(null=True)
    days_before = models.PositiveSmallIntegerField(null=True)
    """Of one the system sent by itself: so many days before `for_deadline`."""
    for_deadline = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "for_deadline", "days_before"], name="automatic_reminder_once"
            )
        ]

    @property
    def who(self) -> str:
        return self.by.name if self.by is not None else "系统"


class Message(models.Model):
    """A reminder handed to the command that sends SMS or 政务微信 (外发消息)."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待发送"
        SENDING = "sending", "正在发送"
        SENT = "sent", "已发送"
        FAILED = "failed", "没有发出"

    reminder = models.OneToOneField(Reminder, on_delete=models.CASCADE, related_name="message")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    changed_at = models.DateTimeField()
    """Since when it is in this state."""
    trouble = models.CharField(max_length=200, blank=True)
    """Why it was not sent."""

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]


class Extension(models.Model):
    """A later deadline for one unit, with its reason (延期)."""

    report = models.ForeignKey("reports.UnitReport", on_delete=models.CASCADE, related_name="extensions")
    until = models.DateTimeField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Intake(models.Model):
    """A report found in a zip of the bureau (代收): whose it is, what became of it."""

    class Match(models.TextChoices):
        SURE = "sure", "已代收"
        UNSURE = "unsure", "待确认单位"
        UNREAD = "unread", "没有读出"
        SKIPPED = "skipped", "未收"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="intakes")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    """None for what was not even kept: an archive within the archive, a locked file."""
    name = models.CharField("文件名", max_length=250)
    match = models.CharField(max_length=10, choices=Match)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    candidates = models.JSONField(default=list)
    """Ids of units it may be of."""
    content = models.JSONField(default=dict)
    """What was read, as a report's content, while the unit is not sure."""
    parts = models.JSONField(default=list)
    """What of the form was found in it (see joining.py)."""
    doubts = models.JSONField(default=list)
    """Where it says otherwise than the unit's other files, in words."""
    message = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="intake_once_a_job")]
        ordering = ["id"]
