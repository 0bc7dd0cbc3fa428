"""What only ticks and types nothing is told on the page it came from, with the ticks as they were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from lxml import html
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.inspections.sweep_examples import new_sweep

from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.common.problems import decide_common
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Source, Theme
from zhunsheng.server.inspections.plans import actions as plan_actions
from zhunsheng.server.inspections.plans import approval
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.models import Plan, PlannedObject
from zhunsheng.server.inspections.selfchecks.issuing import draft_checklist
from zhunsheng.server.inspections.supervision.looks import NewLook, hold_supervision
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.supervision.rules import issue_rule
from zhunsheng.server.inspections.sweeps.actions import begin_sweep
from zhunsheng.server.inspections.sweeps.models import SweptProblem

PAGES = "/inspections/"
Typed = dict[str, Any]


@dataclass(frozen=True)
class Told:
    status: int
    said: str
    ticked: list[str]
    unticked: list[str]


def _told(client: Client, address: str, typed: Typed, box: str) -> Told:
    """What the form says that it was sent by, and which of its boxes are ticked."""
    response = client.post(address, typed)
    page = html.fromstring(response.content.decode())
    [said] = page.xpath("//*[@class='field-error']")
    assert said.get("role") == "alert"
    [form] = said.iterancestors("form")
    boxes = form.xpath(f".//input[@type='checkbox'][@name='{box}']")
    ticked = [entry.get("value") for entry in boxes if entry.get("checked") is not None]
    return Told(
        response.status_code,
        said.text_content(),
        ticked,
        [entry.get("value") for entry in boxes if entry.get("checked") is None],
    )


@pytest.fixture
def client(inspections: Inspections) -> Client:
    return inspections.office.client("inspector")


@pytest.fixture
def issues(inspections: Inspections) -> list[Issue]:
    """Three alike, at two units."""
    office = inspections.office
    news = [
        NewIssue(f"固定资产盘点账实不符，{number} 件", Source.SUPERVISION, unit, date(2023, 3, 20))
        for number, unit in ((3, office.jia_unit), (5, office.yi_unit), (7, office.jia_unit))
    ]
    return register_issues(office.actor("inspector"), news)


@pytest.fixture
def problem(inspections: Inspections, issues: list[Issue]) -> CommonProblem:
    """Of the first two."""
    return decide_common(
        inspections.office.actor("inspector"),
        title="固定资产账实不符",
        decided_by="领导小组会议",
        decided_on=FED_BACK,
        issue_ids=[issue.pk for issue in issues[:2]],
    )


def test_issues_put_to_a_common_problem_and_taken_out(
    client: Client, problem: CommonProblem, issues: list[Issue]
) -> None:
    first, second, third = (str(issue.pk) for issue in issues)
    address = f"{PAGES}common/{problem.pk}/"
    said = "还没有勾选问题。"
    assert _told(client, f"{address}link/", {}, "issue") == Told(400, said, [], [third])
    assert _told(client, f"{address}link/", {"issue": ["9999"]}, "issue") == Told(400, said, [], [third])
    assert _told(client, f"{address}unlink/", {}, "issue") == Told(400, said, [], [first, second])
    assert client.post(f"{address}link/", {"issue": third}).status_code == 302
    assert client.post(f"{address}unlink/", {"issue": first}).status_code == 302
    assert list(problem.issues.values_list("pk", flat=True)) == [issues[1].pk, issues[2].pk]


def test_the_leading_group_reads_a_common_problem_and_puts_nothing_to_it(
    inspections: Inspections, problem: CommonProblem, issues: list[Issue]
) -> None:
    client = inspections.office.client("leading")
    for step in ("link", "unlink"):
        refused = client.post(f"{PAGES}common/{problem.pk}/{step}/", {"issue": [str(issues[0].pk)]})
        page = html.fromstring(refused.content.decode())
        assert (refused.status_code, page.xpath("//h1")[0].text) == (403, "这一步现在办不了")


def test_many_changed_at_once_without_saying_to_what(client: Client, issues: list[Issue]) -> None:
    first, second, third = (str(issue.pk) for issue in issues)
    address, query = f"{PAGES}bulk/do/", f"?ticked={first}&ticked={second}&ticked={third}&state=all"
    [form] = html.fromstring(client.get(f"{PAGES}bulk/{query}").content.decode()).xpath("//main//form")
    sent_to = form.get("action")
    assert sent_to == address + query
    typed: Typed = {"kind": "theme", "due_on": "2023-08-01", "issue": [first, third]}
    said = "设主题：还没有选定要改成什么。"
    order = [entry.get("value") for entry in form.xpath(".//input[@name='issue']")]
    ticked = [value for value in order if value != second]
    assert _told(client, sent_to, typed, "issue") == Told(400, said, ticked, [second])
    page = html.fromstring(client.post(sent_to, typed).content.decode())
    assert page.xpath("//input[@name='kind'][@checked]/@value") == ["theme"]
    assert page.xpath("//input[@name='due_on']/@value") == ["2023-08-01"]
    none = _told(client, sent_to, {"kind": "immediate"}, "issue")
    assert none == Told(400, "还没有勾选问题。", [], order)
    plan = client.post(sent_to, {"kind": "immediate", "issue": [first, third]})
    assert (plan.status_code, "会办 2 个" in plan.content.decode()) == (200, True)
    assert client.post(sent_to, {"kind": "immediate", "issue": [first], "sure": "1"}).status_code == 302


@pytest.fixture
def plan(inspections: Inspections) -> Plan:
    """五年规划, with both units."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    plan = plan_actions.draw_up(inspector, NewPlan(inspections.round.term, Plan.Kind.TERM, 2023))
    units = (office.jia_unit, office.yi_unit)
    plan_actions.add_objects(inspector, plan_id=plan.pk, kind=Inspectee.Kind.ROUTINE, units=units, slot=2023)
    return plan


