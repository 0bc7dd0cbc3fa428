"""督查、回头看, 制度, 纳入巡察的主题: which units, which issues, and what links them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.common.problems import decide_common
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.issues.corrections import Origin, Reason, correct_issue
from zhunsheng.server.inspections.models import Issue, IssueState, Source, Theme
from zhunsheng.server.inspections.queries import issues_numbered
from zhunsheng.server.inspections.supervision.linking import link_issues, offered_issues, unlink_issues
from zhunsheng.server.inspections.supervision.looks import (
    NewLook,
    Tally,
    change_supervision,
    find_on_the_spot,
    findings_of,
    hold_supervision,
    tallies_of,
    withdraw_supervision,
)
from zhunsheng.server.inspections.supervision.models import CarriedTheme, IssuedRule, Supervision
from zhunsheng.server.inspections.supervision.rules import issue_rule
from zhunsheng.server.inspections.supervision.themes import carried_lines, carry_theme, drop_carried_theme
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

DAY = date(2023, 9, 4)
LOOK_BACK, SUPERVISION, COMMON = (Supervision.Kind(kind) for kind in ("look_back", "supervision", "common"))
PAGE = "/inspections/supervision/"
WORDING = "会议记录缺失三次"


@pytest.fixture
def theme(inspections: Inspections) -> Theme:
    return Theme.objects.create(tenant=inspections.office.tenant, name="公务接待")


def _found(inspections: Inspections, unit: Unit, **more: Any) -> Issue:
    """By the round at one of its units."""
    inspectee = inspections.jia if unit == inspections.office.jia_unit else inspections.yi
    new = NewIssue(WORDING, Source.ROUTINE, unit, date(2023, 3, 21), inspectee=inspectee, **more)
    (issue,) = register_issues(inspections.office.actor("inspector"), [new])
    return issue


def _held(inspections: Inspections, kind: Supervision.Kind = LOOK_BACK, **more: Any) -> Supervision:
    wanted = {"units": [inspections.office.jia_unit]} | more
    return hold_supervision(
        inspections.office.actor("inspector"), NewLook(kind, "第三轮“回头看”", DAY, **wanted)
    )


def _names(look: Supervision) -> list[str]:
    return list(look.units.order_by("code").values_list("name", flat=True))


# --- 督查、回头看 ----------------------------------------------------------------------------------------------


def test_a_look_at_a_round_is_at_its_units_and_one_on_a_theme_where_it_is_open(
    inspections: Inspections, theme: Theme
) -> None:
    office = inspections.office
    _found(inspections, office.yi_unit, theme=theme)
    ended = _found(inspections, office.jia_unit, theme=theme)
    Issue.objects.filter(pk=ended.pk).update(state=IssueState.LONG_TERM)
    of_the_round = _held(inspections, units=[], round=inspections.round)
    on_the_theme = _held(inspections, units=[], theme=theme)
    chosen = _held(inspections, round=inspections.round, theme=theme)
    assert [_names(look) for look in (of_the_round, on_the_theme, chosen)] == [
        ["示例区甲局", "示例区乙局"],
        ["示例区乙局"],
        ["示例区甲局"],
    ]
    with pytest.raises(Refused, match="请选择被督查的单位。"):
        _held(inspections, units=[], theme=Theme.objects.create(tenant=office.tenant, name="没有问题的"))


@pytest.mark.parametrize(
    ("kind", "source", "number"),
    [
        (LOOK_BACK, Source.LOOK_BACK, "HTK2023-001"),
        (SUPERVISION, Source.SUPERVISION, "DC2023-001"),
        (COMMON, Source.COMMON, "GX2023-001"),
    ],
)
def test_what_is_found_on_the_spot_is_in_the_ledger_at_once(
    inspections: Inspections, theme: Theme, kind: Supervision.Kind, source: Source, number: str
) -> None:
    look = _held(inspections, kind, theme=theme)
    issue = find_on_the_spot(
        inspections.office.actor("inspector"),
        supervision_id=look.pk,
        unit=inspections.office.jia_unit,
        wording=WORDING,
        found_on=DAY,
    )
    assert (issue.number, issue.source, issue.theme, issue.fed_back_on, issue.round) == (
        number,
        source,
        theme,
        DAY,
        None,
    )
    assert list(look.issues.all()) == [issue]
    assert number in inspections.office.client("jia_rectifier").get("/inspections/").content.decode()


def test_what_cannot_have_been_found_there_is_refused(inspections: Inspections) -> None:
    look, office = _held(inspections), inspections.office

    def find(unit: Unit, found_on: date) -> Issue:
        return find_on_the_spot(
            office.actor("inspector"), supervision_id=look.pk, unit=unit, wording=WORDING, found_on=found_on
        )

    with pytest.raises(Refused, match="示例区乙局不在这次督查的单位里。"):
        find(office.yi_unit, DAY)
    with pytest.raises(Refused, match="发现日期 2023-09-03 早于开始日期 2023-09-04。"):
        find(office.jia_unit, date(2023, 9, 3))
    assert not Issue.objects.exists()


def test_what_is_found_is_found_before_the_look_ends(inspections: Inspections) -> None:
    look, office = _held(inspections, until=date(2023, 9, 8)), inspections.office
    address = f"{PAGE}looks/{look.pk}/find/"
    typed = {"unit": office.jia_unit.pk, "wording": WORDING, "found_on": "2023-09-09", "due_on": "2023-12-31"}
    late = office.client("inspector").post(address, typed)
    assert late.status_code == 400
    assert "发现日期 2023-09-09 晚于结束日期 2023-09-08。" in late.content.decode()
    assert office.client("inspector").post(address, typed | {"found_on": "2023-09-08"}).status_code == 302
    assert Issue.objects.get().found_on == date(2023, 9, 8)


def _correct(inspections: Inspections, issue: Issue, **right: Any) -> Issue:
    given = {"source": Source.LOOK_BACK, "unit": inspections.office.jia_unit, "found_on": DAY} | right
    inspector = inspections.office.actor("inspector")
    return correct_issue(inspector, issue_id=issue.pk, origin=Origin(**given), reason=Reason.WRONG_DAY)


@pytest.fixture
def found_there(inspections: Inspections) -> Issue:
    """On the spot by a look from September 4th to the 8th, on its second day."""
    look, office = _held(inspections, until=date(2023, 9, 8)), inspections.office
    return find_on_the_spot(
        office.actor("inspector"),
        supervision_id=look.pk,
        unit=office.jia_unit,
        wording=WORDING,
        found_on=date(2023, 9, 5),
    )


def test_corrected_it_still_was_found_while_the_look_went_on(
    inspections: Inspections, found_there: Issue
) -> None:
    for day, why in (
        (date(2023, 9, 3), "发现日期 2023-09-03 早于回头看的开始日期 2023-09-04。"),
        (date(2023, 9, 9), "发现日期 2023-09-09 晚于回头看的结束日期 2023-09-08。"),
    ):
        with pytest.raises(Refused) as refused:
            _correct(inspections, found_there, found_on=day)
        assert str(refused.value) == why
    for day in (DAY, date(2023, 9, 8)):
        assert _correct(inspections, found_there, found_on=day).found_on == day
    assert list(findings_of(Supervision.objects.get())) == [found_there]


def test_corrected_it_still_was_found_at_a_unit_visited(inspections: Inspections, found_there: Issue) -> None:
    look, yi = Supervision.objects.get(), inspections.office.yi_unit
    with pytest.raises(Refused, match="示例区乙局不在这次督查的单位里。"):
        _correct(inspections, found_there, unit=yi)
    look.units.add(yi)
    assert _correct(inspections, found_there, unit=yi).unit == yi


def test_what_was_not_found_by_a_look_at_all_is_corrected_freely(
    inspections: Inspections, found_there: Issue, issue: Issue
) -> None:
    """Its source was wrong; and another issue that a look only went through."""
    early, inspector = date(2023, 6, 1), inspections.office.actor("inspector")
    look = Supervision.objects.get()
    link_issues(inspector, entry=look, issues=[issue])
    _correct(inspections, found_there, source=Source.SUPERVISION, found_on=early)
    _correct(inspections, issue, source=Source.ROUTINE, found_on=early, inspectee=inspections.jia)
    assert [entry.found_on for entry in look.issues.order_by("pk")] == [early, early]
    assert list(findings_of(look)) == []


def test_what_was_looked_at_is_told_from_what_was_found(inspections: Inspections, issue: Issue) -> None:
    """Two queries' worth of counting for however many looks there are."""
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    look, other = _held(inspections), _held(inspections)
    for wording in (WORDING, "差旅审批不严三笔"):
        find_on_the_spot(inspector, supervision_id=look.pk, unit=unit, wording=wording, found_on=DAY)
    Issue.objects.filter(number="HTK2023-002").update(state=IssueState.CLOSED)
    link_issues(inspector, entry=look, issues=[issue])
    with CaptureQueriesContext(connection) as queries:
        assert tallies_of([look, other]) == {look.pk: Tally(found=2, closed=1, looked_at=1)}
    assert len(queries) == 1
    page = _words(inspections.office.client("leading").get(f"{PAGE}looks/{look.pk}/").content)
    assert "当场交办的问题（2）" in page
    assert "查看的问题（1）" in page
    assert "1 个单位（括号里是当场交办的问题数）：示例区甲局（2）" in page
    assert "关联问题" not in page


