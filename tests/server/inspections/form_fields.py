"""The fields of all forms there are, and what one says to what is typed into it."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.urls import get_resolver


def form_kinds() -> Iterator[type[forms.Form]]:
    """Every class of form, once all views are known."""
    _ = get_resolver().url_patterns
    yield from _narrower_than(forms.Form)


def _narrower_than(kind: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for narrower in kind.__subclasses__():
        yield narrower
        yield from _narrower_than(narrower)


def said(field: forms.Field, value: object) -> list[str]:
    try:
        field.clean(value)
    except forms.ValidationError as error:
        return error.messages
    return []
