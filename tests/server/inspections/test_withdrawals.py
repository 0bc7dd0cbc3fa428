"""作废 of 通报, 督办, 上级反馈, 大起底 and their papers: with a reason and a trace, while nothing came of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.inspections.sweep_examples import new_sweep

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.circulars.actions import NewCircular, issue_circular, report_back
from zhunsheng.server.inspections.circulars.waiting import circulars_waiting_for
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.directives.actions import NewDirective, give_directive, note_feedback
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.models import Issue, Source, Theme
from zhunsheng.server.inspections.special_actions.actions import enter_special_action
from zhunsheng.server.inspections.superior import actions as superior_actions
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.superior.queries import superior_visible_to, tally_of
from zhunsheng.server.inspections.supervision.waiting import supervision_waiting_for
from zhunsheng.server.inspections.sweeps import actions as sweep_actions
from zhunsheng.server.inspections.sweeps.models import Sweep, SweepPaper, SweptProblem
from zhunsheng.server.inspections.sweeps.waiting import sweeps_waiting_for
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused

PAGES = "/inspections/"
REASON = "登记重复"
Made = tuple[Model, str]
"""Something registered, and the address of its 作废."""


def _circular(inspections: Inspections) -> Made:
    office = inspections.office
    decided = {"decided_by": "领导小组会议", "decided_on": FED_BACK, "by": office.people["inspector"]}
    problem, _ = CommonProblem.objects.get_or_create(
        tenant=office.tenant, title="固定资产账实不符", defaults=decided
    )
    new = NewCircular(
        title="关于资产管理问题的通报",
        issued_on=FED_BACK,
        problems=[problem],
        text="有的单位长期不盘点。",
        request="请举一反三自查。",
        addressed=[office.jia_unit],
        copied=[office.yi_unit],
        due_on=FED_BACK,
    )
    circular = issue_circular(office.actor("inspector"), new)
    return circular, f"{PAGES}circulars/{circular.pk}/withdraw/"


def _directive(inspections: Inspections) -> Made:
    office = inspections.office
    new = NewDirective(
        Directive.Origin.LEADING, "领导小组会议", FED_BACK, "清理食堂账目", [office.jia_unit], FED_BACK
    )
    directive = give_directive(office.actor("inspector"), new)
    return directive, f"{PAGES}directives/{directive.pk}/withdraw/"


def _superior(inspections: Inspections) -> Made:
    inspector = inspections.office.actor("inspector")
    feedback = superior_actions.note_superior(
        inspector,
        manner=SuperiorFeedback.Manner.FEEDBACK,
        given_by="市委第三巡察组",
        given_on=FED_BACK,
    )
    for aspect, wording in (("民生保障", "补贴发放迟缓"), ("基层党建", "台账不规范")):
        superior_actions.add_problem(inspector, superior_id=feedback.pk, aspect=aspect, wording=wording)
    return feedback, f"{PAGES}superior/{feedback.pk}/withdraw/"


def _theme(inspections: Inspections) -> Theme:
    return Theme.objects.get_or_create(tenant=inspections.office.tenant, name="资产管理")[0]


def _sweep(inspections: Inspections) -> Made:
    """With an old problem put in, not looked at."""
    inspector, theme = inspections.office.actor("inspector"), _theme(inspections)
    sweep = sweep_actions.begin_sweep(inspector, new_sweep(theme))
    ids = list(Issue.objects.values_list("pk", flat=True))
    sweep_actions.collect(inspector, sweep_id=sweep.pk, theme=theme, issue_ids=ids)
    return sweep, f"{PAGES}sweeps/{sweep.pk}/withdraw/"


def _paper(inspections: Inspections) -> Made:
    """Of the sweep, to 甲局."""
    sweep, _ = _sweep(inspections)
    paper = sweep_actions.hand_over(
        inspections.office.actor("inspector"),
        sweep_id=sweep.pk,
        lead=inspections.office.jia_unit,
        supports=[],
        problems=SweptProblem.objects.filter(sweep_id=sweep.pk),
        handed_on=FED_BACK,
        reply_due_on=FED_BACK,
        request="请督促整改到位。",
    )
    return paper, f"{PAGES}sweeps/papers/{paper.pk}/withdraw/"


KINDS: dict[str, tuple[Callable[[Inspections], Made], dict[str, Any]]] = {
    "withdraw_circular": (
        _circular,
        {"issued_on": FED_BACK.isoformat(), "units": ["示例区甲局", "示例区乙局"]},
    ),
    "withdraw_directive": (_directive, {"decided_on": FED_BACK.isoformat(), "units": ["示例区甲局"]}),
    "withdraw_superior": (_superior, {"given_on": FED_BACK.isoformat(), "problems": 2}),
    "withdraw_sweep": (_sweep, {"begun_on": FED_BACK.isoformat(), "problems": 1}),
    "withdraw_sweep_paper": (_paper, {"paper": "QDY2023-001", "units": ["示例区甲局"]}),
}


@pytest.mark.parametrize("verb", KINDS)
def test_what_nothing_came_of_is_withdrawn_with_a_reason(
    inspections: Inspections, issue: Issue, verb: str
) -> None:
    make, told = KINDS[verb]
    entry, address = make(inspections)
    client = inspections.office.client("inspector")
    without = client.post(address, {"reason": " "})
    assert (without.status_code, "请填写作废的理由" in without.content.decode()) == (400, True)
    assert type(entry)._default_manager.filter(pk=entry.pk).exists()
    assert client.post(address, {"reason": REASON}).status_code == 302
    assert not type(entry)._default_manager.filter(pk=entry.pk).exists()
    assert list(Issue.objects.all()) == [issue]
    assert json.loads(Entry.objects.get(verb=verb).details) == told | {"reason": REASON}


@pytest.mark.parametrize("verb", KINDS)
def test_nobody_but_the_office_withdraws(inspections: Inspections, issue: Issue, verb: str) -> None:
    entry, address = KINDS[verb][0](inspections)
    statuses = {
        name: inspections.office.client(name).post(address, {"reason": REASON}).status_code
        for name in ("leading", "jia_rectifier", "member")
    }
    assert set(statuses.values()) <= {403, 404}
    assert statuses["leading"] == 403
    assert type(entry)._default_manager.filter(pk=entry.pk).exists()


def _report(inspections: Inspections, circular: Any) -> None:
    recipient = circular.recipients.get(unit=inspections.office.jia_unit)
    actor = inspections.office.actor("jia_rectifier")
    report_back(actor, recipient_id=recipient.pk, reported_on=FED_BACK, report="已经逐件盘点。")


def _feed_back(inspections: Inspections, directive: Any) -> None:
    office = inspections.office
    note_feedback(
        office.actor("inspector"),
        directive_id=directive.pk,
        unit=office.jia_unit,
        given_on=FED_BACK,
        text="已经清理",
    )


def _claim(inspections: Inspections, feedback: Any) -> None:
    problem = feedback.aspects.get(name="民生保障").problems.get()
    superior_actions.claim_problem(
        inspections.office.actor("inspector"), problem_id=problem.pk, unit=inspections.office.jia_unit
    )


def _look_and_register(inspections: Inspections, sweep: Any) -> None:
    inspector = inspections.office.actor("inspector")
    sweep_actions.look_again(
        inspector,
        problem_id=sweep.problems.get().pk,
        looked_on=FED_BACK,
        now=SweptProblem.Now.RECTIFIED,
        note="已经整改到位",
    )
    sweep_actions.register_old(
        inspector,
        sweep_id=sweep.pk,
        theme=_theme(inspections),
        origin="五届第四轮巡察",
        new=NewIssue("接待报销没有附公函", Source.OLD, inspections.office.jia_unit, FED_BACK),
    )


def _sign(inspections: Inspections, paper: Any) -> None:
    sweep_actions.note_receipt(
        inspections.office.actor("jia_rectifier"),
        recipient_id=paper.recipients.get().pk,
        received_on=FED_BACK,
    )


@pytest.mark.parametrize(
    ("verb", "happen", "said"),
    [
        ("withdraw_circular", _report, "已有 1 家单位报送落实情况，不能作废，只能修改。"),
        ("withdraw_directive", _feed_back, "已有 1 份办理反馈，不能作废，只能修改。"),
        ("withdraw_superior", _claim, "已有 1 个问题认领进了台账，不能作废，只能修改。"),
        (
            "withdraw_sweep",
            _look_and_register,
            "已有 1 个登记进台账的老问题、1 个核查过的问题，不能作废，只能修改。",
        ),
        ("withdraw_sweep_paper", _sign, "已有 1 家单位签收，不能作废，只能修改。"),
    ],
)
def test_what_something_came_of_stays(
    inspections: Inspections,
    issue: Issue,
    verb: str,
    happen: Callable[[Inspections, Model], None],
    said: str,
) -> None:
    entry, address = KINDS[verb][0](inspections)
    happen(inspections, entry)
    refused = inspections.office.client("inspector").post(address, {"reason": REASON})
    assert (refused.status_code, said in refused.content.decode()) == (400, True)
    assert type(entry)._default_manager.filter(pk=entry.pk).exists()
    assert not Entry.objects.filter(verb=verb).exists()


def test_a_sweep_with_a_paper_stays_until_the_paper_is_withdrawn(
    inspections: Inspections, issue: Issue
) -> None:
    inspector = inspections.office.actor("inspector")
    paper, _ = _paper(inspections)
    sweep = Sweep.objects.get()
    with pytest.raises(Refused, match="已有 1 份书面移交，不能作废，只能修改。"):
        sweep_actions.withdraw_sweep(inspector, sweep_id=sweep.pk, reason=REASON)
    sweep_actions.withdraw_paper(inspector, paper_id=paper.pk, reason=REASON)
    sweep_actions.withdraw_sweep(inspector, sweep_id=sweep.pk, reason=REASON)
    assert (Sweep.objects.count(), SweptProblem.objects.count(), SweepPaper.objects.count()) == (0, 0, 0)


def test_nothing_counts_what_is_withdrawn_and_numbers_go_on(inspections: Inspections, issue: Issue) -> None:
    """Tagged with a 专项行动, too."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    action = enter_special_action(
        inspector, name="惠农补贴专项整治", ordered_by="市委巡察办", since=date(2023, 1, 1)
    )
    made = {verb: make(inspections) for verb, (make, _) in KINDS.items() if verb != "withdraw_sweep"}
    action.circulars.add(made["withdraw_circular"][0])  # type: ignore[arg-type]
    action.directives.add(made["withdraw_directive"][0])  # type: ignore[arg-type]
    action.superiors.add(made["withdraw_superior"][0])  # type: ignore[arg-type]

    def waiting(who: str) -> list[str]:
        actor: Actor = office.actor(who)
        ask = (circulars_waiting_for, supervision_waiting_for, sweeps_waiting_for)
        return [entry.title for of in ask for entry in of(actor)]

    assert waiting("inspector") == ["通报超期未报", "督办超期", "移交超期未回复"]
    assert waiting("jia_rectifier") == ["收到的通报，超期未报", "督办待反馈", "移交超期未回复"]
    for _, address in made.values():
        office.client("inspector").post(address, {"reason": REASON})
    assert waiting("inspector") == waiting("jia_rectifier") == []
    assert tally_of(superior_visible_to(inspector)).problems == 0
    assert [action.circulars.count(), action.directives.count(), action.superiors.count()] == [0, 0, 0]
    again = [make(inspections)[0] for make in (_circular, _directive, _paper)]
    assert [str(entry) for entry in again] == ["TB2023-002", "DB2023-002", "QDY2023-002"]


