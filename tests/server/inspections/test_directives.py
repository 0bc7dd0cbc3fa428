"""督办: from the decision to its end, who sees which, and what the trace never says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.directives import actions
from zhunsheng.server.inspections.directives.actions import NewDirective
from zhunsheng.server.inspections.directives.models import Directive, DirectiveFeedback
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused

DECIDED, DUE = date(2023, 6, 1), date(2023, 7, 1)
SECRET = "督促完成食堂账目清理"
LIST = "/inspections/directives/"


def _give(inspections: Inspections, *units: Unit, due_on: date | None = DUE) -> Directive:
    new = NewDirective(Directive.Origin.COMMITTEE, "常委会第六次会议", DECIDED, SECRET, units, due_on)
    return actions.give_directive(inspections.office.actor("inspector"), new)


def _report(inspections: Inspections, directive: Directive, unit: Unit) -> None:
    actions.note_feedback(
        inspections.office.actor("inspector"),
        directive_id=directive.pk,
        unit=unit,
        given_on=date(2023, 6, 20),
        text=SECRET,
        upload=SimpleUploadedFile("反馈.pdf", b"%PDF-1.4"),
    )


def _words(content: bytes) -> str:
    return " ".join(html.fromstring(content.decode()).find(".//main").text_content().split())


def test_it_is_answered_once_every_unit_has_and_then_may_end(inspections: Inspections) -> None:
    office = inspections.office
    inspector = office.actor("inspector")
    directive = _give(inspections, office.jia_unit, office.yi_unit)
    assert directive.number == "DB2023-001"
    states = [directive.state]
    for unit in (office.jia_unit, office.yi_unit):
        with pytest.raises(Refused, match="承办单位都反馈了才能办结。"):
            actions.close_directive(inspector, directive_id=directive.pk, closed_on=DUE)
        _report(inspections, directive, unit)
        directive.refresh_from_db()
        states.append(directive.state)
    states.append(actions.close_directive(inspector, directive_id=directive.pk, closed_on=DUE).state)
    with pytest.raises(Refused, match="已经办结，不再登记反馈。"):
        _report(inspections, directive, office.jia_unit)
    states.append(actions.reopen_directive(inspector, directive_id=directive.pk).state)
    assert states == ["open", "open", "answered", "done", "open"]
    verbs = Entry.objects.filter(subject=f"directive/{directive.pk}").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "give_directive",
        "note_directive_feedback",
        "note_directive_feedback",
        "close_directive",
        "reopen_directive",
    ]
    told = "".join(Entry.objects.values_list("details", flat=True))
    assert SECRET not in told + "".join(Entry.objects.values_list("subject_name", flat=True))


def test_what_is_missing_or_does_not_fit_is_refused(inspections: Inspections) -> None:
    office = inspections.office
    with pytest.raises(Refused, match="请选择承办单位。"):
        _give(inspections)
    with pytest.raises(Refused, match="办理时限 2023-05-01 早于决定日期 2023-06-01。"):
        _give(inspections, office.jia_unit, due_on=date(2023, 5, 1))
    directive = _give(inspections, office.jia_unit)
    with pytest.raises(Refused, match="示例区乙局不是这件事的承办单位。"):
        _report(inspections, directive, office.yi_unit)
    _report(inspections, directive, office.jia_unit)
    without = NewDirective(Directive.Origin.LEADING, "领导小组会议", DECIDED, SECRET, [office.yi_unit])
    with pytest.raises(Refused, match="示例区甲局已经反馈过，要留在承办单位里。"):
        actions.change_directive(office.actor("inspector"), directive_id=directive.pk, new=without)
    for name in ("leading", "jia_rectifier", "member", "bureau"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.reopen_directive(office.actor(name), directive_id=directive.pk)


def test_a_unit_sees_its_own_and_of_a_shared_one_its_own_feedback(inspections: Inspections) -> None:
    office = inspections.office
    theirs, shared = (
        _give(inspections, office.yi_unit),
        _give(inspections, office.jia_unit, office.yi_unit),
    )
    _report(inspections, shared, office.yi_unit)
    seen = {
        name: "".join(d.number[-1] for d in (theirs, shared) if d.number in words)
        for name in ("inspector", "leading", "jia_rectifier", "jia_discipline", "yi_rectifier")
        if (words := _words(office.client(name).get(LIST).content))
    }
    assert seen == {
        "inspector": "12",
        "leading": "12",
        "jia_rectifier": "2",
        "jia_discipline": "2",
        "yi_rectifier": "12",
    }
    file = f"{LIST}feedback/{shared.feedback.get().pk}/"
    pages = [f"{LIST}{theirs.pk}/", f"{LIST}{shared.pk}/", file]
    statuses = [office.client("jia_rectifier").get(page).status_code for page in pages]
    assert statuses == [404, 200, 404]
    assert "反馈.pdf" not in _words(office.client("jia_rectifier").get(pages[1]).content)
    assert "反馈.pdf" in _words(office.client("yi_rectifier").get(pages[1]).content)


def test_the_address_says_what_is_listed(inspections: Inspections) -> None:
    office = inspections.office
    later = timezone.localdate() + timedelta(days=1)
    _give(inspections, office.jia_unit)
    answered = _give(inspections, office.jia_unit)
    _report(inspections, answered, office.jia_unit)
    _give(inspections, office.yi_unit, due_on=later)
    client = office.client("inspector")

    def listed(query: str) -> list[str]:
        page = html.fromstring(client.get(LIST + query).content.decode())
        return [number[-1] for number in page.xpath("//main//tbody/tr/td[1]//a/text()")]

    queries = {
        "": ["3", "2", "1"],
        "?state=overdue": ["1"],
        "?state=answered": ["2"],
        "?state=done": [],
        "?state=to_confirm": [],
        "?origin=superior&state=all": [],
        f"?unit={office.yi_unit.pk}": ["3"],
        "?unit=nobody&state=nothing": ["3", "2", "1"],
    }
    assert {query: listed(query) for query in queries} == queries
    counters = html.fromstring(client.get(LIST).content.decode()).xpath(
        "//nav[@aria-label='督办状态']//b/text()"
    )
    assert counters == ["3", "2", "1", "0", "0", "1", "3"]


def test_a_unit_reports_back_itself_and_the_office_accepts_or_returns_it(inspections: Inspections) -> None:
    office = inspections.office
    inspector, rectifier = office.actor("inspector"), office.actor("jia_rectifier")
    directive = _give(inspections, office.jia_unit)

    def hand_in() -> DirectiveFeedback:
        upload = SimpleUploadedFile("反馈.pdf", b"%PDF-1.4")
        return actions.hand_in_feedback(
            rectifier, directive_id=directive.pk, unit=office.jia_unit, text=SECRET, upload=upload
        )

    def state() -> str:
        directive.refresh_from_db()
        return directive.state

    first = hand_in()
    assert state() == "answered"
    with pytest.raises(Refused, match="上一份反馈还在等巡察办确认"):
        hand_in()
    with pytest.raises(Refused, match="还有反馈没有确认，请先确认或退回。"):
        actions.close_directive(inspector, directive_id=directive.pk, closed_on=timezone.localdate())
    with pytest.raises(Refused, match="退回理由至少写 4 个字。"):
        actions.return_feedback(inspector, feedback_id=first.pk, reason=" ")
    actions.return_feedback(inspector, feedback_id=first.pk, reason=SECRET)
    assert state() == "open"
    with pytest.raises(Refused, match="这份反馈已退回，不用再办。"):
        actions.accept_feedback(inspector, feedback_id=first.pk)
    actions.accept_feedback(inspector, feedback_id=hand_in().pk)
    closed = actions.close_directive(inspector, directive_id=directive.pk, closed_on=timezone.localdate())
    assert closed.state == "done"
    with pytest.raises(Refused, match="这件事已经办结，不用再反馈。"):
        hand_in()
    assert list(directive.feedback.values_list("state", "reason")) == [("returned", SECRET), ("accepted", "")]
    told = Entry.objects.filter(subject=f"directive/{directive.pk}").order_by("pk")
    assert [entry.verb for entry in told] == [
        "give_directive",
        "hand_in_directive_feedback",
        "return_directive_feedback",
        "hand_in_directive_feedback",
        "accept_directive_feedback",
        "close_directive",
    ]
    assert SECRET not in "".join(entry.details for entry in told)


def test_a_unit_reports_back_for_itself_alone(inspections: Inspections) -> None:
    office = inspections.office
    shared = _give(inspections, office.jia_unit, office.yi_unit)

    def hand_in(name: str, unit: Unit) -> DirectiveFeedback:
        actor = office.actor(name)
        return actions.hand_in_feedback(actor, directive_id=shared.pk, unit=unit, text="已经清理")

    for name, unit, words in (
        ("jia_rectifier", office.yi_unit, "示例区乙局的反馈由它的整改联络人填写。"),
        ("jia_discipline", office.jia_unit, "由承办单位的整改联络人反馈。"),
        ("inspector", office.jia_unit, "由承办单位的整改联络人反馈。"),
    ):
        with pytest.raises(Refused, match=words):
            hand_in(name, unit)
    feedback = hand_in("jia_rectifier", office.jia_unit)
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        actions.accept_feedback(office.actor("jia_rectifier"), feedback_id=feedback.pk)
    theirs = _give(inspections, office.yi_unit)
    with pytest.raises(Http404):
        actions.hand_in_feedback(
            office.actor("jia_rectifier"), directive_id=theirs.pk, unit=office.yi_unit, text="已经清理"
        )


def test_a_unit_reports_back_by_the_pages(inspections: Inspections) -> None:
    office = inspections.office
    directive = _give(inspections, office.jia_unit)
    page, unit = f"{LIST}{directive.pk}/", office.client("jia_rectifier")
    short = unit.post(f"{page}hand-in/", {"unit": office.jia_unit.pk, "text": "无"})
    assert (short.status_code, "办理情况至少写 4 个字。" in _words(short.content)) == (400, True)
    unit.post(f"{page}hand-in/", {"unit": office.jia_unit.pk, "text": "账目已经清理"})
    feedback, inspector = directive.feedback.get(), office.client("inspector")
    assert "确认" in _words(inspector.get(page).content)
    answer = f"{LIST}feedback/{feedback.pk}/answer/"
    inspector.post(answer, {"answer": "return", "reason": "请附清理结果。"})
    assert "退回理由：请附清理结果。" in _words(unit.get(page).content)
    assert unit.post(answer, {"answer": "accept"}).status_code == 403


def test_the_office_enters_it_by_the_pages(inspections: Inspections) -> None:
    office = inspections.office
    client = office.client("inspector")
    typed = {"origin": "superior", "source": "市委巡察办交办函", "decided_on": "2023-06-01", "text": SECRET}
    refused = client.post(f"{LIST}new/", typed)
    assert (refused.status_code, "请选择承办单位。" in _words(refused.content)) == (400, True)
    client.post(f"{LIST}new/", typed | {"units": [office.jia_unit.pk], "due_on": "2023-07-01"})
    directive = Directive.objects.get()
    page = f"{LIST}{directive.pk}/"
    reported = {"unit": office.jia_unit.pk, "given_on": "2023-06-20", "text": "账目已经清理"}
    client.post(f"{page}feedback/", reported | {"upload": SimpleUploadedFile("反馈.pdf", b"%PDF-1.4")})
    assert client.post(f"{page}close/", {"closed_on": "2023-05-01"}).status_code == 400
    client.post(f"{page}close/", {"closed_on": "2023-06-30"})
    words = _words(client.get(page).content)
    assert "督办 DB2023-001 办结" in words
    assert "反馈.pdf" in words
    slip = _words(client.get(f"{page}slip/").content)
    assert "督办单 编号：DB2023-001 示例区甲局：" in slip
    assert "于 2023年7月1日前书面反馈办理情况" in slip


# --- a feedback entered by mistake -------------------------------------------------------------------------


def _state(directive: Directive) -> str:
    directive.refresh_from_db()
    return directive.state


def test_a_feedback_is_withdrawn_and_the_state_follows_from_those_that_remain(
    inspections: Inspections,
) -> None:
    office = inspections.office
    directive = _give(inspections, office.jia_unit, office.yi_unit)
    for unit in (office.jia_unit, office.yi_unit, office.yi_unit):
        _report(inspections, directive, unit)
    mistaken, first, second = directive.feedback.all()
    client, page = office.client("inspector"), f"{LIST}{directive.pk}/"

    def withdraw(feedback: DirectiveFeedback) -> int:
        address = f"{LIST}feedback/{feedback.pk}/withdraw/"
        status: int = client.post(address, {"reason": "登到了别的单位名下"}).status_code
        return status

    assert (withdraw(second), _state(directive)) == (302, "answered")
    assert (withdraw(mistaken), _state(directive)) == (302, "open")
    assert (withdraw(first), _state(directive)) == (302, "open")
    assert withdraw(first) == 400
    struck = html.fromstring(client.get(page).content.decode()).xpath("//div[@class='said']")
    assert [
        (said.xpath(".//b"), len(said.xpath(".//del")), "登到了别的单位名下" in said.text_content())
        for said in struck
    ] == [([], 2, True)] * 3
    assert [entry.details for entry in Entry.objects.filter(verb="withdraw_directive_feedback")] == [
        f'{{"given_on":"2023-06-20","reason":"登到了别的单位名下","unit":"{name}"}}'
        for name in ("示例区乙局", "示例区甲局", "示例区乙局")
    ]
    assert "督办待反馈" in office.client("jia_rectifier").get("/").content.decode()
    assert client.post(f"{page}withdraw/", {"reason": "重复登记"}).status_code == 302
    assert not Directive.objects.exists()


def test_while_a_feedback_remains_the_matter_is_not_withdrawn(inspections: Inspections) -> None:
    office = inspections.office
    directive = _give(inspections, office.jia_unit, office.yi_unit)
    for unit in (office.jia_unit, office.yi_unit):
        _report(inspections, directive, unit)
    inspector = office.actor("inspector")
    actions.withdraw_feedback(inspector, feedback_id=directive.feedback.all()[0].pk, reason="登记错了")
    with pytest.raises(Refused, match="已有 1 份办理反馈，不能作废，只能修改。"):
        actions.withdraw_directive(inspector, directive_id=directive.pk, reason="登记错了")
    without = NewDirective(Directive.Origin.LEADING, "领导小组会议", DECIDED, SECRET, [office.yi_unit])
    assert actions.change_directive(inspector, directive_id=directive.pk, new=without).state == "answered"


def test_a_feedback_of_what_is_done_stays(inspections: Inspections) -> None:
    office = inspections.office
    inspector, directive = office.actor("inspector"), _give(inspections, office.jia_unit)
    _report(inspections, directive, office.jia_unit)
    actions.close_directive(inspector, directive_id=directive.pk, closed_on=DUE)
    feedback = directive.feedback.get()
    page = office.client("inspector").get(f"{LIST}{directive.pk}/").content.decode()
    assert f"feedback/{feedback.pk}/withdraw/" not in page
    with pytest.raises(Refused, match="请先恢复办理，再更正或作废反馈。"):
        actions.withdraw_feedback(inspector, feedback_id=feedback.pk, reason="登记错了")
    actions.reopen_directive(inspector, directive_id=directive.pk)
    with pytest.raises(Refused, match="作废的理由至少写 4 个字。"):
        actions.withdraw_feedback(inspector, feedback_id=feedback.pk, reason="错")
    for name in ("leading", "jia_rectifier"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            actions.withdraw_feedback(office.actor(name), feedback_id=feedback.pk, reason="登记错了")
    feedback.refresh_from_db()
    assert (feedback.state, _state(directive)) == ("accepted", "open")


def test_the_office_corrects_what_it_entered_from_paper(inspections: Inspections) -> None:
    office = inspections.office
    directive = _give(inspections, office.jia_unit, office.yi_unit)
    _report(inspections, directive, office.jia_unit)
    feedback = directive.feedback.get()
    client, address = office.client("inspector"), f"{LIST}feedback/{feedback.pk}/correct/"
    typed = {
        "unit": str(office.yi_unit.pk),
        "given_on": "2023-06-21",
        "text": "账目已经清理",
        "reason": "单位选错了",
    }
    refused = client.post(address, typed | {"given_on": "2023-05-01"})
    assert (refused.status_code, "反馈日期 2023-05-01 早于决定日期" in refused.content.decode()) == (
        400,
        True,
    )
    assert client.post(address, typed).status_code == 302
    feedback.refresh_from_db()
    assert (feedback.unit, feedback.given_on, feedback.words) == (
        office.yi_unit, date(2023, 6, 21), "账目已经清理",
    )  # fmt: skip
    assert (feedback.file is not None and feedback.file.name, _state(directive)) == ("反馈.pdf", "open")
    [told] = Entry.objects.filter(verb="correct_directive_feedback")
    assert told.details == (
        f'{{"changed":["unit_id","given_on","words"],"given_on":"2023-06-21","reason":"单位选错了",'
        f'"sha256":"{feedback.file.sha256 if feedback.file else ""}","unit":"示例区乙局"}}'
    )


def test_what_a_unit_wrote_itself_is_not_corrected(inspections: Inspections) -> None:
    office = inspections.office
    directive = _give(inspections, office.jia_unit)
    feedback = actions.hand_in_feedback(
        office.actor("jia_rectifier"), directive_id=directive.pk, unit=office.jia_unit, text="已经清理"
    )
    client = office.client("inspector")
    page = client.get(f"{LIST}{directive.pk}/").content.decode()
    shown = [f"feedback/{feedback.pk}/{step}/" in page for step in ("correct", "withdraw")]
    assert (shown, client.get(f"{LIST}feedback/{feedback.pk}/correct/").status_code) == ([False, True], 403)
    with pytest.raises(Refused, match="单位自己报的反馈不能改"):
        actions.correct_feedback(
            office.actor("inspector"),
            feedback_id=feedback.pk,
            unit=office.jia_unit,
            given_on=feedback.given_on,
            text="改成别的",
            reason="想改一改",
        )
    actions.withdraw_feedback(office.actor("inspector"), feedback_id=feedback.pk, reason="报错了事项")
    again = actions.hand_in_feedback(
        office.actor("jia_rectifier"), directive_id=directive.pk, unit=office.jia_unit, text="另报一份"
    )
    assert (again.state, _state(directive)) == ("handed_in", "answered")
