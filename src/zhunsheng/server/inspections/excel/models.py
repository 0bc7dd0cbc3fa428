"""What was brought to the register by Excel."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.models import Tenant, User


class IssueImport(models.Model):
    """An Excel brought to the register: the office's 问题清单, or what a unit filled of its 整改情况.

    Its file is guarded: it holds wording. The job names this record and nothing else.
    """

    class Kind(models.TextChoices):
        ISSUES = "issues", "问题清单"
        PROGRESS = "progress", "整改情况"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="issue_imports")
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    chosen_units = models.JSONField(default=dict)
    """What a person answered: name in the Excel → id of the unit."""
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


class ImportedRow(models.Model):
    """A row of an Excel that is in the register: written with its issue, so that no row comes in twice."""

    source = models.ForeignKey(IssueImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="imported_row_once")]
        ordering = ["number"]
