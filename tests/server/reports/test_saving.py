"""Saving cells: what is kept, refused, found to conflict."""

from __future__ import annotations

import pytest
from tests.server.conftest import Advance, Office

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.campaigns.models import KnownFigure
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.saving import Change, Saved, save_cells


@pytest.fixture
def begun(office: Office, report: UnitReport) -> UnitReport:
    return actions.start_blank(office.actor("jia"), report_id=report.pk)


def _save(
    office: Office, report: UnitReport, cell: str, text: str, base: int | None = None, **how: bool
) -> Saved:
    report.refresh_from_db()
    version = report.version if base is None else base
    return save_cells(
        office.actor("jia"), report_id=report.pk, base_version=version, changes=[Change(cell, text)], **how
    )


def _text(report: UnitReport, cell: str) -> str:
    report.refresh_from_db()
    return content_from_json(report.content).text(cell)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("248.74", "248.74"),
        ("２４８．７４", "248.74"),
        ("248.74万元", "248.74"),
        ("2,487,400元", "248.74"),
        ("2,487,412.35元", "248.741235"),
        (" 0 ", "0"),
        ("——", "——"),
        ("", ""),
        ("约二百", "约二百"),
    ],
)
def test_an_amount_is_kept_in_the_form_s_unit_and_nothing_is_rounded_away(
    office: Office, begun: UnitReport, typed: str, kept: str
) -> None:
    saved = _save(office, begun, "funds.initial", typed)
    assert saved.acks == {"funds.initial": kept}
    assert _text(begun, "funds.initial") == kept


def test_blank_zero_and_not_applicable_are_three_things(office: Office, begun: UnitReport) -> None:
    states = {}
    for text in ("", "0", "——"):
        saved = _save(office, begun, "three_public.overseas.final", text)
        assert saved.judged is not None
        states[text] = saved.judged.assessment.report.facts["three_public.overseas.final"].state
    assert states == {"": "blank", "0": "given", "——": "not_applicable"}


def test_computed_cells_follow_and_cannot_be_typed(office: Office, begun: UnitReport) -> None:
    _save(office, begun, "staffing.quota", "13")
    saved = _save(office, begun, "staffing.actual", "11")
    assert saved.judged is not None
    assert saved.judged.assessment.computed["staffing.control_rate"] == "84.62%"
    refused = _save(office, begun, "staffing.control_rate", "90%")
    assert refused.refused == {"staffing.control_rate": "这一格由系统计算，不用填。"}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("no.such.cell", "表上没有这一格。"),
        ("r99.actual", "这一行指标已经被删除。"),
        ("r1.level1", "表上没有这一格。"),
        ("section.十", "表上没有这一格。"),
        ("score.total", "这一格由系统计算，不用填。"),
        ("unit.name", "表上没有这一格。"),
        ("procurement.prior", "表上没有这一格。"),
    ],
)
def test_a_cell_that_is_none_is_refused_in_words(
    office: Office, begun: UnitReport, cell: str, why: str
) -> None:
    saved = _save(office, begun, cell, "1")
    assert (saved.acks, saved.refused) == ({}, {cell: why})


def test_a_figure_the_bureau_knows_is_locked_with_its_source(office: Office, report: UnitReport) -> None:
    KnownFigure.objects.create(
        campaign=report.campaign, unit=report.unit, key="staffing.quota", text="13", source="区委编办年报"
    )
    actions.start_blank(office.actor("jia"), report_id=report.pk)
    assert _text(report, "staffing.quota") == "13"
    saved = _save(office, report, "staffing.quota", "15")
    assert saved.refused == {"staffing.quota": "这个数来自区委编办年报，不能在这里改；有误请联系财政局。"}
    assert _text(report, "staffing.quota") == "13"


def test_two_editors_conflict_only_in_the_same_cell(office: Office, begun: UnitReport) -> None:
    base = begun.version
    _save(office, begun, "funds.initial", "100", base)
    other = _save(office, begun, "funds.full_year", "120", base)
    assert (other.acks, other.conflicts, other.news) == (
        {"funds.full_year": "120"},
        [],
        {"funds.initial": "100"},
    )
    same = _save(office, begun, "funds.initial", "200", base)
    assert [(c.cell, c.theirs, c.by, c.mine) for c in same.conflicts] == [
        ("funds.initial", "100", "jia", "200")
    ]
    assert _text(begun, "funds.initial") == "100"


def test_mine_after_a_conflict_is_saved_on_the_new_version(office: Office, begun: UnitReport) -> None:
    base = begun.version
    _save(office, begun, "funds.initial", "100", base)
    saved = _save(office, begun, "funds.initial", "200", base, overwrite=True)
    assert saved.acks == {"funds.initial": "200"}
    assert _text(begun, "funds.initial") == "200"


def test_the_same_change_sent_twice_is_saved_once(office: Office, begun: UnitReport) -> None:
    base = begun.version
    first = _save(office, begun, "funds.initial", "100", base)
    again = _save(office, begun, "funds.initial", "100", base)
    assert (again.acks, again.conflicts, again.version) == ({"funds.initial": "100"}, [], first.version)


def test_every_save_leaves_who_and_what_was_there_before(office: Office, begun: UnitReport) -> None:
    _save(office, begun, "funds.initial", "100")
    _save(office, begun, "funds.initial", "176.18")
    entry = Entry.objects.filter(verb="save_cells").latest("id")
    assert entry.actor_name == "jia"
    assert '"funds.initial":["100","176.18"]' in entry.details


def test_others_cannot_save(office: Office, advance: Advance) -> None:
    report = advance("filling")
    for name in ("jia_head", "yi", "reviewer", "bureau", "auditor", "admin"):
        with pytest.raises(Refused, match="只有本单位的经办人可以填写。"):
            save_cells(
                office.actor(name),
                report_id=report.pk,
                base_version=99,
                changes=[Change("funds.initial", "1")],
            )


def test_an_indicator_row_comes_and_goes_with_its_cells(office: Office, begun: UnitReport) -> None:
    row = actions.add_indicator(office.actor("jia"), report_id=begun.pk, level1="产出指标", level2="数量指标")
    _save(office, begun, f"{row.id}.name", "培训场次")
    actions.remove_indicator(office.actor("jia"), report_id=begun.pk, row_id=row.id)
    begun.refresh_from_db()
    content = content_from_json(begun.content)
    assert content.row(row.id) is None
    assert not [cell for cell in content.cells if cell.startswith(f"{row.id}.")]
    assert '"cells":{"' + row.id + '.name":"培训场次"}' in Entry.objects.latest("id").details


def test_an_explanation_holds_while_the_finding_says_the_same(office: Office, advance: Advance) -> None:
    report = advance("filling")
    saved = _save(office, report, "r1.actual", "999999件")
    assert saved.judged is not None
    finding = next(f for f in saved.judged.findings if f.code == "S03")
    with pytest.raises(Refused, match="说明只写了“核实无误”"):
        actions.explain(office.actor("jia"), report_id=report.pk, finding_id=finding.id, text="核实无误")
    judged = actions.explain(
        office.actor("jia"), report_id=report.pk, finding_id=finding.id, text="新增便民终端，办件量大增。"
    )
    assert next(f for f in judged.findings if f.id == finding.id).explanation == "新增便民终端，办件量大增。"
    changed = _save(office, report, "r1.actual", "888888件")
    assert changed.judged is not None
    assert next(f for f in changed.judged.findings if f.code == "S03").explanation == ""
