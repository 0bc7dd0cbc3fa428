"""档案: what a round's catalogue is filled with and lacks, archiving, the zip, the periods."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from tests.server.conftest import OPERATOR
from tests.server.inspections.conftest import FED_BACK, Inspections

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.files.storing import path_of
from zhunsheng.server.inspections.archive import actions
from zhunsheng.server.inspections.archive.catalogue import Part, filed_parts, lines_of, parts_of, total_of
from zhunsheng.server.inspections.archive.items import NewItem, add_item, adopt_items, change_item, items_of
from zhunsheng.server.inspections.archive.materials import materials_of
from zhunsheng.server.inspections.archive.models import Filing, Period, RetentionDecision
from zhunsheng.server.inspections.archive.queries import filing_in_force
from zhunsheng.server.inspections.archive.retention import kept_for
from zhunsheng.server.inspections.models import Inspectee, Issue, Round, Step
from zhunsheng.server.inspections.papers import actions as paper_actions
from zhunsheng.server.inspections.papers.actions import NewSeat
from zhunsheng.server.inspections.papers.models import PaperKind
from zhunsheng.server.inspections.rounds import actions as round_actions
from zhunsheng.server.inspections.supervision import actions as supervisions
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.actions import create_unit
from zhunsheng.server.orgs.verdicts import Refused

ARCHIVED = date(2023, 12, 29)
GAP = "方案原件在单位，年底前补。"


@pytest.fixture
def kept(inspections: Inspections, issue: Issue) -> Inspections:
    """The round is fed back with an issue at 甲局, which has handed in its plan; the catalogue is set up."""
    office = inspections.office
    inspector = office.actor("inspector")
    adopt_items(inspector)
    steps = {Step.FORMED: date(2023, 2, 20), Step.ANNOUNCED: date(2023, 2, 27)}
    round_actions.date_steps(inspector, entry=inspections.round, days=dict(steps))
    paper_actions.set_seats(inspector, kind=PaperKind.PLAN, seats=[NewSeat(None, 1)])
    paper = paper_actions.ask_for_paper(
        inspector, entry=inspections.round, unit=office.jia_unit, kind=PaperKind.PLAN, due_on=None
    )
    upload = SimpleUploadedFile("整改方案.txt", "一、工作目标".encode())
    version = paper_actions.hand_in(
        office.actor("jia_rectifier"), paper_id=paper.pk, upload=upload, dated_on=FED_BACK
    )
    paper_actions.give_opinion(
        office.actor("jia_discipline"), opinion_id=version.opinions.get().pk, passes=True, words="同意。"
    )
    supervisions.issue_slip(inspector, unit=office.jia_unit, issued_on=FED_BACK, matter="请报送整改进展。")
    inspections.round.refresh_from_db()
    return inspections


def found(kept: Inspections, unit: str) -> dict[str, list[str]]:
    """Item → names of what there is for it, where anything is."""
    materials = materials_of(kept.office.actor("inspector"), kept.round)
    return {
        line.item.name: [material.name for material in line.materials]
        for line in lines_of(materials)
        if (line.unit.name if line.unit is not None else "") == unit and line.materials
    }


def scan(
    kept: Inspections, item: str, unit: Any = None, name: str = "扫描件.pdf", data: bytes = b"%PDF-1"
) -> Any:
    return actions.add_scan(
        kept.office.actor("inspector"),
        entry=kept.round,
        item_id=items_of(kept.office.tenant.pk).get(name=item).pk,
        unit=unit,
        upload=SimpleUploadedFile(name, data),
    )


def archived(kept: Inspections) -> Filing:
    actions.file_round(kept.office.actor("inspector"), entry=kept.round, archived_on=ARCHIVED, gap_note=GAP)
    Worker().run(once=True)
    filing = filing_in_force(kept.round)
    assert filing is not None
    assert filing.sealed_at is not None
    return filing


# --- the catalogue -------------------------------------------------------------------------------------


def test_the_register_fills_what_it_holds(kept: Inspections) -> None:
    assert found(kept, "") == {"问题台账（全轮）": ["问题台账（全轮）.xlsx"]}
    assert found(kept, "示例区甲局") == {
        "成立通知": ["成立通知（示例区甲局）.docx"],
        "巡察公告": ["巡察公告（示例区甲局）.docx"],
        "动员部署": ["动员部署（示例区甲局）.docx"],
        "反馈意见": ["反馈意见（示例区甲局）.docx"],
        "整改通知": ["整改通知（示例区甲局）.docx"],
        "整改方案": ["第1稿 整改方案.txt"],
        "联审意见表": ["联审意见表（整改方案）.docx"],
        "整改报告": ["整改报告.docx"],
        "整改台账": ["整改台账.xlsx"],
        "工作提示单": ["工作提示单.docx"],
    }
    assert set(found(kept, "示例区乙局")) == {"成立通知", "巡察公告", "动员部署", "反馈意见", "整改通知"}


def test_what_is_missing_is_named_by_unit(kept: Inspections) -> None:
    yi = ["巡察报告", "整改方案", "专题民主生活会材料", "整改进展报告", "联审意见表", "整改报告", "整改台账"]
    parts = parts_of(lines_of(materials_of(kept.office.actor("inspector"), kept.round)))
    assert parts == [
        Part(None, there=1, required=3, files=1, missing=["巡察工作方案", "领导小组会议纪要"]),
        Part(
            kept.office.jia_unit,
            there=9,
            required=12,
            files=10,
            missing=["巡察报告", "专题民主生活会材料", "整改进展报告"],
        ),
        Part(kept.office.yi_unit, there=5, required=12, files=5, missing=yi),
    ]
    assert (total_of(parts).there, total_of(parts).required) == (15, 27)


def test_a_paper_is_dated_with_its_step_not_with_today(kept: Inspections) -> None:
    materials = materials_of(kept.office.actor("inspector"), kept.round)
    [line] = [
        line for line in lines_of(materials) if line.item.name == "巡察公告" and line.unit == kept.jia.unit
    ]
    assert Document(io.BytesIO(line.materials[0].data())).paragraphs[-1].text == "2023年2月27日"


def test_a_scan_stands_in_for_what_would_be_drawn_and_beside_what_was_handed_in(kept: Inspections) -> None:
    jia = kept.office.jia_unit
    drawn, beside = scan(kept, "反馈意见", jia, "反馈意见盖章件.pdf"), scan(kept, "整改方案", jia)
    of_jia = found(kept, "示例区甲局")
    assert of_jia["反馈意见"] == ["反馈意见盖章件.pdf"]
    assert of_jia["整改方案"] == ["第1稿 整改方案.txt", "扫描件.pdf"]
    assert drawn.file.is_guarded
    for one in (drawn, beside):
        actions.remove_scan(kept.office.actor("inspector"), scan_id=one.pk)
    assert found(kept, "示例区甲局")["反馈意见"] == ["反馈意见（示例区甲局）.docx"]


def test_a_slip_belongs_to_the_inspection_of_its_day(kept: Inspections) -> None:
    inspector, unit = kept.office.actor("inspector"), kept.office.jia_unit
    later = round_actions.create_round(inspector, term=kept.round.term, number=4)
    round_actions.date_steps(inspector, entry=later, days={Step.ENTERED: date(2023, 9, 1)})
    round_actions.add_inspectee(inspector, entry=later, team=None, kind=Inspectee.Kind.ROUTINE, unit=unit)
    supervisions.issue_slip(inspector, unit=unit, issued_on=date(2023, 9, 1), matter="请报送整改进展。")
    for entry, numbers in ((kept.round, ["TS2023-001"]), (Round.objects.get(pk=later.pk), ["TS2023-002"])):
        slips = materials_of(inspector, entry).slips[unit.pk]
        assert [slip.number for slip in slips] == numbers


def test_a_place_keeps_its_own_list(kept: Inspections) -> None:
    inspector = kept.office.actor("inspector")
    item = add_item(inspector, NewItem("谈话记录", "unit", "scan", "30", basis="本区保管期限表", place=18))
    with pytest.raises(Refused, match="目录里已经有“谈话记录”。"):
        add_item(inspector, NewItem("谈话记录", "unit", "scan", "10"))
    with pytest.raises(Refused, match="“整改报告”按单位出，范围请选“每个单位一份”。"):
        add_item(inspector, NewItem("汇总报告", "round", "report", "10"))
    scan(kept, "谈话记录", kept.office.jia_unit)
    with pytest.raises(Refused, match="已经传过扫描件，范围不能改"):
        change_item(inspector, item_id=item.pk, new=NewItem("谈话记录", "round", "scan", "30"))
    with pytest.raises(Refused, match="已经有目录样本了"):
        adopt_items(inspector)
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        change_item(kept.office.actor("leading"), item_id=item.pk, new=NewItem("谈话", "unit", "scan", "30"))


def test_the_page_asks_the_same_of_two_units_and_of_ten(
    kept: Inspections, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = kept.office.client("inspector")
    page = f"/inspections/archive/{kept.round.pk}/"
    client.get(page)
    with django_assert_num_queries(18):
        client.get(page)
    inspector = kept.office.actor("inspector")
    for number in range(8):
        unit = create_unit(OPERATOR, tenant=kept.office.tenant, code=f"30{number}", name=f"示例区{number}局")
        routine = Inspectee.Kind.ROUTINE
        round_actions.add_inspectee(inspector, entry=kept.round, team=kept.team, kind=routine, unit=unit)
    with django_assert_num_queries(18):
        client.get(page)


# --- archiving -----------------------------------------------------------------------------------------


def test_what_is_missing_has_to_be_accounted_for(kept: Inspections) -> None:
    inspector = kept.office.actor("inspector")
    file = lambda **more: actions.file_round(inspector, entry=kept.round, **more)  # noqa: E731
    with pytest.raises(Refused, match="还缺 12 件必归材料，请补齐，或写明缺件说明。"):
        file(archived_on=ARCHIVED)
    with pytest.raises(Refused, match="归档日期 2023-05-09 早于“反馈” 2023-05-10。"):
        file(archived_on=date(2023, 5, 9), gap_note=GAP)
    round_actions.date_steps(inspector, entry=kept.round, days={Step.FED_BACK: None})
    with pytest.raises(Refused, match="本轮还没有反馈，不能归档。"):
        file(archived_on=ARCHIVED, gap_note=GAP)


def test_an_archived_round_stays_as_it_is(kept: Inspections, issue: Issue) -> None:
    inspector = kept.office.actor("inspector")
    before = parts_of(lines_of(materials_of(inspector, kept.round)))
    filing = archived(kept)
    kept.round.refresh_from_db()
    assert (kept.round.archived_on, filed_parts(filing)) == (ARCHIVED, before)
    for entry in filing.entries.exclude(file=None).select_related("file"):
        data = path_of(entry.file.sha256).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), entry.file.is_guarded) == (entry.file.sha256, True)
    digest = filing.digest
    Issue.objects.filter(pk=issue.pk).update(wording="归档以后改了")
    change_item(
        inspector,
        item_id=items_of(kept.office.tenant.pk).get(name="巡察报告").pk,
        new=NewItem("巡察情况报告", "unit", "scan", "10"),
    )
    filing.refresh_from_db()
    assert (filed_parts(filing), filing.digest) == (before, digest)
    with pytest.raises(Refused, match="本轮已经归档，材料不能再改"):
        scan(kept, "整改方案", kept.office.jia_unit)
    with pytest.raises(Refused, match="归档日期不能改"):
        round_actions.date_steps(inspector, entry=kept.round, days={Step.ARCHIVED: date(2023, 12, 30)})


def test_withdrawn_it_is_kept_and_filed_anew(kept: Inspections) -> None:
    inspector = kept.office.actor("inspector")
    with pytest.raises(Refused, match="本轮还没有归档。"):
        actions.withdraw_filing(inspector, entry=kept.round, reason="补充材料", on=ARCHIVED)
    first = archived(kept)
    actions.withdraw_filing(inspector, entry=kept.round, reason="补整改方案原件", on=date(2024, 1, 8))
    kept.round.refresh_from_db()
    assert kept.round.archived_on is None
    scan(kept, "整改方案", kept.office.jia_unit)
    second = archived(kept)
    assert (second.entries.exclude(file=None).count(), first.entries.exclude(file=None).count()) == (17, 16)


def test_a_job_that_died_half_way_begins_anew(kept: Inspections) -> None:
    filing = actions.file_round(
        kept.office.actor("inspector"), entry=kept.round, archived_on=ARCHIVED, gap_note=GAP
    )
    filing.entries.create(name="半途留下的", is_required=True, period=Period.TEN)
    with pytest.raises(Refused, match="本轮已经归档"):
        scan(kept, "整改方案", kept.office.jia_unit)
    Worker().run(once=True)
    assert not filing.entries.filter(name="半途留下的").exists()
    assert filing.entries.count() == 31


# --- the zip -------------------------------------------------------------------------------------------


def packed(kept: Inspections) -> Job:
    actions.ask_for_package(kept.office.actor("inspector"), entry=kept.round)
    Worker().run(once=True)
    filing = filing_in_force(kept.round)
    assert filing is not None
    assert filing.export is not None
    return filing.export


def test_the_zip_has_the_files_their_index_and_their_sums(kept: Inspections) -> None:
    scan(kept, "巡察工作方案", name="../工作方案.pdf")
    archived(kept)
    job = packed(kept)
    sent = kept.office.client("inspector").get(f"/inspections/archive/{kept.round.pk}/package/")
    assert (job.state, sent["Content-Disposition"]) == (
        "done",
        "attachment; filename*=UTF-8''%E5%85%AD%E5%B1%8A%E7%AC%AC%E4%B8%89%E8%BD%AE%E6%A1%88%E5%8D%B7.zip",
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(sent))) as package:
        names = package.namelist()
        assert names[:3] == [
            "本轮/01-1 工作方案.pdf",
            "本轮/03-1 问题台账（全轮）.xlsx",
            "201 示例区甲局/04-1 成立通知（示例区甲局）.docx",
        ]
        assert names[-2:] == ["目录.xlsx", "SHA256SUMS"]
        sums = dict(reversed(line.split("  ")) for line in package.read("SHA256SUMS").decode().splitlines())
        assert sums == {name: hashlib.sha256(package.read(name)).hexdigest() for name in names[:-2]}
        sheet = load_workbook(io.BytesIO(package.read("目录.xlsx"))).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "六届第三轮案卷目录"
    assert f"缺件说明：{GAP}" in rows[1][0]
    assert rows[3] == ["1", "是", "永久", "本轮", "巡察工作方案", names[0], "扫描件", sums[names[0]]]
    assert rows[4][3:7] == ["本轮", "领导小组会议纪要", "缺", ""]
    assert len(rows) == 3 + 31


def test_what_has_changed_on_the_disk_is_not_handed_on(kept: Inspections) -> None:
    one = scan(kept, "巡察工作方案")
    archived(kept)
    path = path_of(one.file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"%PDF-2")
    job = packed(kept)
    assert (job.state, job.message, job.result) == (
        "failed",
        "“巡察工作方案”有一个文件在服务器上已损坏，请告诉系统管理员从备份恢复。",
        None,
    )


def test_a_large_round_is_never_in_memory(kept: Inspections) -> None:
    """28 files of a megabyte and a half, which don't compress, with a fraction of that held at any time."""
    for number in range(28):
        scan(kept, "巡察工作方案", name=f"{number}.pdf", data=b"%PDF" + os.urandom(1_500_000))
    archived(kept)
    tracemalloc.start()
    job = packed(kept)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert job.result is not None
    assert job.result.size > 42_000_000
    assert most < 12_000_000


