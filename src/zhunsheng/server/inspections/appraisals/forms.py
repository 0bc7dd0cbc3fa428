"""What is typed into the pages of 四个纳入."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from zhunsheng.server.inspections.appraisals.models import Handover, Use
from zhunsheng.server.inspections.forms import (
    active_units,
    choice,
    day,
    line,
    option,
    paragraph,
    rows,
    units,
    upload,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit


class HandoverForm(forms.Form):
    use = option("用途", Use.choices)
    recipient = choice("接收单位", "请选择", required=True)
    department = line("接收科室")
    handed_on = day("移交日期", required=True)
    number = line("编号（不填由系统编）", 30)
    units = units("移交哪些单位的情况")

    def __init__(self, actor: Actor, offered: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "recipient", active_units(actor))
        rows(self, "units", offered)
        self.fields["handed_on"].initial = timezone.localdate

    def clean_use(self) -> Use:
        return Use(self.cleaned_data["use"])


class HandoverReceiptForm(forms.Form):
    received_on = day("收到日期", required=True)
    receipt = line("回执编号")
    upload = upload("回执（扫描件）")

    def __init__(self, handover: Handover, data: Any = None, files: Any = None) -> None:
        kept = {"received_on": handover.received_on or timezone.localdate(), "receipt": handover.receipt}
        super().__init__(data, files, initial=kept, auto_id="receipt-%s")


class AdoptionForm(forms.Form):
    told_on = day("反馈日期", required=True)
    text = paragraph("采用情况（只写对单位的，不写个人）")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="adoption-%s")
        self.fields["told_on"].initial = timezone.localdate
