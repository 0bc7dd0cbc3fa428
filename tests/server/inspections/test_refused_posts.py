"""What is refused comes back on the page it was sent from: the sentence at the field, what was typed still in it.

Where the form is gone meanwhile, the page that says so quotes what was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html
from tests.server.conftest import Office, add_person
from tests.server.inspections.conftest import FED_BACK, Advance, Inspections

from zhunsheng.server.inspections.archive.items import NewItem, add_item
from zhunsheng.server.inspections.archive.models import Period
from zhunsheng.server.inspections.directives import actions as directive_actions
from zhunsheng.server.inspections.directives.actions import NewDirective
from zhunsheng.server.inspections.directives.models import Directive, DirectiveFeedback
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Issue, Source
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperOpinion
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.models import Role

WORDS = "台账与实物还差两件，请补齐。"
TOMORROW = timezone.localdate() + timedelta(days=1)


@dataclass(frozen=True)
class Told:
    """What the page says after a post: where, and what stands in the form's fields."""

    status: int
    said: str
    typed: dict[str, str]


def _told(client: Client, address: str, typed: dict[str, Any], *fields: str) -> Told:
    """`fields`: those looked at, of the form that says what is wrong."""
    response = client.post(address, typed)
    page = html.fromstring(response.content.decode())
    said = page.xpath("//*[@class='field-error']")
    assert [error.get("role") for error in said] == ["alert"]
    [form] = said[0].iterancestors("form")
    return Told(response.status_code, said[0].text_content(), {name: _value(form, name) for name in fields})


def _value(form: Any, name: str) -> str:
    [field] = form.xpath(f".//*[@name='{name}']")
    return str(field.get("value") if field.tag == "input" else field.text or "")


def _quoted(client: Client, address: str, typed: dict[str, str]) -> tuple[int, str, list[str]]:
    """Of the page there is where the form is gone: its status, what it says and what it quotes."""
    response = client.post(address, typed)
    page = html.fromstring(response.content.decode())
    [said] = page.xpath("//main//p[@class='lead']")
    return response.status_code, said.text_content(), [q.text_content() for q in page.xpath("//blockquote")]


# --- the steps of an issue -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "who", "verb", "said"),
    [
        ("with_discipline", "jia_discipline", Verb.RETURN, "退回整改要写明理由。"),
        ("with_office", "inspector", Verb.RETURN, "退回整改要写明理由。"),
        ("to_close", "leading", Verb.KEEP, "转长期坚持要写明理由。"),
        ("closed", "inspector", Verb.REOPEN, "重新打开要写明理由。"),
    ],
)
def test_a_step_without_its_reason(
    inspections: Inspections, issue: Issue, bring: Advance, state: str, who: str, verb: Verb, said: str
) -> None:
    bring(issue, state)
    client = inspections.office.client(who)
    told = _told(
        client, f"/inspections/issues/{issue.pk}/do/{verb}/", {"words": " ", "origin": state}, "words"
    )
    assert told == Told(400, said, {"words": " "})


def test_words_stay_where_somebody_else_was_quicker(
    inspections: Inspections, issue: Issue, bring: Advance
) -> None:
    """The form has the state of now: what was written for another step is thought over before it is sent again."""
    bring(issue, "with_office")
    typed = {"words": WORDS, "origin": "with_discipline"}
    address = f"/inspections/issues/{issue.pk}/do/{Verb.RETURN}/"
    told = _told(inspections.office.client("inspector"), address, typed, "words", "origin")
    said = "这个问题刚刚被别人办理过，请看现在的状态再办。"
    assert told == Told(400, said, {"words": WORDS, "origin": "with_office"})
    assert _quoted(inspections.office.client("jia_discipline"), address, typed) == (403, said, [WORDS])
    assert _quoted(inspections.office.client("yi_rectifier"), address, typed)[2] == []


