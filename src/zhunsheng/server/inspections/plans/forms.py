"""What is typed into the pages of 规划和计划."""

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
from zhunsheng.server.inspections.models import Inspectee, Round, Term, Theme
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.models import STAGES, Plan
from zhunsheng.server.orgs.actors import Actor


def _number(label: str, most: int, *, required: bool = False) -> forms.IntegerField:
    messages = {
        "required": f"请填写{label}。",
        "invalid": f"{label}请填整数。",
        "min_value": f"{label}请填 1 到 {most}。",
        "max_value": f"{label}请填 1 到 {most}。",
    }
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, required=required, error_messages=messages
    )


class _PlanForm(forms.Form):
    kind: Plan.Kind
    term = choice("届次", None, required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "term", Term.objects.filter(tenant_id=actor.tenant).order_by("-number"))

    @property
    def new(self) -> NewPlan:
        return NewPlan(kind=self.kind, **self.cleaned_data)


class TermPlanForm(_PlanForm):
    kind = Plan.Kind.TERM


class AnnualPlanForm(_PlanForm):
    kind = Plan.Kind.ANNUAL
    year = _number("年度", 9999, required=True)


class StagePlanForm(AnnualPlanForm):
    kind = Plan.Kind.STAGE
    stage = _number("第几阶段", STAGES, required=True)
    since = day("起", required=True)
    until = day("止", required=True)


PLAN_FORMS: dict[Plan.Kind, type[_PlanForm]] = {
    form.kind: form for form in (TermPlanForm, AnnualPlanForm, StagePlanForm)
}


class TargetsForm(forms.Form):
    target_units = _number("计划覆盖单位（个）", 9999)
    target_rounds = _number("计划开展轮次（轮）", 99)


def slot_choices(plan: Plan) -> list[tuple[int | str, str]]:
    """Empty in a plan of a stage."""
    return [("", "未定"), *((slot, plan.slot_name(slot)) for slot in plan.slots)] if plan.slots else []


class ObjectsForm(forms.Form):
    """Without a year or stage to choose in a plan of a stage."""

    slot = forms.TypedChoiceField(
        label="安排",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "安排请从列出的里面选。"},
    )
    kind = option("类型", Inspectee.Kind.choices)
    theme = choice("主题", "没有主题")
    units = units("单位", required=False)
    part = line("所辖部分，例如“所辖村（社区）”", 100)
    elsewhere = line("外地单位，不在上面的填这里", 100)

    def __init__(self, actor: Actor, plan: Plan, data: Any = None) -> None:
        super().__init__(data, auto_id="object-%s")
        rows(self, "units", active_units(actor))
        rows(self, "theme", Theme.objects.filter(tenant_id=actor.tenant, is_active=True))
        if plan.slots:
            self.fields["slot"].choices = slot_choices(plan)  # type: ignore[attr-defined]
        else:
            del self.fields["slot"]


class ApproveForm(forms.Form):
    approved_on = day("批准日期", required=True)
    approved_by = line("批准的会议或机构", 100, required=True)
    document_number = line("文号", 60)
    upload = upload("批准的文件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_on"].initial = timezone.localdate


class SendForm(forms.Form):
    sent_on = day("报批日期", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_on"].initial = timezone.localdate


class ReturnForm(forms.Form):
    reason = paragraph("退回理由", rows=2, most=500)


class AdjustForm(forms.Form):
    reason = paragraph("调整原因", rows=2, most=500)


class OpenRoundForm(forms.Form):
    number = _number("第几轮", 99, required=True)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = Round.objects.filter(term=plan.term).last()
        self.fields["number"].initial = latest.number + 1 if latest is not None else 1
