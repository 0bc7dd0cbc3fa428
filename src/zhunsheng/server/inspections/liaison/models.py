"""联络与传达: higher teams at work here and the papers they ask for, what was passed on, what was reported upward."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.orgs.models import Tenant, Unit


class Withdrawable(models.Model):
    """作废: what was entered by mistake stays to be read, and counts nowhere."""

    withdrawn_on = models.DateField("作废日期", null=True, blank=True)
    withdrawn_for = models.CharField("作废的理由", max_length=200, blank=True)

    class Meta:
        abstract = True


class HigherTeam(Withdrawable):
    """A team of a higher level at work here (上级巡视巡察组)."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="higher_teams")
    name = models.CharField("组名", max_length=60)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    contact = models.CharField("联络岗位", max_length=60)
    units = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name="涉及单位")

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return self.name


class AskedPaper(Withdrawable):
    """Something a higher team asked for (调阅资料), and when it was handed over against what receipt."""

    team = models.ForeignKey(HigherTeam, on_delete=models.PROTECT, related_name="papers")
    what = models.CharField("调阅资料", max_length=200)
    asked_on = models.DateField("提出日期")
    due_on = models.DateField("提供时限", null=True, blank=True)
    handed_on = models.DateField("移交日期", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=60, blank=True)
    receipt_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]


class Relay(Withdrawable):
    """A document passed on (传达贯彻): when, and to whom."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="relays")
    document = models.CharField("文件或精神", max_length=200)
    relayed_on = models.DateField("传达日期")
    audience = models.CharField("传达范围", max_length=200)

    class Meta:
        ordering = ["-relayed_on", "-id"]

    def __str__(self) -> str:
        return self.document


class LeadingReport(Withdrawable):
    """A matter reported to the leading group (向领导小组报告), and what it decided."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="leading_reports")
    reported_on = models.DateField("报告日期")
    matter = models.TextField("报告事项")
    decision = models.TextField("研究意见", blank=True)

    class Meta:
        ordering = ["-reported_on", "-id"]
