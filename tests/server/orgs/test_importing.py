"""Units and people from one Excel: the plan row by row, and what it does."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from tests.server.conftest import YEAR, Office

from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.orgs.import_workbook import PersonRow, UnitRow, read_rows, template
from zhunsheng.server.orgs.importing import import_orgs, plan_of
from zhunsheng.server.orgs.models import Duty, Placement, Role, Tenant, User
from zhunsheng.server.orgs.verdicts import Refused


def test_each_unit_row_says_what_it_would_do_or_what_is_wrong(office: Office) -> None:
    rows = [
        UnitRow(2, "201", "示例区甲局", ""),
        UnitRow(3, "202", "示例区乙委", ""),
        UnitRow(4, "203-1", "示例区丙校", "203"),
        UnitRow(5, "203", "示例区丙局", "000"),
        UnitRow(6, "204", "", ""),
        UnitRow(7, "205", "示例区戊局", "999"),
        UnitRow(8, "203", "示例区丙局", ""),
        UnitRow(9, "206", "己", "207"),
        UnitRow(10, "207", "庚", "206"),
        UnitRow(11, "205-1", "戊校", "205"),
    ]
    plan = plan_of(office.tenant, YEAR, rows, [])
    assert [step.error or step.change for step in plan.units] == [
        "不变",
        "改名",
        "新增",
        "新增",
        "单位编码和单位名称都要填。",
        "没有编码为 999 的上级单位。",
        "编码 203 在表里出现两次。",
        "上级单位绕成了一圈。",
        "上级单位绕成了一圈。",
        "上级单位 205 那一行有错。",
    ]


def test_each_person_row_says_what_it_would_do_or_what_is_wrong(office: Office) -> None:
    rows = [
        PersonRow(2, "jia", "jia", "201", "经办人"),
        PersonRow(3, "jia", "jia", "202", "经办人"),
        PersonRow(4, "bing", "丙岗", "203", "经办人"),
        PersonRow(5, "bing", "丙岗", "203", "单位负责人"),
        PersonRow(6, "ding", "丁岗", "203", "科长"),
        PersonRow(7, "wu", "戊岗", "999", "经办人"),
        PersonRow(8, "", "己岗", "201", "经办人"),
    ]
    plan = plan_of(office.tenant, YEAR, [UnitRow(2, "203", "示例区丙局", "")], rows)
    assert [step.error or step.change for step in plan.people] == [
        "不变",
        "增加职责",
        "新增",
        "增加职责",
        "“科长”不是职责，请写经办人、单位负责人、财政审核、财政管理员、审计、系统管理员、安全管理员、巡察办、巡察组、派驻纪检组、巡察领导小组、整改联络人、联审部门之一。",
        "没有编码为“999”的单位。",
        "账号和姓名都要填。",
    ]


def test_importing_leaves_faulty_rows_out_and_doing_it_again_changes_nothing(office: Office) -> None:
    admin = office.actor("admin")
    units = [
        UnitRow(2, "203-1", "示例区丙校", "203"),
        UnitRow(3, "203", "示例区丙局", ""),
        UnitRow(4, "204", "", ""),
    ]
    people = [
        PersonRow(2, "bing", "丙岗", "203-1", "经办人"),
        PersonRow(3, "bing", "丙岗", "203", "单位负责人"),
    ]
    outcome = import_orgs(admin, tenant=office.tenant, year=YEAR, units=units, people=people)
    assert outcome.changes == 4
    [(bing, password)] = outcome.passwords
    assert (bing.check_password(password), bing.must_change_password) == (True, True)
    placed = Placement.objects.filter(unit__code__startswith="203").order_by("unit__code")
    assert list(placed.values_list("unit__name", "parent__name")) == [
        ("示例区丙局", "示例区"),
        ("示例区丙校", "示例区丙局"),
    ]
    assert list(Duty.objects.filter(user=bing).values_list("unit__name", "role")) == [
        ("示例区丙校", "preparer"),
        ("示例区丙局", "head"),
    ]
    again = import_orgs(admin, tenant=office.tenant, year=YEAR, units=units, people=people)
    assert (again.changes, again.passwords) == (0, [])


def test_only_the_administrator_imports(office: Office) -> None:
    with pytest.raises(Refused, match="只有系统管理员可以管理单位和人员。"):
        import_orgs(office.actor("bureau"), tenant=office.tenant, year=YEAR, units=[], people=[])


def test_the_template_comes_back_unchanged() -> None:
    data = template([("000", "示例区", "", ""), ("201", "示例区甲局", "000", "205")])
    units = [UnitRow(2, "000", "示例区", "", ""), UnitRow(3, "201", "示例区甲局", "000", "205")]
    assert read_rows(data) == (units, [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("205", "205"),
        ("2050201", "205"),
        ("教育支出", "205"),
        ("205 教育支出", "205"),
        ("教育", "205"),
        ("", ""),
    ],
)
def test_the_function_of_a_unit(office: Office, written: str, code: str) -> None:
    rows = [UnitRow(2, "201", "示例区甲局", "000", written)]
    admin = office.actor("admin")
    import_orgs(admin, tenant=office.tenant, year=YEAR, units=rows, people=[])
    office.jia_unit.refresh_from_db()
    assert office.jia_unit.function == code
    assert plan_of(office.tenant, YEAR, rows, []).news == []


def test_a_function_nobody_knows_is_a_fault(office: Office) -> None:
    [step] = plan_of(office.tenant, YEAR, [UnitRow(2, "201", "示例区甲局", "000", "办学")], []).units
    assert step.error == "没有“办学”这个功能分类，请写类一级的编码或名称。"


def test_the_function_on_the_page_of_the_unit(office: Office) -> None:
    client = office.client("admin")
    page = f"/orgs/units/{office.jia_unit.pk}/"
    client.post(page, {"what": "classify", "function": "210"})
    assert "支出功能分类：卫生健康支出" in client.get(page).content.decode()
    client.post(page, {"what": "classify", "function": ""})
    assert "支出功能分类：没有定" in client.get(page).content.decode()


def test_another_workbook_is_refused_in_words() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(Refused, match="没有“单位”或“人员”工作表，请用下载的模板填写。"):
        read_rows(buffer.getvalue())


def test_the_pages_from_template_to_first_passwords(office: Office) -> None:
    client = office.client("admin")
    given = b"".join(client.get(f"/orgs/import/template/?year={YEAR}"))  # type: ignore[arg-type]
    book = openpyxl.load_workbook(io.BytesIO(given))
    book["单位"].append(["203", "示例区丙局", ""])
    book["人员"].append(["bing", "丙岗", "203", "经办人"])
    buffer = io.BytesIO()
    book.save(buffer)
    upload = SimpleUploadedFile("单位与人员.xlsx", buffer.getvalue())
    answer = client.post("/orgs/import/", {"year": str(YEAR), "file": upload})
    preview = client.get(answer["Location"]).content.decode()
    assert "全部导入（2 行）" in preview
    done = client.post(answer["Location"].partition("?")[0], {"year": str(YEAR)})
    assert "已导入 2 行" in done.content.decode()
    assert "no-store" in done["Cache-Control"]
    assert User.objects.get(username="bing").must_change_password


@pytest.mark.django_db
def test_the_first_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"tenant": "示例区", "code": "990000", "username": "admin", "name": "系统管理员"}
    call_command("createadmin", **told)
    password = capsys.readouterr().out.strip().rpartition("：")[2]
    admin = User.objects.get(username="admin")
    assert (admin.check_password(password), admin.must_change_password) == (True, True)
    assert actor_of(admin).has(Role.ADMIN)
    call_command("createadmin", **told | {"username": "admin2"})
    assert Tenant.objects.count() == 1
    with pytest.raises(CommandError, match="账号“admin”已经有人用了。"):
        call_command("createadmin", **told)
    with pytest.raises(CommandError, match="行政区划代码 990000 已经是示例区的。"):
        call_command("createadmin", **told | {"tenant": "乙区"})
