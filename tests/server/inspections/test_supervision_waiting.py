"""The card on the workbench: of the office 督办 and papers due, of a unit what to report back on; else none."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.inspections.directives.actions import (
    NewDirective,
    accept_feedback,
    give_directive,
    hand_in_feedback,
    note_feedback,
    return_feedback,
)
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.liaison import actions as liaison_actions

DAY = date(2023, 6, 1)


def _cards(inspections: Inspections, who: str) -> dict[str, str]:
    page = html.fromstring(inspections.office.client(who).get("/").content.decode())
    articles = page.xpath("//article[.//h2='督办与联络']//a[@class='waiting']")
    return {" ".join(link.text_content().split()): link.get("href") for link in articles}


def test_what_is_late_or_near_is_shown_to_whose_turn_it_is(inspections: Inspections) -> None:
    office = inspections.office
    inspector, today = office.actor("inspector"), timezone.localdate()
    assert _cards(inspections, "inspector") == {}

    def give(due_on: date | None) -> Directive:
        new = NewDirective(
            Directive.Origin.LEADING, "领导小组会议", DAY, "清理食堂账目", [office.jia_unit], due_on
        )
        return give_directive(inspector, new)

    give(today - timedelta(days=1))
    give(today)
    answered = give(None)
    note_feedback(inspector, directive_id=answered.pk, unit=office.jia_unit, given_on=DAY, text="已经清理")
    team = liaison_actions.receive_team(inspector, name="市委第三巡察组", since=DAY, contact="综合岗")
    near = inspections.register.yellow_days
    for due_on in (today - timedelta(days=1), today + timedelta(days=near), today + timedelta(days=near + 1)):
        liaison_actions.note_asked_paper(inspector, team=team, what="工程台账", asked_on=DAY, due_on=due_on)
    liaison_actions.hand_over_paper(
        inspector,
        paper_id=liaison_actions.note_asked_paper(
            inspector, team=team, what="会议纪要", asked_on=DAY, due_on=DAY
        ).pk,
        handed_on=DAY,
        receipt="收 1 号",
    )
    assert _cards(inspections, "inspector") == {
        "督办超期 1 件": "/inspections/directives/?state=overdue",
        "已反馈，待办结 1 件": "/inspections/directives/?state=answered",
        "资料超期未移交 1 份": "/inspections/liaison/",
        "临近移交的资料 1 份": "/inspections/liaison/",
    }
    assert [_cards(inspections, name) for name in ("leading", "jia_rectifier", "yi_rectifier")] == [
        {},
        {"督办待反馈 2 件": "/inspections/directives/?state=open"},
        {},
    ]


def test_what_a_unit_handed_in_waits_for_the_office_and_what_came_back_for_the_unit(
    inspections: Inspections,
) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    new = NewDirective(Directive.Origin.LEADING, "领导小组会议", DAY, "清理食堂账目", [office.jia_unit], None)
    directive = give_directive(inspector, new)

    def waiting() -> list[dict[str, str]]:
        return [_cards(inspections, name) for name in ("inspector", "jia_rectifier")]

    mine = {"督办待反馈 1 件": "/inspections/directives/?state=open"}
    answered = {"已反馈，待办结 1 件": "/inspections/directives/?state=answered"}
    unconfirmed = {"反馈待确认 1 件": "/inspections/directives/?state=to_confirm"}
    assert waiting() == [{}, mine]
    rectifier = office.actor("jia_rectifier")
    first = hand_in_feedback(rectifier, directive_id=directive.pk, unit=office.jia_unit, text="已经清理")
    assert waiting() == [unconfirmed | answered, {}]
    return_feedback(inspector, feedback_id=first.pk, reason="请附清理结果。")
    assert waiting() == [{}, mine]
    second = hand_in_feedback(rectifier, directive_id=directive.pk, unit=office.jia_unit, text="附清理结果")
    accept_feedback(inspector, feedback_id=second.pk)
    assert waiting() == [answered, {}]
