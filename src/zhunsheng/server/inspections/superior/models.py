"""上级反馈: what teams from above found here, by aspect and problem, and how the region set out to put it right."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant


class SuperiorFeedback(models.Model):
    """What a team from above fed back, the group in charge of rectifying it, and its plan (方案)."""

    class Manner(models.TextChoices):
        FEEDBACK = "feedback", "上级反馈整改"
        ESCALATED = "escalated", "提级整改"
        TOGETHER = "together", "市县同改"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="superior_feedback")
    manner = models.CharField("方式", max_length=10, choices=Manner, default=Manner.FEEDBACK)
    given_by = models.CharField("反馈的巡视巡察组", max_length=60)
    given_on = models.DateField("反馈日期")
    head = models.CharField("工作领导小组组长（职务）", max_length=60, blank=True)
    members = models.CharField("成员（职务）", max_length=300, blank=True)
    plan_on = models.DateField("方案日期", null=True, blank=True)
    plan_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-given_on", "-id"]

    def __str__(self) -> str:
        return f"{self.given_by} {self.given_on}"


class SuperiorAspect(models.Model):
    """One of the aspects (方面) of a feedback."""

    feedback = models.ForeignKey(SuperiorFeedback, on_delete=models.PROTECT, related_name="aspects")
    name = models.CharField("方面", max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feedback", "name"], name="aspect_once")]
        ordering = ["id"]


class SuperiorProblem(models.Model):
    """A problem as it was fed back. Claimed (认领), it is an issue of the register and is put right there."""

    aspect = models.ForeignKey(SuperiorAspect, on_delete=models.PROTECT, related_name="problems")
    wording = models.TextField("问题表述")
    issue = models.OneToOneField(
        "inspections.Issue", on_delete=models.PROTECT, null=True, related_name="superior_problem"
    )

    class Meta:
        ordering = ["id"]
