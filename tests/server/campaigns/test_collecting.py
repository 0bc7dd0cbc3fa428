"""代收: a zip taken in as a job, each report matched to its unit, confirmed by the unit."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.campaigns.test_figures import JIA, bring
from tests.server.conftest import Advance, Office
from tests.server.files.test_archives import packed, packed_in_gbk

from zhunsheng.kernel.report import Report
from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.trail import verify
from zhunsheng.server.campaigns.collecting import choose_unit, skip_intake, undo_collect
from zhunsheng.server.campaigns.intake import ask_to_take_in, unit_of
from zhunsheng.server.campaigns.models import Campaign, Intake
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import read_stored, store_bytes
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import HeldJob
from zhunsheng.server.jobs.worker import Worker
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.unit_names import UnitNames
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.workflow import verdicts
from zhunsheng.server.reviews import actions as reviews

SAMPLE = Path(__file__).parents[3] / "samples" / "shili-2023" / "clean.txt"
TakeIn = Callable[..., Job]


def report_text(unit: str) -> bytes:
    """The made-up centre's report, as another unit would send it."""
    return SAMPLE.read_text("utf-8").replace("示例区政务服务中心", unit).encode()


@pytest.fixture
def take_in(office: Office, campaign: Campaign) -> TakeIn:
    """Uploads a zip of the files and lets the worker do it."""

    def run(*files: tuple[str, bytes], data: bytes = b"") -> Job:
        actor = office.actor("bureau")
        file = store_bytes(actor, "报告.zip", data or packed(*files))
        job = ask_to_take_in(actor, campaign=campaign, file=file)
        Worker().run(once=True)
        job.refresh_from_db()
        return job

    return run


def noted() -> list[tuple[str, str, str, str]]:
    return [
        (entry.name, entry.match, entry.unit.name if entry.unit else "", entry.message)
        for entry in Intake.objects.select_related("unit")
    ]


def test_each_report_finds_its_unit_and_waits_for_it(
    office: Office, take_in: TakeIn, report: UnitReport
) -> None:
    job = take_in(
        ("甲/自评.txt", report_text("示例区甲局")),
        ("乙/自评.txt", report_text("区乙局")),
        ("说明.txt", "请查收。".encode()),
        ("甲.zip", b"PK\x03\x04"),
    )
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    unread = Intake.objects.get(name="说明.txt").message
    assert noted() == [
        ("甲/自评.txt", "sure", "示例区甲局", ""),
        ("乙/自评.txt", "sure", "示例区乙局", ""),
        ("说明.txt", "unread", "", unread),
        ("甲.zip", "skipped", "", "压缩包里的压缩包不收，请解开后放在一层里。"),
    ]
    assert unread
    report.refresh_from_db()
    assert (report.state, report.collected, report.computed_total) == ("collected", True, report.filed_total)
    held = content_from_json(report.content).cells["staffing.quota"]
    assert (held.text, held.source) == ("26", "imported:自评.txt")
    entry = Entry.objects.get(chain__name=f"report/{report.pk}", verb="collect")
    assert entry.actor_name == "bureau"


def test_the_result_is_a_list_to_keep(take_in: TakeIn) -> None:
    job = take_in(("甲.txt", report_text("示例区甲局")), ("说明.txt", b"hello"))
    assert job.result is not None
    page = openpyxl.load_workbook(io.BytesIO(read_stored(job.result))).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    jia = UnitReport.objects.get(unit__name="示例区甲局")
    assert rows[0] == ["文件", "结果", "单位", "说明", "自评总分", "必须改", "请核实"]
    assert rows[1] == [
        "甲.txt",
        "已代收",
        "示例区甲局",
        "",
        str(jia.filed_total),
        str(jia.errors),
        str(jia.warnings),
    ]
    assert rows[2][:3] == ["说明.txt", "没有读出", ""]


def test_names_in_gbk(take_in: TakeIn) -> None:
    take_in(data=packed_in_gbk("甲局自评.txt", report_text("示例区甲局")))
    assert noted() == [("甲局自评.txt", "sure", "示例区甲局", "")]


