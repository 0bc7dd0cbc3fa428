"""Alerts (提醒) of deadlines that come near or are past: which issue and light, never a word of the issue."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.orgs.models import User


class Alert(models.Model):
    """That an issue reached a light of its deadline: once, whoever is told."""

    class Level(models.TextChoices):
        GREEN = "green", "绿"
        YELLOW = "yellow", "黄"
        RED = "red", "红"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="alerts")
    level = models.CharField("三色", max_length=6, choices=Level)
    due_on = models.DateField("整改时限")
    """With another deadline the light may be reached anew."""
    on = models.DateField("提醒日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "level", "due_on"], name="alert_once")]


class Delivery(models.Model):
    """An alert as one person has it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    as_helper = models.BooleanField("因配合而告诉", default=False)
    """Told for no other reason than that their unit helps with the issue (配合): it holds while it does."""
    read_at = models.DateTimeField("看到", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "user"], name="delivery_once")]
        indexes = [models.Index(fields=["user", "read_at"], name="delivery_unread")]
