"""A year like the sample's, entered through the actions: every count of its report comes from a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from tests.server.conftest import OPERATOR, YEAR, Office, add_person, make_office

from zhunsheng.kernel.sources import CountedList
from zhunsheng.server.demo.inspection_year import Cast, Year, build_year, finish_year
from zhunsheng.server.inspections.issues.actions import move
from zhunsheng.server.inspections.models import FOUND_BY_ROUNDS, Issue, Register, Step, Theme
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.selfchecks.queries import checklists_visible_to, tallies_of
from zhunsheng.server.inspections.statistics.breakdown import EVERY_SOURCE, WAYS, lines_of, total_of
from zhunsheng.server.inspections.statistics.catalogue import catalogue
from zhunsheng.server.inspections.statistics.count_rows import Scope, issues_then
from zhunsheng.server.inspections.statistics.counts import (
    Entry,
    Inside,
    Share,
    badge_words,
    listed,
    outcomes,
    values_of,
)
from zhunsheng.server.inspections.statistics.feed import RegisterSource
from zhunsheng.server.inspections.statistics.register_checks import look_through
from zhunsheng.server.inspections.statistics.tallies import Tally, cells_of
from zhunsheng.server.inspections.supervision.actions import note_reply
from zhunsheng.server.inspections.supervision.models import NoticeSlip
from zhunsheng.server.inspections.sweeps.queries import swept_visible_to, tally_of
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actions import create_unit, place_unit
from zhunsheng.server.orgs.models import Role, Unit

LAST_DAY = date(2023, 12, 31)


@dataclass
class Built:
    office: Office
    cast: Cast
    year: Year


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Built]:
    """The year, entered once for all these tests; what each changes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = make_office()
        cast = _cast(office)
        yield Built(office, cast, build_year(cast))
        transaction.set_rollback(True)


def _cast(office: Office) -> Cast:
    """28 units, two streets, 信访局, 应急局, five towns and a host; one contact and one 派驻纪检组 for all."""
    units = [
        _unit(office, 300 + number, f"示例区第{number}{'镇' if 33 <= number <= 37 else '单位'}")
        for number in range(1, 39)
    ]
    keeper = _unit(office, 150, "示例区委巡察办")
    for name, role in (
        ("inspector", Role.INSPECTION),
        ("leading", Role.LEADING),
        ("rectifier", Role.RECTIFIER),
        ("discipline", Role.DISCIPLINE),
    ):
        add_person(office, name, office.root, role)
    round_actions.keep_register(office.actor("inspector"), unit=keeper)
    rectifier, discipline = office.actor("rectifier"), office.actor("discipline")
    return Cast(
        office=office.actor("inspector"),
        leading=office.actor("leading"),
        rectifiers={unit.pk: rectifier for unit in units},
        disciplines={unit.pk: discipline for unit in units},
        routine=units[:28],
        streets=units[28:30],
        petitions=units[30],
        safety=units[31],
        towns=units[32:37],
        host=units[37],
    )


def _unit(office: Office, code: int, name: str) -> Unit:
    unit = create_unit(OPERATOR, tenant=office.tenant, code=str(code), name=name)
    place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=office.root)
    return unit


@pytest.fixture
def scope(db: None, built: Built) -> Scope:
    return Scope(Register.objects.get(), YEAR, LAST_DAY)


def _entries(scope: Scope) -> dict[str, Entry]:
    return {entry.key: entry for entry in catalogue(scope)}


