"""问责件数: counts of a round at a unit, never who; in the unit's report as a sum, blank where nobody said."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from lxml import html
from tests.server.inspections.conftest import Inspections

from zhunsheng.press.tree import Text
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.models import Issue, Round
from zhunsheng.server.inspections.papers.rectification_reports import draw_report
from zhunsheng.server.inspections.rounds.notices import BLANK
from zhunsheng.server.inspections.supervision.accountability import (
    note_accountability,
    remove_accountability,
)
from zhunsheng.server.inspections.supervision.models import Accountability
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.verdicts import Refused

DAY = date(2023, 11, 20)
PAGE = "/inspections/supervision/accountability/"


def _noted(inspections: Inspections, who: str = "inspector", on: date = DAY, **counts: int) -> Accountability:
    office = inspections.office
    return note_accountability(
        office.actor(who), entry=inspections.round, unit=office.jia_unit, decided_on=on, **counts
    )


def _said(inspections: Inspections) -> str:
    """What the report says of it."""
    tree = draw_report(
        inspections.office.actor("jia_rectifier"),
        round_id=inspections.round.pk,
        unit_id=inspections.office.jia_unit.pk,
    )
    texts = [block.text for block in tree.pages[0].blocks if isinstance(block, Text)]
    return next(text.partition("。")[2] for text in texts if text.startswith("制定、修订制度"))


def test_the_report_adds_up_what_was_entered(inspections: Inspections, issue: Issue) -> None:
    """0 is said, what nobody entered is a line to write on; another round's don't count."""
    assert _said(inspections) == (
        f"问责组织{BLANK}个，党纪政务处分{BLANK}人次，组织处理{BLANK}人次，批评教育{BLANK}人次。"
    )
    _noted(inspections, organisations=1, disciplined=0)
    _noted(inspections, organisations=2, admonished=3)
    other = Round.objects.create(term=inspections.round.term, number=4)
    Accountability.objects.create(
        tenant=inspections.office.tenant,
        round=other,
        unit=inspections.office.jia_unit,
        decided_on=DAY,
        reassigned=9,
    )
    assert _said(inspections) == (f"问责组织3个，党纪政务处分0人次，组织处理{BLANK}人次，批评教育3人次。")


def test_what_is_missing_or_not_of_the_round_is_refused(inspections: Inspections) -> None:
    office = inspections.office
    with pytest.raises(Refused, match="请至少填一个数；没有的填 0，不清楚的空着。"):
        _noted(inspections)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match=f"日期 {tomorrow} 还没有到。"):
        _noted(inspections, on=tomorrow, organisations=1)
    with pytest.raises(Refused, match="示例区委巡察办不是六届第三轮的巡察对象。"):
        note_accountability(
            office.actor("inspector"),
            entry=inspections.round,
            unit=inspections.register.unit,
            decided_on=DAY,
            organisations=1,
        )
    for who in ("leading", "jia_rectifier", "jia_discipline", "member", "admin"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            _noted(inspections, who, organisations=1)
    assert not Accountability.objects.exists()


def test_nobody_stands_in_it_and_the_trace_has_no_count(inspections: Inspections) -> None:
    noted = _noted(inspections, disciplined=1)
    remove_accountability(inspections.office.actor("inspector"), accountability_id=noted.pk)
    assert not [field.name for field in Accountability._meta.get_fields() if field.related_model is User]
    told = [json.loads(e.details) for e in Entry.objects.filter(verb__endswith="_accountability")]
    assert told == [{"unit": "示例区甲局", "decided_on": "2023-11-20"}] * 2


def test_from_the_form_to_the_list(inspections: Inspections) -> None:
    office = inspections.office
    client = office.client("inspector")
    typed = {"entry": inspections.round.pk, "unit": office.jia_unit.pk, "decided_on": "2023-11-20"}
    wrong = client.post(f"{PAGE}new/", typed | {"organisations": "-1", "admonished": "三"})
    said = html.fromstring(wrong.content.decode()).xpath("//p[@class='field-error']/text()")
    assert said == ["问责组织（个）不能小于 0。", "批评教育（人次）请填整数，没有的填 0。"]
    client.post(f"{PAGE}new/", typed | {"organisations": "0", "admonished": "3"})
    rows = html.fromstring(office.client("leading").get(PAGE).content.decode()).xpath("//tbody/tr")
    cells = [[cell.text_content().strip() for cell in row.xpath("td")] for row in rows]
    assert cells == [["六届第三轮", "示例区甲局", "2023-11-20", "0", "—", "—", "3"]]
    assert office.client("jia_rectifier").get(PAGE).status_code == 403


def test_the_very_same_row_is_not_taken_twice(inspections: Inspections) -> None:
    _noted(inspections, organisations=1)
    with pytest.raises(Refused, match="示例区甲局 2023-11-20 同样的件数已经登记过，请核对。"):
        _noted(inspections, organisations=1)
    _noted(inspections, organisations=1, disciplined=0)
    assert Accountability.objects.count() == 2
