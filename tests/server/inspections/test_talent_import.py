"""入库人员 from Excel: every fault a row can have, the good rows taken, the rest left to be put right, no file kept."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from lxml import html
from tests.server.inspections.conftest import Inspections
from tests.server.inspections.workbooks import upload, workbook

from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.inspections.talent.importing import COLUMNS, plan_of, template, text_of
from zhunsheng.server.inspections.talent.models import Talent
from zhunsheng.server.orgs.verdicts import Refused

PAGE = "/inspections/talents/import/"
GOOD = ("人才01", "示例区甲局", "", "股长", "财务审计、法律", "2023-2-1", "jia")
ELSEWHERE = ("人才02", "", "外县某局", "", "", "2023年3月1日", "")


def _line(*cells: str) -> str:
    return "\t".join(cells)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (_line(*GOOD), ""),
        (_line(*ELSEWHERE), ""),
        (_line("人才01", "示例区甲局", "", "", "", "2023-2-1"), ""),
        (_line("", "示例区甲局", "", "", "", "2023-2-1"), "没有写姓名。"),
        (_line("人才01", "甲甲局", "", "", "", "2023-2-1"), "没有叫“甲甲局”的单位，请核对名称。"),
        (_line("人才01", "", "", "", "", "2023-2-1"), "单位和其他单位要填一个，也只填一个。"),
        (
            _line("人才01", "示例区甲局", "外县某局", "", "", "2023-2-1"),
            "单位和其他单位要填一个，也只填一个。",
        ),
        (
            _line("人才01", "示例区甲局", "", "", "", "去年"),
            "入库日期“去年”不是日期，请写成 2024-07-31 的样子。",
        ),
        (_line("人才01", "示例区甲局", "", "", "", "2099-1-1"), "入库日期 2099-01-01 还没有到。"),
        (
            _line("人才01", "示例区甲局", "", "", "", "2023-2-1", "没有的"),
            "没有“没有的”这个账号，请核对或留空。",
        ),
        (
            _line("人才01", "示例区甲局", "", "", "", "2023-2-1", "member"),
            "账号 member 已经对应人才库里的另一个人。",
        ),
        (_line("人才01", "示例区甲局", "", "长" * 61, "", "2023-2-1"), "岗位最多 60 个字。"),
        (_line("member", "示例区委巡察办", "", "", "", "2023-2-1"), "人才库里已经有这个单位的这个人。"),
    ],
)
def test_what_is_wrong_with_a_row(inspections: Inspections, line: str, fault: str) -> None:
    plan = plan_of(inspections.office.actor("inspector"), line)
    assert [row.fault for row in plan.rows] == [fault]


def test_a_row_that_comes_twice_is_taken_once(inspections: Inspections) -> None:
    plan = plan_of(inspections.office.actor("inspector"), "\n\n".join([_line(*GOOD), _line(*GOOD)]))
    assert [row.fault for row in plan.rows] == ["", "账号 jia 已经对应人才库里的另一个人。"]


def test_the_good_rows_are_taken_and_the_others_stay_on_the_page(inspections: Inspections) -> None:
    client, kept = inspections.office.client("inspector"), StoredFile.objects.count()
    wrong = ("人才03", "甲甲局", "", "", "", "2023-2-1", "")
    shown = client.post(PAGE, {"file": upload(workbook([COLUMNS, GOOD, ELSEWHERE, wrong]))})
    text = _text(shown.content)
    assert text == "\n".join(map("\t".join, (GOOD, ELSEWHERE, wrong)))
    assert Talent.objects.filter(name__startswith="人才").count() == 0
    left = client.post(PAGE, {"text": text, "take": "1"})
    assert _text(left.content) == _line(*wrong)
    righted = client.post(PAGE, {"text": _line(*wrong).replace("甲甲局", "示例区甲局"), "take": "1"})
    assert righted.status_code == 302
    taken = [
        (one.name, one.unit_name, one.post, one.since, one.user_id)
        for one in Talent.objects.filter(name__startswith="人才").select_related("unit")
    ]
    assert taken == [
        ("人才01", "示例区甲局", "股长", date(2023, 2, 1), inspections.office.people["jia"].pk),
        ("人才02", "外县某局", "", date(2023, 3, 1), None),
        ("人才03", "示例区甲局", "", date(2023, 2, 1), None),
    ]
    assert {str(entry) for entry in Talent.objects.get(name="人才01").specialties.all()} == {
        "财务审计",
        "法律",
    }
    assert StoredFile.objects.count() == kept


def test_an_excel_that_can_t_be_read_is_refused_in_words(inspections: Inspections) -> None:
    client = inspections.office.client("inspector")
    for data, words in (
        (
            workbook([("名字", "哪里的")]),
            "前 5 行里没有找到表头（姓名、单位、入库日期），请用下载的模板填写。",
        ),
        (b"PK\x03\x04", "文件已损坏或不完整"),
    ):
        refused = client.post(PAGE, {"file": upload(data)})
        assert (refused.status_code, words in refused.content.decode()) == (400, True), words
    with pytest.raises(Refused, match="台账由巡察办登记。"):
        plan_of(inspections.office.actor("leading"), "")


def test_the_template_is_read_back(inspections: Inspections) -> None:
    book = openpyxl.load_workbook(BytesIO(template()))
    book.active.append(GOOD)
    buffer = BytesIO()
    book.save(buffer)
    assert text_of(buffer.getvalue()) == _line(*GOOD)


def _text(content: bytes) -> str:
    return str(html.fromstring(content.decode()).xpath("//textarea")[0].text).strip("\r\n")