def test_a_look_is_put_right(inspections: Inspections) -> None:
    look, office = _held(inspections), inspections.office
    new = NewLook(SUPERVISION, "专项督查一次", DAY, date(2023, 9, 20), "区审计局", [office.yi_unit])
    change_supervision(office.actor("inspector"), supervision_id=look.pk, new=new)
    look.refresh_from_db()
    assert (look.kind, look.title, look.until, look.joined_by, _names(look)) == (
        "supervision",
        "专项督查一次",
        date(2023, 9, 20),
        "区审计局",
        ["示例区乙局"],
    )
    told = json.loads(Entry.objects.get(verb="change_supervision").details)
    assert told == {
        "kind": "supervision",
        "since": "2023-09-04",
        "until": "2023-09-20",
        "round": None,
        "units": ["示例区乙局"],
    }


def test_what_a_look_found_stays_with_it(inspections: Inspections, issue: Issue) -> None:
    """An issue it looked at, which was found before, doesn't hold it."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    units = [office.jia_unit, office.yi_unit]
    look = _held(inspections, units=units, until=date(2023, 9, 20))
    link_issues(inspector, entry=look, issues=[issue])
    for day in (date(2023, 9, 6), date(2023, 9, 8)):
        find_on_the_spot(
            inspector, supervision_id=look.pk, unit=office.yi_unit, wording=WORDING, found_on=day
        )

    def change(kind: Supervision.Kind = LOOK_BACK, **changed: Any) -> Supervision:
        given = {"since": DAY, "until": date(2023, 9, 20), "units": units} | changed
        new = NewLook(kind, "第三轮“回头看”", **given)
        return change_supervision(inspector, supervision_id=look.pk, new=new)

    for changed, said in (
        ({"kind": SUPERVISION}, "当场交办的 2 个问题来源是回头看，方式不能改。"),
        ({"units": [office.jia_unit]}, "示例区乙局有 2 个当场交办的问题，要留在被督查单位里。"),
        ({"since": date(2023, 9, 7)}, "HTK2023-001 的发现日期 2023-09-06 早于开始日期 2023-09-07。"),
        ({"until": date(2023, 9, 7)}, "HTK2023-002 的发现日期 2023-09-08 晚于结束日期 2023-09-07。"),
    ):
        with pytest.raises(Refused, match=said):
            change(**changed)  # type: ignore[arg-type]
    changed_look = change(units=[office.yi_unit], since=date(2023, 9, 6), until=date(2023, 9, 8))
    assert (changed_look.since, changed_look.until, _names(changed_look)) == (
        date(2023, 9, 6),
        date(2023, 9, 8),
        ["示例区乙局"],
    )
    assert change(until=None).until is None


def test_a_look_that_found_nothing_changes_freely(inspections: Inspections, issue: Issue) -> None:
    """Of another source, or found before it began: looked at."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    earlier = NewIssue(WORDING, Source.LOOK_BACK, office.jia_unit, date(2023, 9, 1))
    by_another = NewIssue(WORDING, Source.SUPERVISION, office.jia_unit, date(2023, 9, 5))
    look = _held(inspections)
    link_issues(inspector, entry=look, issues=[issue, *register_issues(inspector, [earlier, by_another])])
    assert tallies_of([look]) == {look.pk: Tally(found=0, closed=0, looked_at=3)}
    new = NewLook(COMMON, "共性问题督查", date(2023, 9, 10), date(2023, 9, 11), units=[office.yi_unit])
    changed = change_supervision(inspector, supervision_id=look.pk, new=new)
    assert (changed.kind, _names(changed)) == ("common", ["示例区乙局"])


