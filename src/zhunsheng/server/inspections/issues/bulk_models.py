"""What was changed of many issues at once."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.orgs.models import Tenant, User


class IssueBatch(models.Model):
    """One 成批办理: what was changed to what, of which issues, and which were passed over and why."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="issue_batches")
    change = models.CharField(max_length=12)
    value = models.CharField(max_length=200, blank=True)
    """In words, as the page shows it."""
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    done = models.JSONField(default=list)
    """Ids of the issues."""
    skipped = models.JSONField(default=list)
    """[id, reason] of each."""

    class Meta:
        ordering = ["-id"]
