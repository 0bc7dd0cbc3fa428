"""报批: who may do what to a draft as it stands, what each of them sees of it, and what stays in the trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.words import VERBS
from zhunsheng.server.inspections.models import Inspectee
from zhunsheng.server.inspections.plans import actions, approval
from zhunsheng.server.inspections.plans.actions import NewPlan
from zhunsheng.server.inspections.plans.models import Plan
from zhunsheng.server.inspections.plans.queries import in_force
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused

SENT, APPROVED = date(2023, 1, 5), date(2023, 1, 10)
BY, REASON = "区委巡察工作领导小组会议", "示例区乙局推到下半年"

STEPS: dict[str, Callable[[Actor, int], object]] = {
    "change": lambda actor, plan_id: actions.set_targets(
        actor, plan_id=plan_id, target_units=2, target_rounds=None
    ),
    "drop": lambda actor, plan_id: actions.drop_draft(actor, plan_id=plan_id),
    "send": lambda actor, plan_id: approval.send(actor, plan_id=plan_id, sent_on=timezone.localdate()),
    "take back": lambda actor, plan_id: approval.take_back(actor, plan_id=plan_id),
    "return": lambda actor, plan_id: approval.send_back(actor, plan_id=plan_id, reason=REASON),
    "approve": lambda actor, plan_id: approval.approve(
        actor, plan_id=plan_id, approved_on=timezone.localdate(), approved_by=BY
    ),
}
WAYS = {
    "draft": [],
    "sent": [("inspector", "send")],
    "taken back": [("inspector", "send"), ("inspector", "take back")],
    "returned": [("inspector", "send"), ("leading", "return")],
    "sent again": [("inspector", "send"), ("leading", "return"), ("inspector", "send")],
    "noted": [("inspector", "approve")],
    "approved": [("inspector", "send"), ("leading", "approve")],
}
"""How a draft gets where it stands."""
WRITING = {"change", "drop", "send", "approve"}
MAY = {
    "draft": {"inspector": WRITING},
    "sent": {"inspector": {"take back"}, "leading": {"return", "approve"}},
    "taken back": {"inspector": WRITING},
    "returned": {"inspector": WRITING},
    "sent again": {"inspector": {"take back"}, "leading": {"return", "approve"}},
    "noted": {},
    "approved": {},
}
PEOPLE = ("inspector", "leading", "member", "jia_rectifier", "jia_discipline", "bureau")


def _drawn_up(inspections: Inspections, year: int = 2023) -> Plan:
    inspector, office = inspections.office.actor("inspector"), inspections.office
    plan = actions.draw_up(inspector, NewPlan(inspections.round.term, Plan.Kind.ANNUAL, year))
    actions.add_objects(
        inspector, plan_id=plan.pk, kind=Inspectee.Kind.ROUTINE, units=[office.jia_unit, office.yi_unit]
    )
    return plan


def _brought(inspections: Inspections, state: str) -> Plan:
    plan = _drawn_up(inspections)
    for who, step in WAYS[state]:
        STEPS[step](inspections.office.actor(who), plan.pk)
    return plan


def _is_taken(step: str, actor: Actor, plan: Plan) -> bool:
    """Tried, and undone again."""
    try:
        with transaction.atomic():
            STEPS[step](actor, plan.pk)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("state", WAYS)
def test_who_may_do_what(inspections: Inspections, state: str) -> None:
    plan, office = _brought(inspections, state), inspections.office
    found = {who: {step for step in STEPS if _is_taken(step, office.actor(who), plan)} for who in PEOPLE}
    assert {who: steps for who, steps in found.items() if steps} == MAY[state]


def test_why_not(inspections: Inspections) -> None:
    office, today = inspections.office, timezone.localdate()
    inspector, leading = office.actor("inspector"), office.actor("leading")
    empty = actions.draw_up(inspector, NewPlan(inspections.round.term, Plan.Kind.TERM))
    with pytest.raises(Refused, match="计划里还没有对象，请先加上再报批。"):
        approval.send(inspector, plan_id=empty.pk, sent_on=SENT)
    plan = _drawn_up(inspections)
    with pytest.raises(Refused, match="这一版没有报批，或者已经撤回。"):
        approval.approve(leading, plan_id=plan.pk, approved_on=APPROVED, approved_by=BY)
    with pytest.raises(Refused, match="这一版没有在领导小组，不用撤回。"):
        approval.take_back(inspector, plan_id=plan.pk)
    tomorrow = today + timedelta(days=1)
    with pytest.raises(Refused, match=f"报批日期 {tomorrow} 还没有到。"):
        approval.send(inspector, plan_id=plan.pk, sent_on=tomorrow)
    approval.send(inspector, plan_id=plan.pk, sent_on=SENT)
    with pytest.raises(Refused, match="这一版正等领导小组批准，要改请先撤回。"):
        STEPS["change"](inspector, plan.pk)
    with pytest.raises(Refused, match="报批的计划由巡察领导小组批准、退回。"):
        approval.approve(inspector, plan_id=plan.pk, approved_on=APPROVED, approved_by=BY)
    for day, said in (
        (SENT - timedelta(days=1), "批准日期 2023-01-04 早于报批日期 2023-01-05。"),
        (tomorrow, f"批准日期 {tomorrow} 还没有到。"),
    ):
        with pytest.raises(Refused, match=said):
            approval.approve(leading, plan_id=plan.pk, approved_on=day, approved_by=BY)
    with pytest.raises(Refused, match="退回理由至少写 4 个字。"):
        approval.send_back(leading, plan_id=plan.pk, reason="不行")
    approval.send_back(leading, plan_id=plan.pk, reason=REASON)
    with pytest.raises(Refused, match=f"报批日期 2023-01-05 早于上次退回的日期 {today}。"):
        approval.send(inspector, plan_id=plan.pk, sent_on=SENT)


def test_a_version_is_sent_up_after_the_one_before_was_approved(inspections: Inspections) -> None:
    inspector, plan = inspections.office.actor("inspector"), _drawn_up(inspections)
    approval.approve(inspector, plan_id=plan.pk, approved_on=APPROVED, approved_by=BY)
    actions.adjust(inspector, plan_id=plan.pk, reason="增加一个单位")
    with pytest.raises(Refused, match="报批日期 2023-01-05 早于上一版的批准日期 2023-01-10。"):
        approval.send(inspector, plan_id=plan.pk, sent_on=SENT)
    approval.send(inspector, plan_id=plan.pk, sent_on=APPROVED)
    before = in_force(plan)
    assert before is not None
    assert before.number == 1  # until the second is approved


def test_every_step_is_in_the_trace_without_the_reason(inspections: Inspections) -> None:
    plan = _drawn_up(inspections)
    for who, step in (
        ("inspector", "send"),
        ("inspector", "take back"),
        ("inspector", "send"),
        ("leading", "return"),
        ("inspector", "send"),
        ("leading", "approve"),
    ):
        STEPS[step](inspections.office.actor(who), plan.pk)
    entries = Entry.objects.filter(subject=f"plan/{plan.pk}").order_by("pk")
    assert [VERBS[entry.verb] for entry in entries] == [
        "编计划",
        "加计划对象",
        "计划报批",
        "撤回计划报批",
        "计划报批",
        "退回计划",
        "计划报批",
        "批准计划",
    ]
    assert not [entry for entry in entries if REASON in str(entry.details)]


def test_by_the_pages_from_the_office_to_the_leading_group_and_back(inspections: Inspections) -> None:
    office, today = inspections.office, timezone.localdate()
    inspector, leading = office.client("inspector"), office.client("leading")
    plan = _drawn_up(inspections)
    page, draft = f"/inspections/plans/{plan.pk}/", f"/inspections/plans/{plan.pk}/?draft"
    assert _buttons(inspections, "inspector", draft) == {
        "删去这个计划",
        "保存目标",
        "改",
        "移出勾选的",
        "加上",
        "报领导小组批准",
        "登记批准（会议已定）",
    }
    assert (_buttons(inspections, "leading", draft), _cards(inspections, "leading")) == (set(), {})
    inspector.post(f"{page}send/", {"sent_on": "2023-01-05"})
    assert _buttons(inspections, "inspector", draft) == {"撤回"}
    assert _buttons(inspections, "leading", draft) == {"批准", "退回巡察办"}
    assert _cards(inspections, "leading") == {"等批准的计划 2023年度计划": draft}
    assert _cards(inspections, "inspector") == _cards(inspections, "jia_rectifier") == {}
    assert "第 1 版等批准" in _words(inspector.get("/inspections/plans/").content)

    leading.post(f"{page}return/", {"reason": REASON})
    assert f"{today} 领导小组退回：{REASON}" in _words(inspector.get(draft).content)
    assert (_cards(inspections, "inspector"), _cards(inspections, "leading")) == (
        {"退回的计划 2023年度计划": draft},
        {},
    )
    assert REASON in _words(inspector.get("/").content)
    late = leading.post(f"{page}return/", {"reason": REASON})  # from a page opened before
    assert (late.status_code, "这一版没有报批，或者已经撤回。" in _words(late.content)) == (400, True)

    inspector.post(f"{page}send/", {"sent_on": today.isoformat()})
    assert _cards(inspections, "inspector") == {}
    decided = {"approved_on": today.isoformat(), "approved_by": BY, "document_number": "示巡组发〔2023〕1号"}
    leading.post(f"{page}approve/", decided)
    words = _words(inspector.get(page).content)
    assert (
        f"第 1 版 2023-01-05 报批，{today} 退回：{REASON} {today} 报批 {today} {BY}批准 示巡组发〔2023〕1号"
    ) in words
    assert _cards(inspections, "leading") == {}


def test_the_office_takes_it_back_on_the_page(inspections: Inspections) -> None:
    client, plan = inspections.office.client("inspector"), _brought(inspections, "sent")
    page = f"/inspections/plans/{plan.pk}/"
    changed = client.post(f"{page}targets/", {"target_units": "3"})
    assert (changed.status_code, "这一版正等领导小组批准，要改请先撤回。" in _words(changed.content)) == (
        400,
        True,
    )
    client.post(f"{page}take-back/")
    today = timezone.localdate()
    assert f"第 1 版 {today} 报批，{today} 撤回 在编" in _words(client.get(page).content)
    client.post(f"{page}targets/", {"target_units": "3"})
    assert plan.versions.get().target_units == 3


@pytest.mark.parametrize("name", ["member", "jia_rectifier", "jia_discipline", "bureau"])
def test_nobody_else_takes_a_step(inspections: Inspections, name: str) -> None:
    plan, client = _brought(inspections, "sent"), inspections.office.client(name)
    decided = {"approved_on": timezone.localdate().isoformat(), "approved_by": BY, "reason": REASON}
    steps = ("send", "take-back", "return", "approve")
    answers = [client.post(f"/inspections/plans/{plan.pk}/{step}/", decided) for step in steps]
    assert {answer.status_code for answer in answers} <= {403, 404}
    assert (_cards(inspections, name), plan.versions.get().standing) == ({}, "等批准")


def test_the_workbench_asks_as_often_for_many_plans_as_for_one(inspections: Inspections) -> None:
    client, asked = inspections.office.client("leading"), []
    client.get("/")
    for year in (2023, 2024, 2025):
        STEPS["send"](inspections.office.actor("inspector"), _drawn_up(inspections, year).pk)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
            client.get("/inspections/plans/")
        asked.append(len(queries))
    assert len(set(asked)) == 1
    assert len(_cards(inspections, "leading")) == 3


def _cards(inspections: Inspections, who: str) -> dict[str, str]:
    page = html.fromstring(inspections.office.client(who).get("/").content.decode())
    links = page.xpath("//article[.//h2='规划和计划']//a[@class='waiting']")
    return {" ".join(link.text_content().split()): link.get("href") for link in links}


def _buttons(inspections: Inspections, who: str, address: str) -> set[str]:
    page = html.fromstring(inspections.office.client(who).get(address).content.decode())
    return {
        button.text_content()
        for button in page.xpath("//form[contains(@action, '/inspections/plans/')]//button")
    }


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