SECTION_SIX = {
    "rounds.begun": 3,
    "rounds.done": 2,
    "rounds.running": 1,
    "teams.own": 7,
    "teams.sent": 1,
    "teams.sent_people": 7,
    "teams.received": 1,
    "inspectees.routine": 28,
    "inspectees.special": 4,
    "inspectees.cross_out": 1,
    "inspectees.cross_in": 1,
    "issues.found": 762,
    "issues.routine": 684,
    "issues.special": 78,
    "superior.aspects": 5,
    "superior.found": 6,
    "superior.closed": 6,
    "slips.issued": 59,
    "interviews.units": 2,
    "supervisions.units": 5,
    "supervised.found": 42,
    "common.found": 15,
    "rules.issued": 13,
    "carried.found": 31,
    "self_check.found": 51,
    "self_check.closed": 51,
    "escalated.found": 28,
    "escalated.closed": 28,
    "old.themes": 7,
    "old.found": 23,
}
"""What the sample's section 六 counts by hand."""
WITHIN_762 = {
    "issues.found",
    "issues.routine",
    "issues.special",
    "issues.cross",
    "issues.raised",
    "issues.mobile",
    "issues.recheck",
    "issues.immediate",
    "carried.found",
    "rectified.closed",
    "rectified.in_time",
    "rectified.overdue",
    "rectified.long_term",
    "rectified.told",
    "rectified.rate",
}


def test_every_count_of_the_sample_is_a_query_with_its_rule(scope: Scope) -> None:
    entries = _entries(scope)
    values = values_of(scope, entries.values())
    assert {key: values[key] for key in SECTION_SIX} == SECTION_SIX
    assert all(len(entry.rule) > 5 for entry in entries.values())
    by_theme = {
        theme.name: values[f"inspectees.special.theme{theme.pk}"]
        for theme in Theme.objects.filter(name__in=("“三资”", "信访", "安全生产"))
    }
    assert by_theme == {"“三资”": 2, "信访": 1, "安全生产": 1}


def test_each_says_whether_it_lies_inside_the_762(scope: Scope) -> None:
    entries = _entries(scope)
    assert {key for key, entry in entries.items() if entry.inside is Inside.YES} == WITHIN_762
    outside = {key.partition(".")[0] for key, entry in entries.items() if entry.inside is Inside.NO}
    assert outside == {"superior", "supervised", "common", "self_check", "escalated", "old"}


def test_closed_in_time_overdue_and_long_term_make_up_the_total(scope: Scope) -> None:
    values = values_of(scope, catalogue(scope))
    parts = [values[f"rectified.{part}"] for part in outcomes(scope)]
    assert sum(part or 0 for part in parts) == values["issues.found"] == 762
    assert all(parts)
    assert values["rectified.told"] == 610
    assert values["rectified.rate"] == round(Decimal(str(parts[0])) / 610, 4)


NOT_ROWS = ("teams.sent_people", "superior.aspects", "old.themes")
"""Sums, and how many different ones."""


def test_the_list_behind_a_count_is_as_long_as_the_count(scope: Scope) -> None:
    for day in (LAST_DAY, date(2023, 6, 30), date(2023, 11, 15)):
        then = Scope(scope.register, YEAR, day)
        entries = _entries(then)
        values = values_of(then, entries.values())
        for key, entry in entries.items():
            found = listed(then, entries, key)
            if not isinstance(entry, Share) and key not in NOT_ROWS:
                assert len(found.rows) == values[key], (key, day)


DEADLINES = ("时限", "答复期限")
"""What is set beforehand, not what happened."""


def test_no_list_tells_what_happened_after_its_day(scope: Scope, built: Built) -> None:
    """And so it stays the list of that day, whatever is entered later."""
    before = _fingerprints(scope)
    finish_year(built.cast, built.year)
    third, fourth, _ = built.year.rounds
    for entry, step, day in (
        (third, Step.ARCHIVED, date(2026, 3, 2)),
        (fourth, Step.RECTIFIED, date(2024, 1, 15)),
    ):
        round_actions.date_steps(built.cast.office, entry=entry, days={step: day})
    note_reply(built.cast.office, slip_id=_unanswered().pk, replied_on=date(2024, 2, 1))
    for day in (LAST_DAY, date(2023, 6, 30)):
        then = Scope(scope.register, YEAR, day)
        assert _later_dates(then) == set(), day
    after = _fingerprints(scope)
    assert [key for key in before if before[key] != after[key]] == []


def _unanswered() -> NoticeSlip:
    return NoticeSlip.objects.filter(replied_on=None).order_by("pk")[0]


