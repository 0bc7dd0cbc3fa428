"""双公开: the circular within the party (党内通报) and the notice to the public (社会公开), or why there is none."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.orgs.models import Tenant, Unit, User


class ExemptionGround(models.Model):
    """A ground for not publishing (不公开理由); each place keeps its own dictionary."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("不公开理由", max_length=100)
    basis = models.CharField("依据", max_length=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="exemption_ground_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Matter(models.TextChoices):
    """What is published of an inspection."""

    FEEDBACK = "feedback", "反馈情况"
    RECTIFICATION = "rectification", "整改进展情况"


class Manner(models.TextChoices):
    CIRCULAR = "circular", "党内通报"
    PUBLIC = "public", "社会公开"


class Disclosure(models.Model):
    """One of the two of one matter at one unit: published, or not on a ground. Withdrawn it is kept."""

    round = models.ForeignKey("inspections.Round", on_delete=models.PROTECT, related_name="disclosures")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField("事项", max_length=14, choices=Matter)
    manner = models.CharField("方式", max_length=10, choices=Manner)
    approver = models.CharField("批准人（职务）", max_length=60)
    approved_on = models.DateField("批准日期")
    place = models.CharField("范围或载体", max_length=200, blank=True)
    published_on = models.DateField("公布日期", null=True)
    text = models.TextField("公开的文本", blank=True)
    secrecy_reviewer = models.CharField("保密审查人", max_length=60, blank=True)
    privacy_reviewer = models.CharField("隐私审查人", max_length=60, blank=True)
    review_note = models.CharField("审查意见", max_length=300, blank=True)
    ground = models.ForeignKey(ExemptionGround, on_delete=models.PROTECT, null=True, related_name="+")
    """Where it is not published."""
    ground_note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_on = models.DateField("撤回日期", null=True)
    withdrawn_for = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "matter", "manner"],
                condition=models.Q(withdrawn_on=None),
                name="disclosure_in_force_once",
            )
        ]
        ordering = ["id"]
