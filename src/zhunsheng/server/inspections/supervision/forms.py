"""What is typed into the pages of 督办: slips, interviews, supervisions and rules."""

from __future__ import annotations

from typing import Any

from django import forms

from zhunsheng.server.inspections.forms import active_units, choice, day, line, paragraph, rows, units
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.orgs.actors import Actor


class _OfUnits(forms.Form):
    """`units_in` names the fields in which a unit of the region is picked."""

    units_in: tuple[str, ...] = ("unit",)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.units_in:
            rows(self, name, active_units(actor))


class SlipForm(_OfUnits):
    unit = choice("单位", "请选择", required=True)
    issued_on = day("下发日期", required=True)
    matter = paragraph("提示事项")
    reply_due_on = day("答复期限")


class InterviewForm(_OfUnits):
    unit = choice("单位", "请选择", required=True)
    held_on = day("约谈日期", required=True)
    matter = paragraph("约谈事由")
    outcome = line("约谈结果", 500)


class SupervisionForm(_OfUnits):
    units_in = ("units",)
    kind = forms.ChoiceField(label="方式", choices=Supervision.Kind.choices)
    title = line("名称", 100, required=True)
    since = day("开始日期", required=True)
    until = day("结束日期")
    joined_by = line("参加部门", 200)
    units = units("被督查单位")


class RuleForm(_OfUnits):
    units_in = ("issued_by",)
    name = line("制度名称", 150, required=True)
    document_number = line("文号", 60)
    issued_by = choice("出台单位", "请选择", required=True)
    issued_on = day("印发日期", required=True)


class ReplyForm(forms.Form):
    replied_on = day("答复日期", required=True)
