"""整改进展报告 is reported time and again; a 整改方案 that passed is revised, and holds until its revision passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from lxml import html
from tests.server.conftest import add_person
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.press.tree import Text
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.archive.drawing import opinions_tree
from zhunsheng.server.inspections.archive.items import adopt_items
from zhunsheng.server.inspections.archive.materials import materials_of
from zhunsheng.server.inspections.archive.models import CatalogueItem
from zhunsheng.server.inspections.models import ReviewAgain, Step
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperVersion
from zhunsheng.server.inspections.papers.policy import may_report_again, waiting_for
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused

WHY = "上级对完成时限有新的要求"


@pytest.fixture
def seated(inspections: Inspections) -> Inspections:
    """The round is fed back; the discipline group alone reviews every kind."""
    inspector = inspections.office.actor("inspector")
    round_actions.date_steps(inspector, entry=inspections.round, days={Step.FED_BACK: FED_BACK})
    for kind in PaperKind:
        paper_actions.set_seats(inspector, kind=kind, seats=[NewSeat(None, 1)])
    return inspections


def _ask(seated: Inspections, kind: PaperKind, due_on: date | None = None) -> Paper:
    office = seated.office
    return paper_actions.ask_for_paper(
        office.actor("inspector"), entry=seated.round, unit=office.jia_unit, kind=kind, due_on=due_on
    )


def _file(name: str = "报告.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "一、工作目标".encode())


def _hand_in(seated: Inspections, paper: Paper, reason: str = "") -> PaperVersion:
    return paper_actions.hand_in(
        seated.office.actor("jia_rectifier"),
        paper_id=paper.pk,
        upload=_file(),
        dated_on=FED_BACK,
        reason=reason,
    )


def _give(seated: Inspections, passes: bool = True) -> None:
    actor = seated.office.actor("jia_discipline")
    [opinion] = waiting_for(actor)
    paper_actions.give_opinion(
        actor, opinion_id=opinion.pk, passes=passes, words="" if passes else "请补时限"
    )


def _passed(seated: Inspections, kind: PaperKind) -> Paper:
    paper = _ask(seated, kind)
    _hand_in(seated, paper)
    _give(seated)
    paper.refresh_from_db()
    assert (paper.state, paper.in_force) == ("passed", 1)
    return paper


def _again(seated: Inspections, paper: Paper) -> Paper:
    version = paper_actions.report_again(
        seated.office.actor("jia_rectifier"), paper_id=paper.pk, upload=_file("第二次.txt"), dated_on=FED_BACK
    )
    return version.paper


# --- 整改进展报告 --------------------------------------------------------------------------------------


def test_the_next_report_is_one_by_itself(seated: Inspections) -> None:
    first = _passed(seated, PaperKind.PROGRESS)
    second = _again(seated, first)
    assert (second.number, second.title, second.state) == (
        2,
        "示例区甲局六届第三轮第2次整改进展报告",
        "in_review",
    )
    first.refresh_from_db()
    assert (first.title, first.state, first.versions.count()) == (
        "示例区甲局六届第三轮整改进展报告", "passed", 1,
    )  # fmt: skip
    _give(seated)
    assert _again(seated, second).number == 3
    verbs = Entry.objects.filter(chain__name=f"paper/{second.pk}").order_by("number")
    assert [entry.verb for entry in verbs] == ["begin_next_paper", "hand_in_paper", "give_opinion"]


def test_when_and_by_whom_the_next_is_reported(seated: Inspections) -> None:
    first = _ask(seated, PaperKind.PROGRESS)
    rectifier, plan = seated.office.actor("jia_rectifier"), _ask(seated, PaperKind.PLAN)
    assert may_report_again(rectifier, first).reason == "整改进展报告联审通过以后才能报下一次。"
    assert may_report_again(rectifier, plan).reason == "整改方案一轮只报一次。"
    _hand_in(seated, first)
    _give(seated)
    first.refresh_from_db()
    other = may_report_again(seated.office.actor("yi_rectifier"), first)
    assert other.reason == "整改进展报告由示例区甲局的整改联络人报送。"
    _again(seated, first)
    with pytest.raises(Refused, match="已经有下一次，请在下一次里报。"):
        _again(seated, first)


def test_asked_again_after_it_passed_the_next_is_due(seated: Inspections) -> None:
    soon = timezone.localdate() + timedelta(days=30)
    first = _ask(seated, PaperKind.PROGRESS)
    assert _ask(seated, PaperKind.PROGRESS, soon) == first
    _hand_in(seated, first)
    _give(seated)
    _ask(seated, PaperKind.PROGRESS, soon)
    _ask(seated, PaperKind.PROGRESS, soon + timedelta(days=1))
    papers = Paper.objects.order_by("number").values_list("number", "state", "due_on")
    assert list(papers) == [(1, "passed", soon), (2, "due", soon + timedelta(days=1))]
    plan = _passed(seated, PaperKind.PLAN)
    assert _ask(seated, PaperKind.PLAN, soon) == plan


def test_on_the_page_the_next_is_reported_and_named(seated: Inspections) -> None:
    first = _passed(seated, PaperKind.PROGRESS)
    unit, address = seated.office.client("jia_rectifier"), f"/inspections/papers/{first.pk}/"
    assert "报下一次" in unit.get(address).content.decode()
    refused = unit.post(f"{address}again/", {"dated_on": "2023-06-01"})
    assert (refused.status_code, "还没有选文件。" in refused.content.decode()) == (400, True)
    assert Paper.objects.count() == 1
    taken = unit.post(f"{address}again/", {"file": _file(), "dated_on": "2023-06-01"})
    second = Paper.objects.get(number=2)
    assert taken["Location"] == f"/inspections/papers/{second.pk}/"
    listed = seated.office.client("jia_discipline").get("/inspections/papers/").content.decode()
    assert "<td>第2次整改进展报告</td>" in listed
    assert "报下一次" not in unit.get(address).content.decode()
    page = html.fromstring(unit.get(taken["Location"]).content.decode())
    assert page.xpath(f"//main//a[@href='{address}']/text()") == ["整改进展报告"]


# --- a plan is revised -------------------------------------------------------------------------------------


def test_a_plan_that_passed_is_revised_with_a_reason_and_holds_meanwhile(seated: Inspections) -> None:
    plan = _passed(seated, PaperKind.PLAN)
    with pytest.raises(Refused, match="修订的理由至少写 4 个字。"):
        _hand_in(seated, plan)
    second = _hand_in(seated, plan, WHY)
    plan.refresh_from_db()
    assert (second.number, second.reason, plan.state, plan.in_force) == (2, WHY, "in_review", 1)
    _give(seated, passes=False)
    third = _hand_in(seated, plan)
    plan.refresh_from_db()
    assert (third.reason, plan.in_force, plan.is_being_revised) == (WHY, 1, True)
    _give(seated)
    plan.refresh_from_db()
    assert (plan.state, plan.in_force, plan.is_being_revised) == ("passed", 3, False)
    told = " ".join(entry.details for entry in Entry.objects.filter(chain__name=f"paper/{plan.pk}"))
    assert WHY not in told


def test_a_revision_is_reviewed_anew_whatever_is_carried_over_else(seated: Inspections) -> None:
    """Two seats: both review the revision; of the revision sent back only who returned it does."""
    inspector, keeper = seated.office.actor("inspector"), seated.register.unit
    round_actions.keep_register(inspector, unit=keeper, review_again=ReviewAgain.RETURNING)
    plan = _passed(seated, PaperKind.PLAN)
    seats = [NewSeat(None, 1), NewSeat(keeper, 2)]
    paper_actions.set_seats(inspector, kind=PaperKind.PLAN, seats=seats)
    second = _hand_in(seated, plan, WHY)
    assert [opinion.verdict for opinion in second.opinions.all()] == ["", ""]


@pytest.mark.parametrize("kind", [PaperKind.MEETING, PaperKind.PROGRESS])
def test_nothing_else_that_passed_is_handed_in_again(seated: Inspections, kind: PaperKind) -> None:
    paper = _passed(seated, kind)
    with pytest.raises(Refused, match="已经联审通过，不用再报。"):
        _hand_in(seated, paper, WHY)


def test_on_the_page_it_is_revised_and_what_holds_is_said(seated: Inspections) -> None:
    plan = _passed(seated, PaperKind.PLAN)
    unit, address = seated.office.client("jia_rectifier"), f"/inspections/papers/{plan.pk}/"
    typed = {"file": _file("修订.txt"), "dated_on": "2023-06-01", "reason": "改"}
    refused = unit.post(f"{address}hand-in/", typed)
    form = html.fromstring(refused.content.decode()).xpath("//form[.//textarea[@name='reason']]")[0]
    kept = dict(form.form_values())
    assert (refused.status_code, kept["reason"].strip(), kept["dated_on"]) == (400, "改", "2023-06-01")
    assert "修订的理由至少写 4 个字。" in refused.content.decode()
    unit.post(f"{address}hand-in/", typed | {"file": _file("修订.txt"), "reason": WHY})
    page = unit.get(address).content.decode()
    assert "修订稿通过以前按第 1 稿执行" in page
    assert f"修订的理由：{WHY}" in page
    assert "修订，第 1 稿仍在执行" in unit.get("/inspections/papers/").content.decode()


# --- and the revision given up -----------------------------------------------------------------------------


def _give_up(seated: Inspections, paper: Paper, name: str = "jia_rectifier") -> Paper:
    return paper_actions.give_up_revision(seated.office.actor(name), paper_id=paper.pk)


def _sent_back(seated: Inspections) -> Paper:
    """A plan in force, its revision sent back twice."""
    plan = _passed(seated, PaperKind.PLAN)
    for _ in range(2):
        _hand_in(seated, plan, WHY)
        _give(seated, passes=False)
    plan.refresh_from_db()
    return plan


def _given_up(plan: Paper) -> list[int]:
    return [version.number for version in plan.versions.all() if version.given_up_at is not None]


def test_a_revision_sent_back_is_given_up_and_what_is_in_force_stays(seated: Inspections) -> None:
    plan = _sent_back(seated)
    found = _give_up(seated, plan)
    assert (found.state, found.in_force, found.is_being_revised) == ("passed", 1, False)
    assert (_given_up(plan), plan.versions.count()) == ([2, 3], 3)
    entry = Entry.objects.get(verb="give_up_revision")
    assert (entry.chain.name, entry.details) == (f"paper/{plan.pk}", '{"in_force":1,"versions":[2,3]}')


def test_when_and_by_whom_nothing_is_given_up(seated: Inspections) -> None:
    plan, not_revised = _ask(seated, PaperKind.PLAN), "没有联审通过的一稿在修订，不用放弃。"

    def refused(name: str = "jia_rectifier") -> str:
        with pytest.raises(Refused) as found:
            _give_up(seated, plan, name)
        return str(found.value)

    told = [refused()]
    _hand_in(seated, plan)
    _give(seated, passes=False)
    told.append(refused())
    _hand_in(seated, plan)
    _give(seated)
    told.append(refused())
    _hand_in(seated, plan, WHY)
    told.append(refused())
    _give(seated, passes=False)
    told.append(refused("inspector"))
    assert told == [
        not_revised, not_revised, not_revised, "正在联审，退回以后才能放弃修订。",
        "放弃修订由示例区甲局的整改联络人办理。",
    ]  # fmt: skip
    with pytest.raises(Http404):
        _give_up(seated, plan, "yi_rectifier")
    assert (_given_up(plan), Entry.objects.filter(verb="give_up_revision").count()) == ([], 0)


def test_the_next_revision_begins_anew_from_what_is_in_force(seated: Inspections) -> None:
    """With a reason of its own, everybody reviewing, compared with what holds."""
    inspector, keeper = seated.office.actor("inspector"), seated.register.unit
    round_actions.keep_register(inspector, unit=keeper, review_again=ReviewAgain.RETURNING)
    plan = _passed(seated, PaperKind.PLAN)
    paper_actions.set_seats(inspector, kind=PaperKind.PLAN, seats=[NewSeat(None, 1), NewSeat(keeper, 2)])
    add_person(seated.office, "jointly", keeper, Role.JOINT)
    second = _hand_in(seated, plan, WHY)
    _give(seated)
    [opinion] = waiting_for(seated.office.actor("jointly"))
    paper_actions.give_opinion(
        seated.office.actor("jointly"), opinion_id=opinion.pk, passes=False, words="请补时限"
    )
    assert [said.verdict for said in second.opinions.all()] == ["passed", "returned"]
    _give_up(seated, plan)
    with pytest.raises(Refused, match="修订的理由至少写 4 个字。"):
        _hand_in(seated, plan)
    third = _hand_in(seated, plan, "人员变动，责任人要改")
    assert [said.verdict for said in third.opinions.all()] == ["", ""]
    page = seated.office.client("jia_rectifier").get(f"/inspections/papers/{plan.pk}/").content.decode()
    compared = html.fromstring(page).xpath("//summary[contains(text(), '稿改动')]/text()")
    assert compared == ["比第 1 稿改动 0 段", "比第 1 稿改动 0 段"]


def test_on_the_page_it_is_given_up_once_that_is_confirmed(seated: Inspections) -> None:
    plan = _sent_back(seated)
    unit, address = seated.office.client("jia_rectifier"), f"/inspections/papers/{plan.pk}/"
    refused = unit.post(f"{address}give-up/")
    assert (refused.status_code, "要放弃修订，请先勾选。" in refused.content.decode()) == (400, True)
    assert _given_up(plan) == []
    assert "give-up/" not in seated.office.client("inspector").get(address).content.decode()
    assert unit.post(f"{address}give-up/", {"sure": "on"})["Location"] == address
    page = html.fromstring(unit.get(address).content.decode())
    assert [" ".join(head.text_content().split()) for head in page.xpath("//section/h2")] == [
        "修订", "第 3 稿 已放弃", "第 2 稿 已放弃", "第 1 稿 联审通过",
    ]  # fmt: skip
    assert not page.xpath("//form[contains(@action, 'give-up')]")
    assert b"".join(unit.get(f"{address}3/file/")) == "一、工作目标".encode()
    assert "第 1 稿" in unit.get(f"{address}slip/").content.decode()


# --- the archive -------------------------------------------------------------------------------------------


def test_the_archive_tells_what_was_given_up(seated: Inspections) -> None:
    inspector = seated.office.actor("inspector")
    adopt_items(inspector)
    plan = _sent_back(seated)
    _give_up(seated, plan)
    seated.round.refresh_from_db()
    item = CatalogueItem.objects.get(filling=PaperKind.PLAN)
    found = materials_of(inspector, seated.round).of(item, seated.office.jia_unit)
    assert [material.name for material in found] == [
        "第1稿 报告.txt", "第2稿（已放弃） 报告.txt", "第3稿（已放弃） 报告.txt",
    ]  # fmt: skip
    lines = [block.text for block in opinions_tree(plan).pages[0].blocks if isinstance(block, Text)]
    assert [line.rsplit("，")[-1] == "已放弃" for line in lines[1:]] == [False, True, True]


def test_the_archive_names_each_report_and_version(seated: Inspections) -> None:
    inspector = seated.office.actor("inspector")
    adopt_items(inspector)
    _again(seated, _passed(seated, PaperKind.PROGRESS))
    seated.round.refresh_from_db()
    materials = materials_of(inspector, seated.round)
    names = {
        item.name: [material.name for material in materials.of(item, seated.office.jia_unit)]
        for item in CatalogueItem.objects.filter(name__in=["整改进展报告", "联审意见表"])
    }
    assert names == {
        "整改进展报告": ["第1稿 报告.txt", "第2次第1稿 第二次.txt"],
        "联审意见表": ["联审意见表（整改进展报告）.docx", "联审意见表（第2次整改进展报告）.docx"],
    }
