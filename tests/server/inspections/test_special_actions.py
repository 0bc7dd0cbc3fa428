"""专项行动: a tag on whatever is done for one, in the ledger and beside it; who sees it; what is counted."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html
from tests.server.inspections.conftest import Advance, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.circulars.actions import NewCircular, issue_circular
from zhunsheng.server.inspections.circulars.models import Circular
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.directives.actions import NewDirective, give_directive
from zhunsheng.server.inspections.directives.models import Directive
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.actions import NewIssue
from zhunsheng.server.inspections.issues.bulk_changes import Change, Kind, carry_out, plan_of
from zhunsheng.server.inspections.liaison.actions import note_relay
from zhunsheng.server.inspections.liaison.models import Relay
from zhunsheng.server.inspections.models import Issue, Source, Step, Theme
from zhunsheng.server.inspections.rounds.actions import date_steps
from zhunsheng.server.inspections.selfchecks.models import Checklist
from zhunsheng.server.inspections.special_actions import actions
from zhunsheng.server.inspections.special_actions.models import SpecialAction
from zhunsheng.server.inspections.special_actions.queries import TAGGABLE, lines_of, to_offer
from zhunsheng.server.inspections.superior.actions import add_problem, note_superior
from zhunsheng.server.inspections.superior.models import SuperiorFeedback
from zhunsheng.server.inspections.supervision.actions import hold_interview, issue_slip
from zhunsheng.server.inspections.supervision.looks import NewLook, hold_supervision
from zhunsheng.server.inspections.supervision.models import Supervision
from zhunsheng.server.inspections.sweeps.actions import NewSweep, begin_sweep
from zhunsheng.server.inspections.sweeps.models import Sweep
from zhunsheng.server.orgs.models import Tenant
from zhunsheng.server.orgs.verdicts import Refused

EXPORT = "/inspections/export/?state=all"
SINCE, UNTIL = date(2023, 4, 1), date(2023, 9, 30)
SECRET = "补贴名册与回单不一致"
PAGE, LEDGER, SUPERVISION = "/inspections/actions/", "/inspections/", "/inspections/supervision/"


def _action(inspections: Inspections, name: str = "惠农补贴专项整治") -> SpecialAction:
    inspector = inspections.office.actor("inspector")
    return actions.enter_special_action(
        inspector, name=name, ordered_by="市委巡察办", since=SINCE, until=UNTIL
    )


def _another(inspections: Inspections) -> Issue:
    """Found at 乙局."""
    new = NewIssue(
        wording=SECRET,
        source=Source.ROUTINE,
        unit=inspections.office.yi_unit,
        found_on=date(2023, 3, 22),
        inspectee=inspections.yi,
    )
    return issue_actions.register_issue(inspections.office.actor("inspector"), new)


def _tag(inspections: Inspections, action: SpecialAction, *issues: Issue, kind: Kind = Kind.TAG) -> None:
    change = Change(kind, action=action)
    carry_out(inspections.office.actor("inspector"), change, [issue.pk for issue in issues])


def test_issues_are_tagged_many_at_once_and_untagged(inspections: Inspections, issue: Issue) -> None:
    inspector, other, action = (
        inspections.office.actor("inspector"),
        _another(inspections),
        _action(inspections),
    )
    second = _action(inspections, "工程领域专项整治")
    _tag(inspections, action, issue)
    _tag(inspections, second, issue)  # an issue may have several
    both = [issue.pk, other.pk]

    def planned(kind: Kind) -> tuple[list[Issue], list[tuple[Issue, str]]]:
        plan = plan_of(inspector, Change(kind, action=action), both)
        return plan.goes, plan.skipped

    assert planned(Kind.TAG) == ([other], [(issue, "已经标了这个专项行动。")])
    assert planned(Kind.UNTAG) == ([issue], [(other, "没有标这个专项行动。")])
    _tag(inspections, action, issue, other)
    assert set(action.issues.all()) == {issue, other}
    _tag(inspections, action, issue, other, kind=Kind.UNTAG)
    assert (set(action.issues.all()), set(second.issues.all())) == (set(), {issue})
    told = Entry.objects.filter(subject=f"issue/{issue.pk}", verb__contains="tag_issue").order_by("pk")
    assert list(told.values_list("verb", flat=True)) == ["tag_issue", "tag_issue", "untag_issue"]
    assert SECRET not in "".join(Entry.objects.values_list("details", flat=True))
    with pytest.raises(Refused, match="标专项行动：还没有选定要改成什么。"):
        plan_of(inspector, Change(Kind.TAG), both)


def test_a_closed_issue_is_tagged_too(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    action, other = _action(inspections), _another(inspections)
    _tag(inspections, action, bring(issue, "closed"), other)
    line = lines_of(SpecialAction.objects.all())[0]
    assert (line.issues, line.closed, line.open, line.others) == (2, 1, 1, [])


def test_the_ledger_is_filtered_by_it(inspections: Inspections, issue: Issue) -> None:
    office, other = inspections.office, _another(inspections)
    action, empty = _action(inspections), _action(inspections, "工程领域专项整治")
    _tag(inspections, action, issue)

    numbers = {entry.number for entry in (issue, other)}
    queries: dict[str, set[str]] = {
        "": numbers,
        f"?action={action.pk}": {issue.number},
        f"?action={action.pk}&unit={office.yi_unit.pk}": set(),
        f"?action={empty.pk}": set(),
        "?action=nothing": numbers,
    }
    found = {
        query: numbers & set(_texts(office.client("inspector").get(LEDGER + query).content))
        for query in queries
    }
    assert found == queries
    assert (
        f"?action={action.pk}"
        in office.client("inspector").get(f"{LEDGER}units/?action={action.pk}").content.decode()
    )
    assert "全部行动" not in office.client("jia_rectifier").get(LEDGER).content.decode()


def test_an_address_tells_a_unit_nothing_of_what_is_tagged(inspections: Inspections, issue: Issue) -> None:
    action = _action(inspections)
    for name, shown in (("inspector", []), ("leading", []), ("jia_rectifier", [issue.number])):
        content = inspections.office.client(name).get(LEDGER, {"action": action.pk, "state": "all"}).content
        rows = html.fromstring(content.decode()).xpath("//table[contains(@class, 'ledger-list')]/tbody/tr")
        found = [row.xpath("normalize-space(td[1])") for row in rows if row.xpath("td[2]")]
        assert found == shown, name


def test_other_records_are_tagged_on_the_action_s_page(inspections: Inspections) -> None:
    office, action = inspections.office, _action(inspections)
    inspector, client = office.actor("inspector"), office.client("inspector")
    slip = issue_slip(inspector, unit=office.jia_unit, issued_on=date(2023, 5, 8), matter="报送进展")
    later = issue_slip(inspector, unit=office.yi_unit, issued_on=date(2023, 10, 8), matter="报送进展")
    for unit, day in ((office.yi_unit, date(2023, 5, 20)), (office.jia_unit, date(2023, 3, 20))):
        hold_interview(inspector, unit=unit, held_on=day, matter="整改迟缓", outcome="限期完成")
    units = [office.jia_unit, office.yi_unit]
    kind = Supervision.Kind.SUPERVISION
    hold_supervision(inspector, NewLook(kind=kind, title="补贴发放督查", since=date(2023, 6, 1), units=units))
    give_directive(
        inspector,
        NewDirective(
            Directive.Origin.SUPERIOR, "市委巡察办函", date(2023, 5, 5), "核查补贴", [office.jia_unit]
        ),
    )
    Checklist.objects.create(
        tenant=office.tenant, number="ZC2023-1", title="补贴自查", issued_on=SINCE, due_on=UNTIL
    )
    circular, sweep, feedback, relay = _later_kinds(inspections)
    assert list(to_offer(action, TAGGABLE["slips"])) == [slip]  # the later one lies outside the action's days
    for name, taggable in TAGGABLE.items():
        page = f"{PAGE}{action.pk}/{name}/"
        boxes = html.fromstring(client.get(page).content.decode()).xpath("//input[@name='record']/@value")
        client.post(page, {"record": [*boxes, later.pk] if name == "slips" else boxes})
        assert (name, list(getattr(action, name).all())) == (name, list(to_offer(action, taggable))), name
    words = _words(office.client("leading").get(f"{PAGE}{action.pk}/").content)
    for line in (
        "TS2023-001 示例区甲局 2023-05-08 报送进展",
        "示例区乙局 2023-05-20 整改迟缓 限期完成",
        "专项督查 示例区甲局、示例区乙局 2023-06-01 补贴发放督查",
        "DB2023-001 示例区甲局 2023-05-05 核查补贴",
        "ZC2023-1 还没有下发 2023-04-01 补贴自查",
        "TB2023-001 示例区甲局 2023-05-08 关于补贴发放问题的通报",
        "补贴问题大起底 区纪委监委 2023-05-09 惠农补贴",
        "上级反馈整改 市委第三巡察组 2023-05-10 民生保障",
        "六届第三轮 2 个 2023-04-06 —",
        "2023-05-11 补贴整治工作方案 领导小组成员",
    ):
        assert line in words
    others = " 、 ".join(f"{kind.label} 1" for kind in TAGGABLE.values())
    counted = f"惠农补贴专项整治 市委巡察办 — 2023-04-01 至 2023-09-30 0 0 {others}"
    assert counted in _words(client.get(PAGE).content)
    assert "专项行动：惠农补贴专项整治" in _words(
        client.get(f"/inspections/directives/{Directive.objects.get().pk}/").content
    )
    listed = _words(office.client("leading").get(SUPERVISION).content)
    for line in (
        "TS2023-001 示例区甲局 2023-05-08 报送进展 — — 惠农补贴专项整治 打印",
        "TS2023-002 示例区乙局 2023-10-08 报送进展 — — — 打印",
        "示例区乙局 2023-05-20 整改迟缓 限期完成 惠农补贴专项整治",
        "示例区甲局 2023-03-20 整改迟缓 限期完成 —",
    ):
        assert line in listed
    for address in (
        f"/inspections/circulars/{circular.pk}/",
        f"/inspections/sweeps/{sweep.pk}/",
        f"/inspections/superior/{feedback.pk}/",
        f"/inspections/rounds/{inspections.round.pk}/",
        "/inspections/liaison/",
    ):
        assert "惠农补贴专项整治" in _words(office.client("leading").get(address).content), address
    assert relay in action.relays.all()
    for name in ("slips", "interviews", "circulars", "rounds"):
        client.post(f"{PAGE}{action.pk}/{name}/", {})
        assert list(getattr(action, name).all()) == [], name


def _later_kinds(inspections: Inspections) -> tuple[Circular, Sweep, SuperiorFeedback, Relay]:
    """Each in the action's days, and another of each outside them; the round was entered in them."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    theme = Theme.objects.create(tenant=office.tenant, name="惠农补贴")
    date_steps(inspector, entry=inspections.round, days={Step.ENTERED: date(2023, 4, 6)})
    problem = CommonProblem.objects.create(
        tenant=office.tenant,
        title="补贴发放迟缓",
        decided_by="领导小组会议",
        decided_on=date(2023, 3, 1),
        by=office.people["inspector"],
    )
    new = NewCircular(
        title="关于补贴发放问题的通报",
        issued_on=date(2023, 5, 8),
        problems=[problem],
        text="有的单位补贴发放不及时。",
        request="请举一反三自查。",
        addressed=[office.jia_unit],
    )
    swept = NewSweep(
        title="补贴问题大起底",
        begun_on=date(2023, 5, 9),
        found_since=date(2020, 1, 1),
        found_until=date(2023, 3, 1),
        themes=[theme],
        joined_by="区纪委监委",
    )
    circulars, sweeps, feedback, relays = [], [], [], []
    for days in (0, 200):
        after = timedelta(days=days)
        circulars.append(issue_circular(inspector, replace(new, issued_on=new.issued_on + after)))
        sweeps.append(begin_sweep(inspector, replace(swept, begun_on=swept.begun_on + after)))
        given = date(2023, 5, 10) + after
        feedback.append(
            note_superior(
                inspector,
                manner=SuperiorFeedback.Manner.FEEDBACK,
                given_by="市委第三巡察组",
                given_on=given,
            )
        )
        relays.append(
            note_relay(
                inspector,
                document="补贴整治工作方案",
                relayed_on=date(2023, 5, 11) + after,
                audience="领导小组成员",
            )
        )
    add_problem(inspector, superior_id=feedback[0].pk, aspect="民生保障", wording="补贴发放迟缓")
    return circulars[0], sweeps[0], feedback[0], relays[0]


