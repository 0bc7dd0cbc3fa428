"""What is typed to correct or to void an issue."""

from __future__ import annotations

from typing import Any

from django import forms

from zhunsheng.server.inspections.forms import active_units, choice, day, option, rows
from zhunsheng.server.inspections.issues.corrections import Origin, Reason, stated_day
from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Source
from zhunsheng.server.orgs.actors import Actor


def _reason() -> forms.ChoiceField:
    return option("事由", [("", "请选择"), *Reason.choices])


class VoidForm(forms.Form):
    why = _reason()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="void-%s")

    @property
    def reason(self) -> Reason:
        return Reason(self.cleaned_data["why"])


class CorrectionForm(forms.Form):
    source = option("来源", Source.choices)
    round = choice("轮次", "同巡察对象，或不是哪一轮发现的")
    inspectee = choice("巡察对象", "没有巡察对象")
    unit = choice("责任单位", "请选择", required=True)
    found_on = day("发现日期", required=True)
    fed_back_on = day("反馈日期（补登的填告诉责任单位的那天，不填同本轮）")
    why = _reason()

    def __init__(self, actor: Actor, issue: Issue, data: Any = None) -> None:
        kept = {
            "source": issue.source,
            "round": issue.round_id if issue.inspectee_id is None else None,
            "inspectee": issue.inspectee_id,
            "unit": issue.unit_id,
            "found_on": issue.found_on,
            "fed_back_on": stated_day(issue),
        }
        super().__init__(data, initial=kept)
        inspectees = Inspectee.objects.filter(round__term__tenant_id=actor.tenant)
        rows(self, "round", Round.objects.filter(term__tenant_id=actor.tenant).select_related("term"))
        rows(self, "inspectee", inspectees.select_related("round__term", "unit"))
        self.fields["inspectee"].label_from_instance = _with_round  # type: ignore[attr-defined]
        rows(self, "unit", active_units(actor, [issue.unit_id]))

    @property
    def origin(self) -> Origin:
        given = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        return Origin(**{**given, "source": Source(given["source"])})

    @property
    def reason(self) -> Reason:
        return Reason(self.cleaned_data["why"])


def _with_round(inspectee: Inspectee) -> str:
    return f"{inspectee.round.name} · {inspectee.name}（{inspectee.get_kind_display()}）"
