"""What keeps rectification moving and what comes of it: slips, interviews, supervisions, rules, carried themes."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.orgs.models import Tenant, Unit


class NoticeSlip(models.Model):
    """A numbered reminder to a unit (工作提示单). What it is about stays in this table."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="notice_slips")
    number = models.CharField("编号", max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField("下发日期")
    matter = models.TextField("提示事项")
    reply_due_on = models.DateField("答复期限", null=True, blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    reply = models.TextField("办理情况", blank=True)
    on_paper = models.BooleanField("纸上答复", default=False)
    """The office entered it; what a unit wrote itself the office doesn't write over."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="slip_number_once")]
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.number


class Interview(models.Model):
    """A talk with the head of a unit that rectifies badly (约谈). The unit is named, never a person."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="interviews")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField("约谈日期")
    matter = models.TextField("约谈事由")
    outcome = models.TextField("约谈结果", blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.held_on}"


class Supervision(models.Model):
    """A joint look at how units rectify (督查、回头看): what it found on the spot, and the issues it looked at.

    Of a round or on a theme, where it is of one.
    """

    class Kind(models.TextChoices):
        SUPERVISION = "supervision", "专项督查"
        LOOK_BACK = "look_back", "回头看"
        COMMON = "common", "共性问题督查"

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="supervisions")
    kind = models.CharField("方式", max_length=12, choices=Kind)
    title = models.CharField("名称", max_length=100)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    joined_by = models.CharField("参加部门", max_length=200, blank=True)
    units = models.ManyToManyField(Unit, related_name="+", verbose_name="被督查单位")
    round = models.ForeignKey(
        "inspections.Round", on_delete=models.PROTECT, null=True, blank=True, related_name="supervisions"
    )
    theme = models.ForeignKey(
        "inspections.Theme", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issues = models.ManyToManyField("inspections.Issue", related_name="supervisions", blank=True)

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return self.title


class IssuedRule(models.Model):
    """A rule that came of an inspection (制度): its name, by whom, when, and from which issues."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="issued_rules")
    name = models.CharField("制度名称", max_length=150)
    document_number = models.CharField("文号", max_length=60, blank=True)
    issued_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="出台单位")
    issued_on = models.DateField("印发日期")
    issues = models.ManyToManyField("inspections.Issue", related_name="rules", blank=True)

    class Meta:
        ordering = ["-issued_on", "-id"]

    def __str__(self) -> str:
        return self.name


class Accountability(models.Model):
    """追责问责 after a round at a unit: how many organisations, how many times persons. Never who.

    Empty is not said; 0 is none.
    """

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey("inspections.Round", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("日期")
    organisations = models.PositiveSmallIntegerField("问责组织（个）", null=True, blank=True)
    disciplined = models.PositiveSmallIntegerField("党纪政务处分（人次）", null=True, blank=True)
    reassigned = models.PositiveSmallIntegerField("组织处理（人次）", null=True, blank=True)
    admonished = models.PositiveSmallIntegerField("批评教育（人次）", null=True, blank=True)

    class Meta:
        ordering = ["-decided_on", "-id"]


class CarriedTheme(models.Model):
    """A theme of earlier findings that a round looks at again (纳入巡察内容), and on what ground."""

    round = models.ForeignKey("inspections.Round", on_delete=models.PROTECT, related_name="carried_themes")
    theme = models.ForeignKey("inspections.Theme", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField("纳入依据", max_length=200, blank=True)
    problem = models.ForeignKey(
        "inspections.CommonProblem",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="carried_themes",
        verbose_name="共性问题",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "theme"], name="carried_theme_once")]
