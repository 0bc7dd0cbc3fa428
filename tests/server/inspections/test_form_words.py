"""What a form of the register says is about its field, by name; none of Django's own sentences stands there."""

from __future__ import annotations

import pytest
from django import forms
from tests.server.inspections.form_fields import form_kinds, said

from zhunsheng.server.inspections.forms import number, option
from zhunsheng.server.inspections.models import Source

DJANGO_S = ("这个字段", "确保", "确认", "选择一个", "输入一个", "没有提交", "“")
TYPED = (None, "", "x", "-1", "0", "9" * 12, "1.23456", "长" * 3000)


def _said(field: forms.Field, typed: object) -> list[str]:
    return said(field, [typed] if isinstance(field, forms.MultipleChoiceField) and typed else typed)


@pytest.mark.django_db
def test_no_form_answers_with_a_sentence_that_names_no_field() -> None:
    """Every field of every form of the register, with nothing in it and with nonsense."""
    fields = [
        (f"{kind.__module__.removeprefix('zhunsheng.server.inspections.')}.{kind.__qualname__}.{name}", field)
        for kind in form_kinds()
        if kind.__module__.startswith("zhunsheng.server.inspections.")
        for name, field in kind.base_fields.items()
        if not isinstance(field, forms.ModelMultipleChoiceField | forms.FileField)
    ]
    assert len(fields) > 150
    nameless = {
        (name, words)
        for name, field in fields
        for typed in TYPED
        for words in _said(field, typed)
        if words.startswith(DJANGO_S)
    }
    assert nameless == set()


def test_a_number_and_an_option_say_their_names() -> None:
    days, source = number("整改期限（天）", 1, 365), option("来源：从哪里来", Source.choices)
    between = ["整改期限应在 1 到 365 之间。"]
    assert [_said(days, typed) for typed in ("", "x", "0", "366", "30")] == [
        ["请填写整改期限。"], ["整改期限请填整数。"], between, between, [],
    ]  # fmt: skip
    assert [_said(source, typed) for typed in ("", "x", "routine")] == [
        ["请选择来源。"], ["来源请从列出的里面选。"], [],
    ]  # fmt: skip
