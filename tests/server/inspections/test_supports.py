"""配合单位: they see an issue from the day they were told, and write, carry out and prove measures of their own."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from lxml import html
from tests.server.conftest import OPERATOR, add_person
from tests.server.inspections.conftest import FED_BACK, PROOF, Advance, Inspections, rectified
from tests.server.inspections.workbooks import upload

from zhunsheng.press.docx import docx_of
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.excel.progress_import import begin_progress, carry_out, plan_of, to_rectify
from zhunsheng.server.inspections.excel.progress_workbook import workbook
from zhunsheng.server.inspections.issues import actions as issue_actions
from zhunsheng.server.inspections.issues.batches import prove_many
from zhunsheng.server.inspections.ledger.selection import waiting_for
from zhunsheng.server.inspections.models import Issue, Measure, Support
from zhunsheng.server.inspections.papers.rectification_reports import draw_report
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.inspections.workflow import Verb, may_see
from zhunsheng.server.orgs.actions import assign_duty
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused

TODAY = timezone.localdate()
JIA, YI = "示例区甲局", "示例区乙局"


def _help(inspections: Inspections, issue: Issue, on: date = FED_BACK) -> Support:
    inspector = inspections.office.actor("inspector")
    return issue_actions.add_support(inspector, issue_id=issue.pk, unit=inspections.office.yi_unit, on=on)


@pytest.fixture
def helped(inspections: Inspections, issue: Issue) -> Issue:
    """甲局's issue, claimed, its one measure taken and proven; 乙局 was asked to help."""
    _help(inspections, issue)
    rectified(inspections, issue)
    return issue


def _add(inspections: Inspections, issue: Issue, name: str = "yi_rectifier") -> Measure:
    return issue_actions.add_measure(
        inspections.office.actor(name),
        issue_id=issue.pk,
        text="移交房产证明",
        leader="",
        department="",
        person="档案员",
        due_on=date(2023, 7, 1),
    )


def _carry_out(inspections: Inspections, measure: Measure) -> None:
    actor, day = inspections.office.actor("yi_rectifier"), date(2023, 6, 30)
    file = SimpleUploadedFile("移交单.pdf", PROOF)
    issue_actions.add_proof(actor, measure_id=measure.pk, upload=file, effective_on=day)
    issue_actions.change_measure(actor, measure_id=measure.pk, done_on=day)


@pytest.mark.parametrize(("days", "seen"), [(-1, True), (0, True), (1, False)])
def test_it_is_seen_from_the_day_it_was_sent(
    inspections: Inspections, issue: Issue, days: int, seen: bool
) -> None:
    _help(inspections, issue, TODAY + timedelta(days=days))
    actor, client = inspections.office.actor("yi_rectifier"), inspections.office.client("yi_rectifier")
    by_query = visible_to(actor).filter(pk=issue.pk).exists()
    status = client.get(f"/inspections/issues/{issue.pk}/").status_code
    assert (by_query, bool(may_see(actor, issue)), status) == (seen, seen, 200 if seen else 404)


def test_the_office_reads_that_a_day_has_not_come(inspections: Inspections, issue: Issue) -> None:
    tomorrow = TODAY + timedelta(days=1)
    _help(inspections, issue, tomorrow)
    page = inspections.office.client("inspector").get(f"/inspections/issues/{issue.pk}/").content.decode()
    assert f"{tomorrow} 送达，到那天起才看得到" in page


def test_nothing_is_written_before_it_is_claimed(inspections: Inspections, issue: Issue) -> None:
    _help(inspections, issue)
    with pytest.raises(Refused, match="要等责任单位认领以后才能填写。"):
        _add(inspections, issue)


def test_it_writes_changes_and_proves_its_own(inspections: Inspections, helped: Issue) -> None:
    measure = _add(inspections, helped)
    _carry_out(inspections, measure)
    helped.refresh_from_db()
    assert (helped.measures_total, helped.measures_done, helped.evidence_total) == (2, 2, 2)
    assert [m.unit_name for m in Measure.objects.order_by("pk").select_related("unit")] == ["", YI]
    last = Entry.objects.filter(chain__name=f"issue/{helped.pk}").order_by("number").last()
    assert last is not None
    assert (last.verb, last.details) == (
        "change_measure", f'{{"columns":["done_on"],"measure":{measure.pk},"unit":"{YI}"}}',
    )  # fmt: skip