@pytest.mark.parametrize(
    ("said", "file_name", "sure", "offered"),
    [
        ("示例区甲局", "1.docx", "示例区甲局", ["示例区甲局"]),
        ("示例区 甲 局", "1.docx", "示例区甲局", ["示例区甲局"]),
        ("某省示例区甲局", "1.docx", "示例区甲局", ["示例区甲局"]),
        ("区甲局", "甲局自评.docx", "示例区甲局", ["示例区甲局"]),
        ("示例区甲局幼儿园", "1.docx", "", ["示例区甲局"]),
        ("示例区甲局", "示例区乙局自评.docx", "", ["示例区甲局", "示例区乙局"]),
        ("", "示例区乙局自评.docx", "", ["示例区乙局"]),
        ("丙局", "1.docx", "", []),
    ],
)
def test_only_what_the_report_says_is_sure(
    office: Office, said: str, file_name: str, sure: str, offered: list[str]
) -> None:
    names = UnitNames(Unit.objects.exclude(pk=office.root.pk))
    unit, candidates = unit_of(Report(unit=said), file_name, names)
    assert (unit.name if unit is not None else "", [one.name for one in candidates]) == (sure, offered)


def test_an_unsure_one_waits_for_the_bureau_to_choose(
    office: Office, campaign: Campaign, take_in: TakeIn, report: UnitReport
) -> None:
    take_in(("1.txt", report_text("示例区甲局幼儿园")))
    intake = Intake.objects.get()
    assert (intake.match, intake.candidates) == ("unsure", [office.jia_unit.pk])
    client = office.client("bureau")
    page = client.get(f"/campaigns/{campaign.pk}/intakes/?match=unsure").content.decode()
    assert "文件里的单位名称拿不准，请选定单位。" in page
    client.post(f"/campaigns/{campaign.pk}/intakes/{intake.pk}/choose/", {"unit": office.jia_unit.pk})
    report.refresh_from_db()
    intake.refresh_from_db()
    assert (report.state, intake.match, intake.unit, intake.content) == (
        "collected",
        "sure",
        office.jia_unit,
        {},
    )
    with pytest.raises(Refused, match=r"“1\.txt”已经办过了。"):
        choose_unit(office.actor("bureau"), intake_id=intake.pk, unit=office.yi_unit)


def test_an_unsure_one_can_be_left_out(office: Office, take_in: TakeIn, report: UnitReport) -> None:
    take_in(("1.txt", report_text("示例区甲局幼儿园")))
    skip_intake(office.actor("bureau"), intake_id=Intake.objects.get().pk)
    report.refresh_from_db()
    assert (Intake.objects.get().match, report.state) == ("skipped", "not_started")


def test_a_second_file_of_a_unit_and_one_already_at_work_are_left_out(
    take_in: TakeIn, advance: Advance
) -> None:
    advance("filling")
    take_in(
        ("甲.txt", report_text("示例区甲局")),
        ("乙.txt", report_text("示例区乙局")),
        ("乙附件.txt", report_text("示例区乙局")),
    )
    assert [entry[1:] for entry in noted()] == [
        ("skipped", "示例区甲局", "示例区甲局已经在网上办理（填报中），没有收这份文件。"),
        ("sure", "示例区乙局", ""),
        ("skipped", "示例区乙局", "这个单位已经收下“乙.txt”，这个文件没有再收。"),
    ]


def test_a_later_zip_replaces_what_was_not_confirmed(take_in: TakeIn, report: UnitReport) -> None:
    take_in(("甲.txt", report_text("示例区甲局")))
    changed = report_text("示例区甲局").replace("编制人数26人".encode(), "编制人数28人".encode())
    take_in(("甲.txt", changed))
    report.refresh_from_db()
    verbs = Entry.objects.filter(chain__name=f"report/{report.pk}").values_list("verb", flat=True)
    assert (report.state, list(verbs)) == ("collected", ["collect", "collect"])


