"""What is typed into the pages of a campaign."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.reports.schemes import rulebook

_MINUTES = ["%Y-%m-%dT%H:%M"]
_WHEN = {"required": "请选择时间。", "invalid": "时间要写成 2024-07-31T17:30 的样子。"}


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=_MINUTES[0])


class CampaignForm(forms.Form):
    title = forms.CharField(label="名称", max_length=100, error_messages={"required": "请填写任务名称。"})
    deadline = forms.DateTimeField(
        label="截止时间", input_formats=_MINUTES, widget=MomentInput(), error_messages=_WHEN
    )
    notice = forms.CharField(
        label="通知正文", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


class NewCampaignForm(CampaignForm):
    fiscal_year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    scheme = forms.ChoiceField(label="评价方案")
    organizer = forms.ModelChoiceField(label="组织范围", queryset=Unit.objects.none(), empty_label=None)

    field_order = ("fiscal_year", "scheme", "title", "organizer", "deadline", "notice")

    def __init__(self, actor: Actor, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("initial", _suggested(actor))
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        scheme = self.fields["scheme"]
        assert isinstance(scheme, forms.ChoiceField)
        scheme.choices = [(scheme.id, scheme.title) for scheme in rulebook().schemes.values()]
        organizer = self.fields["organizer"]
        assert isinstance(organizer, forms.ModelChoiceField)
        organizer.queryset = Unit.objects.filter(pk__in=actor.units(Role.BUREAU))


def _suggested(actor: Actor) -> dict[str, object]:
    """The year that has ended, by the scheme used last."""
    year = timezone.localdate().year - 1
    last = Campaign.objects.filter(organizer__in=actor.units(Role.BUREAU)).order_by("-fiscal_year").first()
    scheme = last.scheme if last is not None else ""
    return {"fiscal_year": year, "title": f"{year} 年度部门整体支出绩效自评", "scheme": scheme}


class ExtensionForm(forms.Form):
    until = forms.DateTimeField(
        label="延期到", input_formats=_MINUTES, widget=MomentInput(), error_messages=_WHEN
    )
    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明延期的原因。"})
