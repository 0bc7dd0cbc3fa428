"""What is typed into the pages of the pool."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from zhunsheng.server.inspections.forms import (
    SeveralChoice,
    active_units,
    choice,
    day,
    line,
    number,
    option,
    rows,
)
from zhunsheng.server.inspections.talent.actions import NewTraining, Particulars
from zhunsheng.server.inspections.talent.models import DeclaredRelation, Talent, Training
from zhunsheng.server.inspections.talent.queries import in_pool, specialties_in_use, talents_visible_to
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.forms import PersonChoice
from zhunsheng.server.orgs.models import User

_HOURS = "学时应在 0.5 到 999 之间。"
_BETWEEN = re.compile(r"[、，,；;\s]+")


def specialties_of(text: str) -> tuple[str, ...]:
    """财务审计、工程项目 → each once, in the order written."""
    return tuple(dict.fromkeys(name[:30] for name in _BETWEEN.split(text) if name))


class TalentForm(forms.Form):
    name = line("姓名", required=True)
    post = line("岗位")
    specialties = line("专长（用顿号隔开，例如“财务审计、工程项目”）", 200)
    since = day("入库日期", required=True)
    user = PersonChoice(
        label="账号（没有账号的不填）",
        queryset=User.objects.none(),
        required=False,
        empty_label="没有账号",
        error_messages={"invalid_choice": "账号请从列出的里面选。"},
    )

    def __init__(self, actor: Actor, *args: Any, talent: Talent | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Talent.objects.filter(tenant_id=actor.tenant).exclude(user=None)
        if talent is not None:
            taken = taken.exclude(pk=talent.pk)
        free = User.objects.filter(tenant_id=actor.tenant, is_active=True).exclude(
            pk__in=taken.values("user")
        )
        rows(self, "user", free.order_by("name", "username"))
        self.fields["since"].initial = timezone.localdate

    @property
    def particulars(self) -> Particulars:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("name", "since", "post", "user")}
        return Particulars(specialties=specialties_of(given["specialties"]), **kept)


class NewTalentForm(TalentForm):
    unit = choice("单位", "其他单位，填在下面")
    elsewhere = line("其他单位（不在本地区单位里的）", 100)

    field_order = ("name", "unit", "elsewhere", "post", "specialties", "since", "user")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        rows(self, "unit", active_units(actor))


class MoveForm(forms.Form):
    unit = choice("新单位", "其他单位，填在下面")
    elsewhere = line("其他单位（不在本地区单位里的）", 100)
    on = day("调动日期", required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", active_units(actor))


class LeaveForm(forms.Form):
    on = day("出库日期", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class FormerPostForm(forms.Form):
    unit = choice("单位", "请选择", required=True)
    until = day("离开日期", required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", active_units(actor))


class RelationForm(forms.Form):
    unit = choice("单位", "请选择", required=True)
    kind = option("关系", DeclaredRelation.Kind.choices)
    reason = line("事由（写到看得懂为止，不写亲属姓名、电话）", 200, required=True)
    declared_on = day("申报日期", required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", active_units(actor))
        self.fields["declared_on"].initial = timezone.localdate


class TrainingForm(forms.Form):
    held_on = day("培训日期", required=True)
    topic = line("培训内容", 100, required=True)
    hours = forms.DecimalField(
        label="学时",
        min_value=Decimal("0.5"),
        max_value=Decimal(999),
        max_digits=4,
        decimal_places=1,
        error_messages={
            "required": "请填写学时。",
            "invalid": "学时请填数字，例如 16。",
            **dict.fromkeys(("min_value", "max_value", "max_whole_digits", "max_digits"), _HOURS),
            "max_decimal_places": "学时最多 1 位小数。",
        },
    )
    talents = SeveralChoice(
        label="参加人员",
        queryset=Talent.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择参加培训的人。", "invalid_choice": "参加人员请从列出的里面选。"},
    )

    def __init__(self, actor: Actor, data: Any = None, *, training: Training | None = None) -> None:
        kept: dict[str, Any] = {}
        if training is not None:
            kept = {name: getattr(training, name) for name in ("held_on", "topic", "hours")}
            kept["talents"] = list(training.talents.all())
        super().__init__(data, initial=kept)
        seen = talents_visible_to(actor)
        offered = in_pool(seen)
        if training is not None:  # who has left the pool since stays where they took part
            offered = seen.filter(Q(pk__in=offered) | Q(trainings=training)).distinct()
        rows(self, "talents", offered)

    @property
    def new(self) -> NewTraining:
        return NewTraining(**{**self.cleaned_data, "talents": tuple(self.cleaned_data["talents"])})


class ProposalForm(forms.Form):
    """What a team lacks. It stands in the address."""

    headcount = number("还要几人", 1, 30)
    specialties = forms.MultipleChoiceField(
        label="要有的专长",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "要有的专长请从列出的里面选。"},
    )

    def __init__(self, actor: Actor, data: Any) -> None:
        super().__init__(data)
        names = specialties_in_use(actor).values_list("name", flat=True)
        self.fields["specialties"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def wanted(self) -> list[str]:
        return list(self.cleaned_data.get("specialties", ()))

    @property
    def headcount_wanted(self) -> int:
        """0 where it can't be read: the page then says what is wrong and proposes nobody."""
        return int(self.cleaned_data.get("headcount") or 0)
