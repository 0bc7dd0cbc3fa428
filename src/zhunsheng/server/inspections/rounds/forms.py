"""What is typed into the pages of rounds and of the dictionaries."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from zhunsheng.server.inspections.forms import (
    active_units,
    choice,
    day,
    in_days,
    kept,
    line,
    number,
    option,
    rows,
)
from zhunsheng.server.inspections.models import (
    FOUND_BY_ROUNDS,
    Inspectee,
    Round,
    Step,
    Team,
    TeamMember,
    Term,
    Theme,
)
from zhunsheng.server.inspections.talent.models import Talent
from zhunsheng.server.orgs.actors import Actor


class TermForm(forms.Form):
    number = number("第几届", 1, 99)
    since = day("起", required=True)
    until = day("止", required=True)


class RoundForm(forms.Form):
    term = choice("届次", None, required=True)
    number = number("第几轮", 1, 99)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = Term.objects.filter(tenant_id=actor.tenant).order_by("-number")
        rows(self, "term", terms)
        latest = Round.objects.filter(term=terms.first()).last()
        self.fields["number"].initial = latest.number + 1 if latest is not None else 1


class NewRoundForm(RoundForm):
    period_days = in_days("整改期限（天，不填用台账的）", required=False)


class StepsForm(forms.Form):
    """One date a step, as far as the round has come."""

    period_days = in_days("本轮整改期限（天，不填用台账的）", required=False)

    def __init__(self, entry: Round, data: Any = None) -> None:
        super().__init__(data, auto_id="step-%s")
        self.fields["period_days"].initial = entry.period_days
        for step in Step:
            self.fields[step.value] = day(step.label)
            self.fields[step.value].initial = entry.date_of(step)
        self.order_fields([*Step.values, "period_days"])

    @property
    def days(self) -> dict[Step, date | None]:
        return {step: self.cleaned_data[step.value] for step in Step}


class TeamForm(forms.Form):
    name = line("组名", required=True)
    origin = option("来源", Team.Origin.choices)
    headcount = number("人数", 1, 999, required=False)


class MemberForm(forms.Form):
    talent = forms.ModelChoiceField(
        label="组员",
        queryset=Talent.objects.none(),
        error_messages={"required": "请选择组员。", "invalid_choice": "组员请从列出的里面选。"},
    )
    duty = option("职责", TeamMember.Duty.choices, initial=TeamMember.Duty.MEMBER)

    def __init__(self, team: Team, pool: QuerySet[Talent], data: Any = None) -> None:
        """`pool` is read once for all the teams of a page."""
        super().__init__(data, auto_id=f"team-{team.pk}-%s")
        rows(self, "talent", pool)
        offered = [(talent.pk, f"{talent.name}（{talent.unit_name or '单位未填'}）") for talent in pool]
        self.fields["talent"].choices = [("", "请选择"), *offered]  # type: ignore[attr-defined]


class InspectedForm(forms.Form):
    """What is inspected. `initial`: of one that is put right."""

    kind = option("类型", Inspectee.Kind.choices)
    unit = choice("被巡察单位", "外地单位，填在下面")
    part = line("所辖部分，例如“所辖村（社区）”", 100)
    elsewhere = line("外地单位", 100)
    theme = choice("主题（专项巡察要写）", "没有主题")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows(self, "unit", active_units(actor, [self.initial.get("unit")]))
        offered = Q(is_active=True) | Q(pk=self.initial.get("theme"))
        rows(self, "theme", Theme.objects.filter(offered, tenant_id=actor.tenant))


class CorrectInspectedForm(InspectedForm):
    """`carries` is asked where the round found issues there, whose source is that of the kind."""

    carries = forms.BooleanField(required=False)

    def __init__(self, actor: Actor, inspectee: Inspectee, data: Any = None) -> None:
        stood = kept(inspectee, InspectedForm) | {"unit": inspectee.unit_id, "theme": inspectee.theme_id}
        super().__init__(actor, data, initial=stood)
        many = inspectee.issues.filter(source__in=FOUND_BY_ROUNDS).count()
        self.fields["carries"].label = f"改类型时，同时把其下 {many} 个问题的来源改为与类型一致的"
        if not many:
            del self.fields["carries"]


class InspecteeForm(InspectedForm):
    team = choice("巡察组", "还没有定")

    def __init__(self, actor: Actor, entry: Round, data: Any = None) -> None:
        super().__init__(actor, data)
        rows(self, "team", entry.teams.all())


class ThemeForm(forms.Form):
    name = line("主题", required=True)


class CategoryForm(forms.Form):
    group = line("大类", required=True)
    name = line("类别", 100)
    place = number("次序", 0, 999, required=False)

    def clean_place(self) -> int:
        return self.cleaned_data["place"] or 0
