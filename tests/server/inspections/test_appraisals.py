"""四个纳入: what each figure counts, that a handover freezes them, and that no person is in any of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from tests.server.conftest import OPERATOR
from tests.server.inspections.conftest import FED_BACK, Inspections, rectified

from zhunsheng.press.docx import docx_of
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.inspections.appraisals import actions
from zhunsheng.server.inspections.appraisals.documents import appraisals_xlsx, letter_of
from zhunsheng.server.inspections.appraisals.facts import FIGURES, Facts, facts_of, words_of
from zhunsheng.server.inspections.appraisals.models import Adoption, HandedUnit, Handover, Use
from zhunsheng.server.inspections.appraisals.queries import lines_of
from zhunsheng.server.inspections.issues.actions import NewIssue, register_issues
from zhunsheng.server.inspections.models import Handling, Issue, IssueState, Source
from zhunsheng.server.inspections.rounds.notices import BLANK
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.supervision import actions as supervision_actions
from zhunsheng.server.inspections.workflow import Verb
from zhunsheng.server.orgs.actions import create_unit
from zhunsheng.server.orgs.models import Unit, User
from zhunsheng.server.orgs.verdicts import Refused

LAST_DAY = date(2023, 12, 31)
DUE = date(2023, 8, 1)
PAGE = "/inspections/appraisals/"
Found = Callable[..., Issue]


@pytest.fixture
def scope(inspections: Inspections) -> Scope:
    return Scope(inspections.register, 2023, LAST_DAY)


@pytest.fixture
def found(inspections: Inspections) -> Found:
    """Registers an issue at 甲局, fed back and due, and puts it where it is said to stand since."""

    def register(
        state: IssueState = IssueState.RECTIFYING,
        closed_on: date | None = None,
        *,
        source: Source = Source.SELF_CHECK,
        unit: Unit | None = None,
        found_on: date = date(2023, 3, 20),
        fed_back_on: date | None = FED_BACK,
        due_on: date | None = DUE,
    ) -> Issue:
        unit = unit or inspections.office.jia_unit
        new = NewIssue("固定资产盘点账实不符", source, unit, found_on, fed_back_on=fed_back_on, due_on=due_on)
        (issue,) = register_issues(inspections.office.actor("inspector"), [new])
        Issue.objects.filter(pk=issue.pk).update(
            state=state, closed_on=closed_on, state_since=_moment(closed_on or date(2023, 6, 1))
        )
        return issue

    return register


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _of_jia(inspections: Inspections, scope: Scope) -> Facts | None:
    return facts_of(scope).get(inspections.office.jia_unit.pk)


# --- the figures -------------------------------------------------------------------------------------------

CLOSED, LONG_TERM = IssueState.CLOSED, IssueState.LONG_TERM


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        ({"state": CLOSED, "closed_on": DUE}, Facts(told=1, due=1, on_time=1)),
        ({"state": CLOSED, "closed_on": DUE + timedelta(days=1)}, Facts(told=1, due=1, late=1)),
        ({}, Facts(told=1, due=1, unfinished=1, overdue=1)),
        ({"state": LONG_TERM}, Facts(told=1, due=1, long_term=1)),
        ({"due_on": LAST_DAY}, Facts(told=1)),
        ({"due_on": LAST_DAY, "state": CLOSED, "closed_on": LAST_DAY}, Facts(told=1, due=1, on_time=1)),
        ({"due_on": date(2024, 2, 1)}, Facts(told=1)),
        (
            {"found_on": date(2022, 3, 1), "fed_back_on": date(2022, 5, 1), "due_on": date(2022, 8, 1)},
            Facts(overdue=1),
        ),
        (
            {"source": Source.LOOK_BACK, "due_on": date(2024, 2, 1)},
            Facts(told=1, found_again=1),
        ),
        (
            {"source": Source.SUPERVISION, "found_on": date(2022, 12, 1), "due_on": date(2024, 2, 1)},
            Facts(told=1),
        ),
    ],
)
def test_what_one_issue_counts_as(
    inspections: Inspections, scope: Scope, found: Found, arguments: dict[str, Any], facts: Facts
) -> None:
    found(**arguments)
    assert _of_jia(inspections, scope) == facts


def test_what_is_not_fed_back_yet_counts_nowhere(
    inspections: Inspections, scope: Scope, found: Found
) -> None:
    issue = found()
    Issue.objects.filter(pk=issue.pk).update(fed_back_on=date(2024, 1, 10))
    assert _of_jia(inspections, scope) is None


def test_each_due_issue_counts_once_and_the_rate_leaves_long_term_out(
    inspections: Inspections, scope: Scope, found: Found
) -> None:
    for closed_on in (DUE, DUE, DUE + timedelta(days=9)):
        found(CLOSED, closed_on)
    found(LONG_TERM)
    found()
    facts = _of_jia(inspections, scope)
    assert facts == Facts(told=5, due=5, on_time=2, late=1, unfinished=1, long_term=1, overdue=1)
    assert (words_of(facts)["rate"], facts.rate_worked_out) == ("50.00%", "2÷（5－1）＝50.00%")
    only_long = Facts(told=1, due=1, long_term=1)
    assert (words_of(only_long)["rate"], only_long.rate_worked_out) == ("无", "没有到期的问题")


def test_states_are_those_of_the_day(inspections: Inspections, scope: Scope, found: Found) -> None:
    """Closed in time, opened again in the next year; and closed in the next year only."""
    reopened, closed = found(), found(CLOSED, date(2024, 1, 20))
    for issue, verb, target, day in (
        (reopened, Verb.CLOSE, CLOSED, date(2023, 7, 20)),
        (reopened, Verb.REOPEN, IssueState.RECTIFYING, date(2024, 2, 1)),
        (closed, Verb.CLOSE, CLOSED, date(2024, 1, 20)),
    ):
        _handled(inspections, issue, verb, target, day)
    Issue.objects.filter(pk=reopened.pk).update(state_since=_moment(date(2024, 2, 1)))
    assert _of_jia(inspections, scope) == Facts(told=2, due=2, on_time=1, unfinished=1, overdue=1)
    later = replace(scope, as_of=date(2024, 3, 1))
    assert _of_jia(inspections, later) == Facts(told=2, due=2, late=1, unfinished=1, overdue=1)


def _handled(inspections: Inspections, issue: Issue, verb: Verb, target: str, day: date) -> None:
    by = inspections.office.people["inspector"]
    Handling.objects.create(
        issue=issue, verb=verb, origin=issue.state, target=target, by=by, by_name=by.name, at=_moment(day)
    )


def test_every_return_of_the_year_counts(inspections: Inspections, scope: Scope, found: Found) -> None:
    issue = found()
    Issue.objects.filter(pk=issue.pk).update(returns=3)
    for day in (date(2022, 12, 31), date(2023, 1, 1), LAST_DAY):
        _handled(inspections, issue, Verb.RETURN, IssueState.RECTIFYING, day)
    assert facts_of(scope)[inspections.office.jia_unit.pk].returned == 2


def test_interviews_and_slips_answered_late(inspections: Inspections, scope: Scope) -> None:
    inspector, unit = inspections.office.actor("inspector"), inspections.office.jia_unit
    supervision_actions.hold_interview(inspector, unit=unit, held_on=date(2023, 9, 1), matter="整改迟缓")
    for issued_on, reply_due_on, replied_on in (
        (date(2022, 12, 1), date(2022, 12, 10), None),
        (date(2023, 4, 1), None, None),
        (date(2023, 4, 1), date(2023, 4, 10), date(2023, 4, 10)),
        (date(2023, 4, 1), date(2023, 4, 10), date(2023, 4, 11)),
        (date(2023, 4, 1), date(2023, 4, 10), None),
        (date(2023, 12, 1), LAST_DAY, None),
    ):
        slip = supervision_actions.issue_slip(
            inspector, unit=unit, issued_on=issued_on, matter="报送进展", reply_due_on=reply_due_on
        )
        if replied_on is not None:
            supervision_actions.note_reply(inspector, slip_id=slip.pk, replied_on=replied_on)
    assert facts_of(scope) == {unit.pk: Facts(interviews=1, slips=5, slips_late=2)}


def test_every_unit_has_its_own_figures_in_as_many_queries_as_one(
    inspections: Inspections, scope: Scope, found: Found
) -> None:
    inspector = inspections.office.actor("inspector")
    found(CLOSED, DUE)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(lines_of(inspector, scope)) == 1
    for number in range(60):
        unit = create_unit(
            OPERATOR, tenant=inspections.office.tenant, code=f"4{number:02}", name=f"示例区第{number}局"
        )
        found(unit=unit)
    with CaptureQueriesContext(connection) as many:
        lines = lines_of(inspector, scope)
    assert (len(lines), len(many)) == (61, len(one))
    assert [line.facts for line in lines[:2]] == [
        Facts(told=1, due=1, on_time=1),
        Facts(told=1, due=1, unfinished=1, overdue=1),
    ]
    page = inspections.office.client("inspector").get(PAGE, {"year": "2023"})
    assert "第 1／2 页，共 61 条" in _words(page.content)


# --- handing over ------------------------------------------------------------------------------------------


@pytest.fixture
def handed(inspections: Inspections, scope: Scope, found: Found) -> Handover:
    """甲局's and 乙局's figures, to 乙局's 考核科 for 绩效考核."""
    found(CLOSED, DUE)
    found()
    office = inspections.office
    return actions.hand_over_facts(
        office.actor("inspector"),
        scope=scope,
        use=Use.ASSESSMENT,
        units=[office.jia_unit, office.yi_unit],
        recipient=office.yi_unit,
        department="考核科",
        handed_on=date(2024, 1, 10),
    )


