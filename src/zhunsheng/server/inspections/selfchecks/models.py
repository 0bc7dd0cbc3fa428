"""未巡先改: what units are asked to look for in themselves, what each answered, and the problems it found."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.models import Issue, Theme
from zhunsheng.server.orgs.models import Tenant, Unit


class Checklist(models.Model):
    """A self-check list (自查清单). Sent to a unit, its items change no more."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="checklists")
    number = models.CharField("编号", max_length=30)
    title = models.CharField("名称", max_length=100)
    issued_on = models.DateField("印发日期")
    due_on = models.DateField("上报时限")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="checklist_number_once")]
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.number


class ChecklistItem(models.Model):
    """One thing to look for (自查事项)."""

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("自查事项", max_length=200)
    common_problem = models.ForeignKey(CommonProblem, on_delete=models.PROTECT, null=True, related_name="+")
    """The one it was taken from."""

    class Meta:
        ordering = ["id"]


class SelfCheck(models.Model):
    """A unit's own check by a list that was sent to it."""

    class State(models.TextChoices):
        OPEN = "open", "自查中"
        HANDED_IN = "handed_in", "已上报"
        RETURNED = "returned", "退回补充"

    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="self_checks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField("下发日期")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    handed_in_on = models.DateField("上报日期", null=True, blank=True)
    """The last time; from the first one on, others than the unit read the answers."""
    return_words = models.TextField("退回的理由", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checklist", "unit"], name="self_check_once")]
        ordering = ["unit__code"]

    @property
    def state_look(self) -> str:
        """The colour of the tag that shows it."""
        return {"open": "amber", "handed_in": "green"}.get(self.state, "red")


class Answer(models.Model):
    """What a unit answered on an item. Blank is no answer yet: neither 没有 nor 不适用."""

    class Found(models.TextChoices):
        YES = "yes", "有"
        NO = "no", "没有"
        NOT_APPLICABLE = "not_applicable", "不适用"

    self_check = models.ForeignKey(SelfCheck, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="answers")
    found = models.CharField("自查结果", max_length=14, choices=Found, blank=True, default="")
    note = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["self_check", "item"], name="answer_once")]
        ordering = ["item_id"]


class FoundProblem(models.Model):
    """A problem a unit found in itself, and who puts it right by when. Handed in, it is an issue of the register."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="problems")
    wording = models.TextField("查出的问题")
    found_on = models.DateField("发现日期")
    leader = models.CharField("责任领导", max_length=60)
    department = models.CharField("责任部门", max_length=60)
    person = models.CharField("责任人", max_length=60)
    measures = models.TextField("整改措施")
    """One a line."""
    due_on = models.DateField("整改时限")
    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, null=True, related_name="found_problem")

    class Meta:
        ordering = ["id"]