def test_a_look_is_withdrawn_unless_it_found_something(inspections: Inspections, issue: Issue) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    twice, look = _held(inspections), _held(inspections)
    link_issues(inspector, entry=twice, issues=[issue])
    find_on_the_spot(inspector, supervision_id=look.pk, unit=office.jia_unit, wording=WORDING, found_on=DAY)
    client = office.client("inspector")
    assert client.post(f"{PAGE}looks/{twice.pk}/withdraw/", {"reason": ""}).status_code == 400
    assert client.post(f"{PAGE}looks/{twice.pk}/withdraw/", {"reason": "登记重复"}).status_code == 302
    kept = client.post(f"{PAGE}looks/{look.pk}/withdraw/", {"reason": "登记重复"})
    assert (kept.status_code, "已有 1 个当场交办的问题，不能作废，只能修改。" in kept.content.decode()) == (
        400,
        True,
    )
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        withdraw_supervision(office.actor("leading"), supervision_id=look.pk, reason="登记重复")
    assert (list(Supervision.objects.all()), Issue.objects.count()) == ([look], 2)
    entry = Entry.objects.get(verb="withdraw_supervision")
    told = {"since": "2023-09-04", "units": ["示例区甲局"], "reason": "登记重复"}
    assert (entry.subject_name, json.loads(entry.details)) == ("回头看", told)


