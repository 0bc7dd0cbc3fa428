"""台账自查: each rule finds what it is for, and is silent where all is well."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.server.conftest import OPERATOR
from tests.server.inspections.conftest import Advance, Inspections

from zhunsheng.rulebook.register_rules import REGISTER_RULES
from zhunsheng.server.inspections.disclosure.actions import About, exempt, publish
from zhunsheng.server.inspections.disclosure.grounds import add_ground
from zhunsheng.server.inspections.disclosure.models import Manner, Matter
from zhunsheng.server.inspections.issues.actions import NewIssue, move, register_issue
from zhunsheng.server.inspections.models import (
    Category,
    Handling,
    Issue,
    IssueState,
    Measure,
    Proof,
    Source,
    Step,
)
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.register_checks import checks, look_through
from zhunsheng.server.inspections.supervision import actions as supervisions
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actions import create_tenant, create_unit

AS_OF = date(2023, 6, 1)


def messages(inspections: Inspections, code: str, as_of: date = AS_OF) -> list[str]:
    scope = Scope(inspections.register, 2023, as_of)
    return next(messages for rule, messages in look_through(scope) if rule.code == code)


def _change(issue: Issue, **fields: object) -> None:
    """Straight into the table: what no action lets through, but an old or a damaged database may hold."""
    Issue.objects.filter(pk=issue.pk).update(**fields)


def test_every_rule_of_the_manual_is_looked_for() -> None:
    assert [rule for rule, _ in checks()] == list(REGISTER_RULES)


def test_x01_an_issue_lies_at_a_unit_of_its_round(inspections: Inspections, issue: Issue) -> None:
    assert messages(inspections, "X01") == []
    _change(issue, unit=inspections.register.unit)
    assert messages(inspections, "X01") == ["1 个问题责任单位不是这一轮的巡察对象：XC2023-3-001。"]


def test_x01_units_and_categories_make_up_the_total(inspections: Inspections, issue: Issue) -> None:
    """What lies under no round, or under another region's category, is on no line of 统计."""
    elsewhere = create_tenant(OPERATOR, name="示例县", code="990001")
    assert messages(inspections, "X01") == []
    _change(issue, category=Category.objects.create(tenant=elsewhere, group="三个聚焦", name="资产管理"))
    assert messages(inspections, "X01") == ["按问题类别合计 0 个，与总数 1 个不符，请核对各问题的类别。"]
    _change(issue, category=None, round=None)
    assert messages(inspections, "X01")[0] == "按轮次合计 0 个，与总数 1 个不符，请核对各问题的轮次。"


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        (date(2023, 6, 1), []),
        (date(2023, 7, 10), ["1 个问题在 30 天内到期：XC2023-3-001。"]),
        (date(2023, 7, 28), ["1 个问题在 15 天内到期：XC2023-3-001。"]),
        (date(2023, 8, 8), ["1 个问题在 7 天内到期：XC2023-3-001。"]),
        (date(2023, 8, 9), ["1 个问题已过整改时限还没有销号：XC2023-3-001。"]),
    ],
)
def test_x02_deadlines(inspections: Inspections, issue: Issue, as_of: date, found: list[str]) -> None:
    """Fed back on 10 May, due 90 days later on 8 August."""
    assert messages(inspections, "X02", as_of) == found


