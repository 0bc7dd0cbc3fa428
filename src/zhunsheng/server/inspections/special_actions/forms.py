"""What is typed into the pages of 专项行动."""

from __future__ import annotations

from django import forms

from zhunsheng.server.inspections.forms import day, line


class SpecialActionForm(forms.Form):
    name = line("名称", 100, required=True)
    ordered_by = line("部署机关", required=True)
    document = line("来文", 100)
    since = day("起", required=True)
    until = day("止")
