"""审计查阅: who reads which entries, filters, before and after, verifying, exports; timeline and source."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from functools import partial
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from openpyxl import load_workbook
from tests.server.conftest import OPERATOR, YEAR, Advance, Office

from zhunsheng.server.audit import queries
from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.queries import TraceFilters, filtered, filters_from, visible_entries
from zhunsheng.server.audit.reading import CellChange, cell_changes, past_of, source_words, timeline
from zhunsheng.server.audit.words import VERBS
from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.orgs.actions import assign_duty, create_user, rename_unit
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.reports.models import Evidence
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reviews import actions as reviews


def _bytes(answer: HttpResponse) -> BytesIO:
    return BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


# --- who reads what --------------------------------------------------------------------------------------


def test_an_auditor_of_one_unit_reads_that_units_reports_and_nothing_of_the_site(
    office: Office, advance: Advance
) -> None:
    report = advance("filling")
    user = create_user(
        OPERATOR, tenant=office.tenant, username="jia_audit", name="甲审计", password=None, must_change=False
    )
    assign_duty(OPERATOR, user=user, unit=office.jia_unit, role=Role.AUDITOR, since=date(2022, 1, 1))
    office.people["jia_audit"] = user
    subjects = set(visible_entries(office.actor("jia_audit")).values_list("subject", flat=True))
    assert subjects == {f"report/{report.pk}"}


def test_the_administrator_reads_the_site_and_no_report(office: Office, advance: Advance) -> None:
    advance("filling")
    kinds = {
        subject.partition("/")[0]
        for subject in visible_entries(office.actor("admin")).values_list("subject", flat=True)
    }
    assert kinds == {"unit", "user", "campaign"}


def test_the_auditor_of_all_reads_both(office: Office, advance: Advance) -> None:
    advance("filling")
    kinds = {
        subject.partition("/")[0]
        for subject in visible_entries(office.actor("auditor")).values_list("subject", flat=True)
    }
    assert kinds == {"unit", "user", "campaign", "report"}


# --- filters ---------------------------------------------------------------------------------------------


def test_filters_are_read_from_the_address_and_written_back() -> None:
    address = "unit=%E7%94%B2%E5%B1%80&person=jia&verb=submit&since=2024-07-01&until=2024-07-31&page=2"
    filters = filters_from(QueryDict(address))
    assert filters == TraceFilters("甲局", "jia", "submit", "2024-07-01", "2024-07-31", 2)
    assert filters_from(QueryDict(filters.address(2))) == filters
    assert filters_from(QueryDict("verb=drop&since=2024-13-01&page=x")) == TraceFilters()


def _verbs(office: Office, **filters: str) -> list[str]:
    actor = office.actor("auditor")
    found = filtered(visible_entries(actor), TraceFilters(**filters), actor)
    return list(found.values_list("verb", flat=True))


def test_by_unit_person_verb_and_day(office: Office, advance: Advance) -> None:
    advance("with_bureau")
    verbs = partial(_verbs, office)
    assert verbs(person="jia_head") == ["approve"]
    assert verbs(person="JIA_Head") == ["approve"]
    assert verbs(verb="submit", unit="甲局") == ["submit"]
    assert verbs(verb="submit", unit="乙局") == []
    today = timezone.localdate()
    assert verbs(verb="submit", since=today.isoformat(), until=today.isoformat()) == ["submit"]
    assert verbs(verb="submit", until=(today - timedelta(days=1)).isoformat()) == []


def test_what_a_command_of_the_machine_did_is_found_by_its_name(office: Office, advance: Advance) -> None:
    advance("filling")
    assert set(_verbs(office, person="测试")) >= {"create_unit", "create_user", "assign_duty"}
    assert set(_verbs(office, person="测试", verb="create_unit")) == {"create_unit"}


def test_a_unit_is_found_by_the_name_it_had_and_the_one_it_has(office: Office, advance: Advance) -> None:
    advance("with_bureau")
    admin = office.actor("admin")
    rename_unit(admin, unit=office.jia_unit, name="示例区丁局", since=YEAR + 1)
    for name in ("甲局", "丁局"):
        assert _verbs(office, unit=name, verb="submit") == ["submit"]
        assert _verbs(office, unit=name, verb="rename_unit") == (["rename_unit"] if name == "丁局" else [])


@pytest.mark.parametrize("few", ["_FEW_PEOPLE", "_FEW_REPORTS", "_MOST_IDS"])
def test_where_many_match_the_same_entries_are_found(
    office: Office, advance: Advance, monkeypatch: pytest.MonkeyPatch, few: str
) -> None:
    advance("with_bureau")
    asked = [{"person": "jia"}, {"unit": "甲局"}, {"unit": "甲", "verb": "submit"}, {"person": "测试"}]
    found = [_verbs(office, **filters) for filters in asked]
    monkeypatch.setattr(queries, few, 0)
    assert [_verbs(office, **filters) for filters in asked] == found


def test_every_verb_recorded_has_words(office: Office, advance: Advance) -> None:
    advance("accepted")
    assert set(Entry.objects.values_list("verb", flat=True)) <= set(VERBS)


# --- entries ---------------------------------------------------------------------------------------------


def test_an_entry_tells_before_and_after(office: Office, advance: Advance) -> None:
    report = advance("filling")
    change = [Change("staffing.retired", "99")]
    save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=change)
    entry = Entry.objects.filter(verb="save_cells").latest("pk")
    old = report.content["cells"]["staffing.retired"][0]
    assert cell_changes(entry) == [CellChange("staffing.retired", old, "99")]
    page = office.client("auditor").get(f"/audit/entries/{entry.pk}/").content.decode()
    assert ("退休人数" in page, "<ins>99</ins>" in page, "与校验值吻合" in page) == (True, True, True)


def test_an_import_tells_every_cell_it_brought(office: Office, advance: Advance) -> None:
    report = advance("filling")
    entry = Entry.objects.get(verb="replace_content")
    brought = {change.cell: (change.before, change.after) for change in cell_changes(entry)}
    assert brought["r1.name"] == ("", "窗口办件量")
    assert past_of(f"report/{report.pk}", "r1.name")[0].after == "窗口办件量"


def test_reading_is_logged_itself(office: Office, advance: Advance) -> None:
    advance("filling")
    client = office.client("auditor")
    entry = Entry.objects.latest("pk")
    client.get("/audit/", {"person": "jia"})
    client.get(f"/audit/entries/{entry.pk}/")
    client.get(f"/audit/chains/{entry.chain_id}/")
    _bytes(client.get("/audit/export/", {"person": "jia"}))
    logged = Entry.objects.filter(actor_name="auditor").order_by("pk")
    assert [(found.verb, json.loads(found.details)) for found in logged] == [
        ("read_audit", {"query": "person=jia"}),
        ("read_audit", {"entry": entry.pk}),
        ("verify_chain", {"chain": entry.chain.name, "breaks": 0}),
        ("export_audit", {"query": "person=jia", "entries": Entry.objects.filter(actor_name="jia").count()}),
    ]


def test_the_list_asks_as_often_for_many_as_for_few(
    office: Office, advance: Advance, django_assert_num_queries: object
) -> None:
    client = office.client("auditor")
    advance("filling")
    for person in ("jia_head", "jia"):
        with django_assert_num_queries(13):  # type: ignore[operator]
            client.get("/audit/", {"person": person})


# --- verifying -------------------------------------------------------------------------------------------


def test_the_command_fails_on_a_break_and_names_it(office: Office, advance: Advance) -> None:
    report = advance("filling")
    said = StringIO()
    call_command("verify_audit", stdout=said)
    number = Entry.objects.count()
    assert said.getvalue() == f"{Chain.objects.count()} 条校验链、{number} 条留痕，全部吻合。\n"
    Entry.objects.filter(chain__name=f"report/{report.pk}", number=2).update(actor_name="别人")
    errors = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("verify_audit", stderr=errors)
    assert (failed.value.returncode, errors.getvalue()) == (1, f"report/{report.pk}：第 2 条留痕被改动过\n")
    chain = Chain.objects.get(name=f"report/{report.pk}")
    page = office.client("auditor").get(f"/audit/chains/{chain.pk}/").content.decode()
    assert "第 2 条留痕被改动过" in page


# --- exports ---------------------------------------------------------------------------------------------


def test_the_trace_as_a_workbook(office: Office, advance: Advance) -> None:
    advance("with_bureau")
    answer = office.client("auditor").get("/audit/export/", {"verb": "approve"})
    sheet = load_workbook(_bytes(answer))["留痕"]
    entry = Entry.objects.get(verb="approve")
    row = [cell.value for cell in sheet[4]]
    assert (row[0], row[2:5], row[6]) == (
        str(entry.number),
        ["jia_head", "同意报送财政局", "示例区甲局 2023"],
        entry.hash,
    )


def test_the_whole_file_of_a_report(office: Office, advance: Advance) -> None:
    report = advance("accepted")
    for data in (b"one", b"two"):
        stored = store_bytes(office.actor("jia"), "说明.txt", data)
        Evidence.objects.create(report=report, row="r1", file=stored, by=office.people["jia"])
    answer = office.client("auditor").get(f"/reports/{report.pk}/file/")
    with zipfile.ZipFile(_bytes(answer)) as archive:
        names = archive.namelist()
        assert [name for name in names if "/" in name] == ["佐证材料/说明.txt", "佐证材料/说明（2）.txt"]
        assert {name.rpartition(".")[2] for name in names if "自评" in name} >= {"docx", "xlsx"}
        assert archive.read("佐证材料/说明（2）.txt") == b"two"
        trace = load_workbook(BytesIO(archive.read("留痕.xlsx")))["留痕"]
    assert trace.max_row == 3 + Entry.objects.filter(chain__name=f"report/{report.pk}").count()
    assert office.client("jia").get(f"/reports/{report.pk}/file/").status_code == 403


# --- on a report -----------------------------------------------------------------------------------------


def test_a_short_timeline_tells_the_steps(office: Office, advance: Advance) -> None:
    report = advance("returned")
    chain = f"report/{report.pk}"
    short = [(step.who, step.what) for step in timeline(chain, whole=False, internal=False)]
    steps = [step for step in short if step[1] not in ("写说明", "导入内容")]
    assert steps == [
        ("jia", "开始填报"),
        ("jia", "报送单位负责人"),
        ("jia_head", "同意报送财政局"),
        ("reviewer", "开始审核"),
        ("reviewer", "退回修改"),
    ]
    assert len(timeline(chain, whole=True, internal=False)) > len(short)
    assert timeline(chain, whole=False, internal=False)[-1].said == "请补充佐证。"


def test_an_opinion_not_sent_is_not_told_to_the_unit(office: Office, advance: Advance) -> None:
    report = advance("under_review")
    reviews.add_opinion(office.actor("reviewer"), report_id=report.pk, cell="", text="口径待核实。")
    for name, seen in (("jia", False), ("jia_head", False), ("reviewer", True), ("auditor", True)):
        page = office.client(name).get(f"/reports/{report.pk}/timeline/?whole=1").content.decode()
        assert ("口径待核实。" in page) == seen, name


def test_the_source_of_a_cell(office: Office, advance: Advance) -> None:
    report = advance("filling")
    page = office.client("jia").get(f"/reports/{report.pk}/source/r2.score/").content.decode()
    assert "「规范化建设基层便民服务点数量」自评得分的来源" in page
    assert "从文件导入：示例报告" in page
    assert "测算" in page
    assert office.client("jia").get(f"/reports/{report.pk}/source/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("typed", "经办人填写"),
        ("known:2023 年预算", "财政局已有的数（一数一源）：2023 年预算"),
        ("draft:2", "从旧稿恢复：第 2 稿"),
        ("", ""),
    ],
)
def test_words_for_sources(source: str, words: str) -> None:
    assert source_words(source) == words