# --- linking -------------------------------------------------------------------------------------------------


def test_issues_are_linked_by_tick_or_number_and_taken_out_again(
    inspections: Inspections, issue: Issue
) -> None:
    """At a rule and at a look alike."""
    office = inspections.office
    client, other = office.client("inspector"), _found(inspections, office.yi_unit)
    rule = issue_rule(
        office.actor("inspector"), name="资产管理办法", issued_by=office.jia_unit, issued_on=DAY
    )
    look = _held(inspections)
    for entry, page in ((rule, f"{PAGE}rules/{rule.pk}/"), (look, f"{PAGE}looks/{look.pk}/")):
        client.post(f"{page}link/", {"issue": [issue.pk], "numbers": f" {other.number.lower()}，"})
        assert set(entry.issues.all()) == {issue, other}
        wrong = client.post(f"{page}link/", {"numbers": "XC2023-9-999"})
        words = html.fromstring(wrong.content.decode())
        assert wrong.status_code == 400
        assert words.xpath("//p[@role='alert']/text()") == [
            "台账里没有编号 XC2023-9-999 的问题，请核对后再填。"
        ]
        assert words.xpath("//input[@name='numbers']/@value") == ["XC2023-9-999"]
        client.post(f"{page}unlink/", {"issue": [other.pk]})
        assert set(entry.issues.all()) == {issue}
    details = [json.loads(entry.details) for entry in Entry.objects.filter(verb="link_issues")]
    assert details == [{"issues": [issue.number, other.number]}] * 2


