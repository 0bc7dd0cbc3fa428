"""What is typed into the pages of 联络与传达."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from zhunsheng.server.inspections.forms import active_units, day, line, paragraph, rows, units, upload
from zhunsheng.server.orgs.actors import Actor


class HigherTeamForm(forms.Form):
    name = line("组名", required=True)
    since = day("起", required=True)
    until = day("止")
    contact = line("联络岗位", required=True)
    units = units("涉及单位", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "units", active_units(actor, [unit.pk for unit in self.initial.get("units", ())]))


class AskedPaperForm(forms.Form):
    what = line("调阅资料", 200, required=True)
    asked_on = day("提出日期", required=True)
    due_on = day("提供时限")


class HandOverForm(forms.Form):
    handed_on = day("移交日期", required=True)
    receipt = line("回执编号")
    upload = upload("回执（扫描件）")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handed_on"].initial = timezone.localdate


class RelayForm(forms.Form):
    document = line("文件或精神", 200, required=True)
    relayed_on = day("传达日期", required=True)
    audience = line("传达范围", 200, required=True)


class LeadingReportForm(forms.Form):
    reported_on = day("报告日期", required=True)
    matter = paragraph("报告事项")
    decision = paragraph("研究意见", required=False)