def test_what_was_handed_over_stays_as_it_was(
    inspections: Inspections, handed: Handover, scope: Scope, found: Found
) -> None:
    before = [(line.unit.name, line.values) for line in handed.lines.all()]
    found(CLOSED, DUE + timedelta(days=1))
    facts = _of_jia(inspections, scope)
    assert facts == Facts(told=3, due=3, on_time=1, late=1, unfinished=1, overdue=1)
    assert [(line.unit.name, line.values) for line in handed.lines.all()] == before
    assert before == [
        ("示例区甲局", words_of(Facts(told=2, due=2, on_time=1, unfinished=1, overdue=1))),
        ("示例区乙局", words_of(Facts())),
    ]
    assert [figure["rule"] for figure in handed.figures] == [figure.rule for figure in FIGURES]


def test_numbers_follow_the_year_of_the_paper_and_are_given_once(
    inspections: Inspections, handed: Handover, scope: Scope
) -> None:
    office = inspections.office

    def number(given: str) -> str:
        return actions.hand_over_facts(
            office.actor("inspector"),
            scope=scope,
            use=Use.MEETING,
            units=[office.jia_unit],
            recipient=office.yi_unit,
            handed_on=date(2024, 1, 11),
            number=given,
        ).number

    assert [handed.number, number("NR2024-005"), number("")] == ["NR2024-001", "NR2024-005", "NR2024-006"]
    with pytest.raises(Refused, match="编号 NR2024-001 已经用过，请换一个，或者不填由系统编。"):
        number("NR2024-001")


