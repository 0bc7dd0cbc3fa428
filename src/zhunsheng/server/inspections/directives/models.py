"""督办: what the party committee or the leading group decided, or higher teams handed over, and what came of it."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, Unit, User


class DirectiveState(models.TextChoices):
    OPEN = "open", "办理中"
    ANSWERED = "answered", "已反馈"
    DONE = "done", "办结"


class Directive(models.Model):
    """A matter to be followed up (督办事项). Its text stays in this table."""

    class Origin(models.TextChoices):
        COMMITTEE = "committee", "党委会议决定"
        LEADING = "leading", "领导小组会议决定"
        SUPERIOR = "superior", "上级移交"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="directives")
    number = models.CharField("编号", max_length=30)
    origin = models.CharField("来源", max_length=10, choices=Origin)
    source = models.CharField("会议或来文", max_length=100)
    decided_on = models.DateField("日期")
    text = models.TextField("督办事项")
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="承办单位")
    due_on = models.DateField("办理时限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=DirectiveState, default=DirectiveState.OPEN)
    closed_on = models.DateField("办结日期", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="directive_number_once")]
        ordering = ["-decided_on", "-id"]

    def __str__(self) -> str:
        return self.number


class DirectiveFeedback(models.Model):
    """What one of the units reported back (办理反馈), with the paper that shows it.

    What the unit hands in itself the office accepts or returns; what the office enters for it is accepted.
    """

    class State(models.TextChoices):
        HANDED_IN = "handed_in", "待确认"
        ACCEPTED = "accepted", "已确认"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已作废"

        @property
        def look(self) -> str:
            return {"handed_in": "amber", "accepted": "green", "returned": "red", "withdrawn": "grey"}[
                self.value
            ]

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="feedback")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField("反馈日期")
    words = models.TextField("办理情况")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ACCEPTED)
    reason = models.TextField("退回理由", blank=True)
    on_paper = models.BooleanField("纸上反馈", default=False)
    """Entered by the office, which may correct it; what a unit wrote itself stays as it was written."""
    withdrawn_for = models.CharField("作废的理由", max_length=200, blank=True)

    class Meta:
        ordering = ["given_on", "id"]

    @property
    def state_look(self) -> str:
        return self.State(self.state).look


UNSAID = (DirectiveFeedback.State.RETURNED, DirectiveFeedback.State.WITHDRAWN)
"""As if it had not been said."""
