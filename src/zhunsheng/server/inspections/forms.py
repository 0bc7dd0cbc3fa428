"""What is typed into the pages of issues and measures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from zhunsheng.server.inspections.entry_checks import RefusedAt
from zhunsheng.server.inspections.models import Category, Issue, Measure, Source, Theme
from zhunsheng.server.inspections.queries import inspectees_visible_to
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.forms import DayInput
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.requests import OfficeRequest


def day(label: str, *, required: bool = False) -> forms.DateField:
    messages = {"required": f"请选择{label}。", "invalid": "日期要写成 2024-07-31 的样子。"}
    return forms.DateField(label=label, required=required, widget=DayInput(), error_messages=messages)


def typed_day(text: str) -> date | None:
    """Of an input that stands outside a form; None where there is no date in it."""
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def typed_id(text: str) -> int | None:
    """Of an input that stands outside a form; None for what can't be an id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def typed_ids(texts: Iterable[str]) -> list[int]:
    """Of boxes ticked in a list, each once, in their order; what can't be an id is passed over."""
    return list(dict.fromkeys(found for text in texts if (found := typed_id(text)) is not None))


def line(label: str, most: int = 60, *, required: bool = False) -> forms.CharField:
    messages = {"required": f"请填写{label}。", "max_length": f"{label}最多 {most} 个字。"}
    return forms.CharField(label=label, max_length=most, required=required, error_messages=messages)


def paragraph(label: str, *, rows: int = 3, most: int = 2000, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}最多 {most} 个字。"},
    )


def in_days(label: str, *, required: bool = True) -> forms.IntegerField:
    """A period or a limit, in whole days."""
    return number(label, 1, 999, required=required)


def number(label: str, least: int, most: int, *, required: bool = True) -> forms.IntegerField:
    name = _name_in(label)
    between = f"{name}应在 {least} 到 {most} 之间。"
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        error_messages={
            "required": f"请填写{name}。",
            "invalid": f"{name}请填整数。",
            "min_value": between,
            "max_value": between,
        },
    )


def option(label: str, choices: Any, *, required: bool = True, initial: Any = None) -> forms.ChoiceField:
    """One of a few values that are always the same."""
    name = _name_in(label)
    messages = {"required": f"请选择{name}。", "invalid_choice": f"{name}请从列出的里面选。"}
    return forms.ChoiceField(
        label=label, choices=choices, required=required, initial=initial, error_messages=messages
    )


def _name_in(label: str) -> str:
    """Without what a label says besides: 整改期限（天）."""
    return re.split("[（：]", label)[0]


def choice(label: str, nothing: str | None, *, required: bool = False) -> Any:
    """Whose rows are those of the actor's own region is said when the form is made."""
    return forms.ModelChoiceField(
        label=label,
        queryset=Unit.objects.none(),
        required=required,
        empty_label=nothing,
        error_messages={"required": f"请选择{label}。", "invalid_choice": f"{label}请从列出的里面选。"},
    )


class SeveralChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Looks up ids only: a longer number than the database holds is no choice, rather than an error of ours."""

    def clean(self, value: Any) -> Any:
        if value and any(typed_id(str(text)) is None for text in value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def units(label: str, *, required: bool = True) -> Any:
    """Several units, each with a box to tick; which ones are offered is said when the form is made."""
    return SeveralChoice(
        label=label,
        queryset=Unit.objects.none(),
        required=required,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"请选择{label}。", "invalid_choice": f"{label}请从列出的里面选。"},
    )


def upload(label: str) -> forms.FileField:
    return forms.FileField(label=label, required=False)


def taken(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was sent, could be read, and was taken; what refuses it stands on the form."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        at = refused.field if isinstance(refused, RefusedAt) and refused.field in form.fields else None
        form.add_error(at, str(refused))
        return False
    return True


def failed_or(
    failed: forms.Form | None, kind: type[forms.Form], fresh: Callable[[], forms.Form]
) -> forms.Form:
    """Of a page with several forms: the one of this kind that could not be taken, as typed; else a fresh one."""
    return failed if failed is not None and type(failed) is kind else fresh()


def failed_or_same(failed: forms.Form | None, fresh: forms.Form) -> forms.Form:
    """The same, where a page has one form for each row: told apart by their ids."""
    return failed if failed is not None and failed.auto_id == fresh.auto_id else fresh


def form_page(request: OfficeRequest, form: forms.Form, title: str, part: str) -> HttpResponse:
    """A form on a page of its own. `part`: where in the register it belongs (see inspections/base.html)."""
    context = {"part": part, "form": form, "title": title}
    return render(request, "inspections/form.html", context, status=400 if form.is_bound else 200)


def entered(
    request: OfficeRequest,
    form: forms.Form,
    act: Callable[[], object],
    title: str,
    *,
    part: str,
    said: str,
    back: HttpResponseRedirect,
) -> HttpResponse:
    """`back` and what is `said` once it is taken; until then the form, with what refuses it."""
    if taken(form, act):
        messages.success(request, said)
        return back
    return form_page(request, form, title, part)


class WithdrawForm(forms.Form):
    reason = line("作废的理由（留痕里写着）", 200, required=True)


def withdrawn(
    request: OfficeRequest,
    act: Callable[[str], object],
    title: str,
    *,
    part: str,
    back: HttpResponseRedirect,
    said: str = "已作废。",
) -> HttpResponse:
    """作废 of a record on a page of its own: `act` is given the reason."""
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    act_on = lambda: act(form.cleaned_data["reason"])  # noqa: E731
    return entered(request, form, act_on, title, part=part, said=said, back=back)


def kept(entry: Model, kind: type[forms.Form]) -> dict[str, Any]:
    """What a form that changes the entry begins with: the columns its fields are named after."""
    return {name: getattr(entry, name) for name in kind.base_fields}


def active_units(actor: Actor, standing: Iterable[int | None] = ()) -> QuerySet[Unit]:
    """Those in use; of those `standing` (ids) in an entry already, one that is no longer stays on offer."""
    return Unit.objects.filter(Q(is_active=True) | Q(pk__in=list(standing)), tenant_id=actor.tenant)


class IssueForm(forms.Form):
    """What the office may change of an issue."""

    wording = paragraph("问题表述", rows=4)
    category = choice("问题类别", "暂不分类")
    theme = choice("主题", "没有主题")
    immediate = forms.BooleanField(label="立行立改", required=False)
    due_on = day("整改时限")
    leader = line("责任领导")
    department = line("责任部门")
    person = line("责任人")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("category", Category), ("theme", Theme)):
            # One no longer in use stays where it stands.
            offered = Q(is_active=True) | Q(pk=self.initial.get(name))
            rows(self, name, model._default_manager.filter(offered, tenant_id=actor.tenant))


class NewIssueForm(IssueForm):
    source = option("来源", Source.choices)
    inspectee = choice("巡察对象", "不是哪一轮巡察发现的")
    unit = choice("责任单位", "同巡察对象")
    found_on = day("发现日期", required=True)
    fed_back_on = day("反馈日期（补登的填告诉责任单位的那天，不填同本轮）")
    number = line("编号（不填由系统编）", 30)

    field_order = (
        "source",
        "inspectee",
        "unit",
        "wording",
        "category",
        "theme",
        "immediate",
        "found_on",
        "fed_back_on",
        "due_on",
        "number",
        "leader",
        "department",
        "person",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        rows(self, "unit", active_units(actor))
        latest_first = ("-round__term__number", "-round__number", "id")
        inspectees = (
            inspectees_visible_to(actor).select_related("round__term", "unit").order_by(*latest_first)
        )
        rows(self, "inspectee", inspectees)
        self.fields["inspectee"].choices = [("", "不是哪一轮巡察发现的"), *_by_round(inspectees)]  # type: ignore[attr-defined]
        self.fields["due_on"].label = "整改时限（不填按反馈日期推算）"
        self.fields["found_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        inspectee = given.get("inspectee")
        if given.get("unit") is None and "unit" not in self.errors:
            if inspectee is None or inspectee.unit is None:
                self.add_error("unit", "请选择责任单位。")
            else:
                given["unit"] = inspectee.unit
        return given


def _by_round(inspectees: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    return [
        (name, [(entry.pk, str(entry)) for entry in entries])
        for name, entries in groupby(inspectees, key=lambda entry: entry.round.name)
    ]


def rows(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class PeopleForm(forms.Form):
    """Who of the unit answers for an issue."""

    leader = line("责任领导")
    department = line("责任部门")
    person = line("责任人")

    @classmethod
    def of(cls, issue: Issue, data: Any = None) -> PeopleForm:
        return cls(
            data, initial={name: getattr(issue, name) for name in cls.base_fields}, auto_id="people-%s"
        )


class MeasureForm(forms.Form):
    text = paragraph("整改措施")
    leader = line("责任领导")
    department = line("责任部门")
    person = line("责任人")
    due_on = day("完成时限")


class NewMeasureForm(MeasureForm):
    unit = choice("填写的单位", None, required=True)

    field_order = ("unit", "text", "leader", "department", "person", "due_on")

    def __init__(self, writing: Sequence[Unit], data: Any = None) -> None:
        """Whose measure it is is asked only of who writes for several."""
        super().__init__(data)
        rows(self, "unit", Unit.objects.filter(pk__in=[unit.pk for unit in writing]))
        self.fields["unit"].initial = writing[0].pk if writing else None
        if len(writing) < 2:
            del self.fields["unit"]


class ChangeMeasureForm(MeasureForm):
    done_on = day("完成日期")

    @classmethod
    def of(cls, measure: Measure, data: Any = None) -> ChangeMeasureForm:
        kept = {name: getattr(measure, name) for name in cls.base_fields}
        return cls(data, initial=kept, auto_id=f"measure-{measure.pk}-%s")


class SupportForm(forms.Form):
    unit = choice("配合单位", "请选择", required=True)
    on = day("送达日期", required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", active_units(actor))
        self.fields["on"].initial = timezone.localdate