def test_nothing_to_link_and_nothing_ticked_are_told(inspections: Inspections, issue: Issue) -> None:
    inspector, look = inspections.office.actor("inspector"), _held(inspections)
    link_issues(inspector, entry=look, issues=[issue])
    with pytest.raises(Refused, match="请勾选问题，或者填写还没有关联的编号。"):
        link_issues(inspector, entry=look, issues=[issue])
    with pytest.raises(Refused, match="还没有勾选问题。"):
        unlink_issues(inspector, entry=look, issue_ids=[])
    for who in ("leading", "jia_rectifier", "member", "admin"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            unlink_issues(inspections.office.actor(who), entry=look, issue_ids=[issue.pk])


def test_offered_are_the_issues_of_the_units_concerned(inspections: Inspections, issue: Issue) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    _found(inspections, office.yi_unit)
    beside = find_on_the_spot(
        inspector, supervision_id=_held(inspections).pk, unit=office.jia_unit, wording=WORDING, found_on=DAY
    )
    rule = issue_rule(inspector, name="资产管理办法", issued_by=office.jia_unit, issued_on=DAY)
    of_the_round = _held(inspections, round=inspections.round)
    offered = [offered_issues(inspector, entry) for entry in (rule, _held(inspections), of_the_round)]
    assert offered == [[beside, issue], [beside, issue], [issue]]


def test_numbers_are_read_however_they_are_parted(inspections: Inspections, issue: Issue) -> None:
    other = _found(inspections, inspections.office.yi_unit)
    inspector = inspections.office.actor("inspector")
    found = issues_numbered(inspector, f"{issue.number}、{other.number}\n{issue.number}")
    assert (sorted(found, key=lambda one: one.pk), issues_numbered(inspector, " ")) == ([issue, other], [])
    with pytest.raises(Refused, match=f"台账里没有编号 {issue.number} 的问题"):
        issues_numbered(inspections.office.actor("yi_rectifier"), issue.number)


def test_a_rule_says_which_issues_it_came_of(inspections: Inspections, issue: Issue) -> None:
    office = inspections.office
    client = office.client("inspector")
    typed = {"name": "资产管理办法", "issued_by": office.jia_unit.pk, "issued_on": "2023-09-04"}
    assert client.post(f"{PAGE}rules/new/", typed | {"name": "办法"}).status_code == 400
    client.post(f"{PAGE}rules/new/", typed)
    rule = IssuedRule.objects.get()
    client.post(f"{PAGE}rules/{rule.pk}/link/", {"numbers": issue.number})
    reader = office.client("leading")
    assert "资产管理办法 — 示例区甲局 2023-09-04 1" in _words(reader.get(f"{PAGE}rules/").content)
    assert issue.number in _words(reader.get(f"{PAGE}rules/{rule.pk}/").content)
    assert office.client("jia_rectifier").get(f"{PAGE}rules/").status_code == 403


def test_the_issue_names_them_to_those_who_oversee(inspections: Inspections, issue: Issue) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    issue_rule(inspector, name="资产管理办法", issued_by=office.jia_unit, issued_on=DAY, issues=[issue])
    link_issues(inspector, entry=_held(inspections), issues=[issue])
    said = "回头看： 第三轮“回头看” 2023-09-04 出台制度： 资产管理办法 示例区甲局 2023-09-04"
    page = f"/inspections/issues/{issue.pk}/"
    shown = {
        who: said in _words(office.client(who).get(page).content) for who in ("leading", "jia_rectifier")
    }
    assert shown == {"leading": True, "jia_rectifier": False}


# --- carried themes --------------------------------------------------------------------------------------------


def test_a_theme_is_carried_with_its_ground_and_shows_what_the_round_found(
    inspections: Inspections, issue: Issue, theme: Theme
) -> None:
    office = inspections.office
    inspector, client = office.actor("inspector"), office.client("inspector")
    closed, other = (_found(inspections, unit, theme=theme) for unit in (office.jia_unit, office.yi_unit))
    Issue.objects.filter(pk=closed.pk).update(state=IssueState.CLOSED)
    register_issues(inspector, [NewIssue(WORDING, Source.SELF_CHECK, office.jia_unit, DAY, theme=theme)])
    problem = decide_common(
        inspector,
        title="会议记录不完整",
        decided_by="领导小组会议",
        decided_on=FED_BACK,
        issue_ids=[closed.pk, other.pk],
    )
    typed = {"entry": inspections.round.pk, "theme": theme.pk, "problem": problem.pk}
    assert client.post(f"{PAGE}themes/new/", typed | {"ground": "会"}).status_code == 400
    client.post(f"{PAGE}themes/new/", typed | {"ground": "领导小组会议确定"})
    (line,) = carried_lines(office.actor("leading"))
    assert (line.carried.ground, line.carried.problem, line.issues, line.units, line.closed) == (
        "领导小组会议确定",
        problem,
        2,
        2,
        1,
    )
    assert "六届第三轮 公务接待 领导小组会议确定 会议记录不完整 2 2 1" in _words(
        office.client("leading").get(f"{PAGE}themes/").content
    )
    assert "纳入这一轮的主题：公务接待。" in _words(
        office.client("member").get(f"/inspections/rounds/{inspections.round.pk}/").content
    )
    prefilled = html.fromstring(client.get(f"{PAGE}themes/new/?problem={problem.pk}").content.decode())
    assert prefilled.xpath("//select[@name='problem']/option[@selected]/text()") == ["会议记录不完整"]


def test_a_theme_is_carried_once_and_taken_out_by_the_office_alone(
    inspections: Inspections, theme: Theme
) -> None:
    inspector = inspections.office.actor("inspector")
    carried = carry_theme(inspector, entry=inspections.round, theme=theme, ground="领导小组会议确定")
    with pytest.raises(Refused, match="“公务接待”已经纳入六届第三轮，不用再登记。"):
        carry_theme(inspector, entry=inspections.round, theme=theme, ground="又一次会议")
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        drop_carried_theme(inspections.office.actor("leading"), carried_id=carried.pk)
    drop_carried_theme(inspector, carried_id=carried.pk)
    assert not CarriedTheme.objects.exists()


def test_counting_carried_themes_takes_two_queries_for_however_many(
    inspections: Inspections, theme: Theme
) -> None:
    inspector = inspections.office.actor("inspector")
    for number in range(5):
        more = Theme.objects.create(tenant=inspections.office.tenant, name=f"主题{number}")
        carry_theme(inspector, entry=inspections.round, theme=more, ground="领导小组会议确定")
    with CaptureQueriesContext(connection) as queries:
        assert len(carried_lines(inspector)) == 5
    assert len(queries) == 2


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