def test_a_unit_learns_nothing_of_what_it_was_sent_is_tagged(inspections: Inspections, issue: Issue) -> None:
    """A circular, a directive, a slip and its round are pages of its own; the tag stands on none."""
    office, action = inspections.office, _action(inspections)
    inspector = office.actor("inspector")
    circular, *_ = _later_kinds(inspections)
    directive = give_directive(
        inspector,
        NewDirective(
            Directive.Origin.SUPERIOR, "市委巡察办函", date(2023, 5, 5), "核查补贴", [office.jia_unit]
        ),
    )
    slip = issue_slip(inspector, unit=office.jia_unit, issued_on=date(2023, 5, 8), matter="报送进展")
    for name, entry in (
        ("circulars", circular),
        ("directives", directive),
        ("slips", slip),
        ("rounds", inspections.round),
    ):
        actions.tag_records(inspector, special_action_id=action.pk, kind=name, ids=[entry.pk])
        assert getattr(action, name).count() == 1, name
    for address in (
        "/inspections/circulars/",
        f"/inspections/circulars/{circular.pk}/",
        "/inspections/directives/",
        f"/inspections/directives/{directive.pk}/",
        SUPERVISION,
        f"{SUPERVISION}slips/{slip.pk}/",
        f"/inspections/rounds/{inspections.round.pk}/",
        "/",
    ):
        page = office.client("jia_rectifier").get(address)
        assert (page.status_code, action.name in page.content.decode()) == (200, False), address


