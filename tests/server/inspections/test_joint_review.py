"""多部门联审: 派驻纪检组 first, the departments side by side after it, 巡察办 last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from docx import Document
from tests.server.conftest import OPERATOR, YEAR, add_person
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.kernel.paragraphs import Piece, changed_paragraphs
from zhunsheng.rulebook.register_rules import X15
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperOpinion, PaperVersion
from zhunsheng.server.inspections.papers.policy import may_give, papers_visible_to, waiting_for
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.statistics.register_checks import look_through
from zhunsheng.server.orgs.actions import assign_duty, create_unit, place_unit
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused

PEOPLE = (
    "inspector", "leading", "jia_rectifier", "jia_head", "yi_rectifier", "jia_discipline", "member",
    "zuzhi", "shenji", "bangong", "reviewer", "auditor", "admin",
)  # fmt: skip


@pytest.fixture
def paper(inspections: Inspections) -> Paper:
    """甲局's plan is due. Seats: the discipline group, then 组织部 and 审计局, then 巡察办."""
    office = inspections.office
    departments = []
    for code, name, person in (("301", "示例区委组织部", "zuzhi"), ("302", "示例区审计局", "shenji")):
        unit = create_unit(OPERATOR, tenant=office.tenant, code=code, name=name)
        place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=office.root)
        add_person(office, person, unit, Role.JOINT)
        departments.append(unit)
    keeper = inspections.register.unit
    add_person(office, "bangong", keeper, Role.JOINT)
    seats = [NewSeat(None, 1), *(NewSeat(unit, 2) for unit in departments), NewSeat(keeper, 3)]
    paper_actions.set_seats(office.actor("inspector"), kind=PaperKind.PLAN, seats=seats)
    return paper_actions.ask_for_paper(
        office.actor("inspector"),
        entry=inspections.round,
        unit=office.jia_unit,
        kind=PaperKind.PLAN,
        due_on=timezone.localdate(),
    )


