"""整改进展报告 is reported time and again; a 整改方案 that passed is revised, and holds until its revision passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.archive.items import adopt_items
from zhunsheng.server.inspections.archive.materials import materials_of
from zhunsheng.server.inspections.archive.models import CatalogueItem
from zhunsheng.server.inspections.models import ReviewAgain, Step
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import Paper, PaperKind, PaperVersion
from zhunsheng.server.inspections.papers.policy import may_report_again, waiting_for
from zhunsheng.server.inspections.rounds import actions as round_actions
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


# --- the archive -------------------------------------------------------------------------------------------


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
