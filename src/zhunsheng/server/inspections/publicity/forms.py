"""What is typed into the pages of 信息宣传."""

from __future__ import annotations

from typing import Any

from django import forms

from zhunsheng.server.inspections.forms import day, line, option, upload
from zhunsheng.server.inspections.publicity.actions import NewItem
from zhunsheng.server.inspections.publicity.models import PublicityItem


class PublicityForm(forms.Form):
    title = line("标题", 150, required=True)
    kind = option("类型", PublicityItem.Kind.choices)
    channel = line("渠道，例如“区委门户网站”", 60, required=True)
    published_on = day("日期", required=True)
    level = option("采用级别", PublicityItem.Level.choices, required=False)
    link = forms.URLField(
        label="链接",
        max_length=300,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "链接要写成 https://… 的样子。", "max_length": "链接最多 300 个字。"},
    )
    upload = upload("文件（扫描件、截图）")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].widget.attrs["list"] = "channels"

    @property
    def new(self) -> NewItem:
        return NewItem(**self.cleaned_data)