def test_planned_objects_moved_to_no_year_of_the_plan(client: Client, plan: Plan) -> None:
    one, other = (str(pk) for pk in PlannedObject.objects.values_list("pk", flat=True))
    address = f"{PAGES}plans/{plan.pk}/objects/change/?draft"
    page = html.fromstring(client.get(f"{PAGES}plans/{plan.pk}/").content.decode())
    assert page.xpath("//form[.//input[@name='object']]/@action") == [address]
    wrong = {"object": [other], "slot": "1999", "move": "1"}
    assert _told(client, address, wrong, "object") == Told(400, "请从列出的年份或阶段里选。", [other], [one])
    nothing = {"slot": "2024", "move": "1"}
    assert _told(client, address, nothing, "object") == Told(400, "还没有勾选计划对象。", [], [one, other])
    again = html.fromstring(client.post(address, nothing).content.decode())
    assert again.xpath("//select[@name='slot'][@id='move-slot']/option[@selected]/@value") == ["2024"]
    assert client.post(address, {"object": [other], "slot": "2024", "move": "1"}).status_code == 302
    assert PlannedObject.objects.get(pk=other).slot == 2024


def test_a_plan_sent_in_meanwhile_is_told_on_a_page_of_its_own(
    inspections: Inspections, client: Client, plan: Plan
) -> None:
    approval.send(inspections.office.actor("inspector"), plan_id=plan.pk, sent_on=FED_BACK)
    typed = {"object": [str(PlannedObject.objects.first().pk)], "remove": "1"}  # type: ignore[union-attr]
    refused = client.post(f"{PAGES}plans/{plan.pk}/objects/change/?draft", typed)
    page = html.fromstring(refused.content.decode())
    assert (refused.status_code, page.xpath("//h1")[0].text) == (403, "这一步现在办不了")
    assert PlannedObject.objects.count() == 2


