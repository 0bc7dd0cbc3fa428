"""What the made-up bureau knows of its units: brought in from an Excel like the one it would fill."""

from __future__ import annotations

from zhunsheng.server.campaigns.figure_workbook import read_table, template
from zhunsheng.server.campaigns.figures import import_figures, keys_of
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.contents import texts_of
from zhunsheng.server.demo.district import District
from zhunsheng.server.files.storing import store_bytes
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.reports.schemes import sheet_of

_KNOWN = ("staffing.quota", "funds.initial", "funds.full_year", "funds.executed")


def bring_in_figures(district: District, campaign: Campaign) -> None:
    """The same figures the units will fill."""
    figures = {}
    for number, unit in enumerate(district.units):
        texts = texts_of(number, unit.name, campaign.fiscal_year).texts
        figures[unit.code] = (unit.name, {key: texts[key] for key in _KNOWN if key in texts})
    _bring_in(district, campaign, figures)


def bring_in_late_figure(district: District, campaign: Campaign, number: int) -> None:
    """One that came after the unit had filed, and says otherwise."""
    unit = district.units[number]
    _bring_in(district, campaign, {unit.code: (unit.name, {"procurement.final": "18.6"})})


def _bring_in(district: District, campaign: Campaign, figures: dict[str, tuple[str, dict[str, str]]]) -> None:
    assert district.bureau is not None
    bureau, sheet = actor_of(district.bureau), sheet_of(campaign.scheme)
    keys = keys_of(sheet)
    data = template(keys, sheet, [(code, name, known) for code, (name, known) in figures.items()])
    file = store_bytes(bureau, f"{campaign.fiscal_year}年度已知数.xlsx", data)
    rows = read_table(data, keys, sheet)
    import_figures(bureau, campaign=campaign, file=file, rows=rows, only_clean=False)
