"""What is typed into the pages of 督办."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from zhunsheng.server.inspections.directives.actions import NewDirective
from zhunsheng.server.inspections.directives.models import Directive, DirectiveFeedback
from zhunsheng.server.inspections.forms import (
    active_units,
    choice,
    day,
    line,
    option,
    paragraph,
    rows,
    units,
    upload,
)
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit


class DirectiveForm(forms.Form):
    origin = option("来源", Directive.Origin.choices)
    source = line("会议或来文", 100, required=True)
    decided_on = day("日期", required=True)
    text = paragraph("督办事项", rows=4)
    due_on = day("办理时限")
    units = units("承办单位")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "units", active_units(actor))

    @property
    def new(self) -> NewDirective:
        given = dict(self.cleaned_data)
        return NewDirective(**{**given, "origin": Directive.Origin(given["origin"])})


class DirectiveFeedbackForm(forms.Form):
    unit = choice("反馈单位", None, required=True)
    given_on = day("反馈日期", required=True)
    text = paragraph("办理情况")
    upload = upload("反馈材料")

    def __init__(self, directive: Directive, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", directive.units.all())
        self.fields["given_on"].initial = timezone.localdate


class CorrectFeedbackForm(DirectiveFeedbackForm):
    reason = line("更正的理由（留痕里写着）", 200, required=True)

    def __init__(self, entry: DirectiveFeedback, *args: Any, **kwargs: Any) -> None:
        stood = {"unit": entry.unit_id, "given_on": entry.given_on, "text": entry.words}
        super().__init__(entry.directive, *args, initial=stood, **kwargs)
        if entry.file is not None:
            self.fields["upload"].label = f"反馈材料（不选的，还用“{entry.file.name}”）"


class HandInFeedbackForm(forms.Form):
    """By the unit itself; its day is today."""

    unit = choice("反馈单位", None, required=True)
    text = paragraph("办理情况")
    upload = upload("反馈材料")

    def __init__(self, units: QuerySet[Unit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", units)


class CloseDirectiveForm(forms.Form):
    closed_on = day("办结日期", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = timezone.localdate
