"""制度建设: the inspection office's own rules. Not `IssuedRule`: those are units' rules that came of a finding."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant


class Standing(models.TextChoices):
    """What a rule is worth on a given day; it follows from the dates."""

    COMING = "coming", "尚未施行"
    IN_FORCE = "in_force", "现行有效"
    REPLACED = "replaced", "已被替代"
    ABOLISHED = "abolished", "已废止"

    @property
    def look(self) -> str:
        """The colour of the tag that shows it."""
        return {"coming": "blue", "in_force": "green", "replaced": "grey", "abolished": "grey"}[self.value]


class OwnRule(models.Model):
    """One version of a rule of the office, as it was issued. A later one replaces it from the day it takes effect."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="own_rules")
    title = models.CharField("名称", max_length=150)
    document_number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期")
    effective_on = models.DateField("施行日期")
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaces", verbose_name="由哪一件替代"
    )
    abolished_on = models.DateField("废止日期", null=True)
    """By a decision, without another in its place."""
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def standing(self, today: date) -> Standing:
        """The same rule as `standing_is`, for one."""
        if self.abolished_on is not None and self.abolished_on <= today:
            return Standing.ABOLISHED
        if self.replaced_by is not None and self.replaced_by.effective_on <= today:
            return Standing.REPLACED
        return Standing.IN_FORCE if self.effective_on <= today else Standing.COMING


def standing_is(standing: Standing, today: date) -> Q:
    abolished = Q(abolished_on__lte=today, abolished_on__isnull=False)
    replaced = Q(replaced_by__isnull=False, replaced_by__effective_on__lte=today)
    match standing:
        case Standing.ABOLISHED:
            return abolished
        case Standing.REPLACED:
            return replaced & ~abolished
        case Standing.IN_FORCE:
            return Q(effective_on__lte=today) & ~abolished & ~replaced
        case Standing.COMING:
            return Q(effective_on__gt=today) & ~abolished & ~replaced