def _fingerprints(scope: Scope) -> dict[str, str]:
    entries = _entries(scope)
    return {key: listed(scope, entries, key).sha256 for key in entries}


def _later_dates(scope: Scope) -> set[tuple[str, str, str]]:
    """List, heading, date: of what a list as of the day may not know."""
    entries = _entries(scope)
    return {
        (key, heading, text)
        for key in entries
        for found in [listed(scope, entries, key)]
        for row in found.rows
        for heading, text in zip(found.headings, row, strict=True)
        if heading not in DEADLINES and _DATE.fullmatch(text) and text > scope.as_of.isoformat()
    }


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def test_a_list_has_the_closing_that_held_on_its_day(scope: Scope, built: Built) -> None:
    issue = Issue.objects.filter(round=built.year.rounds[0], source="routine", state="closed").order_by("pk")[
        0
    ]
    days = (date(2023, 8, 29), date(2023, 8, 30), date(2023, 11, 1), LAST_DAY)
    reopened, again = date(2023, 10, 9), date(2023, 12, 20)
    for verb, actor, day in (
        (Verb.REOPEN, built.cast.office, reopened),
        (Verb.SUBMIT, built.cast.rectifiers[issue.unit_id], again),
        (Verb.PASS_DISCIPLINE, built.cast.disciplines[issue.unit_id], again),
        (Verb.PASS_OFFICE, built.cast.office, again),
        (Verb.CLOSE, built.cast.leading, again),
    ):
        move(actor, issue_id=issue.pk, verb=verb, words="又查出同类问题", on=day)
    assert {day: _line_of(issue, Scope(scope.register, YEAR, day)) for day in days} == {
        days[0]: ("2023-06-15", "2023-09-13", "待销号", ""),
        days[1]: ("2023-06-15", "2023-09-13", "已销号", "2023-08-30"),
        days[2]: ("2023-06-15", "2023-09-13", "整改中", ""),
        days[3]: ("2023-06-15", "2023-09-13", "已销号", "2023-12-20"),
    }
    assert _line_of(issue, Scope(scope.register, YEAR, date(2023, 6, 14))) == ("", "", "待认领", "")
    Issue.objects.filter(pk=issue.pk).update(due_is_given=True)
    assert _line_of(issue, Scope(scope.register, YEAR, date(2023, 6, 14))) == ("", "2023-09-13", "待认领", "")


def _line_of(issue: Issue, scope: Scope) -> tuple[str, ...]:
    """反馈, 时限, 状态 and 销号, as the list of what the rounds found has it."""
    rows = listed(scope, _entries(scope), "issues.found").rows
    return next(row[-4:] for row in rows if row[0] == issue.number)


def test_no_list_has_any_wording(scope: Scope) -> None:
    wordings = set(Issue.objects.values_list("wording", flat=True))
    entries = _entries(scope)
    for key in entries:
        said = "".join(text for row in listed(scope, entries, key).rows for text in row)
        assert not any(wording in said for wording in wordings), key


def test_each_breakdown_makes_up_the_total(scope: Scope) -> None:
    cells = cells_of(scope)
    for way in WAYS:
        issues = issues_then(scope)
        if way not in EVERY_SOURCE:
            issues = issues.filter(source__in=FOUND_BY_ROUNDS)
        parts = {name: issues.filter(where).count() for name, where in outcomes(scope).items()}
        told = issues.filter(fed_back_on__lte=LAST_DAY).count()
        found = total_of(lines_of(scope, way, cells)).tally
        assert found == Tally(issues.count(), told, **parts), way


def test_badges_say_what_belongs_together(scope: Scope) -> None:
    entries = _entries(scope)
    values = values_of(scope, entries.values())
    said = {
        key: badge_words(entries[key], values) for key in ("rounds.begun", "self_check.rate", "slips.issued")
    }
    assert said == {
        "rounds.begun": "已完成 2 轮、进行中 1 轮",
        "self_check.rate": "发现 51 个、整改到位 51 个",
        "slips.issued": "下发工作提示单 59 份",
    }