def test_who_answers_for_it_stays_typed(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    bring(issue, "with_discipline")
    client = inspections.office.client("jia_rectifier")
    typed = {"leader": "分管领导", "department": "办公室", "person": "资产管理员"}
    status, said, quoted = _quoted(client, f"/inspections/issues/{issue.pk}/people/", typed)
    assert (status, quoted) == (403, list(typed.values()))
    assert said == "认领时和整改中才能改责任领导、部门和责任人。"


def test_evidence_without_a_file(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    bring(issue, "rectifying")
    address = f"/inspections/measures/{issue.measures.get().pk}/proofs/add/"
    client = inspections.office.client("jia_rectifier")
    told = _told(client, address, {"effective_on": "2023-06-20"}, "effective_on")
    assert told == Told(400, "还没有选文件。", {"effective_on": "2023-06-20"})
    late = {"files": SimpleUploadedFile("盘点表.pdf", b"%PDF-1.4"), "effective_on": str(TOMORROW)}
    told = _told(client, address, late, "effective_on")
    assert (told.status, told.typed) == (400, {"effective_on": str(TOMORROW)})
    assert "还没有到" in told.said


# --- joint review --------------------------------------------------------------------------------------


@pytest.fixture
def paper(inspections: Inspections, issue: Issue) -> Paper:
    """甲局's plan, asked for; the stationed group and the register's keeper review it one after the other."""
    office, inspector = inspections.office, inspections.office.actor("inspector")
    add_person(office, "joint", inspections.register.unit, Role.JOINT)
    seats = [NewSeat(None, 1), NewSeat(inspections.register.unit, 2)]
    paper_actions.set_seats(inspector, kind=PaperKind.PLAN, seats=seats)
    return paper_actions.ask_for_paper(
        inspector, entry=inspections.round, unit=office.jia_unit, kind=PaperKind.PLAN, due_on=None
    )


def _handed_in(office: Office, paper: Paper) -> PaperOpinion:
    upload = SimpleUploadedFile("整改方案.txt", "一、工作目标".encode())
    version = paper_actions.hand_in(
        office.actor("jia_rectifier"), paper_id=paper.pk, upload=upload, dated_on=FED_BACK
    )
    opinion: PaperOpinion = version.opinions.get(place=1)
    return opinion


def test_a_paper_without_a_file(inspections: Inspections, paper: Paper) -> None:
    client = inspections.office.client("jia_rectifier")
    told = _told(client, f"/inspections/papers/{paper.pk}/hand-in/", {"dated_on": "2023-06-01"}, "dated_on")
    assert told == Told(400, "还没有选文件。", {"dated_on": "2023-06-01"})


def test_a_return_without_an_opinion_and_an_opinion_given_already(
    inspections: Inspections, paper: Paper
) -> None:
    office = inspections.office
    opinion = _handed_in(office, paper)
    address, client = f"/inspections/papers/opinions/{opinion.pk}/", office.client("jia_discipline")
    told = _told(client, address, {"verdict": "returned", "words": ""}, "words")
    assert told == Told(400, "退回要写明意见。", {"words": ""})
    paper_actions.give_opinion(office.actor("jia_discipline"), opinion_id=opinion.pk, passes=True, words="")
    status, _, quoted = _quoted(client, address, {"verdict": "returned", "words": WORDS})
    assert (status, quoted) == (403, [WORDS])


def test_papers_asked_of_no_round(inspections: Inspections, paper: Paper) -> None:
    typed = {"kind": "plan", "due_on": "2023-07-01"}
    told = _told(inspections.office.client("inspector"), "/inspections/papers/ask/", typed, "due_on")
    assert told == Told(400, "请选择轮次。", {"due_on": "2023-07-01"})


# --- 督办 ----------------------------------------------------------------------------------------------


@pytest.fixture
def feedback(inspections: Inspections) -> DirectiveFeedback:
    """甲局's, waiting for the office."""
    office = inspections.office
    new = NewDirective(Directive.Origin.LEADING, "领导小组会议", FED_BACK, "清理食堂账目", [office.jia_unit])
    directive = directive_actions.give_directive(office.actor("inspector"), new)
    return directive_actions.hand_in_feedback(
        office.actor("jia_rectifier"),
        directive_id=directive.pk,
        unit=office.jia_unit,
        text="已经清理",
    )


def test_a_report_sent_back_without_a_reason(inspections: Inspections, feedback: DirectiveFeedback) -> None:
    client = inspections.office.client("inspector")
    address = f"/inspections/directives/feedback/{feedback.pk}/answer/"
    told = _told(client, address, {"answer": "return", "reason": "不行"}, "reason")
    assert told == Told(400, "退回理由至少写 4 个字。", {"reason": "不行"})
    directive_actions.accept_feedback(inspections.office.actor("inspector"), feedback_id=feedback.pk)
    status, said, quoted = _quoted(client, address, {"answer": "return", "reason": WORDS})
    assert (status, said, quoted) == (403, "这份反馈已确认，不用再办。", [WORDS])


# --- the office's own ----------------------------------------------------------------------------------


def test_a_common_problem_decided_in_the_future(inspections: Inspections) -> None:
    office = inspections.office
    wordings = (
        (office.jia_unit, "固定资产盘点账实不符，3 件"),
        (office.yi_unit, "固定资产盘点账实不符，15 件"),
    )
    news = [NewIssue(text, Source.SUPERVISION, unit, date(2023, 3, 20)) for unit, text in wordings]
    one, other = register_issues(office.actor("inspector"), news)
    client, address = office.client("inspector"), "/inspections/common/suggestions/"
    page = html.fromstring(client.get(address).content.decode())
    [group] = page.xpath("//input[@name='group']/@value")
    typed = {
        "group": group,
        "issue": str(one.pk),
        "title": "固定资产账实不符",
        "decided_by": "领导小组会议",
        "decided_on": str(TOMORROW),
    }
    told = _told(client, address, typed, "title", "decided_by", "decided_on")
    assert told == Told(
        400,
        "请填写认定日期，不能晚于今天。",
        {name: typed[name] for name in ("title", "decided_by", "decided_on")},
    )
    again = html.fromstring(client.post(address, typed).content.decode())
    assert again.xpath("//input[@name='issue'][@checked]/@value") == [str(one.pk)]
    assert again.xpath("//input[@name='issue'][not(@checked)]/@value") == [str(other.pk)]


def test_a_notice_with_a_place_nobody_fills(inspections: Inspections) -> None:
    client, typed = inspections.office.client("inspector"), {"title": "公告", "sign": "示例区委巡察办"}
    typed["text"] = "兹对〔不存在的项〕开展巡察。"
    told = _told(client, f"/inspections/wordings/?kind={NoticeKind.FEEDBACK}", typed, "title", "text", "sign")
    assert (told.status, told.typed) == (400, typed)
    assert told.said.startswith("台账里没有“不存在的项”这一项")


def test_whoever_has_no_part_in_it_is_shown_no_page(inspections: Inspections) -> None:
    client = inspections.office.client("jia")
    for address in ("wordings/", "imports/", "imports/progress/", "common/suggestions/"):
        for response in (client.get(f"/inspections/{address}"), client.post(f"/inspections/{address}")):
            page = html.fromstring(response.content.decode())
            assert (response.status_code, page.xpath("//h1")[0].text) == (403, "这一步现在办不了"), address


@pytest.mark.parametrize(
    ("who", "address"),
    [("inspector", "/inspections/imports/"), ("jia_rectifier", "/inspections/imports/progress/")],
)
def test_an_import_without_a_file(inspections: Inspections, issue: Issue, who: str, address: str) -> None:
    told = _told(inspections.office.client(who), address, {})
    assert (told.status, "选" in told.said) == (400, True)


def test_a_scan_without_a_file(inspections: Inspections, issue: Issue) -> None:
    add_item(inspections.office.actor("inspector"), NewItem("巡察报告", "unit", "scan", Period.TEN))
    client, unit = inspections.office.client("inspector"), inspections.office.jia_unit
    entry = inspections.round
    page = client.get(f"/inspections/archive/{entry.pk}/units/{unit.pk}/").content.decode()
    items = html.fromstring(page).xpath("//input[@name='item']/@value")
    typed = {"item": items[-1], "unit": str(unit.pk)}
    told = _told(client, f"/inspections/archive/{entry.pk}/scans/", typed, "item")
    assert told == Told(400, "还没有选文件。", {"item": items[-1]})


def test_a_day_of_feedback_that_is_none(inspections: Inspections) -> None:
    address = f"/inspections/inspectees/{inspections.jia.pk}/feed-back/"
    told = _told(inspections.office.client("inspector"), address, {"on": "五月十日"}, "on")
    assert told == Told(400, "日期要写成 2024-07-31 的样子。", {"on": "五月十日"})


def test_a_script_is_told_as_ever(inspections: Inspections, issue: Issue, bring: Advance) -> None:
    bring(issue, "to_close")
    client = inspections.office.client("leading")
    address = f"/inspections/issues/{issue.pk}/do/{Verb.RETURN}/"
    response = client.post(address, {"words": ""}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (403, {"error": "退回整改要写明理由。"})