def test_what_does_not_fit_is_refused(inspections: Inspections, issue: Issue) -> None:
    office, action = inspections.office, _action(inspections)
    inspector = office.actor("inspector")
    with pytest.raises(Refused, match="“惠农补贴专项整治”已经登记过。"):
        _action(inspections)
    with pytest.raises(Refused, match="结束日期 2023-04-01 早于开始日期 2023-09-30。"):
        actions.enter_special_action(
            inspector, name="工程领域整治", ordered_by="市委巡察办", since=UNTIL, until=SINCE
        )
    changed = actions.change_special_action(
        inspector, special_action_id=action.pk, name=action.name, ordered_by="市纪委监委", since=SINCE
    )
    assert (changed.ordered_by, changed.until) == ("市纪委监委", None)
    for name in ("leading", "jia_rectifier", "member", "bureau"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.tag_records(office.actor(name), special_action_id=action.pk, kind="slips", ids=[])
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.tag_new_issues(office.actor(name), [(issue, action)])
    action.tenant = Tenant.objects.create(code="another", name="乙区")
    with pytest.raises(Refused, match="不能办理其他地区的事。"):
        actions.tag_new_issues(inspector, [(issue, action)])
    assert not action.issues.exists()


def test_it_is_entered_tagged_and_read_by_the_pages(inspections: Inspections, issue: Issue) -> None:
    office, client = inspections.office, inspections.office.client("inspector")
    assert "标专项行动" not in client.get(f"{LEDGER}bulk/").content.decode()
    typed = {"name": "惠农补贴专项整治", "ordered_by": "市委巡察办", "since": "2023-04-01"}
    refused = client.post(f"{PAGE}new/", typed | {"until": "2023-01-01"})
    assert (refused.status_code, "早于开始日期" in _words(refused.content)) == (400, True)
    client.post(f"{PAGE}new/", typed)
    action = SpecialAction.objects.get()
    client.post(f"{PAGE}{action.pk}/change/", typed | {"document": "市巡办发〔2023〕5号"})
    chosen = {"kind": "tag", "tag": action.pk, "issue": [issue.pk]}
    assert "会办 1 个" in _words(client.post(f"{LEDGER}bulk/do/", chosen).content)
    client.post(f"{LEDGER}bulk/do/", chosen | {"sure": "1"})
    assert "专项行动 惠农补贴专项整治" in _words(client.get(f"{LEDGER}issues/{issue.pk}/").content)
    assert "市委巡察办部署，市巡办发〔2023〕5号" in _words(client.get(f"{PAGE}{action.pk}/").content)
    assert (
        "惠农补贴专项整治"
        not in office.client("jia_rectifier").get(f"{LEDGER}issues/{issue.pk}/").content.decode()
    )
    for name in ("jia_rectifier", "member", "bureau"):
        statuses = [office.client(name).get(path).status_code for path in (PAGE, f"{PAGE}{action.pk}/")]
        assert statuses == [403, 404], name


def test_the_list_asks_as_often_for_three_as_for_one(inspections: Inspections, issue: Issue) -> None:
    client = inspections.office.client("inspector")
    asked: dict[str, list[int]] = {PAGE: [], EXPORT: []}
    for names in (["惠农补贴专项整治"], ["工程领域专项整治", "殡葬领域专项整治"]):
        for name in names:
            _tag(inspections, _action(inspections, name), issue, _another(inspections))
        for page, times in asked.items():
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            times.append(len(queries))
    assert {page for page, times in asked.items() if times[0] != times[1]} == set()


def test_the_exported_ledger_names_them_to_who_may_know(inspections: Inspections, issue: Issue) -> None:
    office, other = inspections.office, _another(inspections)
    for name in ("惠农补贴专项整治", "工程领域专项整治"):
        _tag(inspections, _action(inspections, name), issue)
    for name in ("inspector", "leading"):
        assert _exported(office.client(name)) == {
            issue.number: "工程领域专项整治、惠农补贴专项整治",
            other.number: "",
        }
    assert _exported(office.client("jia_rectifier")) is None


def _exported(client: Client) -> dict[str, str] | None:
    """By number what stands under 专项行动; None without such a column."""
    data = b"".join(client.get(EXPORT))  # type: ignore[arg-type]
    _, _, head, *rows = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    if "专项行动" not in head:
        return None
    return {str(row[0]): str(row[head.index("专项行动")] or "") for row in rows}


def _texts(content: bytes) -> list[str]:
    return [text.strip() for text in html.fromstring(content.decode()).find(".//main").itertext()]


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
