"""What is typed into the pages of 档案."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from zhunsheng.server.inspections.archive.items import LOCAL, NewItem
from zhunsheng.server.inspections.archive.models import CatalogueItem, Filling, Period, RetentionDecision
from zhunsheng.server.inspections.forms import day, line, number, option


class ItemForm(forms.Form):
    name = line("材料", required=True)
    place = number("次序", 1, 999)
    scope = option("范围", CatalogueItem.Scope.choices)
    filling = option("来源", Filling.choices)
    is_required = forms.BooleanField(label="必归", required=False, initial=True)
    period = option("保管期限", Period.choices)
    basis = line("保管期限的依据", 100, required=True)
    is_active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].initial = LOCAL

    @property
    def new(self) -> NewItem:
        return NewItem(**self.cleaned_data)


class FileRoundForm(forms.Form):
    archived_on = day("归档日期", required=True)
    gap_note = line("缺件说明（材料齐全的不填）", 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["archived_on"].initial = timezone.localdate


class WithdrawForm(forms.Form):
    on = day("撤销日期", required=True)
    reason = line("撤销原因", 200, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class RetentionDecisionForm(forms.Form):
    outcome = option("鉴定意见", RetentionDecision.Outcome.choices)
    keep_until = day("保管到（继续保管的）")
    decided_by = line("谁鉴定，例如“档案鉴定小组”", required=True)
    decided_on = day("鉴定日期", required=True)
