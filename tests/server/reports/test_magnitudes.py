"""L18: an amount typed in 元 in a table in 万元 is asked for, with the fix; what may well be so is not."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.server.conftest import Advance, Office

from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.content import CellText, Content, content_to_json
from zhunsheng.server.reports.fixes import Fix
from zhunsheng.server.reports.magnitudes import magnitude_findings
from zhunsheng.server.reports.models import State, UnitReport
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reports.schemes import sheet_of

SHEET = sheet_of("hunan-overall")


def _asked(
    cells: dict[str, str], last_year: dict[str, str] | None = None, locked: tuple[str, ...] = ()
) -> dict[str, Fix]:
    content = Content({cell: CellText(text, 1) for cell, text in cells.items()})
    found = magnitude_findings(content, SHEET, set(locked), lambda: last_year or {})
    assert {(finding.severity, finding.question) for finding in found} <= {
        ("hint", "是否误填成“元”？本栏单位是万元")
    }
    return {finding.cells[0]: finding.fixes[0] for finding in found}


@pytest.mark.parametrize("typed", ["4863000", "2431500", "48630000"])
def test_ten_thousand_times_last_year_is_asked_for(typed: str) -> None:
    """Half as much and ten times as much in 元 as well: the year may have moved."""
    assert set(_asked({"funds.initial": typed}, {"funds.initial": "486.3"})) == {"funds.initial"}


@pytest.mark.parametrize(
    ("cells", "last_year"),
    [
        ({"funds.initial": "2431499"}, {"funds.initial": "486.3"}),
        ({"funds.initial": "4863000"}, {}),
        ({"funds.initial": "4863000"}, {"funds.initial": "0"}),
        ({"funds.initial": "4863000"}, {"funds.initial": "——"}),
        ({"funds.initial": "999.9"}, {"funds.initial": "0.01"}),
        ({"general.opening": "0.01", "general.income": "1486.3"}, {}),
        ({"staffing.quota": "130000"}, {"staffing.quota": "13"}),
    ],
)
def test_what_may_be_so_is_not_asked(cells: dict[str, str], last_year: dict[str, str]) -> None:
    assert _asked(cells, last_year) == {}


def test_the_other_figures_of_the_same_matter_serve_where_there_is_no_last_year() -> None:
    years = {"three_public.total.prior": "14.04", "three_public.total.final": "124200"}
    assert _asked(years) == {"three_public.total.final": Fix("÷10000", "three_public.total.final", "12.42")}
    money = {"funds.initial": "486.3", "funds.full_year": "5031000", "funds.executed": "492.64"}
    assert set(_asked(money)) == {"funds.full_year"}


def test_no_cent_is_lost_in_the_fix() -> None:
    fixes = _asked({"funds.initial": "2487412.35"}, {"funds.initial": "240"})
    assert fixes["funds.initial"].text == "248.741235"


def test_a_figure_of_the_bureau_is_not_the_unit_s_to_doubt() -> None:
    assert _asked({"funds.initial": "4863000"}, {"funds.initial": "486.3"}, locked=("funds.initial",)) == {}


def test_a_save_asks_with_last_year_s_report_beside_it(office: Office, advance: Advance) -> None:
    report = advance("filling")
    _last_year(office, report)
    saved = save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=report.version,
        changes=[Change("funds.other", "312000")],
    )
    assert saved.judged is not None
    (finding,) = [finding for finding in saved.judged.findings if finding.code == "L18"]
    assert finding.message == ("“其他资金”312000 是上年的 31.2 的 10000 倍，是否误填成“元”？本栏单位是万元。")
    assert not finding.blocking
    save_cells(
        office.actor("jia"),
        report_id=report.pk,
        base_version=saved.version,
        changes=[Change(finding.fixes[0].cell, finding.fixes[0].text)],
    )
    report.refresh_from_db()
    assert [finding for finding in judge(report).findings if finding.code == "L18"] == []


def _last_year(office: Office, report: UnitReport) -> None:
    now = timezone.now()
    campaign = Campaign.objects.create(
        tenant=office.tenant,
        organizer=office.root,
        fiscal_year=report.campaign.fiscal_year - 1,
        scheme=report.campaign.scheme,
        title="上年",
        deadline=now,
        state=Campaign.State.CLOSED,
    )
    UnitReport.objects.create(
        campaign=campaign,
        unit=report.unit,
        path=report.path,
        state=State.ACCEPTED,
        state_since=now,
        deadline=now,
        content=content_to_json(Content({"funds.other": CellText("31.2", 1)})),
    )
