"""A place's own wording of the papers a round needs."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.orgs.models import Tenant


class NoticeKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", "巡察公告"
    FORMING = "forming", "成立通知"
    MOBILISING = "mobilising", "动员部署"
    FEEDBACK = "feedback", "反馈意见"
    RECTIFYING = "rectifying", "整改通知"
    REPORT = "report", "整改报告"
    """The unit's own, from its issues."""
    HANDOVER = "handover", "移交函"
    """四个纳入: to who appraises units."""


OF_A_ROUND = tuple(kind for kind in NoticeKind if kind not in (NoticeKind.REPORT, NoticeKind.HANDOVER))


class NoticeTemplate(models.Model):
    """文书样本, where a place has changed the one that comes with the register."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("文书", max_length=12, choices=NoticeKind)
    title = models.CharField("标题", max_length=100)
    text = models.TextField("正文")
    sign = models.CharField("落款", max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind"], name="notice_template_once")]
