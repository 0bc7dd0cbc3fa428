"""专项行动: a drive ordered from above, as a tag on whatever is done for it here."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.inspections.circulars.models import Circular
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.liaison.models import Relay
from zhunsheng.server.inspections.models import Issue, Round
from zhunsheng.server.inspections.selfchecks.models import Checklist
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.supervision.models import Interview, NoticeSlip, Supervision
from zhunsheng.server.inspections.sweeps.models import Sweep
from zhunsheng.server.orgs.models import Tenant


class SpecialAction(models.Model):
    """One of them, with all that is tagged with it. Not a 专项巡察: that is a kind of inspection, with a theme."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="special_actions")
    name = models.CharField("名称", max_length=100)
    ordered_by = models.CharField("部署机关", max_length=60)
    document = models.CharField("来文", max_length=100, blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    issues = models.ManyToManyField(Issue, related_name="special_actions")
    slips = models.ManyToManyField(NoticeSlip, related_name="special_actions")
    interviews = models.ManyToManyField(Interview, related_name="special_actions")
    supervisions = models.ManyToManyField(Supervision, related_name="special_actions")
    directives = models.ManyToManyField(Directive, related_name="special_actions")
    checklists = models.ManyToManyField(Checklist, related_name="special_actions")
    circulars = models.ManyToManyField(Circular, related_name="special_actions")
    sweeps = models.ManyToManyField(Sweep, related_name="special_actions")
    superiors = models.ManyToManyField(SuperiorFeedback, related_name="special_actions")
    rounds = models.ManyToManyField(Round, related_name="special_actions")
    relays = models.ManyToManyField(Relay, related_name="special_actions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="special_action_once")]
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return self.name
