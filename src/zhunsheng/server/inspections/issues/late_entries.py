"""补登: what is entered long after it happened may be overdue at once. People are asked before it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.forms import Form
from django.utils import timezone

from zhunsheng.server.inspections.entry_checks import RefusedAt
from zhunsheng.server.inspections.models import Issue

_ANSWERS = {"fed_back_on": "填告诉责任单位的日期", "due_on": "另定整改时限"}
"""The fields of a form that answer the question, as far as it has them; what stands in one was stated."""


@transaction.atomic
def in_time(form: Form, act: Callable[[], Issue], *, was_due: date | None = None) -> Issue:
    """What `act` enters of the form. Raises RefusedAt, and nothing is kept, where it would be overdue at once
    though nobody stated a day.

    `was_due`: of one that is corrected; one overdue already is not asked about again.
    """
    issue = act()
    stated = any(form.cleaned_data.get(name) is not None for name in _ANSWERS)
    if not stated and _is_past(issue.due_on) and not _is_past(was_due):
        fields = [name for name in _ANSWERS if name in form.fields]
        answers = "，或者".join(_ANSWERS[name] for name in fields)
        raise RefusedAt(
            fields[0], f"从 {issue.fed_back_on} 反馈算起，时限 {issue.due_on} 已过。请{answers}。"
        )
    return issue


def _is_past(due_on: date | None) -> bool:
    return due_on is not None and due_on < timezone.localdate()
