"""What is typed into the pages of 通报."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from zhunsheng.server.inspections.circulars.actions import NewCircular
from zhunsheng.server.inspections.circulars.models import Circular, CircularRecipient
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.forms import (
    active_units,
    day,
    line,
    option,
    paragraph,
    rows,
    units,
    upload,
)
from zhunsheng.server.orgs.actors import Actor


class CircularForm(forms.Form):
    number = line("文号（不填由系统编号）", 40)
    title = line("标题", 100, required=True)
    issued_on = day("印发日期", required=True)
    about = option("通报什么", Circular.About.choices, initial=Circular.About.COMMON)
    problems = units("共性问题（收到的单位只看到下面写的；通报整改情况的不选）", required=False)
    text = paragraph("通报的内容（不写问题台账里的原文）", rows=6, most=5000)
    request = paragraph("工作要求", rows=4)
    due_on = day("报送时限")
    addressed = units("主送单位（报送落实情况）")
    copied = units("抄送单位（看了标已阅，不用报送）", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "problems", CommonProblem.objects.filter(tenant_id=actor.tenant))
        for name in ("addressed", "copied"):
            rows(self, name, active_units(actor, [unit.pk for unit in self.initial.get(name, ())]))
        self.fields["issued_on"].initial = timezone.localdate

    @property
    def new(self) -> NewCircular:
        given = {name: self.cleaned_data[name] for name in CircularForm.base_fields}
        many = {name: list(self.cleaned_data[name]) for name in ("problems", "addressed", "copied")}
        about = Circular.About(self.cleaned_data["about"])
        return NewCircular(**{**given, **many, "about": about})


class NewCircularForm(CircularForm):
    upload = upload("附件（不照抄问题台账里的原文；多个的印发以后再加）")

    @property
    def uploads(self) -> list[UploadedFile[bytes]]:
        chosen = self.cleaned_data["upload"]
        return [chosen] if chosen is not None else []


class CircularReportForm(forms.Form):
    reported_on = day("报送日期", required=True)
    report = paragraph("落实情况", rows=4)

    @classmethod
    def of(cls, recipient: CircularRecipient, data: Any = None) -> CircularReportForm:
        kept = {"reported_on": recipient.reported_on or timezone.localdate(), "report": recipient.report}
        return cls(data, initial=kept, auto_id=f"report-{recipient.pk}-%s")
