"""大起底: old problems are put in by people, looked at again, and handed over in writing to those who see to them."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.sweep_examples import new_sweep

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Category, Issue, Source, Theme
from zhunsheng.server.inspections.sweeps import actions
from zhunsheng.server.inspections.sweeps.candidates import Wanted, candidates
from zhunsheng.server.inspections.sweeps.documents import sweep_xlsx
from zhunsheng.server.inspections.sweeps.models import Sweep, SweepPaper, SweptProblem
from zhunsheng.server.inspections.sweeps.queries import (
    papers_visible_to,
    recipients_visible_to,
    swept_visible_to,
    tally_of,
)
from zhunsheng.server.inspections.sweeps.waiting import sweeps_waiting_for
from zhunsheng.server.orgs.verdicts import Refused

BEGUN, HANDED, DUE = date(2023, 5, 10), date(2023, 5, 20), date(2023, 6, 20)
NOTE, REPLY = "盘点后又有三件没有登记", "已经重新盘点补登"
PAGES = "/inspections/sweeps/"
Now = SweptProblem.Now


@pytest.fixture
def themes(inspections: Inspections) -> list[Theme]:
    tenant = inspections.office.tenant
    return [Theme.objects.create(tenant=tenant, name=name) for name in ("资产管理", "公务接待")]


@pytest.fixture
def old(inspections: Inspections, themes: list[Theme]) -> list[Issue]:
    """001 and 003 alike at two units, 002 of the second theme, 004 after the period of the sweep."""
    office = inspections.office
    category = Category.objects.create(tenant=office.tenant, group="财经纪律")
    found = (
        ("固定资产盘点账实不符，3 件没有登记。", office.jia_unit, themes[0], None, date(2021, 3, 20)),
        ("接待报销没有附公函", office.jia_unit, themes[1], category, date(2022, 3, 20)),
        ("固定资产盘点账实不符，15件没有登记", office.yi_unit, None, None, date(2022, 6, 20)),
        ("固定资产盘点账实不符，2 件没有登记", office.yi_unit, themes[0], None, date(2023, 5, 9)),
    )
    news = [
        NewIssue(wording, Source.SUPERVISION, unit, day, theme=theme, category=kind)
        for wording, unit, theme, kind, day in found
    ]
    return register_issues(office.actor("inspector"), news)


@pytest.fixture
def sweep(inspections: Inspections, themes: list[Theme]) -> Sweep:
    return actions.begin_sweep(inspections.office.actor("inspector"), new_sweep(*themes))


def _collect(inspections: Inspections, sweep: Sweep, theme: Theme, *issues: Issue) -> list[SweptProblem]:
    inspector = inspections.office.actor("inspector")
    ids = [issue.pk for issue in issues]
    return actions.collect(inspector, sweep_id=sweep.pk, theme=theme, issue_ids=ids)


def _hand_over(inspections: Inspections, sweep: Sweep, *problems: SweptProblem) -> SweepPaper:
    """甲局 leads, 乙局 helps."""
    office = inspections.office
    return actions.hand_over(
        office.actor("inspector"),
        sweep_id=sweep.pk,
        lead=office.jia_unit,
        supports=[office.yi_unit, office.jia_unit],
        problems=problems,
        handed_on=HANDED,
        reply_due_on=DUE,
        request="请督促责任单位整改到位。",
    )


def test_old_problems_are_found_by_theme_category_and_wording(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    inspector = inspections.office.actor("inspector")
    category = old[1].category
    assert category is not None

    def found(wanted: Wanted) -> list[str]:
        return [issue.number[-1] for issue in candidates(inspector, sweep, wanted)]

    assert {
        "all of the period": found(Wanted()),
        "theme": found(Wanted(theme=str(themes[0].pk))),
        "category": found(Wanted(category=str(category.pk))),
        "a few words": found(Wanted(words="公函")),
        "a sentence alike": found(Wanted(words="固定资产盘点账实不符，有 8 件没有登记")),
        "nothing like it": found(Wanted(words="档案没有目录")),
    } == {
        "all of the period": ["2", "1", "1"],
        "theme": ["1"],
        "category": ["1"],
        "a few words": ["1"],
        "a sentence alike": ["2", "1"],
        "nothing like it": [],
    }
    _collect(inspections, sweep, themes[0], old[0])
    assert found(Wanted(like=True)) == ["2"]


def test_a_person_decides_what_is_put_in_and_under_which_theme(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    inspector = inspections.office.actor("inspector")
    _collect(inspections, sweep, themes[0], old[0], old[2])
    with pytest.raises(Refused, match="请勾选还没有列入的问题。"):
        _collect(inspections, sweep, themes[0], old[0])
    other = Theme.objects.create(tenant=inspections.office.tenant, name="基层党建")
    with pytest.raises(Refused, match="“基层党建”不是这次大起底的方面。"):
        _collect(inspections, sweep, other, old[1])
    with pytest.raises(Refused, match="“资产管理”下面已经有问题，不能去掉。"):
        actions.change_sweep(inspector, sweep_id=sweep.pk, new=new_sweep(other))
    tally = tally_of(swept_visible_to(inspector))
    assert (tally.themes, tally.problems, tally.fresh, tally.unseen) == (1, 2, 0, 2)


def test_what_the_register_has_not_is_registered_as_an_old_problem(
    inspections: Inspections, sweep: Sweep, themes: list[Theme]
) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    new = NewIssue("工程变更没有签证", Source.SUPERVISION, unit, BEGUN)
    with pytest.raises(Refused, match="原出处至少写 4 个字。"):
        actions.register_old(inspector, sweep_id=sweep.pk, theme=themes[0], origin="", new=new)
    problem = actions.register_old(
        inspector, sweep_id=sweep.pk, theme=themes[0], origin="五届第四轮巡察", new=new
    )
    issue = problem.issue
    assert (issue.number, issue.source, issue.theme, problem.found_by) == (
        "DQD2023-001",
        Source.OLD,
        themes[0],
        "五届第四轮巡察",
    )
    assert tally_of(swept_visible_to(inspector)).fresh == 1


def test_a_problem_is_looked_at_again_and_the_register_keeps_its_own_state(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    inspector = inspections.office.actor("inspector")
    first, second = _collect(inspections, sweep, themes[0], old[0], old[2])
    with pytest.raises(Refused, match="核查日期 2023-05-01 早于开展日期 2023-05-10。"):
        actions.look_again(
            inspector, problem_id=first.pk, looked_on=date(2023, 5, 1), now=Now.RELAPSED, note=NOTE
        )
    for problem, now in ((first, Now.RELAPSED), (second, Now.RECTIFIED)):
        actions.look_again(inspector, problem_id=problem.pk, looked_on=HANDED, now=now, note=NOTE)
    tally = tally_of(swept_visible_to(inspector))
    assert (tally.rectified, tally.rectifying, tally.relapsed, tally.untouched, tally.unseen) == (
        1,
        0,
        1,
        0,
        0,
    )
    old[0].refresh_from_db()
    assert old[0].state == "unclaimed"
    actions.take_out(inspector, problem_id=second.pk)
    assert Issue.objects.filter(pk=old[2].pk).exists()


def test_handed_over_signed_and_answered(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    office = inspections.office
    problem, *_ = _collect(inspections, sweep, themes[0], old[0])
    paper = _hand_over(inspections, sweep, problem)
    assert paper.number == "QDY2023-001"
    assert list(paper.recipients.values_list("unit__name", "part")) == [
        ("示例区甲局", "lead"),
        ("示例区乙局", "support"),
    ]
    with pytest.raises(Refused, match="这个问题已经书面移交，不能移出。"):
        actions.take_out(office.actor("inspector"), problem_id=problem.pk)
    lead, support = paper.recipients.all()
    jia = office.actor("jia_rectifier")
    with pytest.raises(Refused, match="签收日期 2023-05-01 早于移交日期"):
        actions.note_receipt(jia, recipient_id=lead.pk, received_on=date(2023, 5, 1))
    actions.note_receipt(jia, recipient_id=lead.pk, received_on=date(2023, 5, 22))
    answered = actions.note_reply(jia, recipient_id=lead.pk, replied_on=DUE, reply=REPLY)
    by_office = actions.note_reply(
        office.actor("inspector"), recipient_id=support.pk, replied_on=DUE, reply=REPLY
    )
    assert [(r.received_on, r.replied_on) for r in (answered, by_office)] == [
        (date(2023, 5, 22), DUE),
        (DUE, DUE),
    ]
    with pytest.raises(Refused, match="签收和回复由示例区甲局或者巡察办登记。"):
        actions.note_reply(office.actor("jia_discipline"), recipient_id=lead.pk, replied_on=DUE, reply=REPLY)
    told = "".join(json.dumps(entry.details) + entry.subject_name for entry in Entry.objects.all())
    assert ("QDY2023-001" in told, REPLY in told, old[0].wording in told) == (True, False, False)


def test_what_its_unit_has_not_been_told_of_is_neither_found_nor_handed_over(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    inspector = inspections.office.actor("inspector")
    told, taken_back, untold = old[0], old[1], old[2]
    problem, later = _collect(inspections, sweep, themes[0], told, taken_back)
    Issue.objects.filter(pk__in=(taken_back.pk, untold.pk)).update(fed_back_on=None)
    assert candidates(inspector, sweep, Wanted()) == []
    with pytest.raises(Refused, match=f"{untold.number} 还没有向单位反馈，不能列入、移交。"):
        _collect(inspections, sweep, themes[0], untold)
    with pytest.raises(Refused, match=f"{taken_back.number} 还没有向单位反馈，不能列入、移交。"):
        _hand_over(inspections, sweep, problem, later)
    assert [entry.issue for entry in _hand_over(inspections, sweep, problem).problems.all()] == [told]


def test_nothing_of_another_sweep_is_handed_over(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    other = actions.begin_sweep(inspections.office.actor("inspector"), new_sweep(*themes))
    problem, *_ = _collect(inspections, other, themes[0], old[0])
    for problems in ([problem], []):
        with pytest.raises(Refused, match="请选择这次大起底里要移交的问题。"):
            _hand_over(inspections, sweep, *problems)


def test_a_unit_sees_the_papers_sent_to_it_and_its_own_reply(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    office = inspections.office
    problem, hidden = _collect(inspections, sweep, themes[0], old[0], old[2])
    paper = _hand_over(inspections, sweep, problem)
    lead = paper.recipients.get(part="lead")
    actions.note_reply(office.actor("jia_rectifier"), recipient_id=lead.pk, replied_on=DUE, reply=REPLY)
    seen = {
        name: (
            papers_visible_to(office.actor(name)).count(),
            [recipient.unit.name for recipient in recipients_visible_to(office.actor(name))],
        )
        for name in ("inspector", "jia_rectifier", "jia_discipline", "yi_rectifier", "member")
    }
    both = ["示例区甲局", "示例区乙局"]
    assert seen == {
        "inspector": (1, both),
        "jia_rectifier": (1, ["示例区甲局"]),
        "jia_discipline": (1, ["示例区甲局"]),
        "yi_rectifier": (1, ["示例区乙局"]),
        "member": (0, []),
    }
    client = office.client("yi_rectifier")
    page = _words(client.get(f"{PAGES}papers/{paper.pk}/").content)
    assert (old[0].wording in page, old[2].wording in page, REPLY in page) == (True, False, False)
    refused = client.post(f"{PAGES}recipients/{lead.pk}/reply/", {"replied_on": "2023-06-20", "reply": REPLY})
    assert refused.status_code == 404
    for path in (f"{sweep.pk}/", f"problems/{hidden.pk}/", f"recipients/{lead.pk}/file/"):
        assert client.get(PAGES + path).status_code == 404, path


def test_each_is_told_what_waits_for_them(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    office = inspections.office
    problem, *_ = _collect(inspections, sweep, themes[0], old[0])
    paper = _hand_over(inspections, sweep, problem)

    def waiting() -> dict[str, list[tuple[str, int]]]:
        names = ("inspector", "leading", "jia_rectifier", "yi_rectifier", "jia_discipline")
        found = {name: sweeps_waiting_for(office.actor(name)) for name in names}
        return {name: [(e.title, e.number) for e in entries] for name, entries in found.items() if entries}

    late = [("移交超期未回复", 1)]
    assert waiting() == {
        "inspector": [("移交超期未回复", 2)],
        "jia_rectifier": late,
        "yi_rectifier": late,
    }
    SweepPaper.objects.update(reply_due_on=timezone.localdate() + timedelta(days=5))
    lead, support = paper.recipients.all()
    actions.note_receipt(office.actor("jia_rectifier"), recipient_id=lead.pk, received_on=DUE)
    assert waiting() == {"jia_rectifier": [("移交待回复", 1)], "yi_rectifier": [("移交待签收", 1)]}
    actions.note_reply(office.actor("yi_rectifier"), recipient_id=support.pk, replied_on=DUE, reply=REPLY)
    assert waiting() == {"jia_rectifier": [("移交待回复", 1)]}


def test_from_the_sweep_to_the_reply_by_the_pages(
    inspections: Inspections, themes: list[Theme], old: list[Issue]
) -> None:
    office = inspections.office
    client = office.client("inspector")
    typed = {
        "title": "资产管理问题大起底",
        "begun_on": "2023-05-10",
        "found_since": "2020-01-01",
        "found_until": "2023-04-30",
        "joined_by": "区纪委监委",
    }
    refused = client.post(f"{PAGES}new/", typed)
    assert (refused.status_code, "请选择方面" in _words(refused.content)) == (400, True)
    client.post(f"{PAGES}new/", typed | {"themes": [theme.pk for theme in themes]})
    page = f"{PAGES}{Sweep.objects.get().pk}/"
    unplaced = client.post(f"{page}collect/", {"issue": [old[0].pk]})
    assert (unplaced.status_code, "请选择列入哪个方面。" in _words(unplaced.content)) == (400, True)
    client.post(f"{page}collect/", {"issue": [old[0].pk], "under": themes[0].pk})
    old_one = {"theme": themes[1].pk, "wording": "接待费挤占培训费", "origin": "五届第四轮巡察"}
    days = {"found_on": "2023-05-12", "due_on": "2023-08-10"}
    client.post(f"{page}register/", old_one | days | {"unit": office.yi_unit.pk})
    first = SweptProblem.objects.get(issue=old[0])
    look = {"now": "relapsed", "looked_on": "2023-05-15", "note": NOTE}
    client.post(f"{PAGES}problems/{first.pk}/", look)
    words = _words(client.get(page).content)
    assert "2 个方面、2 个问题（台账里没有、这次登记的 1 个）；已整改到位 0 个" in words
    assert "反弹回潮 1 个，没有整改 0 个，还没有核查 1 个；已书面移交 0 个。" in words
    assert f"反弹回潮 2023-05-15 {NOTE}" in words
    of_issue = "大起底 资产管理问题大起底 资产管理 反弹回潮 2023-05-15"
    issue_page = f"/inspections/issues/{old[0].pk}/"
    assert of_issue in _words(client.get(issue_page).content)
    assert "大起底" not in _words(office.client("jia_rectifier").get(issue_page).content)
    assert "接待费挤占培训费" not in _words(client.get(f"{page}?now=relapsed").content)
    handing = {
        "lead": office.jia_unit.pk,
        "supports": [office.yi_unit.pk],
        "problems": [first.pk],
        "handed_on": "2023-05-20",
        "reply_due_on": "2023-06-20",
        "request": "请督促整改到位。",
    }
    paper = client.post(f"{page}hand-over/", handing)["Location"]
    unit = office.client("jia_rectifier")
    recipient = SweepPaper.objects.get().recipients.get(part="lead")
    reply = f"{PAGES}recipients/{recipient.pk}/reply/"
    short = unit.post(reply, {"replied_on": "2023-06-01", "reply": "好"})
    assert (short.status_code, "办理情况至少写 4 个字。" in _words(short.content)) == (400, True)
    upload = SimpleUploadedFile("回复.pdf", b"%PDF-1.4")
    unit.post(reply, {"replied_on": "2023-06-01", "reply": REPLY, "upload": upload})
    assert f"2023-06-01 签收，2023-06-01 回复。 回复.pdf {REPLY}" in _words(client.get(paper).content)
    slip = _words(unit.get(f"{paper}slip/").content)
    assert "示例区甲局、示例区乙局：" in slip
    assert f"资产管理 示例区甲局 {old[0].wording}（督查） 反弹回潮" in slip


def test_the_workbook_has_every_problem_with_how_it_stands(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    inspector = inspections.office.actor("inspector")
    problem, *_ = _collect(inspections, sweep, themes[0], old[0])
    actions.look_again(inspector, problem_id=problem.pk, looked_on=HANDED, now=Now.RELAPSED, note=NOTE)
    _hand_over(inspections, sweep, problem)
    name, data = sweep_xlsx(inspector, sweep)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert name == "资产管理问题大起底问题清单.xlsx"
    assert list(sheet.iter_rows(min_row=4, values_only=True)) == [
        (
            "1",
            "资产管理",
            old[0].number,
            "示例区甲局",
            old[0].wording,
            "督查",
            "待认领",
            "反弹回潮",
            "2023-05-20",
            NOTE,
            "QDY2023-001",
        )
    ]


def test_the_page_takes_as_many_queries_however_many_problems_there_are(
    inspections: Inspections, sweep: Sweep, themes: list[Theme], old: list[Issue]
) -> None:
    client, page = inspections.office.client("inspector"), f"{PAGES}{sweep.pk}/"
    _hand_over(inspections, sweep, *_collect(inspections, sweep, themes[0], old[0]))
    few = _queries(client, page)
    _hand_over(inspections, sweep, *_collect(inspections, sweep, themes[1], old[1], old[2]))
    assert _queries(client, page) == few


def _queries(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())