def test_an_earlier_day_counts_what_stood_then(scope: Scope) -> None:
    june = Scope(scope.register, YEAR, date(2023, 6, 30))
    values = values_of(june, catalogue(june))
    keys = (
        "rounds.begun",
        "rounds.done",
        "rounds.running",
        "issues.found",
        "rectified.closed",
        "superior.closed",
    )
    assert [values[key] for key in keys] == [1, 1, 0, 322, 0, 0]
    told = issues_then(june).filter(round__number=3, source="routine")
    assert set(told.values_list("state_then", flat=True)) == {"rectifying"}
    assert set(told.values_list("state", flat=True)) > {"closed", "long_term"}


def test_a_past_year_counts_no_round_of_a_later_one_whatever_the_day(scope: Scope, built: Built) -> None:
    finish_year(built.cast, built.year)
    for number, entered in ((6, date(2024, 5, 6)), (7, date(2025, 2, 10))):
        entry = round_actions.create_round(built.cast.office, term=built.year.rounds[0].term, number=number)
        round_actions.date_steps(built.cast.office, entry=entry, days={Step.ENTERED: entered})
    asked = ((2023, LAST_DAY), (2023, date(2025, 3, 1)), (2024, date(2024, 12, 31)), (2024, date(2025, 3, 1)))
    found = {}
    for year, day in asked:
        then = Scope(scope.register, year, day)
        values = values_of(then, catalogue(then))
        found[year, day] = [values[f"rounds.{key}"] for key in ("begun", "done", "running")]
    of_2023, of_2024 = [3, 2, 1], [1, 1, 1]
    assert found == dict(zip(asked, (of_2023, of_2023, of_2024, of_2024), strict=True))


def test_what_was_fed_back_is_claimed_within_days_and_has_its_measures(scope: Scope) -> None:
    told = issues_then(scope).filter(fed_back_on__lt=date(2023, 12, 1))
    assert "unclaimed" not in told.values_list("state_then", flat=True)
    found = {rule.code: said for rule, said in look_through(scope)}
    assert [found[code] for code in ("X01", "X03", "X04", "X07")] == [[], [], [], []]


def test_the_port_gives_the_keeper_its_counts_and_nobody_else(scope: Scope, built: Built) -> None:
    source = RegisterSource()
    keeper = scope.register.unit_id
    done = source.snapshot(keeper, YEAR, LAST_DAY, "rounds.done")
    behind = source.listed(keeper, YEAR, LAST_DAY, "rounds.done")
    assert behind == CountedList(
        ("届", "轮次", "进驻", "反馈", "整改", "归档"),
        (
            ("六届", "第三轮", "2023-03-06", "2023-06-15", "2023-09-13", ""),
            ("六届", "第四轮", "2023-07-10", "2023-10-16", "", ""),
        ),
    )
    assert (done.value, done.words, done.rule_name) == (2, "已完成 2 轮、进行中 1 轮", "已反馈")
    assert done.sha256 == behind.sha256
    assert source.snapshots(built.office.jia_unit.pk, YEAR, LAST_DAY) == []

    round_actions.date_steps(
        built.cast.office, entry=built.year.rounds[2], days={Step.FED_BACK: date(2023, 12, 20)}
    )
    later = source.snapshot(keeper, YEAR, LAST_DAY, "rounds.done")
    assert (later.value, later.words) == (3, "已完成 3 轮、进行中 0 轮")
    assert later.sha256 != done.sha256


def test_what_was_found_beside_the_rounds_stands_on_its_lists(built: Built) -> None:
    tally, *_ = tallies_of(checklists_visible_to(built.cast.office)).values()
    assert (tally.sent, tally.handed_in, tally.problems, tally.closed) == (28, 28, 51, 51)
    swept = tally_of(swept_visible_to(built.cast.office))
    assert (swept.themes, swept.problems, swept.fresh, swept.handed, swept.unseen) == (7, 23, 23, 23, 0)
