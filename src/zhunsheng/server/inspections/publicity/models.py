"""信息和宣传: what the office wrote or had published, and how far up it was taken up (采用)."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, User


class PublicityItem(models.Model):
    """One piece of 信息, 宣传 or 简报: where and when it came out, with a link to it or a copy."""

    class Kind(models.TextChoices):
        REPORT = "report", "信息"
        STORY = "story", "宣传"
        BULLETIN = "bulletin", "简报"

    class Level(models.TextChoices):
        NONE = "", "没有采用"
        COUNTY = "county", "区县级"
        CITY = "city", "市级"
        PROVINCE = "province", "省级"
        CENTRAL = "central", "中央级"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=150)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    channel = models.CharField("渠道", max_length=60)
    published_on = models.DateField("日期")
    level = models.CharField("采用级别", max_length=10, choices=Level, default=Level.NONE, blank=True)
    link = models.URLField("链接", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-published_on", "-id"]
        indexes = [models.Index(fields=["tenant", "published_on"], name="publicity_by_day")]

    def __str__(self) -> str:
        return self.title