# --- periods -------------------------------------------------------------------------------------------


def test_what_passed_its_period_waits_for_people_and_stays(kept: Inspections) -> None:
    filing = archived(kept)
    inspector = kept.office.actor("inspector")
    lines = kept_for(inspector)
    assert [(line.period, line.files, line.until) for line in lines] == [
        (Period.TEN, 5, date(2034, 1, 1)),
        (Period.THIRTY, 6, date(2054, 1, 1)),
    ]
    ten = lambda: kept_for(inspector)[0]  # noqa: E731
    assert (ten().is_due(date(2033, 12, 31)), ten().is_due(date(2034, 1, 1))) == (False, True)
    decide: Callable[..., RetentionDecision] = lambda **more: actions.decide_retention(  # noqa: E731
        inspector, filing=filing, period=Period.TEN, decided_by="档案鉴定小组", decided_on=ARCHIVED, **more
    )
    with pytest.raises(Refused, match="请写明保管到哪一天。"):
        decide(outcome="keep")
    Filing.objects.filter(pk=filing.pk).update(archived_on=date(2010, 1, 1))
    assert ten().is_due(date(2021, 1, 1))
    decide(outcome="keep", keep_until=date(2031, 1, 1))
    [longer] = [line for line in kept_for(inspector) if line.period == Period.TEN]
    assert (longer.until, longer.is_due(date(2030, 12, 31)), longer.is_due(date(2031, 1, 1))) == (
        date(2031, 1, 1),
        False,
        True,
    )
    decide(outcome="destroy")
    [destroyed] = [line for line in kept_for(inspector) if line.period == Period.TEN]
    assert (destroyed.is_due(date(2099, 1, 1)), destroyed.files) == (False, 5)
    files = filing.entries.exclude(file=None).select_related("file")
    assert all(path_of(entry.file.sha256).exists() for entry in files)


