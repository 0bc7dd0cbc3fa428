"""档案: what belongs in a round's file (案卷), the scans put into it, and the file once it is archived."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, Unit, User


class Period(models.TextChoices):
    """保管期限. 永久、30年、10年 as in 《机关文件材料归档范围和文书档案保管期限规定》（国家档案局令第8号）."""

    PERMANENT = "permanent", "永久"
    THIRTY = "30", "30年"
    TEN = "10", "10年"

    @property
    def years(self) -> int | None:
        """None: for ever."""
        return None if self is Period.PERMANENT else int(self.value)


class Filling(models.TextChoices):
    """Where the material of an item comes from, if nobody uploads it."""

    SCAN = "scan", "上传扫描件"
    ANNOUNCEMENT = "announcement", "文书：巡察公告"
    FORMING = "forming", "文书：成立通知"
    MOBILISING = "mobilising", "文书：动员部署"
    FEEDBACK = "feedback", "文书：反馈意见"
    RECTIFYING = "rectifying", "文书：整改通知"
    PLAN = "plan", "联审：整改方案"
    MEETING = "meeting", "联审：专题民主生活会材料"
    PROGRESS = "progress", "联审：整改进展报告"
    OPINIONS = "opinions", "联审意见表"
    REPORT = "report", "整改报告"
    SLIPS = "slips", "工作提示单"
    LEDGER = "ledger", "整改台账"


class CatalogueItem(models.Model):
    """One item of the list every round is filed by (案卷目录样本); each place keeps its own."""

    class Scope(models.TextChoices):
        ROUND = "round", "本轮一份"
        UNIT = "unit", "每个单位一份"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField("次序")
    name = models.CharField("材料", max_length=60)
    scope = models.CharField("范围", max_length=6, choices=Scope)
    filling = models.CharField("来源", max_length=14, choices=Filling, default=Filling.SCAN)
    is_required = models.BooleanField("必归", default=True)
    period = models.CharField("保管期限", max_length=10, choices=Period)
    basis = models.CharField("保管期限的依据", max_length=100)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "name"], name="catalogue_item_once")]
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.name


class ArchiveScan(models.Model):
    """A scan of the signed original (扫描件), of a round or of one of its units."""

    round = models.ForeignKey("inspections.Round", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(CatalogueItem, on_delete=models.PROTECT, related_name="scans")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Filing(models.Model):
    """A round archived (归档): from then on its catalogue and its files stay as they are.

    Withdrawn (撤销归档) it is kept, and the round is filed anew.
    """

    round = models.ForeignKey("inspections.Round", on_delete=models.PROTECT, related_name="filings")
    archived_on = models.DateField("归档日期")
    gap_note = models.CharField("缺件说明", max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    """Empty while the job is at work on it."""
    digest = models.CharField(max_length=64, blank=True)
    """sha256 of its SHA256SUMS: of all there is in it."""
    export = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, related_name="+")
    """The latest packing as a zip."""
    withdrawn_on = models.DateField("撤销日期", null=True)
    withdrawn_for = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(withdrawn_on=None), name="filing_in_force_once"
            )
        ]
        ordering = ["-id"]


class FiledEntry(models.Model):
    """A line of an archived catalogue: a file, or that there is none (缺). Never changed."""

    class Origin(models.TextChoices):
        SCAN = "scan", "扫描件"
        HANDED_IN = "handed_in", "单位报送"
        DRAWN = "drawn", "台账出具"

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="entries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField("材料", max_length=60)
    is_required = models.BooleanField("必归")
    period = models.CharField("保管期限", max_length=10, choices=Period)
    path = models.CharField("文件", max_length=400, blank=True)
    """In the zip, with its folder."""
    origin = models.CharField("来源", max_length=10, choices=Origin, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]


class RetentionDecision(models.Model):
    """到期鉴定: what people decided of what passed its period. The decision is kept; nothing is deleted by it."""

    class Outcome(models.TextChoices):
        KEEP = "keep", "继续保管"
        DESTROY = "destroy", "同意销毁"

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="decisions")
    period = models.CharField("保管期限", max_length=10, choices=Period)
    outcome = models.CharField("鉴定意见", max_length=8, choices=Outcome)
    keep_until = models.DateField("保管到", null=True, blank=True)
    decided_by = models.CharField("谁鉴定", max_length=60)
    decided_on = models.DateField("鉴定日期")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