def test_a_round_opened_with_a_number_there_is_keeps_whom_it_was_to_inspect(
    inspections: Inspections, client: Client
) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    days = {"since": date(2023, 2, 1), "until": date(2023, 6, 30)}
    stage = plan_actions.draw_up(inspector, NewPlan(inspections.round.term, Plan.Kind.STAGE, 2023, 1, **days))
    units = (office.jia_unit, office.yi_unit)
    plan_actions.add_objects(inspector, plan_id=stage.pk, kind=Inspectee.Kind.ESCALATED, units=units)
    approval.approve(inspector, plan_id=stage.pk, approved_on=FED_BACK, approved_by="领导小组会议")
    one, other = (str(pk) for pk in PlannedObject.objects.values_list("pk", flat=True))
    address = f"{PAGES}plans/{stage.pk}/round/"

    def ticked(response: Any) -> list[str]:
        boxes = html.fromstring(response.content.decode()).xpath("//input[@name='object'][@checked]/@value")
        return [str(value) for value in boxes]

    assert ticked(client.get(f"{PAGES}plans/{stage.pk}/")) == [one, other]
    refused = client.post(address, {"number": inspections.round.number, "object": [other]})
    assert (refused.status_code, ticked(refused)) == (400, [other])
    assert client.post(address, {"number": 9, "object": [other]}).status_code == 302
    assert Round.objects.get(number=9).inspectees.count() == 1


def test_no_common_problem_for_a_checklist(
    inspections: Inspections, client: Client, problem: CommonProblem
) -> None:
    inspector = inspections.office.actor("inspector")
    checklist = draft_checklist(inspector, title="节前自查清单", issued_on=FED_BACK, due_on=FED_BACK)
    address = f"{PAGES}selfchecks/{checklist.pk}/common/"
    said = "请勾选还没有列入的共性问题。"
    assert _told(client, address, {}, "problem") == Told(400, said, [], [str(problem.pk)])
    assert inspections.office.client("leading").post(address).status_code == 403
    assert client.post(address, {"problem": problem.pk}).status_code == 302
    assert checklist.items.count() == 1


def test_no_issue_taken_out_of_a_look_or_a_rule(
    inspections: Inspections, client: Client, issues: list[Issue]
) -> None:
    office, inspector = inspections.office, inspections.office.actor("inspector")
    new = NewLook(Supervision.Kind.LOOK_BACK, "整改回头看", FED_BACK, units=[office.jia_unit])
    look = hold_supervision(inspector, new, issues[:1])
    rule = issue_rule(
        inspector, name="资产管理办法", issued_by=office.jia_unit, issued_on=FED_BACK, issues=issues[:1]
    )
    [first] = (str(issue.pk) for issue in issues[:1])
    for address, what in (
        (f"{PAGES}supervision/looks/{look.pk}/unlink/", "查看的问题"),
        (f"{PAGES}supervision/rules/{rule.pk}/unlink/", "推动它的问题"),
    ):
        told = _told(client, address, {"list": what}, "issue")
        assert told == Told(400, "还没有勾选问题。", [], [first])
        assert client.post(address, {"list": what, "issue": first}).status_code == 302
        assert office.client("leading").post(address, {"list": what, "issue": first}).status_code == 403


def test_old_problems_ticked_for_no_theme(
    inspections: Inspections, client: Client, issues: list[Issue]
) -> None:
    theme = Theme.objects.create(tenant=inspections.office.tenant, name="资产管理")
    sweep = begin_sweep(inspections.office.actor("inspector"), new_sweep(theme))
    address = f"{PAGES}sweeps/{sweep.pk}/collect/?words=固定资产"
    offered = [
        entry.get("value")
        for entry in html.fromstring(client.get(address).content.decode()).xpath("//input[@name='issue']")
    ]
    ticked = offered[:1]
    told = _told(client, address, {"issue": ticked, "under": ""}, "issue")
    assert told == Told(400, "请选择列入哪个方面。", ticked, offered[1:])
    none = _told(client, address, {"under": str(theme.pk)}, "issue")
    assert (none.status, none.ticked, none.unticked) == (400, [], offered)
    page = html.fromstring(client.post(address, {"under": str(theme.pk)}).content.decode())
    assert page.xpath("//select[@name='under']/option[@selected]/@value") == [str(theme.pk)]
    assert client.post(address, {"issue": ticked, "under": str(theme.pk)}).status_code == 302
    assert SweptProblem.objects.count() == 1