# --- put right -------------------------------------------------------------------------------------------


def test_a_paper_is_put_right_and_not_dated_after_its_receipt(inspections: Inspections, issue: Issue) -> None:
    office = inspections.office
    paper, _ = _paper(inspections)
    _sign(inspections, paper)
    client, address = office.client("inspector"), f"{PAGES}sweeps/papers/{paper.pk}/change/"
    later = date(FED_BACK.year, FED_BACK.month, FED_BACK.day + 1)
    typed = {"handed_on": later.isoformat(), "reply_due_on": "", "request": "请逐件盘点。"}
    refused = client.post(address, typed)
    said = f"示例区甲局的签收日期 {FED_BACK} 早于移交日期 {later}。"
    assert (refused.status_code, said in refused.content.decode()) == (400, True)
    typed |= {"handed_on": FED_BACK.isoformat(), "reply_due_on": later.isoformat()}
    assert client.post(address, typed).status_code == 302
    columns = ("number", "handed_on", "reply_due_on", "request")
    kept = SweepPaper.objects.values_list(*columns).get()
    assert kept == ("QDY2023-001", FED_BACK, later, "请逐件盘点。")
    told = json.loads(Entry.objects.get(verb="change_sweep_paper").details)
    assert told == {
        "paper": "QDY2023-001",
        "handed_on": FED_BACK.isoformat(),
        "reply_due_on": later.isoformat(),
    }


def test_superior_feedback_is_put_right_and_its_day_stays_once_claimed(inspections: Inspections) -> None:
    office = inspections.office
    feedback, _ = _superior(inspections)
    client, address = office.client("inspector"), f"{PAGES}superior/{feedback.pk}/change/"
    typed = {"manner": "together", "given_by": "省委第二巡视组", "given_on": "2023-03-15"}
    assert client.post(address, typed).status_code == 302
    _claim(inspections, feedback)
    refused = client.post(address, typed | {"given_on": "2023-03-16"})
    said = "已有 1 个问题按 2023-03-15 反馈进了台账，反馈日期不能改。"
    assert (refused.status_code, said in refused.content.decode()) == (400, True)
    assert client.post(address, typed | {"given_by": "市委第一巡察组"}).status_code == 302
    columns = ("manner", "given_by", "given_on")
    kept = SuperiorFeedback.objects.values_list(*columns).get()
    assert kept == ("together", "市委第一巡察组", date(2023, 3, 15))
    told = [json.loads(entry.details) for entry in Entry.objects.filter(verb="change_superior")]
    assert told == [{"manner": "together", "given_on": "2023-03-15"}] * 2
