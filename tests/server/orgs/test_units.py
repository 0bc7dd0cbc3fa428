"""Units through the years: adding, moving with all below, renaming, copying a year."""

from __future__ import annotations

import pytest
from tests.server.conftest import OPERATOR, YEAR, Office

from zhunsheng.server.orgs.actions import (
    copy_hierarchy,
    create_unit,
    place_unit,
    rename_unit,
    set_unit_active,
)
from zhunsheng.server.orgs.models import Placement, Unit
from zhunsheng.server.orgs.queries import hierarchy
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.models import UnitReport


def test_a_unit_moves_with_what_is_below_it_and_its_reports(office: Office, report: UnitReport) -> None:
    school = create_unit(OPERATOR, tenant=office.tenant, code="201-1", name="示例区甲校")
    place_unit(OPERATOR, unit=school, fiscal_year=YEAR, parent=office.jia_unit)
    place_unit(office.actor("admin"), unit=office.jia_unit, fiscal_year=YEAR, parent=office.yi_unit)
    root, jia, yi = office.root.pk, office.jia_unit.pk, office.yi_unit.pk
    assert dict(Placement.objects.values_list("unit__name", "path")) == {
        "示例区": f"/{root}/",
        "示例区甲局": f"/{root}/{yi}/{jia}/",
        "示例区乙局": f"/{root}/{yi}/",
        "示例区甲校": f"/{root}/{yi}/{jia}/{school.pk}/",
    }
    report.refresh_from_db()
    assert report.path == f"/{root}/{yi}/{jia}/"


def test_a_year_is_copied_once_without_units_no_longer_in_use(office: Office) -> None:
    admin = office.actor("admin")
    set_unit_active(admin, unit=office.yi_unit, active=False)
    assert copy_hierarchy(admin, tenant=office.tenant, source=YEAR, target=YEAR + 1) == 2
    assert [(entry.name, entry.level) for entry in hierarchy(admin, YEAR + 1)] == [
        ("示例区", 0),
        ("示例区甲局", 1),
    ]
    with pytest.raises(Refused, match="2024 年已经有单位层级，不能再整体复制"):
        copy_hierarchy(admin, tenant=office.tenant, source=YEAR, target=YEAR + 1)


def test_earlier_years_keep_the_old_name(office: Office) -> None:
    admin = office.actor("admin")
    copy_hierarchy(admin, tenant=office.tenant, source=YEAR, target=YEAR + 1)
    rename_unit(admin, unit=office.jia_unit, name="示例区甲委", since=YEAR + 1)
    names = Placement.objects.filter(unit=office.jia_unit).order_by("fiscal_year")
    assert list(names.values_list("fiscal_year", "name_then")) == [
        (YEAR, "示例区甲局"),
        (YEAR + 1, "示例区甲委"),
    ]


def test_a_code_is_given_once(office: Office) -> None:
    with pytest.raises(Refused, match="单位编码 201 已经有单位用了。"):
        create_unit(office.actor("admin"), tenant=office.tenant, code="201", name="丙局")


def test_the_pages(office: Office) -> None:
    client = office.client("admin")
    typed = {"code": "203", "name": "示例区丙局", "fiscal_year": str(YEAR), "parent": str(office.root.pk)}
    assert client.post("/orgs/", typed)["Location"] == f"/orgs/?year={YEAR}"
    assert "示例区丙局" in client.get(f"/orgs/?year={YEAR}").content.decode()
    again = client.post("/orgs/", typed)
    assert (again.status_code, "单位编码 203 已经有单位用了。" in again.content.decode()) == (400, True)
    unit = Unit.objects.get(code="203")
    client.post(f"/orgs/units/{unit.pk}/", {"what": "rename", "name": "示例区丙委", "since": str(YEAR)})
    client.post(f"/orgs/units/{unit.pk}/", {"what": "deactivate"})
    unit.refresh_from_db()
    assert (unit.name, unit.is_active) == ("示例区丙委", False)
    client.post("/orgs/copy/", {"source": str(YEAR), "target": str(YEAR + 1)})
    assert "示例区甲局" in client.get(f"/orgs/?year={YEAR + 1}").content.decode()
