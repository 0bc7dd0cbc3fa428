"""Base tables of subordinate units: each fills its own, the department's is their sum, a missing one is not zero."""

from __future__ import annotations

from datetime import date

import pytest
from tests.server.conftest import OPERATOR, PASSWORD, YEAR, Advance, Office

from zhunsheng.server.orgs.actions import assign_duty, create_unit, create_user, place_unit
from zhunsheng.server.orgs.models import Role, Unit
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports import subordinates
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import SubordinateBase, UnitReport

KEYS = ("three_public.total.final", "staffing.actual")


@pytest.fixture
def school(office: Office) -> Unit:
    """A unit below 甲局, with a preparer of its own."""
    unit = create_unit(OPERATOR, tenant=office.tenant, code="201-1", name="示例区第一小学")
    place_unit(OPERATOR, unit=unit, fiscal_year=YEAR, parent=office.jia_unit)
    user = create_user(
        OPERATOR,
        tenant=office.tenant,
        username="school",
        name="小学经办",
        password=PASSWORD,
        must_change=False,
    )
    assign_duty(OPERATOR, user=user, unit=unit, role=Role.PREPARER, since=date(2022, 1, 1))
    office.people["school"] = user
    return unit


@pytest.fixture
def begun(office: Office, school: Unit, advance: Advance) -> UnitReport:
    report = advance("filling")
    subordinates.begin_bases(office.actor("jia"), report_id=report.pk)
    return report


def _base(report: UnitReport, unit: Unit) -> SubordinateBase:
    return SubordinateBase.objects.select_related("report__campaign", "report__unit", "unit").get(
        report=report, unit=unit
    )


def _fill(office: Office, who: str, base: SubordinateBase, money: str, people: str) -> None:
    base.refresh_from_db()
    subordinates.save_base(
        office.actor(who),
        base_id=base.pk,
        version=base.version,
        texts=dict(zip(KEYS, (money, people), strict=True)),
        done=True,
    )


def test_only_absolute_figures_are_added_up(begun: UnitReport) -> None:
    keys = subordinates.base_keys(subordinates.sheet_of("hunan-overall"))
    assert {"three_public.total.final", "staffing.actual", "buildings.actual_area"} <= set(keys)
    assert not {"staffing.control_rate", "thrift.measures", "buildings.year", "filing.date"} & set(keys)


@pytest.mark.parametrize(
    ("own", "other", "total"),
    [
        (("1.2", "10"), ("0.3", "25"), ("1.5", "35")),
        (("1.2", "10"), ("——", "0"), ("1.2", "10")),
        (("——", "10"), ("——", ""), ("——", "10")),
    ],
)
def test_the_department_s_table_is_the_sum(
    office: Office,
    school: Unit,
    begun: UnitReport,
    own: tuple[str, str],
    other: tuple[str, str],
    total: tuple[str, str],
) -> None:
    _fill(office, "jia", _base(begun, office.jia_unit), *own)
    _fill(office, "school", _base(begun, school), *other)
    _, found = subordinates.sum_up(office.actor("jia"), report_id=begun.pk)
    begun.refresh_from_db()
    content = content_from_json(begun.content)
    assert tuple(content.text(key) for key in KEYS) == total
    assert content.cells[KEYS[1]].source == "summed:2 个单位"
    assert found.missing == []


def test_a_missing_unit_is_named_and_not_zero(office: Office, school: Unit, begun: UnitReport) -> None:
    with pytest.raises(Refused, match="还没有一个单位填完"):
        subordinates.sum_up(office.actor("jia"), report_id=begun.pk)
    _fill(office, "jia", _base(begun, office.jia_unit), "1.2", "10")
    _, found = subordinates.sum_up(office.actor("jia"), report_id=begun.pk)
    assert (found.counted, found.missing) == (["示例区甲局"], ["示例区第一小学"])
    page = office.client("jia").get(f"/reports/{begun.pk}/bases/").content.decode()
    assert "还缺：<strong>示例区第一小学</strong>" in page


def test_the_unit_fills_its_own_page_and_sees_nothing_else(
    office: Office, school: Unit, begun: UnitReport
) -> None:
    client, base = office.client("school"), _base(begun, school)
    assert f"/reports/bases/{base.pk}/" in client.get("/").content.decode()
    assert client.get(f"/reports/bases/{base.pk}/").status_code == 200
    client.post(f"/reports/bases/{base.pk}/", {"version": "0", "done": "1", KEYS[0]: "0.3万元"})
    base.refresh_from_db()
    assert (base.cells[KEYS[0]], base.version) == ("0.3", 1)
    assert f"/reports/bases/{base.pk}/" not in client.get("/").content.decode()
    assert client.get(f"/reports/{begun.pk}/").status_code == 403
    assert client.get(f"/reports/bases/{_base(begun, office.jia_unit).pk}/").status_code == 403
    assert office.client("yi").get(f"/reports/bases/{base.pk}/").status_code == 403


def test_what_is_not_taken(office: Office, school: Unit, begun: UnitReport) -> None:
    base = _base(begun, school)
    with pytest.raises(Refused, match="“三公经费本年决算数”填的不是数"):
        _fill(office, "school", base, "约三", "1")
    _fill(office, "jia", base, "1", "1")
    with pytest.raises(Refused, match="刚刚被别人改过"):
        subordinates.save_base(office.actor("school"), base_id=base.pk, version=0, texts={}, done=False)
    UnitReport.objects.filter(pk=begun.pk).update(state="with_head")
    with pytest.raises(Refused, match="已经报送"):
        _fill(office, "school", base, "1", "1")


def test_a_unit_without_subordinates_has_nothing_to_add_up(office: Office, advance: Advance) -> None:
    report = advance("filling")
    with pytest.raises(Refused, match="没有下属单位"):
        subordinates.begin_bases(office.actor("jia"), report_id=report.pk)
