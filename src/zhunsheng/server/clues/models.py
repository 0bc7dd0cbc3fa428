"""Clues (问题线索) and complaints about inspection staff (举报).

No table here has a column for words: whatever somebody wrote, and every file, is a row of `Sealed`. What is
left can be listed, counted and dumped without telling anything but number, state and dates.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from zhunsheng.server.orgs.models import Tenant, User


class Kind(models.TextChoices):
    CLUE = "clue", "问题线索"
    COMPLAINT = "complaint", "举报"


class State(models.TextChoices):
    # a clue
    REGISTERED = "registered", "已登记"
    ROUTING = "routing", "待批准分流"
    ROUTED = "routed", "待移交"
    TRANSFERRED = "transferred", "已移交待回执"
    IN_HAND = "in_hand", "办理中"
    FED_BACK = "fed_back", "已反馈"
    CLOSED = "closed", "已办结"
    # a complaint
    ACCEPTED = "accepted", "已受理"
    VERIFIED = "verified", "已核实"
    DECIDING = "deciding", "待批准处理意见"
    DECIDED = "decided", "待答复"
    REPLIED = "replied", "已答复办结"


def chance_id() -> int:
    """For what stands in an address: an id that follows no other tells of none."""
    return 1 + secrets.randbelow(10**10)


class Record(models.Model):
    """One clue or complaint, as much of it as may stand in the open."""

    id = models.BigAutoField(primary_key=True, default=chance_id)
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    number = models.CharField("编号", max_length=30)
    state = models.CharField("状态", max_length=12, choices=State)
    state_since = models.DateTimeField()
    registered_on = models.DateField("登记日期")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    paper_number = models.CharField("移交函编号", max_length=30, blank=True)
    transferred_on = models.DateField("移交日期", null=True, blank=True)
    received_on = models.DateField("签收日期", null=True, blank=True)
    due_on = models.DateField("督办期限", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    keep_until = models.DateField("继续保存到", null=True, blank=True)
    """As was decided when its period had passed."""
    erased_on = models.DateField("销毁日期", null=True, blank=True)
    """Nothing sealed is left; the row is kept for the counts and shown to nobody."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="record_number_once")]
        ordering = ["-registered_on", "-number"]

    def __str__(self) -> str:
        return self.number

    @property
    def look(self) -> str:
        """The colour of its state's tag."""
        if self.state in (State.CLOSED, State.REPLIED):
            return "green"
        return "amber" if self.state in (State.ROUTING, State.DECIDING) else "blue"

    @property
    def is_late(self) -> bool:
        """Its 督办 has passed its day without 反馈."""
        return self.state == State.IN_HAND and self.due_on is not None and self.due_on < timezone.localdate()


class Handler(models.Model):
    """A person named for a record (经办人). Nobody else knows that it exists."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="handlers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sees_identity = models.BooleanField("可看举报人身份", default=False)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "user"], name="handler_once")]
        ordering = ["id"]


class Step(models.Model):
    """One step a record took; the words that go with it are sealed."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=20)
    origin = models.CharField(max_length=12, choices=State)
    target = models.CharField(max_length=12, choices=State)
    on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Attachment(models.Model):
    """A file of a record; name and content are sealed."""

    id = models.BigAutoField(primary_key=True, default=chance_id)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="attachments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "id"]


class Sealed(models.Model):
    """Something written about a record, encrypted; it opens only as this field of this record."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="sealed")
    field = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=20)
    key_id = models.CharField(max_length=40, db_index=True)
    nonce = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "field"], name="sealed_once")]


class Sequence(models.Model):
    """The last number given under a prefix (巡移〔2023〕): apart from the register's, which others see."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=30)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "prefix"], name="clue_sequence_once")]


class CountRelease(models.Model):
    """A small count that was looked at and may leave: so few that they could tell who is meant."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "year", "count"], name="release_once")]