def test_what_is_missing_or_out_of_order_is_refused(inspections: Inspections, scope: Scope) -> None:
    office = inspections.office

    def hand(who: str = "inspector", **changes: Any) -> Handover:
        wanted = {"units": [office.jia_unit], "recipient": office.yi_unit, "handed_on": date(2024, 1, 10)}
        return actions.hand_over_facts(
            office.actor(who), scope=scope, use=Use.REPORTING, **(wanted | changes)
        )

    with pytest.raises(Refused, match="请选择移交哪些单位的情况。"):
        hand(units=[])
    with pytest.raises(Refused, match="移交日期 2023-12-30 早于截止日期 2023-12-31。"):
        hand(handed_on=date(2023, 12, 30))
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match=f"移交日期 {tomorrow} 还没有到。"):
        hand(handed_on=tomorrow)
    for who in ("leading", "jia_rectifier", "jia_discipline", "member", "bureau", "admin"):
        with pytest.raises(Refused, match="台账由巡察办登记。"):
            hand(who)
    assert not Handover.objects.exists()


def test_receipt_and_what_was_done_with_it(inspections: Inspections, handed: Handover) -> None:
    inspector = inspections.office.actor("inspector")
    with pytest.raises(Refused, match="收到日期 2024-01-09 早于移交日期 2024-01-10。"):
        actions.note_handover_receipt(
            inspector, handover_id=handed.pk, received_on=date(2024, 1, 9), receipt="收 1 号"
        )
    with pytest.raises(Refused, match="请填写回执编号或上传回执。"):
        actions.note_handover_receipt(inspector, handover_id=handed.pk, received_on=date(2024, 1, 12))
    actions.note_handover_receipt(
        inspector, handover_id=handed.pk, received_on=date(2024, 1, 12), receipt="收 1 号"
    )
    for day, text in ((date(2024, 3, 1), "计入考核的整改一项"), (date(2024, 4, 1), "考核结果已经通报")):
        actions.note_adoption(inspector, handover_id=handed.pk, told_on=day, text=text)
    handed.refresh_from_db()
    assert (handed.received_on, handed.receipt) == (date(2024, 1, 12), "收 1 号")
    assert [(a.told_on, a.words) for a in handed.adoptions.all()] == [
        (date(2024, 3, 1), "计入考核的整改一项"),
        (date(2024, 4, 1), "考核结果已经通报"),
    ]
    with pytest.raises(Refused, match="接收单位已经回执或反馈，不能删去。"):
        actions.withdraw_handover(inspector, handover_id=handed.pk)