def test_x03_closed_with_evidence_and_a_date(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    bring(issue, "closed")
    assert messages(inspections, "X03", timezone.localdate()) == []
    _change(issue, closed_on=None)
    assert messages(inspections, "X03", timezone.localdate()) == [
        "1 个问题已销号，但没有销号日期：XC2023-3-001。"
    ]
    Proof.objects.filter(measure__issue=issue).delete()
    assert messages(inspections, "X03", timezone.localdate())[0] == (
        "1 个问题已销号，但没有措施或措施没有佐证：XC2023-3-001。"
    )
    assert messages(inspections, "X03") == []  # It was open on that day.


@pytest.mark.parametrize("verb", [Verb.PASS_DISCIPLINE, Verb.PASS_OFFICE, Verb.CLOSE])
def test_x03_who_asks_for_verification_takes_no_part_in_it(
    inspections: Inspections, issue: Issue, bring: Advance, verb: Verb
) -> None:
    bring(issue, "closed")
    asked = Handling.objects.get(issue=issue, verb=Verb.SUBMIT)
    Handling.objects.filter(issue=issue, verb=verb).update(by=asked.by)
    assert messages(inspections, "X03", timezone.localdate()) == [
        "1 个问题报请核验的人又参与核验或销号：XC2023-3-001。"
    ]


@pytest.mark.parametrize("blank", [{"leader": ""}, {"department": ""}, {"person": ""}, {"due_on": None}])
def test_x04_measures_with_who_answers_and_a_deadline(
    inspections: Inspections, issue: Issue, bring: Advance, blank: dict[str, object]
) -> None:
    bring(issue, "rectifying")
    assert messages(inspections, "X04", timezone.localdate()) == []
    Measure.objects.filter(issue=issue).update(**blank)
    assert messages(inspections, "X04", timezone.localdate()) == [
        "1 个问题有措施没有写全责任领导、部门、责任人和时限：XC2023-3-001。"
    ]
    _change(issue, measures_total=0)
    assert messages(inspections, "X04", timezone.localdate())[0] == (
        "1 个问题已认领，还没有整改措施：XC2023-3-001。"
    )
    assert messages(inspections, "X04") == []  # It was not claimed yet on that day.


def test_x05_what_is_kept_for_long_is_not_closed(inspections: Inspections, issue: Issue) -> None:
    _change(issue, state=IssueState.LONG_TERM)
    assert messages(inspections, "X05") == []
    _change(issue, closed_on=date(2023, 5, 30))
    assert messages(inspections, "X05") == ["1 个问题长期坚持的不能有销号日期：XC2023-3-001。"]


@pytest.mark.parametrize("source", [Source.LOOK_BACK, Source.RECHECK])
def test_x06_found_again_after_it_was_closed(inspections: Inspections, issue: Issue, source: Source) -> None:
    inspector = inspections.office.actor("inspector")
    category = round_actions.add_category(inspector, group="三个聚焦", name="资产管理")
    again = register_issue(
        inspector,
        NewIssue(
            "盘点表仍有缺项",
            source,
            inspections.office.jia_unit,
            date(2023, 5, 25),
            round=inspections.round,
            category=category,
        ),
    )
    _change(issue, category=category)
    assert messages(inspections, "X06") == []
    _change(issue, state=IssueState.CLOSED, closed_on=date(2023, 5, 20))
    assert messages(inspections, "X06") == [
        f"1 个问题回头看又发现同单位同类的问题，请看要不要重新打开原来的：{again.number}。"
    ]


def test_x07_at_once_is_soon(inspections: Inspections, issue: Issue) -> None:
    _change(issue, immediate=True, due_on=date(2023, 6, 9))
    assert messages(inspections, "X07") == []
    _change(issue, due_on=date(2023, 6, 10))
    assert messages(inspections, "X07") == ["1 个问题立行立改，时限却晚于反馈后 30 天：XC2023-3-001。"]


def test_x09_told_within_the_party_and_to_the_public_or_exempt(
    inspections: Inspections, issue: Issue
) -> None:
    """Fed back on 10 May, to be published 30 days later by 9 June: both to the units of the round."""
    inspector, late = inspections.office.actor("inspector"), date(2023, 6, 10)
    assert messages(inspections, "X09", date(2023, 6, 9)) == []
    assert messages(inspections, "X09", late) == [
        "2 个单位反馈情况党内通报逾期没有登记：示例区甲局、示例区乙局。",
        "2 个单位反馈情况社会公开逾期没有登记：示例区甲局、示例区乙局。",
    ]
    inspections.round.refresh_from_db()
    ground = add_ground(inspector, name="涉及工作秘密", basis="各地做法")
    approved = {"approver": "书记", "approved_on": date(2023, 5, 20)}
    for unit in (inspections.office.jia_unit, inspections.office.yi_unit):
        circular, public = (
            About(inspections.round, unit, Matter.FEEDBACK, manner)
            for manner in (Manner.CIRCULAR, Manner.PUBLIC)
        )
        publish(inspector, circular, place="全区各党组", published_on=date(2023, 5, 22), **approved)
        exempt(inspector, public, ground=ground, **approved)
    assert messages(inspections, "X09", late) == []


def test_x09_names_a_unit_once_and_only_what_was_to_be_told_in_the_year(
    inspections: Inspections, issue: Issue
) -> None:
    """甲局 was inspected in two rounds of the year, and in one fed back the year after."""
    inspector, jia = inspections.office.actor("inspector"), inspections.office.jia_unit
    for number, entered, fed_back in (
        (4, date(2023, 6, 1), date(2023, 7, 10)),
        (5, date(2023, 11, 1), date(2024, 1, 22)),
    ):
        entry = round_actions.create_round(inspector, term=inspections.round.term, number=number)
        round_actions.add_inspectee(inspector, entry=entry, team=None, kind=inspections.jia.kind, unit=jia)
        round_actions.date_steps(
            inspector, entry=entry, days={Step.ENTERED: entered, Step.FED_BACK: fed_back}
        )
    assert messages(inspections, "X09", date(2024, 6, 1)) == [
        "2 个单位反馈情况党内通报 3 次逾期没有登记：示例区甲局、示例区乙局。",
        "2 个单位反馈情况社会公开 3 次逾期没有登记：示例区甲局、示例区乙局。",
    ]


def test_x11_coverage(inspections: Inspections) -> None:
    """The register begins with the term, on 1 September 2021: it knows of three years from 2024 on.

    甲局 and 乙局 were inspected on 1 March 2023; the term ends on 31 August 2026.
    """
    uncovered = "六届还有 1 个单位没有巡察。"
    days = (AS_OF, date(2024, 8, 31), date(2024, 9, 1), date(2026, 11, 30))
    assert [messages(inspections, "X11", day) for day in days] == [
        [uncovered],
        [uncovered],
        [uncovered, "有 1 个单位 3 年没有巡察。"],
        [uncovered, "有 3 个单位 3 年没有巡察。"],
    ]
    round_actions.add_inspectee(
        inspections.office.actor("inspector"),
        entry=inspections.round,
        team=None,
        kind=inspections.jia.kind,
        unit=inspections.register.unit,
    )
    assert messages(inspections, "X11") == []


def test_x13_slips_are_answered_in_time(inspections: Inspections) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    slip = supervisions.issue_slip(
        inspector,
        unit=unit,
        issued_on=date(2023, 4, 3),
        matter="请报送整改进展。",
        reply_due_on=date(2023, 4, 13),
    )
    assert messages(inspections, "X13", date(2023, 4, 13)) == []
    assert messages(inspections, "X13") == ["1 份工作提示单到期没有答复：TS2023-001。"]
    supervisions.note_reply(inspector, slip_id=slip.pk, replied_on=date(2023, 4, 20))
    assert messages(inspections, "X13") == []


def test_x14_the_same_in_many_units_of_two_rounds(inspections: Inspections) -> None:
    inspector, tenant = inspections.office.actor("inspector"), inspections.office.tenant
    category = round_actions.add_category(inspector, group="三个聚焦", name="资产管理")
    second = round_actions.create_round(inspector, term=inspections.round.term, number=4)
    round_actions.date_steps(inspector, entry=second, days={Step.ENTERED: date(2023, 4, 1)})
    units = [
        create_unit(OPERATOR, tenant=tenant, code=f"30{number}", name=f"示例区{number}局")
        for number in range(5)
    ]
    for entry, inspected in ((inspections.round, units[:4]), (second, units[4:])):
        assert messages(inspections, "X14") == []
        for unit in inspected:
            new = NewIssue(
                "固定资产账实不符", Source.ROUTINE, unit, date(2023, 4, 20), round=entry, category=category
            )
            register_issue(inspector, new)
    assert messages(inspections, "X14") == ["“三个聚焦·资产管理”在 2 轮、5 个单位都有，请看是不是共性问题。"]


def test_x15_nothing_is_sent_back_without_a_word(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    bring(issue, "with_discipline")
    move(inspections.office.actor("jia_discipline"), issue_id=issue.pk, verb=Verb.RETURN, words="请补盘点表")
    assert messages(inspections, "X15", timezone.localdate()) == []
    Handling.objects.filter(issue=issue, verb=Verb.RETURN).update(words="")
    assert messages(inspections, "X15", timezone.localdate()) == ["1 个问题退回没有写意见：XC2023-3-001。"]
    assert messages(inspections, "X15") == []  # It was not sent back yet on that day.
