"""0.98 typed where a percent is wanted: asked once, a column at once."""

from __future__ import annotations

import pytest
from tests.server.conftest import Office

from zhunsheng.server.reports import actions
from zhunsheng.server.reports.fixes import Fix
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.percents import Question
from zhunsheng.server.reports.saving import Change, Saved, save_cells


@pytest.fixture
def begun(office: Office, report: UnitReport) -> UnitReport:
    return actions.start_blank(office.actor("jia"), report_id=report.pk)


def _save(office: Office, report: UnitReport, **texts: str) -> Saved:
    report.refresh_from_db()
    changes = [Change(cell.replace("__", "."), text) for cell, text in texts.items()]
    return save_cells(office.actor("jia"), report_id=report.pk, base_version=report.version, changes=changes)


@pytest.mark.parametrize(
    ("target", "actual", "percent"),
    [
        ("≥98%", "0.98", "98%"),
        ("≥98%", "1", "100%"),
        ("95%-100%", "0.955", "95.5%"),
        ("98%", "０．９８", "98%"),
    ],
)
def test_a_share_where_a_percent_is_wanted_is_asked_for(
    office: Office, begun: UnitReport, target: str, actual: str, percent: str
) -> None:
    saved = _save(office, begun, r1__name="满意度", r1__target=target, r1__actual=actual)
    fix = Fix(f"改为 {percent}", "r1.actual", percent)
    assert saved.questions == [Question(f"{actual} 是不是 {percent}？", f"改为 {percent}", [fix])]


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("≥98%", "98"),
        ("≥98%", "98%"),
        ("≥98%", "0"),
        ("≥98%", "约0.98"),
        ("≤0.5%", "0.4"),
        ("≥2轮", "1"),
        ("效果显著", "0.98"),
    ],
)
def test_what_is_no_share_is_left_alone(office: Office, begun: UnitReport, target: str, actual: str) -> None:
    assert _save(office, begun, r1__name="满意度", r1__target=target, r1__actual=actual).questions == []


def test_only_what_this_save_changed_is_asked_and_a_column_together(
    office: Office, begun: UnitReport
) -> None:
    _save(office, begun, r1__name="甲", r1__target="≥90%", r2__name="乙", r2__target="≥95%")
    saved = _save(office, begun, r1__actual="0.9", r2__actual="0.97", r1__weight="0.5")
    fixes = [Fix("改为 90%", "r1.actual", "90%"), Fix("改为 97%", "r2.actual", "97%")]
    assert saved.questions == [Question("0.9 是不是 90%？这一列有 2 格这样", "2 格都改", fixes)]
    assert _save(office, begun, r1__name="甲乙").questions == []
    assert _save(office, begun, r1__actual="0.9").questions == []


def test_the_fix_of_a_missing_sign_knows_a_share_too(office: Office, begun: UnitReport) -> None:
    saved = _save(office, begun, r1__name="满意度", r1__target="≥98%", r1__actual="0.98")
    assert saved.judged is not None
    fixes = [fix for finding in saved.judged.findings if finding.code == "S07" for fix in finding.fixes]
    assert fixes == [Fix("改为 98%", "r1.actual", "98%")]
