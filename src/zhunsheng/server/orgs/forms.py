"""What is typed into the pages of units and people."""

from __future__ import annotations

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone

from zhunsheng.server.orgs.functions import Function
from zhunsheng.server.orgs.models import Duty, Role, Unit, User


class DayInput(forms.DateInput):
    """The browser's own picker of a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _day(label: str, *, required: bool = True) -> forms.DateField:
    messages = {"required": f"请选择{label}。", "invalid": "日期要写成 2024-07-31 的样子。"}
    return forms.DateField(label=label, required=required, widget=DayInput(), error_messages=messages)


def _text(label: str, most: int, *, required: bool = True) -> forms.CharField:
    messages = {"required": f"请填写{label}。"}
    return forms.CharField(label=label, max_length=most, required=required, error_messages=messages)


def _year(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=2000, max_value=2100)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """People by name and account: in many units somebody is simply called 经办人."""

    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, User)
        return f"{obj.name}（{obj.username}）"


class UnitForm(forms.Form):
    code = _text("单位编码", 30)
    name = _text("单位名称", 100)


class RenameForm(forms.Form):
    name = _text("新名称", 100)
    since = _year("从哪个年度起")


class FunctionForm(forms.Form):
    function = forms.TypedChoiceField(
        label="支出功能分类",
        choices=[("", "不分类"), *((entry.value, f"{entry.value} {entry.label}") for entry in Function)],
        coerce=Function,
        empty_value=None,
        required=False,
    )


class PlaceForm(forms.Form):
    fiscal_year = _year("年度")
    parent = forms.ModelChoiceField(
        label="上级单位", queryset=Unit.objects.none(), required=False, empty_label="没有上级（最上层）"
    )

    def __init__(self, units: QuerySet[Unit], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = units


class PersonForm(forms.Form):
    username = _text("账号", 40)
    name = _text("姓名或岗位", 60)


class DutyForm(forms.Form):
    role = forms.ChoiceField(label="职责", choices=Role.choices)
    unit = forms.ModelChoiceField(
        label="单位（含下属）",
        queryset=Unit.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择单位。"},
    )
    since = _day("起")
    until = _day("止", required=False)

    def __init__(self, units: QuerySet[Unit], *args: object, **kwargs: object) -> None:
        kwargs.setdefault("initial", {"since": timezone.localdate()})
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ModelChoiceField)
        unit.queryset = units


class DelegationForm(forms.Form):
    duty = forms.ModelChoiceField(label="委托的职责", queryset=Duty.objects.none(), empty_label=None)
    deputy = PersonChoice(
        label="受托人",
        queryset=User.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择受托人。"},
    )
    since = _day("起")
    until = _day("止")
    reason = _text("事由", 200)

    def __init__(
        self,
        duties: QuerySet[Duty],
        deputies: QuerySet[User],
        *args: object,
        **kwargs: object,
    ) -> None:
        kwargs.setdefault("initial", {"since": timezone.localdate()})
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, queryset in (("duty", duties), ("deputy", deputies)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