# --- the pages -----------------------------------------------------------------------------------------


def test_from_upload_to_download_on_the_pages(kept: Inspections) -> None:
    client, jia = kept.office.client("inspector"), kept.office.jia_unit
    page = f"/inspections/archive/{kept.round.pk}/"
    item = items_of(kept.office.tenant.pk).get(name="巡察报告")
    upload = SimpleUploadedFile("巡察报告.pdf", b"%PDF-1")
    client.post(f"{page}scans/", {"item": item.pk, "unit": jia.pk, "file": upload})
    assert "巡察报告.pdf" in client.get(f"{page}units/{jia.pk}/").content.decode()
    refused = client.post(f"{page}file/", {"archived_on": "2023-12-29", "gap_note": ""})
    assert (refused.status_code, "还缺 11 件必归材料" in refused.content.decode()) == (400, True)
    client.post(f"{page}file/", {"archived_on": "2023-12-29", "gap_note": GAP})
    assert client.get(f"{page}progress/").json()["ended"] is False
    Worker().run(once=True)
    assert client.get(f"{page}progress/").json() == {"ended": True}
    leading = kept.office.client("leading")
    assert "2023-12-29 归档" in leading.get(page).content.decode()
    filed = Filing.objects.get().entries.get(unit=jia, name="巡察报告")
    assert b"".join(leading.get(f"/inspections/archive/filed/{filed.pk}/")) == b"%PDF-1"
    assert leading.get(f"{page}package/").status_code == 403
    client.post(f"{page}export/")
    assert client.get("/jobs/").content.decode().count("案卷") == 0
    job = Job.objects.latest("pk")
    assert client.get(f"/jobs/{job.pk}/").status_code == 404


def test_the_trace_has_neither_wording_nor_names_of_files(kept: Inspections, issue: Issue) -> None:
    one = scan(kept, "巡察报告", kept.office.jia_unit, "张某某谈话.pdf")
    filing = archived(kept)
    told = Entry.objects.filter(verb__contains="archive").values_list("verb", "details")
    assert {verb: json.loads(details) for verb, details in told} == {
        "adopt_archive_items": {"items": 17},
        "add_archive_scan": {"item": "巡察报告", "unit": "示例区甲局", "sha256": one.file.sha256},
        "archive_round": {"files": 17, "missing": 11, "sha256": filing.digest},
    }
    said = "".join(Entry.objects.values_list("details", flat=True))
    assert issue.wording not in said
    assert "张某某" not in said


def test_files_lie_with_the_others(kept: Inspections) -> None:
    """So that the backup of the data folder has them."""
    one = scan(kept, "巡察工作方案")
    assert path_of(one.file.sha256).is_relative_to(Path(settings.MEDIA_ROOT))
