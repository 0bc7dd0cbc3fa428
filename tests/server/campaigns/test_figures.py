"""Known figures: the Excel read cell by cell, brought in, locked, and compared with what was typed (L17)."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.server.conftest import Advance, Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.figure_workbook import read_table, template
from zhunsheng.server.campaigns.figures import (
    Change,
    Imported,
    Plan,
    Replaced,
    import_figures,
    keys_of,
    plan_of,
    remove_figure,
)
from zhunsheng.server.campaigns.models import Campaign, KnownFigure
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import Change as Typed
from zhunsheng.server.reports.saving import save_cells
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reviews import actions as reviews

SHEET = sheet_of("hunan-overall")
KEYS = keys_of(SHEET)
JIA, YI = ("201", "示例区甲局"), ("202", "示例区乙局")


def workbook(*rows: tuple[tuple[str, str], dict[str, Any]]) -> bytes:
    """The template filled with the rows as a person would: figures under their headings."""
    book = openpyxl.load_workbook(io.BytesIO(template(KEYS, SHEET, [])))
    page = book.active
    for (code, name), figures in rows:
        page.append([code, name, *(figures.get(key) for key in KEYS)])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def planned(campaign: Campaign, *rows: tuple[tuple[str, str], dict[str, Any]]) -> Plan:
    return plan_of(campaign, read_table(workbook(*rows), KEYS, SHEET))


def bring(office: Office, campaign: Campaign, *rows: Any, only_clean: bool = False) -> Imported:
    data = workbook(*rows)
    actor = office.actor("bureau")
    file = store_bytes(actor, "已知数.xlsx", data)
    table = read_table(data, KEYS, SHEET)
    return import_figures(actor, campaign=campaign, file=file, rows=table, only_clean=only_clean)


def test_the_form_says_which_figures_are_asked_for() -> None:
    assert keys_of(sheet_of("hubei-overall")) == ["funds.full_year", "funds.executed"]
    assert len(KEYS) == 18


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("funds.initial", 248.74, "248.74"),
        ("funds.initial", "２４８．７４", "248.74"),
        ("funds.initial", "2,487,400元", "248.74"),
        ("funds.initial", "248.74万元", "248.74"),
        ("funds.initial", 0, "0"),
        ("funds.initial", 0.1 + 0.2, "0.3"),
        ("three_public.overseas.budget", "——", "——"),
        ("staffing.quota", "13人", "13"),
    ],
)
def test_what_is_written_in_many_ways_is_read_as_one(
    campaign: Campaign, key: str, typed: object, kept: str
) -> None:
    [row] = planned(campaign, (JIA, {key: typed})).rows
    assert ([(figure.key, figure.text) for figure in row.figures], row.errors) == ([(key, kept)], [])


@pytest.mark.parametrize(
    ("key", "typed", "error"),
    [
        ("funds.initial", "约98", "D2：年初预算数“约98”不是数，请改成数。"),
        ("funds.initial", -3, "D2：年初预算数“-3”是负数，请核对。"),
        ("staffing.quota", 13.5, "C2：编制数“13.5”应是整数。"),
    ],
)
def test_what_is_no_figure_is_named_with_its_cell(
    campaign: Campaign, key: str, typed: object, error: str
) -> None:
    [row] = planned(campaign, (JIA, {key: typed})).rows
    assert (row.figures, row.errors) == ([], [error])


def test_each_row_finds_its_unit_or_says_why_not(campaign: Campaign) -> None:
    plan = planned(
        campaign,
        (("", "示例区 甲局"), {"funds.initial": 1}),
        (("203", "示例区丙局"), {"funds.initial": 2}),
        (("202", "示例区甲局"), {"funds.initial": 3}),
        (("202", ""), {"funds.initial": 4}),
        (YI, {"funds.initial": 5}),
        (("", ""), {"funds.initial": 6}),
    )
    assert [row.unit.name if row.unit is not None else row.errors for row in plan.rows] == [
        "示例区甲局",
        ["第 3 行：没有编码为 203、名称为“示例区丙局”的单位。"],
        ["第 4 行：编码是示例区乙局的，名称却是示例区甲局，请核对。"],
        "示例区乙局",
        ["第 6 行：和第 5 行是同一个单位，只留一行。"],
        ["第 7 行：没有单位编码，也没有单位名称。"],
    ]


def test_the_preview_tells_added_changed_and_unchanged(office: Office, campaign: Campaign) -> None:
    bring(office, campaign, (JIA, {"funds.initial": 100, "staffing.quota": 26}))
    [row] = planned(campaign, (JIA, {"funds.initial": 100, "staffing.quota": 27, "funds.executed": 9})).rows
    assert [(figure.key, figure.before, figure.text, figure.change) for figure in row.figures] == [
        ("staffing.quota", "26", "27", Change.CHANGED),
        ("funds.initial", "100", "100", Change.UNCHANGED),
        ("funds.executed", "", "9", Change.ADDED),
    ]


@pytest.mark.parametrize(
    ("only_clean", "kept"), [(True, ["示例区乙局"]), (False, ["示例区甲局", "示例区乙局"])]
)
def test_all_that_is_readable_or_only_rows_without_a_fault(
    office: Office, campaign: Campaign, only_clean: bool, kept: list[str]
) -> None:
    rows = ((JIA, {"staffing.quota": 26, "funds.initial": "约98"}), (YI, {"staffing.quota": 30}))
    bring(office, campaign, *rows, only_clean=only_clean)
    assert list(KnownFigure.objects.order_by("unit__code").values_list("unit__name", flat=True)) == kept


def test_a_report_begun_afterwards_has_them_filled_and_locked(
    office: Office, campaign: Campaign, report: UnitReport
) -> None:
    bring(office, campaign, (JIA, {"funds.initial": 176.18}))
    actions.start_blank(office.actor("jia"), report_id=report.pk)
    report.refresh_from_db()
    held = content_from_json(report.content).cells["funds.initial"]
    assert (held.text, held.source[:6]) == ("176.18", "known:")
    saved = save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=report.version,
        changes=[Typed("funds.initial", "200")],
    )
    assert "不能在这里改；有误请联系财政局。" in saved.refused["funds.initial"]


def test_a_report_being_filled_takes_them_over_and_the_typed_figure_stays_in_the_trace(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    report = advance("filling")
    typed = content_from_json(report.content).text("staffing.quota")
    outcome = bring(office, campaign, (JIA, {"staffing.quota": 31}), (YI, {"staffing.quota": 8}))
    assert outcome == Imported(2, 2, [Replaced("示例区甲局", report.pk, "编制数", typed, "31")], [])
    report.refresh_from_db()
    assert content_from_json(report.content).text("staffing.quota") == "31"
    entry = Entry.objects.filter(chain__name=f"report/{report.pk}", verb="apply_known").get()
    assert f'"staffing.quota":["{typed}","31"]' in entry.details
    assert [finding for finding in judge(report).findings if finding.code == "L17"] == []


def test_a_report_filed_before_is_left_alone_and_differs(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    report = advance("under_review")
    errors = report.errors
    typed = content_from_json(report.content).text("staffing.quota")
    outcome = bring(office, campaign, (JIA, {"staffing.quota": 31, "funds.initial": None}))
    assert outcome.differing == [Replaced("示例区甲局", report.pk, "编制数", typed, "31")]
    report.refresh_from_db()
    assert content_from_json(report.content).text("staffing.quota") == typed
    [finding] = [finding for finding in judge(report).findings if finding.code == "L17"]
    assert finding.message == f"“编制数”填报 {typed} 人，与财政局掌握的 31 人不一致。"
    assert (finding.severity, finding.cells, report.errors) == ("error", ["staffing.quota"], errors + 1)


def test_the_same_figure_written_otherwise_does_not_differ(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    report = advance("under_review")
    typed = content_from_json(report.content).text("funds.initial")
    outcome = bring(office, campaign, (JIA, {"funds.initial": f"{typed}0"}))
    assert outcome.differing == []
    assert [finding for finding in judge(report).findings if finding.code == "L17"] == []


def test_what_comes_back_to_the_unit_takes_them_over(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    report = advance("under_review")
    bring(office, campaign, (JIA, {"staffing.quota": 31}))
    reviews.return_report(office.actor("reviewer"), report_id=report.pk, reason="编制数与财政局不一致")
    report.refresh_from_db()
    assert content_from_json(report.content).text("staffing.quota") == "31"
    assert report.drafts.get().content["cells"]["staffing.quota"][0] != "31"


def test_a_figure_taken_back_is_the_units_own_again(
    office: Office, campaign: Campaign, advance: Advance
) -> None:
    report = advance("filling")
    bring(office, campaign, (JIA, {"staffing.quota": 31}))
    remove_figure(office.actor("bureau"), figure_id=KnownFigure.objects.get().pk)
    report.refresh_from_db()
    saved = save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=report.version,
        changes=[Typed("staffing.quota", "26")],
    )
    assert (saved.acks, saved.refused) == ({"staffing.quota": "26"}, {})


def test_only_the_bureau_brings_figures_in(office: Office, campaign: Campaign) -> None:
    file = store_bytes(office.actor("reviewer"), "已知数.xlsx", workbook())
    with pytest.raises(Refused, match="只有财政管理员可以办理年度任务。"):
        import_figures(office.actor("reviewer"), campaign=campaign, file=file, rows=[], only_clean=True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 nothing", "文件已损坏或不完整"),
        (b"\xd0\xcf\x11\xe0 nothing", "这个 Excel 打不开"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_table(data, KEYS, SHEET)


def test_another_workbook_is_refused_in_words() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(Refused, match="没有“单位名称”一栏，请用下载的模板填写。"):
        read_table(buffer.getvalue(), KEYS, SHEET)


def test_the_pages_from_template_to_result(office: Office, campaign: Campaign) -> None:
    client = office.client("bureau")
    base = f"/campaigns/{campaign.pk}/figures/"
    given = b"".join(client.get(f"{base}template/"))  # type: ignore[arg-type]
    book = openpyxl.load_workbook(io.BytesIO(given))
    page = book["已知数"]
    assert [[cell.value for cell in row[:2]] for row in page.iter_rows(min_row=2)] == [list(JIA), list(YI)]
    page["C2"], page["D3"] = 26, "约98"
    buffer = io.BytesIO()
    book.save(buffer)
    answer = client.post(base, {"file": SimpleUploadedFile("已知数.xlsx", buffer.getvalue())})
    preview = client.get(answer["Location"]).content.decode()
    assert "D3：年初预算数“约98”不是数，请改成数。" in preview
    assert "只导入没有错的行（1 个数）" in preview
    done = client.post(answer["Location"], {"which": "clean"}).content.decode()
    assert "已带入 1 个单位的 1 个数" in done
    other = office.client("other_reviewer")
    assert other.get(answer["Location"]).status_code == 403
    assert StoredFile.objects.get().name == "已知数.xlsx"


def test_another_persons_file_is_not_found(office: Office, campaign: Campaign) -> None:
    file = store_bytes(office.actor("jia"), "已知数.xlsx", workbook())
    answer = office.client("bureau").get(f"/campaigns/{campaign.pk}/figures/{file.pk}/")
    assert answer.status_code == 404