def _docx(*paragraphs: str) -> SimpleUploadedFile:
    document, stream = Document(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(stream)
    return SimpleUploadedFile("整改方案.docx", stream.getvalue())


HandIn = Callable[..., PaperVersion]


@pytest.fixture
def hand_in(inspections: Inspections, paper: Paper) -> HandIn:
    def send(*paragraphs: str) -> PaperVersion:
        return paper_actions.hand_in(
            inspections.office.actor("jia_rectifier"),
            paper_id=paper.pk,
            upload=_docx(*paragraphs),
            dated_on=FED_BACK,
        )

    return send


def _give(inspections: Inspections, name: str, passes: bool = True, words: str = "") -> PaperOpinion:
    actor = inspections.office.actor(name)
    [opinion] = waiting_for(actor)
    return paper_actions.give_opinion(actor, opinion_id=opinion.pk, passes=passes, words=words)


def _waited_for(inspections: Inspections) -> set[str]:
    """By the query; the rule for one opinion must say the same of everybody."""
    opinions = PaperOpinion.objects.select_related("version__paper")
    for name in PEOPLE:
        actor = inspections.office.actor(name)
        by_rule = {opinion.pk for opinion in opinions if may_give(actor, opinion)}
        assert (name, {opinion.pk for opinion in waiting_for(actor)}) == (name, by_rule)
    return {name for name in PEOPLE if waiting_for(inspections.office.actor(name))}


def test_each_place_waits_for_the_one_before(inspections: Inspections, paper: Paper, hand_in: HandIn) -> None:
    hand_in("一、工作目标")
    assert _waited_for(inspections) == {"jia_discipline"}
    _give(inspections, "jia_discipline")
    assert _waited_for(inspections) == {"zuzhi", "shenji"}
    _give(inspections, "shenji")
    assert _waited_for(inspections) == {"zuzhi"}
    _give(inspections, "zuzhi")
    assert _waited_for(inspections) == {"bangong"}
    _give(inspections, "bangong")
    paper.refresh_from_db()
    assert (paper.state, _waited_for(inspections)) == ("passed", set())


def test_out_of_turn_is_told_whose_turn_it_is(
    inspections: Inspections, paper: Paper, hand_in: HandIn
) -> None:
    version = hand_in("一、工作目标")
    opinion = version.opinions.get(seat_name="示例区审计局")
    with pytest.raises(Refused, match="要等派驻纪检监察组先审"):
        paper_actions.give_opinion(
            inspections.office.actor("shenji"), opinion_id=opinion.pk, passes=True, words=""
        )


def test_a_return_begins_again_with_a_new_version(
    inspections: Inspections, paper: Paper, hand_in: HandIn
) -> None:
    hand_in("一、工作目标", "二、整改措施")
    with pytest.raises(Refused, match="退回要写明意见"):
        _give(inspections, "jia_discipline", passes=False)
    _give(inspections, "jia_discipline", passes=False, words="措施没有时限")
    paper.refresh_from_db()
    assert (paper.state, _waited_for(inspections)) == ("returned", set())
    second = hand_in("一、工作目标", "二、整改措施和时限")
    first = paper.versions.get(number=1)
    assert changed_paragraphs(first.text, second.text) == [
        (Piece("same", "二、整改措施"), Piece("new", "和时限"))
    ]
    assert (second.number, _waited_for(inspections)) == (2, {"jia_discipline"})


def test_x15_a_paper_is_not_sent_back_without_a_word(
    inspections: Inspections, paper: Paper, hand_in: HandIn
) -> None:
    """No action lets that through, but an old database may hold it."""
    hand_in("一、工作目标")
    returned = _give(inspections, "jia_discipline", passes=False, words="措施没有时限")
    assert _sent_back_silently(inspections) == []
    PaperOpinion.objects.filter(pk=returned.pk).update(words="")
    assert _sent_back_silently(inspections) == [
        "1 份整改文件联审退回没有写意见：示例区甲局六届第三轮整改方案。"
    ]


def _sent_back_silently(inspections: Inspections) -> list[str]:
    today = timezone.localdate()
    scope = Scope(inspections.register, today.year, today)
    return next(messages for rule, messages in look_through(scope) if rule is X15)


def test_nobody_reviews_their_own_unit(inspections: Inspections, paper: Paper, hand_in: HandIn) -> None:
    office = inspections.office
    hand_in("一、工作目标")
    assign_duty(
        OPERATOR,
        user=office.people["jia_head"],
        unit=office.jia_unit,
        role=Role.DISCIPLINE,
        since=date(2022, 1, 1),
    )
    opinion = PaperOpinion.objects.get(department=None)
    with pytest.raises(Refused, match="不能审核自己单位的文件"):
        paper_actions.give_opinion(office.actor("jia_head"), opinion_id=opinion.pk, passes=True, words="")


def test_a_departments_own_paper_skips_its_seat(inspections: Inspections, paper: Paper) -> None:
    office = inspections.office
    department = PaperKind.PLAN
    zuzhi = office.people["zuzhi"].duties.get().unit
    assign_duty(
        OPERATOR, user=office.people["zuzhi"], unit=zuzhi, role=Role.RECTIFIER, since=date(2022, 1, 1)
    )
    own = paper_actions.ask_for_paper(
        office.actor("inspector"), entry=inspections.round, unit=zuzhi, kind=department, due_on=None
    )
    version = paper_actions.hand_in(
        office.actor("zuzhi"), paper_id=own.pk, upload=_docx("方案"), dated_on=FED_BACK
    )
    assert [opinion.seat_name for opinion in version.opinions.all()] == [
        "派驻纪检监察组", "示例区审计局", "示例区委巡察办",
    ]  # fmt: skip


def test_who_sees_a_paper(inspections: Inspections, paper: Paper, hand_in: HandIn) -> None:
    def sees() -> set[str]:
        return {
            name for name in PEOPLE if papers_visible_to(inspections.office.actor(name)).filter(pk=paper.pk)
        }

    own = {"inspector", "leading", "jia_rectifier", "jia_discipline"}
    assert sees() == own
    hand_in("一、工作目标")
    assert sees() == own | {"zuzhi", "shenji", "bangong"}
    with pytest.raises(Http404):
        paper_actions.locked_paper(inspections.office.actor("yi_rectifier"), paper.pk)


def test_what_is_asked_for_is_not_due_before_today(inspections: Inspections, paper: Paper) -> None:
    today = timezone.localdate()

    def ask(due_on: date | None) -> Paper:
        return paper_actions.ask_for_paper(
            inspections.office.actor("inspector"),
            entry=inspections.round,
            unit=inspections.office.jia_unit,
            kind=PaperKind.PLAN,
            due_on=due_on,
        )

    yesterday, later = today - timedelta(days=1), today + timedelta(days=20)
    with pytest.raises(Refused) as refused:
        ask(yesterday)
    assert str(refused.value) == f"报送时限 {yesterday} 早于今天，请改成今天或以后。"
    assert [ask(day).due_on for day in (today, later, None)] == [today, later, None]


def test_the_trace_tells_steps_and_no_words(inspections: Inspections, paper: Paper, hand_in: HandIn) -> None:
    hand_in("一、工作目标")
    _give(inspections, "jia_discipline", passes=False, words="措施没有时限")
    entries = Entry.objects.filter(chain__name=f"paper/{paper.pk}").order_by("number")
    assert [entry.verb for entry in entries] == ["ask_for_paper", "hand_in_paper", "give_opinion"]
    assert "没有时限" not in " ".join(entry.details for entry in entries)


def test_a_scan_is_reviewed_without_a_comparison(inspections: Inspections, paper: Paper) -> None:
    version = paper_actions.hand_in(
        inspections.office.actor("jia_rectifier"),
        paper_id=paper.pk,
        upload=SimpleUploadedFile("扫描件.pdf", b"%PDF-1.4 scan"),
        dated_on=FED_BACK,
    )
    assert version.text == []