def test_a_worker_that_died_half_way_leaves_nothing_doubled(
    office: Office, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = office.actor("bureau")
    files = [("甲.txt", report_text("示例区甲局")), ("乙.txt", report_text("示例区乙局"))]
    job = ask_to_take_in(actor, campaign=campaign, file=store_bytes(actor, "报告.zip", packed(*files)))
    told = HeldJob.__call__

    def die_after_the_first(held: HeldJob, done: int, total: int, message: str = "") -> None:
        told(held, done, total, message)
        if done == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(HeldJob, "__call__", die_after_the_first)
    with pytest.raises(KeyboardInterrupt):
        Worker().run(once=True)
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(state="queued")
    Worker().run(once=True)
    assert [entry[0] for entry in noted()] == ["甲.txt", "乙.txt"]
    assert list(Entry.objects.filter(verb="collect").values_list("subject_name", flat=True)) == [
        "示例区甲局 2023",
        "示例区乙局 2023",
    ]
    assert [found for chain in Chain.objects.all() for found in verify(chain)] == []
    assert StoredFile.objects.count() == 4  # the zip, two reports, the result


def test_until_the_unit_confirms_reviewers_see_it_but_cannot_decide(
    office: Office, take_in: TakeIn, report: UnitReport
) -> None:
    take_in(("甲.txt", report_text("示例区甲局")))
    report.refresh_from_db()
    allowed = {
        name: [str(verb) for verb, verdict in verdicts(office.actor(name), report).items() if verdict]
        for name in office.people
    }
    assert {name: verbs for name, verbs in allowed.items() if verbs} == {"jia": ["confirm"]}
    assert office.client("reviewer").get(f"/reports/{report.pk}/self/").status_code == 200
    with pytest.raises(Refused, match="是财政局代收的，等单位确认，现在不能通过。"):
        reviews.accept(office.actor("reviewer"), report_id=report.pk)


def test_the_unit_confirms_on_its_report(office: Office, take_in: TakeIn, report: UnitReport) -> None:
    take_in(("甲.txt", report_text("示例区甲局")))
    client = office.client("jia")
    assert "核对并确认代收的报告" in client.get("/").content.decode()
    assert "确认代收的报告" in client.get(f"/reports/{report.pk}/self/").content.decode()
    original = b"".join(client.get(f"/campaigns/collected/{report.pk}/"))  # type: ignore[arg-type]
    assert original == report_text("示例区甲局")
    client.post(f"/reports/{report.pk}/act/confirm/")
    report.refresh_from_db()
    assert (report.state, report.collected) == ("filling", True)


def test_known_figures_show_as_l17_until_confirmed_and_hold_afterwards(
    office: Office, campaign: Campaign, take_in: TakeIn, report: UnitReport
) -> None:
    bring(office, campaign, (JIA, {"staffing.quota": 31}))
    take_in(("甲.txt", report_text("示例区甲局")))
    report.refresh_from_db()
    assert [f.message for f in judge(report).findings if f.code == "L17"] == [
        "“编制数”填报 26 人，与财政局掌握的 31 人不一致。"
    ]
    actions.confirm_collected(office.actor("jia"), report_id=report.pk)
    report.refresh_from_db()
    assert content_from_json(report.content).text("staffing.quota") == "31"
    assert [f for f in judge(report).findings if f.code == "L17"] == []


def test_what_was_given_to_the_wrong_unit_is_taken_back(
    office: Office, take_in: TakeIn, report: UnitReport
) -> None:
    take_in(("甲.txt", report_text("示例区甲局")))
    with pytest.raises(Refused, match="请写明撤销的原因。"):
        undo_collect(office.actor("bureau"), report_id=report.pk, reason=" ")
    undo_collect(office.actor("bureau"), report_id=report.pk, reason="是乙局的")
    report.refresh_from_db()
    assert (report.state, report.collected, report.content, report.errors) == ("not_started", False, {}, 0)
    actions.start_blank(office.actor("jia"), report_id=report.pk)


def test_only_the_bureau_takes_in(office: Office, campaign: Campaign) -> None:
    file = store_bytes(office.actor("reviewer"), "报告.zip", packed(("甲.txt", b"x")))
    with pytest.raises(Refused, match="只有财政管理员可以办理年度任务。"):
        ask_to_take_in(office.actor("reviewer"), campaign=campaign, file=file)


def test_uploading_by_the_page(office: Office, campaign: Campaign) -> None:
    client = office.client("bureau")
    page = f"/campaigns/{campaign.pk}/intakes/"
    upload = SimpleUploadedFile("报告.zip", packed(("甲.txt", report_text("示例区甲局"))))
    answer = client.post(page, {"file": upload})
    assert answer["Location"] == f"/jobs/{Job.objects.get().pk}/"
    Worker().run(once=True)
    shown = client.get(page).content.decode()
    assert "甲.txt" in shown
    intake = Intake.objects.get()
    assert b"".join(client.get(f"{page}{intake.pk}/file/")) == report_text("示例区甲局")  # type: ignore[arg-type]
    refused = client.post(page, {"file": SimpleUploadedFile("报告.docx", b"PK\x03\x04")})
    assert refused.status_code == 403
