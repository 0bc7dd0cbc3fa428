"""What is typed into the pages of 上级反馈."""

from __future__ import annotations

from typing import Any

from django import forms

from zhunsheng.server.inspections.forms import (
    active_units,
    choice,
    day,
    line,
    option,
    paragraph,
    rows,
    upload,
)
from zhunsheng.server.inspections.models import Category
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.orgs.actors import Actor


class SuperiorForm(forms.Form):
    manner = option("方式", SuperiorFeedback.Manner.choices)
    given_by = line("反馈的巡视巡察组", required=True)
    given_on = day("反馈日期", required=True)

    @property
    def given(self) -> dict[str, Any]:
        return {**self.cleaned_data, "manner": SuperiorFeedback.Manner(self.cleaned_data["manner"])}


class OrganiseForm(forms.Form):
    head = line("工作领导小组组长（写职务）")
    members = line("成员（写职务，用顿号隔开）", 300)
    plan_on = day("整改方案日期")
    upload = upload("整改方案")


class ProblemForm(forms.Form):
    aspect = line("方面", 100, required=True)
    wording = paragraph("问题表述", rows=4)


class ClaimForm(forms.Form):
    unit = choice("责任单位", "请选择", required=True)
    category = choice("问题类别", "暂不分类")
    due_on = day("整改时限（不填按反馈日期推算）")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", active_units(actor))
        rows(self, "category", Category.objects.filter(tenant_id=actor.tenant, is_active=True))