def test_neither_unit_changes_what_is_the_others(inspections: Inspections, helped: Issue) -> None:
    theirs = _add(inspections, helped)
    ours = Measure.objects.get(unit=None)
    for name, measure, whose in (("yi_rectifier", ours, JIA), ("jia_rectifier", theirs, YI)):
        actor, why = inspections.office.actor(name), f"这条措施由{whose}的整改联络人填写。"
        file = SimpleUploadedFile("佐证.pdf", PROOF)
        with pytest.raises(Refused, match=why):
            issue_actions.change_measure(actor, measure_id=measure.pk, text="改成别的措施")
        with pytest.raises(Refused, match=why):
            issue_actions.add_proof(actor, measure_id=measure.pk, upload=file, effective_on=FED_BACK)
        with pytest.raises(Refused, match=why):
            issue_actions.remove_measure(actor, measure_id=measure.pk)
    with pytest.raises(Refused, match=f"这条措施由{JIA}的整改联络人填写。"):
        issue_actions.remove_proof(inspections.office.actor("yi_rectifier"), proof_id=ours.proofs.get().pk)


def test_the_lead_alone_claims_and_hands_in(inspections: Inspections, issue: Issue) -> None:
    _help(inspections, issue)
    actor = inspections.office.actor("yi_rectifier")
    with pytest.raises(Refused, match="认领由整改联络人办理。"):
        issue_actions.move(actor, issue_id=issue.pk, verb=Verb.CLAIM)
    rectified(inspections, issue)
    with pytest.raises(Refused, match="报请核验由整改联络人办理。"):
        issue_actions.move(actor, issue_id=issue.pk, verb=Verb.SUBMIT)


def test_it_is_handed_in_when_theirs_too_are_complete(inspections: Inspections, helped: Issue) -> None:
    lead, measure = inspections.office.actor("jia_rectifier"), _add(inspections, helped)
    with pytest.raises(Refused, match="措施 2 还没有佐证，不能报请核验。"):
        issue_actions.move(lead, issue_id=helped.pk, verb=Verb.SUBMIT)
    _carry_out(inspections, measure)
    assert issue_actions.move(lead, issue_id=helped.pk, verb=Verb.SUBMIT).state == "with_discipline"
    with pytest.raises(Refused, match="正在核验，不能改。需要修改请责任单位撤回。"):
        _add(inspections, helped)


@pytest.mark.parametrize("role", [Role.RECTIFIER, Role.HEAD, Role.PREPARER])
def test_nobody_of_a_unit_that_helps_verifies(
    inspections: Inspections, issue: Issue, bring: Advance, role: Role
) -> None:
    bring(issue, "to_close")
    office = inspections.office
    assign_duty(
        OPERATOR, user=office.people["leading"], unit=office.yi_unit, role=role, since=date(2022, 1, 1)
    )
    _help(inspections, issue)
    with pytest.raises(Refused, match="配合单位的人不能核验自己单位配合的问题"):
        issue_actions.move(office.actor("leading"), issue_id=issue.pk, verb=Verb.CLOSE)


def test_what_it_wrote_keeps_it_among_those_that_help(inspections: Inspections, helped: Issue) -> None:
    support, inspector = Support.objects.get(), inspections.office.actor("inspector")
    measure = _add(inspections, helped)
    with pytest.raises(Refused, match=f"{YI}已经填了 1 条措施，不能移出"):
        issue_actions.remove_support(inspector, support_id=support.pk)
    issue_actions.remove_measure(inspections.office.actor("yi_rectifier"), measure_id=measure.pk)
    issue_actions.remove_support(inspector, support_id=support.pk)
    with pytest.raises(Http404):
        _add(inspections, helped)


def test_it_waits_for_its_part_until_that_is_done(inspections: Inspections, helped: Issue) -> None:
    actor = inspections.office.actor("yi_rectifier")

    def waits() -> bool:
        return Issue.objects.filter(waiting_for(actor), pk=helped.pk).exists()

    assert waits()
    measure = _add(inspections, helped)
    assert waits()
    _carry_out(inspections, measure)
    assert not waits()


