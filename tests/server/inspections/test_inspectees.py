"""What a round inspects: each once."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues.actions import NewIssue, faults_of, register_issue
from zhunsheng.server.inspections.models import SOURCE_OF_KIND, Inspectee, Source, Team
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.statistics.catalogue import catalogue
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.counts import values_of
from zhunsheng.server.orgs.verdicts import Refused

ROUTINE, SPECIAL = Inspectee.Kind.ROUTINE, Inspectee.Kind.SPECIAL


@pytest.mark.parametrize("name", ["第一巡察组", "第二巡察组", None])
def test_the_same_unit_is_inspected_once_in_a_round(inspections: Inspections, name: str | None) -> None:
    team = Team.objects.get(round=inspections.round, name=name) if name is not None else None
    with pytest.raises(Refused) as refused:
        round_actions.add_inspectee(
            inspections.office.actor("inspector"),
            entry=inspections.round,
            team=team,
            kind=ROUTINE,
            unit=inspections.office.jia_unit,
        )
    assert str(refused.value) == "示例区甲局本轮已经是常规的巡察对象，由第一巡察组巡察，不用再加。"


def test_a_place_elsewhere_is_inspected_once_in_a_round(inspections: Inspections) -> None:
    def add(elsewhere: str) -> Inspectee:
        return round_actions.add_inspectee(
            inspections.office.actor("inspector"),
            entry=inspections.round,
            team=None,
            kind=Inspectee.Kind.CROSS,
            elsewhere=elsewhere,
        )

    add("外县某镇")
    assert add("外县某街道").name == "外县某街道"
    with pytest.raises(Refused, match="外县某镇本轮已经是交叉的巡察对象，还没有定巡察组"):
        add(" 外县某镇 ")


def test_another_kind_part_theme_or_round_is_another_inspectee(inspections: Inspections) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    petitions, safety = (round_actions.add_theme(inspector, name=name) for name in ("信访", "安全生产"))
    fourth = round_actions.create_round(inspector, term=inspections.round.term, number=4)
    for entry, kind, part, theme in (
        (inspections.round, ROUTINE, "所辖村（社区）", None),
        (inspections.round, SPECIAL, "", petitions),
        (inspections.round, SPECIAL, "", safety),
        (fourth, ROUTINE, "", None),
    ):
        round_actions.add_inspectee(
            inspector, entry=entry, team=None, kind=kind, unit=unit, part=part, theme=theme
        )
    assert Inspectee.objects.filter(unit=unit).count() == 5


@pytest.mark.parametrize(
    ("kind", "source", "fault"),
    [
        (SPECIAL, Source.ROUTINE, "“示例区甲局”是专项对象，来源应写专项巡察，请改来源或巡察对象。"),
        (ROUTINE, Source.SPECIAL, "“示例区甲局”是常规对象，来源应写常规巡察，请改来源或巡察对象。"),
        (SPECIAL, Source.SPECIAL, ""),
        (ROUTINE, Source.ROUTINE, ""),
        (SPECIAL, Source.LOOK_BACK, ""),
        (
            Inspectee.Kind.ESCALATED,
            Source.ROUTINE,
            "“示例区甲局”是提级对象，来源应写提级巡察，请改来源或巡察对象。",
        ),
        (Inspectee.Kind.ESCALATED, Source.RAISED, ""),
        (Inspectee.Kind.CROSS, Source.CROSS, ""),
        (Inspectee.Kind.MOBILE, Source.MOBILE, ""),
        (Inspectee.Kind.LOOK_BACK, Source.RECHECK, ""),
        (Inspectee.Kind.LOOK_BACK, Source.LOOK_BACK, ""),
    ],
)
def test_an_issue_says_what_its_inspectee_says(
    inspections: Inspections, kind: Inspectee.Kind, source: Source, fault: str
) -> None:
    inspections.jia.kind = kind
    new = NewIssue(
        "往来款长期挂账", source, inspections.office.jia_unit, date(2023, 3, 20), inspectee=inspections.jia
    )
    faults = list(faults_of(inspections.office.actor("inspector"), new, ()))
    assert faults == ([fault] if fault else [])


def test_what_each_kind_of_inspection_found_is_counted_apart_and_inside_the_total(
    inspections: Inspections,
) -> None:
    inspector, entry = inspections.office.actor("inspector"), inspections.round
    theme = round_actions.add_theme(inspector, name="信访")
    for kind, source in SOURCE_OF_KIND.items():
        inspectee = (
            inspections.jia
            if kind == ROUTINE
            else round_actions.add_inspectee(
                inspector,
                entry=entry,
                team=None,
                kind=kind,
                unit=inspections.office.jia_unit,
                theme=theme if kind == SPECIAL else None,
            )
        )
        new = NewIssue(
            f"{source.label}发现的问题",
            source,
            inspections.office.jia_unit,
            date(2023, 3, 20),
            inspectee=inspectee,
        )
        register_issue(inspector, new)
    scope = Scope(inspections.register, 2023, date(2023, 6, 1))
    values = values_of(scope, catalogue(scope))
    found = {key: value for key, value in values.items() if key.startswith("issues.")}
    assert found == {
        "issues.found": 6,
        "issues.routine": 1,
        "issues.special": 1,
        "issues.cross": 1,
        "issues.raised": 1,
        "issues.mobile": 1,
        "issues.recheck": 1,
        "issues.immediate": 0,
    }
    assert [values[f"inspectees.{kind}"] for kind in ("escalated", "mobile", "look_back")] == [1, 1, 1]


def test_the_trace_does_not_tell_whom_a_round_inspects(inspections: Inspections) -> None:
    inspector, team = inspections.office.actor("inspector"), inspections.team
    added = round_actions.add_inspectee(
        inspector, entry=inspections.round, team=None, kind=Inspectee.Kind.CROSS, elsewhere="外县某镇"
    )
    pk = added.pk
    round_actions.assign_inspectee(inspector, inspectee=added, team=team)
    round_actions.feed_back(inspector, inspectee=added, on=date(2023, 5, 10))
    round_actions.remove_inspectee(inspector, inspectee=added)
    told = Entry.objects.filter(details__contains=f'"inspectee":{pk}').order_by("pk")
    assert [(entry.verb, json.loads(entry.details)) for entry in told] == [
        ("add_inspectee", {"inspectee": pk, "kind": "cross", "team": None}),
        ("assign_inspectee", {"inspectee": pk, "team": "第一巡察组"}),
        ("feed_back", {"inspectee": pk, "on": "2023-05-10"}),
        ("remove_inspectee", {"inspectee": pk}),
    ]
    about = Entry.objects.filter(subject=f"round/{inspections.round.pk}")
    assert not about.filter(details__regex="外县|甲局|乙局").exists()
