"""What is typed into the pages of 大起底."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

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
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import Category, Source, Theme
from zhunsheng.server.inspections.sweeps.actions import NewSweep
from zhunsheng.server.inspections.sweeps.models import Sweep, SweptProblem
from zhunsheng.server.orgs.actors import Actor


class SweepForm(forms.Form):
    title = line("名称", 100, required=True)
    begun_on = day("开展日期", required=True)
    found_since = day("老问题发现日期：从", required=True)
    found_until = day("到", required=True)
    joined_by = line("会同部门", 200)
    themes = units("方面（在“台账设置”的主题字典里添加）")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "themes", Theme.objects.filter(tenant_id=actor.tenant, is_active=True))
        self.fields["begun_on"].initial = timezone.localdate

    @property
    def new(self) -> NewSweep:
        return NewSweep(**{**self.cleaned_data, "themes": list(self.cleaned_data["themes"])})


class OldProblemForm(forms.Form):
    theme = choice("方面", "请选择", required=True)
    wording = paragraph("问题表述", rows=4)
    origin = line("原出处（例如“五届第四轮巡察”）", 100, required=True)
    unit = choice("责任单位", "请选择", required=True)
    category = choice("问题类别", "暂不分类")
    found_on = day("起底日期", required=True)
    due_on = day("整改时限（不填按台账的期限推算）")

    def __init__(self, actor: Actor, sweep: Sweep, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "theme", sweep.themes.all())
        rows(self, "unit", active_units(actor))
        rows(self, "category", Category.objects.filter(tenant_id=actor.tenant, is_active=True))
        self.fields["found_on"].initial = timezone.localdate

    @property
    def new(self) -> NewIssue:
        given = {name: value for name, value in self.cleaned_data.items() if name != "origin"}
        return NewIssue(source=Source.OLD, **given)


class LookAgainForm(forms.Form):
    now = option("现状", SweptProblem.Now.choices)
    looked_on = day("核查日期", required=True)
    note = paragraph("核查情况", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["looked_on"].initial = timezone.localdate


class SweepPaperForm(forms.Form):
    handed_on = day("移交日期", required=True)
    reply_due_on = day("回复时限")
    request = paragraph("办理要求", rows=4)


class HandOverForm(SweepPaperForm):
    lead = choice("牵头单位", "请选择", required=True)
    supports = units("配合单位", required=False)
    problems = units("移交的问题")

    field_order = ("lead", "supports", "problems", "handed_on", "reply_due_on", "request")

    def __init__(self, actor: Actor, sweep: Sweep, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "lead", active_units(actor))
        rows(self, "supports", active_units(actor))
        rows(self, "problems", sweep.problems.select_related("theme", "issue__unit"))
        self.fields["problems"].label_from_instance = _said  # type: ignore[attr-defined]
        self.fields["handed_on"].initial = timezone.localdate


def _said(problem: SweptProblem) -> str:
    issue = problem.issue
    now = problem.get_now_display() if problem.now else "还没有核查"
    return f"{problem.theme.name} · {issue.unit.name} · {issue.wording[:40]}（{issue.number}，{now}）"


class SweepReceiptForm(forms.Form):
    received_on = day("签收日期", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate


class SweepReplyForm(forms.Form):
    replied_on = day("回复日期", required=True)
    reply = paragraph("办理情况", rows=4)
    upload = upload("回复材料")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replied_on"].initial = timezone.localdate
