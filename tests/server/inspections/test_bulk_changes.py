"""One change for many issues: which go, which are passed over and why, and the traces."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.issues.bulk_changes import MOST_AT_ONCE, Change, Kind, carry_out, plan_of
from zhunsheng.server.inspections.models import Issue, IssueState, Source, Step, Support
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.orgs.verdicts import Refused


@pytest.fixture
def ids(inspections: Inspections) -> list[int]:
    """001 as found, 002 closed, 003 with a deadline of its own."""
    inspector = inspections.office.actor("inspector")
    given = (None, None, date(2023, 6, 1))
    news = [
        NewIssue(
            wording=f"固定资产账实不符之{number}",
            source=Source.ROUTINE,
            unit=inspections.office.jia_unit,
            found_on=date(2023, 3, 20),
            inspectee=inspections.jia,
            due_on=due_on,
        )
        for number, due_on in enumerate(given)
    ]
    issues = register_issues(inspector, news)
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})
    Issue.objects.filter(pk=issues[1].pk).update(state=IssueState.CLOSED)
    return [issue.pk for issue in issues]


def planned(office: Office, change: Change, ids: list[int]) -> tuple[list[str], list[tuple[str, str]]]:
    plan = plan_of(office.actor("inspector"), change, ids)
    return [issue.number[-3:] for issue in plan.goes], [
        (issue.number[-3:], reason) for issue, reason in plan.skipped
    ]


def test_deadlines(inspections: Inspections, ids: list[int]) -> None:
    change = Change(Kind.DUE, due_on=date(2023, 6, 1))
    assert planned(inspections.office, change, ids) == (
        ["001"],
        [("002", "已销号，不再改时限和配合单位。"), ("003", "整改时限已经是这一天。")],
    )
    for day, why in (
        (date(2023, 3, 1), "整改时限 2023-03-01 早于发现日期 2023-03-20。"),
        (date(2023, 5, 9), "整改时限 2023-05-09 早于反馈日期 2023-05-10。"),
    ):
        early = Change(Kind.DUE, due_on=day)
        assert planned(inspections.office, early, ids[:1]) == ([], [("001", why)])


def test_categories_and_themes_may_be_set_of_what_is_closed_too(
    inspections: Inspections, ids: list[int]
) -> None:
    inspector = inspections.office.actor("inspector")
    category = round_actions.add_category(inspector, group="三个聚焦", name="作风")
    theme = round_actions.add_theme(inspector, name="信访")
    Issue.objects.filter(pk=ids[0]).update(category=category, theme=theme)
    assert planned(inspections.office, Change(Kind.CATEGORY, category=category), ids) == (
        ["002", "003"],
        [("001", "已经是这一类别。")],
    )
    assert planned(inspections.office, Change(Kind.THEME, theme=theme), ids) == (
        ["002", "003"],
        [("001", "已经是这一主题。")],
    )


def test_immediate_gets_its_short_deadline_where_none_was_given(
    inspections: Inspections, ids: list[int]
) -> None:
    batch = carry_out(inspections.office.actor("inspector"), Change(Kind.IMMEDIATE), ids)
    found = Issue.objects.order_by("pk").values_list("immediate", "due_on")
    assert list(found) == [
        (True, date(2023, 6, 9)),
        (False, date(2023, 8, 8)),
        (True, date(2023, 6, 1)),
    ]
    assert (batch.done, batch.skipped) == (
        [ids[0], ids[2]],
        [[ids[1], "已销号，不再改时限和配合单位。"]],
    )


def test_a_unit_that_helps_is_told_once_and_never_of_its_own_issue(
    inspections: Inspections, ids: list[int]
) -> None:
    office = inspections.office
    change = Change(Kind.SUPPORT, unit=office.yi_unit)
    carry_out(office.actor("inspector"), change, ids[:1])
    assert planned(office, change, ids) == (
        ["003"],
        [("001", "已经送过这个单位。"), ("002", "已销号，不再改时限和配合单位。")],
    )
    own = Change(Kind.SUPPORT, unit=office.jia_unit)
    assert planned(office, own, ids[:1]) == ([], [("001", "责任单位不能同时是配合单位。")])
    assert list(Support.objects.values_list("issue_id", "unit_id")) == [(ids[0], office.yi_unit.pk)]


def test_every_issue_has_its_trace_with_the_batch_and_the_batch_one_of_its_own(
    inspections: Inspections, ids: list[int]
) -> None:
    batch = carry_out(inspections.office.actor("inspector"), Change(Kind.DUE, due_on=date(2023, 7, 1)), ids)
    told = [
        (entry.verb, entry.subject_name, json.loads(entry.details))
        for entry in Entry.objects.filter(verb__in=("change_issue", "change_many_issues")).order_by("id")
    ]
    assert told == [
        (
            "change_issue",
            "XC2023-3-001",
            {"columns": ["due_on"], "batch": batch.pk, "due_on": ["2023-08-08", "2023-07-01"]},
        ),
        (
            "change_issue",
            "XC2023-3-003",
            {"columns": ["due_on"], "batch": batch.pk, "due_on": ["2023-06-01", "2023-07-01"]},
        ),
        (
            "change_many_issues",
            f"设整改时限 第 {batch.pk} 批",
            {"change": "due", "value": "2023-07-01", "done": 2, "skipped": 1},
        ),
    ]


def test_what_is_refused_altogether(inspections: Inspections, ids: list[int]) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    for words, actor, change, chosen in (
        ("台账由巡察办登记", office.actor("jia_rectifier"), Change(Kind.IMMEDIATE), ids),
        ("还没有选定", inspector, Change(Kind.DUE), ids),
        ("还没有勾选", inspector, Change(Kind.IMMEDIATE), []),
        ("一次最多办", inspector, Change(Kind.IMMEDIATE), range(MOST_AT_ONCE + 1)),
    ):
        with pytest.raises(Refused, match=words):
            carry_out(actor, change, list(chosen))


def test_from_the_ledger_s_filters_to_the_result(inspections: Inspections, ids: list[int]) -> None:
    client = inspections.office.client("inspector")
    page = client.get("/inspections/bulk/?state=all").content.decode()
    assert "台账里筛出的 3 个问题" in page
    form = {"kind": "due", "due_on": "2023-07-01", "issue": [str(pk) for pk in ids]}
    plan = client.post("/inspections/bulk/do/", form).content.decode()
    assert "会办 2 个，跳过 1 个" in plan
    assert set(Issue.objects.values_list("due_on", flat=True)) == {date(2023, 8, 8), date(2023, 6, 1)}
    done = client.post("/inspections/bulk/do/", form | {"sure": "1"}, follow=True).content.decode()
    assert "办了 2 个，跳过 1 个" in done


def test_exactly_the_ticked_ones_whatever_the_filters_find(inspections: Inspections, ids: list[int]) -> None:
    client = inspections.office.client("inspector")
    page = client.get(
        f"/inspections/bulk/?light=red&ticked=&ticked={ids[0]}&ticked={ids[2]}"
    ).content.decode()
    assert "台账里勾选的 2 个问题" in page
    assert [f'value="{pk}" checked' in page for pk in ids] == [True, False, True]
    nothing = client.get("/inspections/bulk/?ticked=")
    assert "还没有勾选问题，请回到台账勾选。" in nothing.content.decode()


def test_only_who_registers_has_boxes_to_tick(inspections: Inspections, ids: list[int]) -> None:
    def boxes(username: str) -> int:
        return (
            inspections.office.client(username)
            .get("/inspections/?state=all")
            .content.count(b'name="ticked" value="')
        )

    assert (boxes("inspector"), boxes("jia_rectifier")) == (1 + len(ids), 0)