def test_one_entered_by_mistake_goes_and_its_number_with_it(
    inspections: Inspections, handed: Handover, scope: Scope
) -> None:
    office = inspections.office
    actions.withdraw_handover(office.actor("inspector"), handover_id=handed.pk)
    assert (Handover.objects.count(), HandedUnit.objects.count()) == (0, 0)
    again = actions.hand_over_facts(
        office.actor("inspector"),
        scope=scope,
        use=Use.MEETING,
        units=[office.jia_unit],
        recipient=office.yi_unit,
        handed_on=date(2024, 1, 10),
    )
    assert again.number == "NR2024-002"


def test_the_trace_has_units_and_days_but_no_words(inspections: Inspections, handed: Handover) -> None:
    actions.note_adoption(
        inspections.office.actor("inspector"),
        handover_id=handed.pk,
        told_on=date(2024, 3, 1),
        text="计入考核的整改一项",
    )
    told = {entry.verb: json.loads(entry.details) for entry in Entry.objects.all()}
    assert told["hand_over_facts"] == {
        "use": "assessment",
        "as_of": "2023-12-31",
        "handed_on": "2024-01-10",
        "recipient": "示例区乙局",
        "units": ["示例区甲局", "示例区乙局"],
    }
    assert told["note_adoption"] == {"told_on": "2024-03-01"}


# --- on paper and on the screen ------------------------------------------------------------------------------


def _letter(inspections: Inspections, handed: Handover) -> docx.document.Document:
    tree = letter_of(inspections.office.actor("inspector"), handed)
    return docx.Document(io.BytesIO(docx_of(tree)))