def test_one_document_proves_ones_own_measures_only(inspections: Inspections, helped: Issue) -> None:
    measure, lead = _add(inspections, helped), inspections.office.actor("jia_rectifier")
    day = date(2023, 6, 30)

    def prove(name: str) -> list[str]:
        outcome = prove_many(
            inspections.office.actor(name),
            issue_ids=[helped.pk],
            upload=SimpleUploadedFile("会议纪要.pdf", PROOF),
            effective_on=day,
        )
        return [why for _, why in outcome.skipped]

    assert (prove("jia_rectifier"), prove("yi_rectifier")) == (["没有还没完成的措施。"], [])
    measure.refresh_from_db()
    assert measure.done_on == day
    assert issue_actions.move(lead, issue_id=helped.pk, verb=Verb.SUBMIT).state == "with_discipline"


def test_a_clerk_of_both_says_whose_it_is(inspections: Inspections, helped: Issue) -> None:
    office = inspections.office
    add_person(office, "clerk", office.root, Role.RECTIFIER)
    client, typed = office.client("clerk"), {"text": "逐间核对房产"}
    page = html.fromstring(client.get(f"/inspections/issues/{helped.pk}/").content.decode())
    offered = page.xpath("//select[@name='unit']")[0].xpath(".//option/text()")
    assert sorted(offered) == sorted([JIA, YI])
    for unit in (office.jia_unit, office.yi_unit):
        client.post(f"/inspections/issues/{helped.pk}/measures/add/", {**typed, "unit": unit.pk})
    refused = client.post(f"/inspections/issues/{helped.pk}/measures/add/", {**typed, "unit": ""})
    assert (refused.status_code, "请选择填写的单位。" in refused.content.decode()) == (400, True)
    written = Measure.objects.filter(text="逐间核对房产").order_by("pk").select_related("unit")
    assert [m.unit_name for m in written] == ["", YI]


def test_page_pane_and_report_say_whose_a_measure_is(inspections: Inspections, helped: Issue) -> None:
    _add(inspections, helped)
    office = inspections.office
    for address in (f"/inspections/issues/{helped.pk}/", f"/inspections/?issue={helped.pk}"):
        for name in ("inspector", "jia_rectifier", "yi_rectifier"):
            words = html.fromstring(office.client(name).get(address).content.decode()).text_content()
            assert (f"措施 2（{YI}）" in words, "措施 1（" in words) == (True, False)
    own = html.fromstring(
        office.client("yi_rectifier").get(f"/inspections/issues/{helped.pk}/").content.decode()
    )
    assert own.xpath("//button[starts-with(text(), '删去措施')]/text()") == ["删去措施 2"]
    tree = draw_report(office.actor("inspector"), round_id=inspections.round.pk, unit_id=office.jia_unit.pk)
    report = docx.Document(io.BytesIO(docx_of(tree)))
    lines = [paragraph.text for paragraph in report.paragraphs]
    assert f"2.移交房产证明（{YI}、档案员），时限2023年7月1日，尚未完成。" in lines
    assert report.tables[-1].rows[1].cells[3].text == f"1.逐件盘点，补登台账\n2.移交房产证明（{YI}）"


def test_both_fill_the_table_each_its_own(inspections: Inspections, helped: Issue) -> None:
    _add(inspections, helped)
    actor = inspections.office.actor("yi_rectifier")
    book = openpyxl.load_workbook(io.BytesIO(workbook(to_rectify(actor))))
    page = book["整改情况"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert [(row[3], row[9]) for row in rows] == [("逐件盘点，补登台账", JIA), ("移交房产证明", YI)]
    page["D2"], page["G3"] = "改别人的措施", "档案馆长"
    page.append(["XC2023-3-001", None, None, "再移交一批"])
    page.append(["XC2023-3-001", None, None, "替别人写一条", None, None, None, None, None, JIA])
    buffer = io.BytesIO()
    book.save(buffer)
    source = begin_progress(actor, upload=upload(buffer.getvalue()))
    plan = plan_of(actor, source)
    assert [entry.told for entry in plan.faulty] == [
        [f"第 2 行：这条措施由{JIA}的整改联络人填写。"],
        [f"第 5 行：“{JIA}”的措施不由您填写，请写本单位，或空着。"],
    ]
    carry_out(actor, source=source)
    written = (
        Measure.objects.order_by("pk").select_related("unit").values_list("text", "person", "unit__name")
    )
    assert list(written) == [
        ("逐件盘点，补登台账", "资产管理员", None), ("移交房产证明", "档案馆长", YI), ("再移交一批", "", YI),
    ]  # fmt: skip
