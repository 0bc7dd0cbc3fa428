"""共性问题: what shows at several units, as people have decided."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.orgs.models import Tenant, User


class CommonProblem(models.Model):
    """A problem found at several units. Likeness suggests, a person decides, and who did stands here."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="common_problems")
    title = models.CharField("共性问题", max_length=100)
    decided_by = models.CharField("谁认定", max_length=60)
    """A meeting or a body: 区委巡察工作领导小组会议."""
    decided_on = models.DateField("认定日期")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    issues = models.ManyToManyField(Issue, through="CommonLink", related_name="common_problems")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "title"], name="common_problem_once")]
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return self.title


class CommonLink(models.Model):
    """That an issue is one of them, and who said so."""

    problem = models.ForeignKey(CommonProblem, on_delete=models.CASCADE, related_name="links")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="common_links")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "issue"], name="common_link_once")]
