"""What is typed into the pages of 制度建设."""

from __future__ import annotations

from typing import Any

from django import forms

from zhunsheng.server.inspections.forms import SeveralChoice, day, line, rows, upload
from zhunsheng.server.inspections.own_rules.models import OwnRule
from zhunsheng.server.inspections.own_rules.queries import rules_visible_to
from zhunsheng.server.orgs.actors import Actor


class ChangeRuleForm(forms.Form):
    title = line("名称", 150, required=True)
    document_number = line("文号", 60)
    issued_on = day("印发日期", required=True)
    effective_on = day("施行日期（不填同印发日期）")


class OwnRuleForm(ChangeRuleForm):
    replaces = SeveralChoice(
        label="替代哪些制度（没有就不勾）",
        queryset=OwnRule.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "替代的制度请从列出的里面选。"},
    )
    upload = upload("制度文本")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "replaces", rules_visible_to(actor).filter(replaced_by=None, abolished_on=None))


class AbolishForm(forms.Form):
    abolished_on = day("废止日期（空着是恢复）")


class FileForm(forms.Form):
    upload = forms.FileField(label="制度文本", error_messages={"required": "请选择文件。"})
