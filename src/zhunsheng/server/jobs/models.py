"""Work done in the background (后台任务), visible to who asked for it."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, User


class Job(models.Model):
    """One piece of work. A worker holds it while its heartbeat is fresh; a dead one's is queued again."""

    class State(models.TextChoices):
        QUEUED = "queued", "排队"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "没有完成"
        CANCELLED = "cancelled", "已取消"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    heartbeat = models.DateTimeField(null=True)
    worker = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    log = models.TextField(blank=True)
    result = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]
