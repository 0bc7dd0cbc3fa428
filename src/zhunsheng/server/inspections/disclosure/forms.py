"""What is typed into the pages of 双公开."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from zhunsheng.server.inspections.disclosure.actions import Review
from zhunsheng.server.inspections.disclosure.grounds import LOCAL, grounds_of
from zhunsheng.server.inspections.forms import choice, day, line, paragraph, rows
from zhunsheng.server.orgs.actors import Actor


class CircularForm(forms.Form):
    """党内通报."""

    approver = line("批准人（职务），例如“区委巡察工作领导小组组长”", required=True)
    approved_on = day("批准日期", required=True)
    place = line("通报范围，例如“全区各党（工）委、党组”", 200, required=True)
    published_on = day("通报日期", required=True)

    @property
    def given(self) -> dict[str, Any]:
        """As `actions.publish` takes it."""
        return dict(self.cleaned_data)


class PublicForm(CircularForm):
    """社会公开, with the two reviews."""

    place = line("公开载体，例如“区纪委监委网站”", 200, required=True)
    published_on = day("公开日期", required=True)
    text = paragraph("公开的文本", rows=10, most=20_000)
    secrecy_reviewer = line("保密审查人", required=True)
    privacy_reviewer = line("隐私审查人", required=True)
    review_note = line("审查意见（提请核实的要写）", 300)

    @property
    def given(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        names = ("text", "secrecy_reviewer", "privacy_reviewer", "review_note")
        return {"review": Review(**{name: given.pop(name) for name in names}), **given}


class ExemptionForm(forms.Form):
    ground = choice("不公开理由", "请选择", required=True)
    ground_note = line("说明", 300)
    approver = line("批准人（职务）", required=True)
    approved_on = day("批准日期", required=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "ground", grounds_of(actor.tenant).filter(is_active=True))


class WithdrawForm(forms.Form):
    on = day("撤回日期", required=True)
    reason = line("撤回原因", 200, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class GroundForm(forms.Form):
    name = line("不公开理由", 100, required=True)
    basis = line("依据", 100, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].initial = LOCAL