NOTED = (
    "反馈的问题（反馈）", "到期的问题（到期）", "按期销号", "按期销号率（按期率）", "逾期销号", "到期未销号（到期未销）",
    "长期坚持", "现在超期（现超期）", "退回次数（退回）", "督查、回头看发现的问题（再发现）", "约谈", "工作提示单（提示单）",
    "提示单逾期答复（迟答）",
)  # fmt: skip


def test_the_letter_as_it_reads(inspections: Inspections, handed: Handover) -> None:
    document = _letter(inspections, handed)
    assert [paragraph.text for paragraph in document.paragraphs if paragraph.text] == [
        "关于移交2023年度巡察整改情况的函",
        "示例区乙局：",
        "现将示例区甲局、示例区乙局2023年度巡察整改情况（编号NR2024-001）移交你单位，供绩效考核时使用。"
        "数据取自巡察整改台账，截至2023年12月31日，各项口径附后。",
        "所列是单位的整改情况，不是对个人的评价。",
        "请填写回执，并将采用情况及时反馈我办。",
        "附件：2023年度巡察整改情况",
        "示例区委巡察办",
        "2024年1月10日",
        "附件",
        "2023年度巡察整改情况",
        "（截至2023年12月31日）",
        *(f"{title}：{figure.rule}。" for title, figure in zip(NOTED, FIGURES, strict=True)),
        "回执",
    ]
    assert BLANK not in document.element.xml
    table, slip = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["序号", "单位", *(figure.short for figure in FIGURES)],
        ["1", "示例区甲局", "2", "2", "1", "50.00%", "0", "1", "0", "1", "0", "0", "0", "0", "0"],
        ["2", "示例区乙局", "0", "0", "0", "无", "0", "0", "0", "0", "0", "0", "0", "0", "0"],
    ]
    assert [row.cells[0].text for row in slip.rows] == [
        "移交编号",
        "收到日期",
        "接收单位（盖章）",
        "采用情况",
    ]


def test_the_workbook_has_the_rules_below(inspections: Inspections, handed: Handover, scope: Scope) -> None:
    data = appraisals_xlsx(inspections.office.actor("inspector"), scope)
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.values)
    assert rows[2] == ("序号", "单位", *(figure.title for figure in FIGURES), "已移交用于")
    assert rows[3] == ("1", "示例区甲局", "2", "2", "1", "50.00%", "0", "1", "0", "1", *"00000", "绩效考核")
    assert [row[0] for row in rows[4:]] == [f"{figure.title}：{figure.rule}。" for figure in FIGURES]
    assert json.loads(Entry.objects.get(verb="export_appraisals").details) == {
        "year": 2023,
        "as_of": "2023-12-31",
        "units": 1,
    }


