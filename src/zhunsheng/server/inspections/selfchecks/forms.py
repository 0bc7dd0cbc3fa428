"""What is typed into the pages of 未巡先改."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from zhunsheng.server.inspections.forms import active_units, choice, day, line, option, paragraph, rows, units
from zhunsheng.server.inspections.models import Theme
from zhunsheng.server.inspections.selfchecks.answering import Given, NewProblem
from zhunsheng.server.inspections.selfchecks.models import Answer, Checklist
from zhunsheng.server.inspections.selfchecks.queries import answering_units
from zhunsheng.server.orgs.actors import Actor


class ChecklistForm(forms.Form):
    title = line("名称", 100, required=True)
    due_on = day("上报时限", required=True)


class NewChecklistForm(ChecklistForm):
    issued_on = day("印发日期", required=True)
    like = choice("样本", "不用样本，从空白拟起")

    field_order = ("title", "issued_on", "due_on", "like")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "like", Checklist.objects.filter(tenant_id=actor.tenant))
        self.fields["like"].label_from_instance = lambda entry: f"照 {entry.number} {entry.title}"  # type: ignore[attr-defined]
        self.fields["issued_on"].initial = timezone.localdate


class ItemsForm(forms.Form):
    theme = choice("主题", "没有主题")
    texts = paragraph("自查事项（一行一项，可以从 Word 里整段粘贴）", rows=8, most=8000)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "theme", Theme.objects.filter(tenant_id=actor.tenant, is_active=True))
        self.fields["texts"].error_messages["required"] = "请填写自查事项，一行一项。"


class SendForm(forms.Form):
    sent_on = day("下发日期", required=True)
    everybody = forms.BooleanField(label="发给有整改联络人的全部单位", required=False)
    units = units("或者逐个选单位", required=False)

    def __init__(self, actor: Actor, checklist: Checklist, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = checklist.self_checks.values("unit_id")
        rows(self, "units", active_units(actor).exclude(pk__in=there))
        self.all_units = answering_units(actor.tenant).exclude(pk__in=there)
        self.fields["sent_on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.pop("everybody", False):
            given["units"] = self.all_units
        return given


class SendBackForm(forms.Form):
    reason = paragraph("退回的理由")


class AnswersForm(forms.Form):
    """One line for each item: what was found, and a word on it."""

    def __init__(self, answers: Sequence[Answer], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers
        for number, answer in enumerate(answers, start=1):
            found = [("", "还没有回答"), *Answer.Found.choices]
            self.fields[f"found-{answer.pk}"] = option(
                f"第 {number} 项自查结果", found, required=False, initial=answer.found
            )
            note = line(f"第 {number} 项说明", 200)
            note.initial = answer.note
            self.fields[f"note-{answer.pk}"] = note

    @property
    def given(self) -> dict[int, Given]:
        return {
            answer.pk: Given(self.cleaned_data[f"found-{answer.pk}"], self.cleaned_data[f"note-{answer.pk}"])
            for answer in self.answers
        }


class FoundProblemForm(forms.Form):
    wording = paragraph("查出的问题（什么时间、什么事、涉及什么，一个问题写一条）", rows=4)
    found_on = day("发现日期", required=True)
    measures = paragraph("整改措施（一行一条）", rows=4)
    leader = line("责任领导", required=True)
    department = line("责任部门", required=True)
    person = line("责任人", required=True)
    due_on = day("整改时限", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["found_on"].initial = timezone.localdate

    @property
    def new(self) -> NewProblem:
        return NewProblem(**self.cleaned_data)
