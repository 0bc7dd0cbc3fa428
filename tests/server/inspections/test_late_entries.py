"""补登: what is registered long after its round was fed back is told on a day of its own, or not silently overdue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import FED_BACK, Inspections
from tests.server.inspections.sweep_examples import new_sweep
from tests.server.inspections.workbooks import Value, upload, workbook

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.excel.importing import Plan, plan_of
from zhunsheng.server.inspections.excel.tasks import begin_import, start_import, table_of
from zhunsheng.server.inspections.issues.actions import NewIssue, change_issue, register_issue
from zhunsheng.server.inspections.issues.corrections import Origin, Reason, correct_issue
from zhunsheng.server.inspections.models import Issue, Source, Step, Theme
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.superior.actions import add_problem, note_superior
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.supervision.looks import NewLook, hold_supervision
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.sweeps.actions import begin_sweep
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.verdicts import Refused

TODAY = timezone.localdate()
FOUND, TOLD = date(2023, 3, 20), TODAY - timedelta(days=10)
DUE = TOLD + timedelta(days=90)
ASKED = "从 2023-05-10 反馈算起，时限 2023-08-08 已过。请填告诉责任单位的日期，或者另定整改时限。"


def _feed_back(inspections: Inspections, day: date | None) -> None:
    inspector = inspections.office.actor("inspector")
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: day})
    for inspectee in (inspections.jia, inspections.yi):
        inspectee.refresh_from_db()


@pytest.fixture
def told(inspections: Inspections) -> Inspections:
    """The round was fed back long ago."""
    _feed_back(inspections, FED_BACK)
    return inspections


def _late(told: Inspections, fed_back_on: date | None, due_on: date | None = None) -> Issue:
    new = NewIssue(
        "往来款长期挂账未清理",
        Source.ROUTINE,
        told.office.jia_unit,
        FOUND,
        inspectee=told.jia,
        fed_back_on=fed_back_on,
        due_on=due_on,
    )
    return register_issue(told.office.actor("inspector"), new)


def _days(issue: Issue) -> tuple[date | None, bool, date | None]:
    issue.refresh_from_db()
    return issue.fed_back_on, issue.fed_back_is_given, issue.due_on


def test_the_deadline_follows_from_the_day_that_is_stated(told: Inspections) -> None:
    assert _days(_late(told, TOLD)) == (TOLD, True, DUE)
    assert _days(_late(told, FED_BACK)) == (FED_BACK, False, date(2023, 8, 8))


@pytest.mark.parametrize(
    ("day", "due_on", "why"),
    [
        (date(2023, 5, 9), None, "反馈日期 2023-05-09 早于六届第三轮的反馈日期 2023-05-10。"),
        (TODAY + timedelta(days=1), None, f"反馈日期 {TODAY + timedelta(days=1)} 还没有到。"),
        (TOLD, TOLD - timedelta(days=1), f"整改时限 {TOLD - timedelta(days=1)} 早于反馈日期 {TOLD}。"),
    ],
)
def test_what_the_day_may_not_be(told: Inspections, day: date, due_on: date | None, why: str) -> None:
    with pytest.raises(Refused) as refused:
        _late(told, day, due_on)
    assert (str(refused.value), Issue.objects.count()) == (why, 0)


def test_no_issue_is_told_before_its_round_is(inspections: Inspections) -> None:
    with pytest.raises(Refused, match="六届第三轮还没有反馈，问题不能先反馈，请把反馈日期空着。"):
        _late(inspections, TOLD)


def test_it_stays_when_the_feedback_of_the_round_is_put_right(told: Inspections) -> None:
    stated, usual = _late(told, TOLD), _late(told, None)
    _feed_back(told, date(2023, 5, 20))
    round_actions.feed_back(told.office.actor("inspector"), inspectee=told.jia, on=date(2023, 6, 1))
    assert _days(stated) == (TOLD, True, DUE)
    assert _days(usual) == (date(2023, 6, 1), False, date(2023, 8, 30))
    round_actions.set_period(told.office.actor("inspector"), entry=told.round, days=30)
    assert _days(stated) == (TOLD, True, TOLD + timedelta(days=30))


def test_the_round_is_not_told_after_its_issue(told: Inspections) -> None:
    stated = _late(told, date(2023, 6, 1))
    for day, why in (
        (date(2023, 6, 2), "有 1 个问题另填的反馈日期早于 2023-06-02，请核对日期。"),
        (None, "有 1 个问题另填了反馈日期，六届第三轮的反馈日期不能去掉。"),
    ):
        with pytest.raises(Refused) as refused:
            _feed_back(told, day)
        assert str(refused.value) == why
    assert _days(stated) == (date(2023, 6, 1), True, date(2023, 8, 30))


def test_a_wrong_day_is_corrected(told: Inspections) -> None:
    stated, inspector = _late(told, TOLD), told.office.actor("inspector")
    origin = Origin(Source.ROUTINE, told.office.jia_unit, FOUND, inspectee=told.jia)
    other = TOLD - timedelta(days=3)
    found = []
    for day in (other, None):
        right = Origin(**{**_fields(origin), "fed_back_on": day})
        correct_issue(inspector, issue_id=stated.pk, origin=right, reason=Reason.WRONG_DAY)
        found.append(_days(stated))
    assert found == [(other, True, other + timedelta(days=90)), (FED_BACK, False, date(2023, 8, 8))]


def _fields(origin: Origin) -> dict[str, object]:
    return {name: getattr(origin, name) for name in Origin.__dataclass_fields__}


# --- on the form -------------------------------------------------------------------------------------------


def _sent(told: Inspections, **typed: object) -> tuple[int, str]:
    """Status and, of a form that came back, its page."""
    given = {
        "source": "routine",
        "inspectee": told.jia.pk,
        "wording": "往来款长期挂账未清理",
        "found_on": FOUND,
        "leader": "分管领导",
    }
    response = told.office.client("inspector").post("/inspections/issues/new/", given | typed)
    return response.status_code, response.content.decode()


def test_the_form_asks_instead_of_registering_what_is_overdue(told: Inspections) -> None:
    status, page = _sent(told)
    form = html.fromstring(page).xpath("//form[.//textarea[@name='wording']]")[0]
    typed = dict(form.form_values())
    assert (status, ASKED in page, Issue.objects.count()) == (400, True, 0)
    assert (typed["wording"].strip(), typed["leader"], typed["found_on"]) == (
        "往来款长期挂账未清理", "分管领导", str(FOUND),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ({"fed_back_on": TOLD}, (TOLD, True, DUE)),
        ({"due_on": DUE}, (FED_BACK, False, DUE)),
        ({"fed_back_on": FED_BACK}, (FED_BACK, False, date(2023, 8, 8))),
    ],
)
def test_either_day_answers_it(
    told: Inspections, typed: dict[str, object], days: tuple[date, bool, date]
) -> None:
    assert (_sent(told, **typed)[0], _days(Issue.objects.get())) == (302, days)


def test_what_is_not_overdue_is_not_asked_about(told: Inspections) -> None:
    _feed_back(told, TOLD)
    assert (_sent(told)[0], _days(Issue.objects.get())) == (302, (TOLD, False, DUE))


def test_before_feedback_nothing_is_asked(inspections: Inspections) -> None:
    assert (_sent(inspections)[0], _days(Issue.objects.get())) == (302, (None, False, None))


def test_what_cannot_be_registered_is_told_before_anything_is_asked(told: Inspections) -> None:
    page = _sent(told, source="special")[1]
    assert (ASKED in page, "请改来源或巡察对象" in page, Issue.objects.count()) == (False, True, 0)


# --- wherever else an issue is entered by hand -------------------------------------------------------------

LONG_AGO, LATELY = date(2023, 4, 10), TODAY - timedelta(days=3)
LONG_DUE = LONG_AGO + timedelta(days=90)
ASKED_FOR_DUE = f"从 {LONG_AGO} 反馈算起，时限 {LONG_DUE} 已过。请另定整改时限。"
Entered = Callable[[Inspections, date], tuple[str, dict[str, object]]]


def _on_the_spot(inspections: Inspections, day: date) -> tuple[str, dict[str, object]]:
    """The address that enters an issue told on the day, and what is typed there."""
    office = inspections.office
    look = hold_supervision(
        office.actor("inspector"),
        NewLook(Supervision.Kind.SUPERVISION, "专项督查一次", LONG_AGO, units=[office.jia_unit]),
    )
    typed = {"unit": office.jia_unit.pk, "wording": "往来款长期挂账未清理", "found_on": day}
    return reverse("find_on_the_spot", args=[look.pk]), typed


def _swept(inspections: Inspections, day: date) -> tuple[str, dict[str, object]]:
    office = inspections.office
    theme = Theme.objects.create(tenant=office.tenant, name="资产管理")
    new = replace(new_sweep(theme), begun_on=LONG_AGO)
    sweep = begin_sweep(office.actor("inspector"), new)
    typed = {
        "theme": theme.pk,
        "wording": "往来款长期挂账未清理",
        "origin": "五届第四轮巡察",
        "unit": office.jia_unit.pk,
        "found_on": day,
    }
    return reverse("register_old", args=[sweep.pk]), typed


def _claimed(inspections: Inspections, day: date) -> tuple[str, dict[str, object]]:
    office, manner = inspections.office, SuperiorFeedback.Manner.FEEDBACK
    inspector = office.actor("inspector")
    feedback = note_superior(inspector, manner=manner, given_by="市委第三巡察组", given_on=day)
    problem = add_problem(inspector, superior_id=feedback.pk, aspect="民生保障", wording="往来款长期挂账")
    return reverse("claim_superior_problem", args=[problem.pk]), {"unit": office.jia_unit.pk}


ENTRIES = pytest.mark.parametrize("entry", [_on_the_spot, _swept, _claimed])


@ENTRIES
def test_every_form_asks_instead_of_entering_what_is_overdue(
    inspections: Inspections, entry: Entered
) -> None:
    address, typed = entry(inspections, LONG_AGO)
    client, last = inspections.office.client("inspector"), Entry.objects.latest("pk").pk
    refused = client.post(address, typed)
    page = html.fromstring(refused.content.decode())
    (said,) = page.xpath("//*[@id='id_due_on_error']/text()")
    assert (refused.status_code, said, Issue.objects.count()) == (400, ASKED_FOR_DUE, 0)
    assert not Entry.objects.filter(pk__gt=last, verb="register_issue").exists()
    assert client.post(address, {**typed, "due_on": LONG_DUE}).status_code == 302
    assert _days(Issue.objects.get()) == (LONG_AGO, False, LONG_DUE)


@ENTRIES
def test_none_asks_about_what_is_not_overdue(inspections: Inspections, entry: Entered) -> None:
    address, typed = entry(inspections, LATELY)
    assert inspections.office.client("inspector").post(address, typed).status_code == 302
    assert _days(Issue.objects.get()) == (LATELY, False, LATELY + timedelta(days=90))


# --- 更正登记 -----------------------------------------------------------------------------------------------


def _beside(told: Inspections, day: date) -> Issue:
    new = NewIssue("往来款长期挂账未清理", Source.SUPERVISION, told.office.jia_unit, day)
    return register_issue(told.office.actor("inspector"), new)


def _corrected(told: Inspections, issue: Issue, **typed: object) -> tuple[int, str]:
    """Says it was found by the round; status, and what stands at 反馈日期."""
    given = {
        "source": "routine",
        "inspectee": told.jia.pk,
        "unit": told.office.jia_unit.pk,
        "found_on": FOUND,
        "why": "wrong_origin",
    }
    address = f"/inspections/issues/{issue.pk}/correct/"
    response = told.office.client("inspector").post(address, given | typed)
    page = html.fromstring(response.content.decode() or "<p>")
    return response.status_code, "".join(page.xpath("//*[@id='id_fed_back_on_error']/text()"))


def test_a_correction_that_makes_it_overdue_is_asked_about(told: Inspections) -> None:
    beside = _beside(told, LATELY)
    asked = "从 2023-05-10 反馈算起，时限 2023-08-08 已过。请填告诉责任单位的日期。"
    assert _corrected(told, beside) == (400, asked)
    assert (_days(beside), beside.source) == ((LATELY, False, LATELY + timedelta(days=90)), "supervision")
    assert _corrected(told, beside, fed_back_on=FED_BACK)[0] == 302
    assert (_days(beside), beside.source) == ((FED_BACK, False, date(2023, 8, 8)), "routine")


def test_a_correction_of_what_is_overdue_already_is_not(told: Inspections) -> None:
    beside = _beside(told, LONG_AGO)
    assert (_corrected(told, beside), _days(beside)) == ((302, ""), (FED_BACK, False, date(2023, 8, 8)))


def test_nor_one_that_leaves_time(told: Inspections) -> None:
    _feed_back(told, TOLD)
    beside = _beside(told, LATELY)
    assert (_corrected(told, beside), _days(beside)) == ((302, ""), (TOLD, False, DUE))


def test_nor_one_that_leaves_the_deadline_that_was_stated(told: Inspections) -> None:
    beside = _beside(told, LATELY)
    change_issue(told.office.actor("inspector"), issue_id=beside.pk, due_on=DUE)
    assert (_corrected(told, beside), _days(beside)) == ((302, ""), (FED_BACK, False, DUE))


# --- in the Excel ------------------------------------------------------------------------------------------

HEAD = ("问题表述", "来源", "轮次", "单位", "发现日期", "反馈日期", "整改时限")


def _plan(told: Inspections, *rows: tuple[Value, ...]) -> Plan:
    inspector = told.office.actor("inspector")
    source = begin_import(inspector, upload=upload(workbook([HEAD, *rows])))
    return plan_of(inspector, source, table_of(source))


def _row(wording: str, fed_back_on: Value = None, due_on: Value = None) -> tuple[Value, ...]:
    return (wording, "常规巡察", "六届第三轮", "示例区甲局", "2023-3-20", fed_back_on, due_on)


def test_the_preview_says_which_rows_would_be_overdue(told: Inspections) -> None:
    found = _plan(
        told,
        _row("往来款长期挂账未清理"),
        _row("会议记录缺失三次"),
        _row("差旅审批不严三笔", str(TOLD)),
        _row("学习制度没有坚持", None, str(DUE)),
    )
    assert found.faults == []
    said = "示例区甲局补登的问题，从 2023-05-10 反馈算起已经超期，请填反馈日期或整改时限。"
    assert found.noted == [(said, [2, 3])]


def test_a_day_in_the_excel_is_checked_and_taken_over(told: Inspections) -> None:
    inspector = told.office.actor("inspector")
    faulty = _plan(told, _row("往来款长期挂账未清理", "2023-5-9"))
    assert [fault.told for fault in faulty.faults] == [
        "第 2 行：反馈日期 2023-05-09 早于六届第三轮的反馈日期 2023-05-10。"
    ]
    source = begin_import(inspector, upload=upload(workbook([HEAD, _row("会议记录缺失三次", str(TOLD))])))
    start_import(inspector, source=source)
    Worker().run(once=True)
    assert _days(Issue.objects.get()) == (TOLD, True, DUE)