def test_from_the_list_to_the_receipt(inspections: Inspections, scope: Scope, found: Found) -> None:
    office = inspections.office
    client = office.client("inspector")
    found(CLOSED, DUE)
    found(unit=office.yi_unit)
    assert "全部单位 2 现在有超期 1 还没有移交 2" in _words(client.get(PAGE, {"year": 2023}).content)
    units = [
        _units(client.get(PAGE, {"year": 2023} | asked).content)
        for asked in ({}, {"sort": "rate"}, {"only": "overdue"}, {"only": "untold"})
    ]
    assert units == [["示例区甲局", "示例区乙局"], ["示例区乙局", "示例区甲局"], ["示例区乙局"], units[0]]
    new = f"{PAGE}handovers/new/?year=2023&unit={office.jia_unit.pk}"
    ticked = html.fromstring(client.get(new).content.decode()).xpath(
        "//input[@name='units'][@checked]/@value"
    )
    assert ticked == [str(office.jia_unit.pk)]
    typed = {"use": "selection", "recipient": office.yi_unit.pk, "handed_on": "2024-01-10"}
    refused = client.post(new, typed | {"department": "干部科"})
    assert (refused.status_code, "请选择移交哪些单位的情况。" in _words(refused.content)) == (400, True)
    assert "干部科" in refused.content.decode()
    client.post(new, typed | {"units": [office.jia_unit.pk]})
    handover = Handover.objects.get()
    page = f"{PAGE}handovers/{handover.pk}/"
    scan = SimpleUploadedFile("回执.pdf", b"%PDF-1.4")
    client.post(f"{page}receipt/", {"received_on": "2024-01-12", "upload": scan})
    client.post(f"{page}adoption/", {"told_on": "2024-02-01", "text": "作为考察单位班子的参考"})
    words = _words(office.client("leading").get(page).content)
    assert "2024-01-10 移交示例区乙局，用于干部选拔任用。" in words
    assert "回执：2024-01-12 回执.pdf" in words
    assert "2024-02-01 反馈 作为考察单位班子的参考" in words
    assert "登记" not in words
    own = _words(client.get(f"{PAGE}units/{office.jia_unit.pk}/?year=2023").content)
    assert "2023 年按期销号率：1÷（1－0）＝100.00%。" in own
    assert (
        "NR2024-001 2023 干部选拔任用 示例区乙局 2024-01-10 2024-01-12 2024-02-01：作为考察单位班子的参考"
        in own
    )
    assert office.client("jia_rectifier").get(PAGE).status_code == 403


def _words(content: bytes) -> str:
    return " ".join(" ".join(html.fromstring(content.decode()).find(".//main").itertext()).split())


def _units(content: bytes) -> list[str]:
    return html.fromstring(content.decode()).xpath("//table//tr/td[1]/a/text()")


# --- units, never persons --------------------------------------------------------------------------------------

PERSONS = ("领导甲乙", "责任丙丁", "措施戊己", "经办庚辛")


def test_no_column_is_for_a_person() -> None:
    """Whoever enters it stands in the trace, as with everything; nobody stands in the tables."""
    columns = [field for model in (Handover, HandedUnit, Adoption) for field in model._meta.get_fields()]
    assert not [field.name for field in columns if field.related_model is User]
    told = " ".join(
        [str(getattr(field, "verbose_name", "")) for field in columns]
        + [figure.title + figure.rule for figure in FIGURES]
    )
    assert not [word for word in ("领导", "责任人", "负责人", "姓名", "签收人", "联系人") if word in told]


def test_no_name_of_an_issue_reaches_a_page_or_a_paper(
    inspections: Inspections, issue: Issue, scope: Scope
) -> None:
    """Persons stand in an issue, its measures and its steps; in what is told of the unit they don't."""
    office = inspections.office
    inspector, client = office.actor("inspector"), office.client("inspector")
    User.objects.filter(pk=office.people["jia_rectifier"].pk).update(name=PERSONS[3])
    rectified(inspections, issue)
    Issue.objects.filter(pk=issue.pk).update(leader=PERSONS[0], person=PERSONS[1])
    issue.measures.update(person=PERSONS[2], leader=PERSONS[2])
    handed = actions.hand_over_facts(
        inspector,
        scope=scope,
        use=Use.SELECTION,
        units=[office.jia_unit],
        recipient=office.yi_unit,
        handed_on=date(2024, 1, 10),
    )
    shown = [
        client.get(address).content.decode()
        for address in (
            f"{PAGE}?year=2023",
            f"{PAGE}units/{office.jia_unit.pk}/?year=2023",
            f"{PAGE}handovers/",
            f"{PAGE}handovers/{handed.pk}/",
            f"{PAGE}handovers/new/?year=2023",
        )
    ]
    shown.append(_letter(inspections, handed).element.xml)
    workbook = openpyxl.load_workbook(io.BytesIO(appraisals_xlsx(inspector, scope)))
    shown.append(str(list(workbook.active.values)))
    assert ["示例区甲局" in text for text in shown] == [True] * 2 + [False] + [True] * 4
    assert not [name for name in PERSONS if any(name in text for text in shown)]
