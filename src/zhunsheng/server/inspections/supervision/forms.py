"""What is typed into the pages of 督办: slips, interviews, supervisions and rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.forms import active_units, choice, day, line, option, paragraph, rows, units
from zhunsheng.server.inspections.models import Category, Theme
from zhunsheng.server.inspections.queries import rounds_visible_to
from zhunsheng.server.inspections.supervision.looks import NewLook
from zhunsheng.server.inspections.supervision.models import NoticeSlip, Supervision
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_MOST = 9_999


def _count(label: str) -> forms.IntegerField:
    messages = {
        "invalid": f"{label}请填整数，没有的填 0。",
        "min_value": f"{label}不能小于 0。",
        "max_value": f"{label}最多 {_MOST}。",
    }
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=_MOST, error_messages=messages
    )


class _OfUnits(forms.Form):
    """`units_in` names the fields in which a unit of the region is picked."""

    units_in: tuple[str, ...] = ("unit",)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.units_in:
            standing = self.initial.get(name)
            rows(self, name, active_units(actor, [standing.pk] if isinstance(standing, Unit) else ()))


class SlipForm(_OfUnits):
    unit = choice("单位", "请选择", required=True)
    issued_on = day("下发日期", required=True)
    matter = paragraph("提示事项")
    reply_due_on = day("答复期限")


class ChangeSlipForm(SlipForm):
    replied_on = day("答复日期")


class InterviewForm(_OfUnits):
    unit = choice("单位", "请选择", required=True)
    held_on = day("约谈日期", required=True)
    matter = paragraph("约谈事由")
    outcome = line("约谈结果", 500)


class SupervisionForm(_OfUnits):
    """Without units: those of the round, else those with something open under the theme."""

    units_in = ("units",)
    kind = option("方式", Supervision.Kind.choices)
    title = line("名称", 100, required=True)
    since = day("开始日期", required=True)
    until = day("结束日期")
    joined_by = line("参加部门", 200)
    round = choice("哪一轮的整改", "不限轮次")
    theme = choice("主题", "不限主题")
    units = units("被督查单位（不选就是这一轮的单位，或这个主题还有问题没办结的单位）", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        rows(self, "round", rounds_visible_to(actor).order_by("-term__number", "-number"))
        rows(self, "theme", Theme.objects.filter(tenant_id=actor.tenant))

    @property
    def new(self) -> NewLook:
        given = dict(self.cleaned_data)
        return NewLook(**{**given, "kind": Supervision.Kind(given["kind"])})


class FindingForm(forms.Form):
    """当场交办 at one of the units visited."""

    unit = choice("责任单位", "请选择", required=True)
    wording = paragraph("问题表述", rows=4)
    category = choice("问题类别", "暂不分类")
    immediate = forms.BooleanField(label="立行立改", required=False)
    found_on = day("发现日期", required=True)
    due_on = day("整改时限（不填按发现日期推算）")

    def __init__(self, actor: Actor, supervision: Supervision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", supervision.units.order_by("code"))
        rows(self, "category", Category.objects.filter(tenant_id=actor.tenant, is_active=True))
        self.fields["found_on"].initial = supervision.since


class RuleForm(_OfUnits):
    units_in = ("issued_by",)
    name = line("制度名称", 150, required=True)
    document_number = line("文号", 60)
    issued_by = choice("出台单位", "请选择", required=True)
    issued_on = day("印发日期", required=True)


class AccountabilityForm(_OfUnits):
    """Counts alone; empty is not said, 0 is none."""

    entry = choice("轮次", "请选择", required=True)
    unit = choice("单位", "请选择", required=True)
    decided_on = day("日期", required=True)
    organisations = _count("问责组织（个）")
    disciplined = _count("党纪政务处分（人次）")
    reassigned = _count("组织处理（人次）")
    admonished = _count("批评教育（人次）")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        rows(self, "entry", rounds_visible_to(actor).order_by("-term__number", "-number"))


class CarryForm(forms.Form):
    """`problem`: the common problem it comes from, where it comes from one."""

    entry = choice("轮次", "请选择", required=True)
    theme = choice("主题", "请选择", required=True)
    problem = choice("由哪个共性问题", "不是由共性问题来的")
    ground = line("纳入依据", 200, required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "entry", rounds_visible_to(actor).order_by("-term__number", "-number"))
        rows(self, "theme", Theme.objects.filter(tenant_id=actor.tenant, is_active=True))
        rows(self, "problem", CommonProblem.objects.filter(tenant_id=actor.tenant))


class ReplyForm(forms.Form):
    """`itself`: the unit answers; what comes on paper the office may enter by its day alone."""

    replied_on = day("答复日期", required=True)
    reply = paragraph("办理情况", rows=4, required=False)

    def __init__(self, *args: Any, itself: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reply"].required = itself

    @classmethod
    def of(cls, slip: NoticeSlip, *, itself: bool, data: Any = None) -> ReplyForm:
        kept = {"replied_on": slip.replied_on or timezone.localdate(), "reply": slip.reply}
        return cls(data, itself=itself, initial=kept, auto_id="reply-%s")
