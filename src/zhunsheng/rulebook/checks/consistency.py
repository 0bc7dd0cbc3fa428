"""F10–F12, F14, F15: grade, dates, years, unit and unit of money agree throughout the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable
from zhunsheng.kernel.facts import MONEY, Fact, State
from zhunsheng.kernel.findings import (
    AtDimension,
    AtFact,
    AtIndicator,
    AtPlace,
    AtSection,
    Problem,
    Severity,
    Target,
)
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.places import CellPlace, TextPlace
from zhunsheng.kernel.report import ANNEX_LIST, FRONT, Indicator, Printed, Report, TableSeen
from zhunsheng.kernel.sentences import sentence_before
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.rulebook.rules import OWN_FORM

# --- F10: grade ------------------------------------------------------------------------------------

_GRADE = re.compile(
    '(?:等级|等次|档次|评级|评定为|评为|结果为|(?:自评|评价|评定)结论|属于?(?=[“"][优良中差][秀好等]?[”"]|[优良中差][秀好等]?(?:等[级次]|档)))'
    "[^。；\n优良中差]{0,8}?(优秀?|良好?|中等?|差)(?:等[级次]|档次?)?(?![一-鿿])"
    # 98.27分，为“优”等次
    '|(?<=[为到属])[“"]?(?=[优良中差])(?P<before>优秀?|良好?|中|差)[”"]?等[级次]'
    # 自评98.27分（优）
    r"|(?<=\d分[（(])(?P<bracket>优秀?|良好?|中|差)(?=[）)])"
)
_GRADE_SIGN = re.compile("[优良差]")
_OF_THIS_EVALUATION = re.compile("自评|绩效|评价|分")


def stated_grade(report: Report) -> tuple[str, Target] | None:
    """The grade the report gives itself, in its table or in its text, and where."""
    fact = report.facts.get("score.grade")
    if fact is not None and fact.state is State.GIVEN:
        return fact.text, AtFact("score.grade")
    return grade_in_text(report) or _grade_in_cell(report)


def _grade_in_cell(report: Report) -> tuple[str, Target] | None:
    """What the cell 评价结论 says, in the forms that have one."""
    match = _GRADE.search(report.text("conclusion"))
    return (_named(match), AtFact("conclusion")) if match is not None else None


def _named(match: re.Match[str]) -> str:
    return str(match[1] or match["before"] or match["bracket"])


def grade_in_text(report: Report) -> tuple[str, Target] | None:
    """The grade of this evaluation; “年度考核等次为优秀” grades something else."""
    for section in report.sections:
        if _GRADE_SIGN.search(section.text) is None:
            continue
        for match in _GRADE.finditer(section.text):
            head = sentence_before(section.text, match.start())
            if "考核" not in head and _OF_THIS_EVALUATION.search(head + match.group()) is not None:
                return _named(match), AtSection(section.number, match.start(), match.end())
    return None


@text_rule(
    "F10",
    "没有写等级，或等级与总分不符",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"score.total": "92"}, prose=("六、部门整体支出绩效情况", "自评总分92分，等级为“良”。")
    ),
    silent=Example(
        facts={"score.total": "92"}, prose=("六、部门整体支出绩效情况", "自评总分92分，等级为“优”。")
    ),
)
def grade_missing(case: Case) -> Iterator[Problem]:
    """有总分就要有等级，等级要与总分所在的档次一致。"""
    report = case.report
    total = report.number("score.total")
    grade = report.facts.get("score.grade")
    has_text = bool(case.scheme.sections) and not report.annexes_only
    is_asked = grade is not None and (grade.place is not None or has_text)
    stated = stated_grade(report)
    if not case.scheme.grades or (not is_asked and stated is None):
        raise NotApplicable
    if total is None:
        raise NotEvaluable("score.total")
    expected = case.scheme.grade(total * 100 / case.scheme.full_mark)
    score = plain_decimal(total)
    if stated is None:
        message = f"总分{score}分，没有写等级。"
        yield Problem(message, [AtFact("score.grade"), AtFact("score.total")], f"按分档应为“{expected}”。")
    elif _differs(stated[0], expected, case):
        message = f"总分{score}分应为“{expected}”，写的是“{stated[0]}”。"
        yield Problem(message, [stated[1], AtFact("score.total")], "请核对总分和等级。")


def _differs(stated: str, expected: str, case: Case) -> bool:
    """优秀 is 优; a word that is none of the scheme's grades is not judged."""
    named = [band.name for band in case.scheme.grades if stated.startswith(band.name)]
    return bool(named) and named[0] != expected


# --- F11: dates ------------------------------------------------------------------------------------


@text_rule(
    "F11",
    "填报日期早于年度结束",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(facts={"filing.date": "2023年11月30日"}),
    silent=Example(facts={"filing.date": "2024年3月15日"}),
)
def filed_too_early(case: Case) -> Iterator[Problem]:
    """年度结束以后才能自评，填报日期不能早于当年12月31日。"""
    year = case.report.fiscal_year
    filed = _filed_on(case)
    if year is None or not filed:
        raise NotEvaluable("filing.date")
    early = [key for key, day in filed.items() if day < date(year, 12, 31)]
    if early:
        message = f"填报日期是{case.report.text(early[0])}，{year}年度还没有结束。"
        yield Problem(message, [AtFact(key) for key in early], "请核对填报日期；全年数据齐了再自评。")


@text_rule(
    "F11",
    "填报日期晚于报送截止日期",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(facts={"filing.date": "2024年9月5日"}, deadline=date(2024, 8, 31)),
    silent=Example(facts={"filing.date": "2024年8月31日"}, deadline=date(2024, 8, 31)),
)
def filed_too_late(case: Case) -> Iterator[Problem]:
    """方案写明报送截止日期的年度，填报日期不能晚于它；没有写的不查。"""
    deadline = case.scheme.deadline(case.report.fiscal_year)
    if deadline is None:
        raise NotApplicable
    filed = _filed_on(case)
    if not filed:
        raise NotEvaluable("filing.date")
    late = [key for key, day in filed.items() if day > deadline.day]
    if late:
        yield Problem(
            f"填报日期是{case.report.text(late[0])}，晚于报送截止日期{deadline.day}。",
            [AtFact(key) for key in late],
            "请核对填报日期；确实迟报的，请说明原因。",
            basis=deadline.basis,
        )


def _filed_on(case: Case) -> dict[str, date]:
    """The dates of filing given under the tables."""
    found = {key: case.report.facts.get(key) for key in ("filing.date", "filing.indicators.date")}
    return {key: fact.value for key, fact in found.items() if fact and isinstance(fact.value, date)}


# --- F12: years ------------------------------------------------------------------------------------

_PRINTED_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_CAPTION_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年度")
_COMPARING = re.compile("上年|去年|相比|对比|[比较与同]$")
_STATED_YEARLY = ("general", "three_public", "government_fund", "state_capital", "social_insurance")


@text_rule(
    "F12",
    "表里的年度与报告年度不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(
        report={
            "tables": [
                TableSeen("base", 0, labels=[Printed("2022年实际在职人数", CellPlace(0, 0, 2))], years=[2022])
            ]
        }
    ),
    silent=Example(
        report={
            "tables": [
                TableSeen("base", 0, labels=[Printed("2022年决算数", CellPlace(0, 2, 1))], years=[2022, 2023])
            ]
        }
    ),
)
def table_year(case: Case) -> Iterator[Problem]:
    """表头和表名上的年度要与报告年度一致，上年决算数一栏除外。"""
    report = case.report
    year = report.fiscal_year
    if year is None:
        raise NotApplicable
    for table in report.tables:
        if table.labels:
            yield from _label_problems(table, year)
        elif table.years and max(table.years) != year:
            message = f"{year}年度报告的表头写的是{max(table.years)}年。"
            yield Problem(
                message, [AtDimension(table.title or table.id)], "请核对表头年度，并确认填的是哪一年的数。"
            )
    lacks_a_column = bool(report.unread) and len(_columns_read(report)) < _COLUMNS_ASKED
    for unread in report.unread if lacks_a_column else ():
        match = _UNREAD_YEAR.fullmatch(compact(unread.text)) if "年" in unread.text else None
        if match is not None and int(match[1]) not in (year, year - 1):
            message = f"表头“{unread.text.strip()[:12]}”不是本年也不是上年，这一栏没有读。"
            yield Problem(message, [AtPlace(unread.place)], "请核对表头年度。")
    for section in report.outside:
        if section.number in (FRONT, ANNEX_LIST):
            continue
        for match in _CAPTION_YEAR.finditer(section.text):
            if int(match[1]) != year:
                place = TextPlace(section.number, match.start(), match.end())
                yield Problem(
                    f"表前写的是{match.group()}，报告年度是{year}。", [AtPlace(place)], "请核对年度。"
                )


_COLUMNS_ASKED = 3
"""上年决算数, 本年预算数, 本年决算数: where all are read, a column of another year is one more."""


def _columns_read(report: Report) -> set[str]:
    given = (key for key, fact in report.facts.items() if fact.state is State.GIVEN)
    return {suffix for key in given if (suffix := key.rpartition(".")[2]) in ("prior", "budget", "final")}


_UNREAD_YEAR = re.compile(r"(20\d\d)年度?[决预]算数?")


def _label_problems(table: TableSeen, year: int) -> Iterator[Problem]:
    wrong: list[tuple[Printed, int]] = []
    for label in table.labels:
        match = _PRINTED_YEAR.search(label.text) if "年" in label.text else None
        if match is None or "完工" in label.text:
            continue
        wanted = year - 1 if _is_prior_column(label, table, year) else year
        if int(match[1]) != wanted:
            wrong.append((label, wanted))
    if wrong:
        label, wanted = wrong[0]
        more = f"等{len(wrong)}处" if len(wrong) > 1 else ""
        targets: list[Target] = [AtPlace(entry.place) for entry, _ in wrong]
        text = label.text.replace("\n", "")
        message = f"表头“{text}”{more}与{year}年度不符，应为{wanted}年。"
        yield Problem(message, targets, "请核对表头，并确认填的是哪一年的数。")


def _is_prior_column(label: Printed, table: TableSeen, year: int) -> bool:
    """决算数 is printed for last year and for this one: last year's is the older, else the left one."""
    if "决算" not in label.text:
        return False
    same = [other for other in table.labels if other.place.row == label.place.row and "决算" in other.text]
    if len(same) == 1:
        return f"{year}" not in label.text
    return label is min(same, key=_printed_year)


def _printed_year(label: Printed) -> int:
    match = _PRINTED_YEAR.search(label.text)
    return int(match[1]) if match is not None else 0


@text_rule(
    "F12",
    "楼堂馆所完工年度与报告年度不一致",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(facts={"buildings.year": "2022"}),
    silent=Example(facts={"buildings.year": "2023"}),
)
def buildings_year(case: Case) -> Iterator[Problem]:
    """楼堂馆所一栏填报告年度完工的项目；表样印着别的年度的，应当核实。"""
    printed, year = case.report.number("buildings.year"), case.report.fiscal_year
    if printed is None or year is None:
        raise NotApplicable
    if printed != year:
        message = f"楼堂馆所一栏写“{printed}年完工项目”，报告年度是{year}。"
        yield Problem(message, [AtFact("buildings.year")], "请核实是表样原文还是沿用了上年的表。")


@text_rule(
    "F12",
    "正文的年度与报告年度不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        prose=("二、一般公共预算支出情况", "2022年度一般公共预算财政拨款本年收入80万元，本年支出80万元。")
    ),
    silent=Example(
        prose=("二、一般公共预算支出情况", "2023年度一般公共预算财政拨款本年收入80万元，本年支出80万元。")
    ),
)
def prose_year(case: Case) -> Iterator[Problem]:
    """正文写本年收支的地方，年度要与报告年度一致。"""
    report = case.report
    year = report.fiscal_year
    if year is None:
        raise NotApplicable
    stated: dict[str, int] = {}
    for mention in report.mentions:
        if mention.fact is not None and mention.fact.startswith(_STATED_YEARLY):
            stated.setdefault(mention.section, mention.start)
    for section in report.sections:
        if section.number not in stated or f"{year}" in section.text:
            continue
        match = _PRINTED_YEAR.search(section.text, 0, stated[section.number])
        if match is not None and not _COMPARING.search(section.text[: match.start()]):
            target = AtSection(section.number, match.start(), match.end())
            yield Problem(
                f"正文写的是{match.group()}的收支，报告年度是{year}。",
                [target],
                "请核对年度，并确认数字是哪一年的。",
            )


_LONG_ENOUGH = 3
"""Digits of a figure that is not the same two years running by chance."""
_ABSENT = ("government_fund.income", "state_capital.income", "social_insurance.income")


@text_rule(
    "F12",
    "本年的数写成了别的年度",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"score.total": "96.82"}, prose=("六、部门整体支出绩效情况", "2022年度自评总分96.82分。")
    ),
    silent=Example(
        facts={"score.total": "96.82"}, prose=("六、部门整体支出绩效情况", "2022年度自评总分95.10分。")
    ),
)
def figure_of_another_year(case: Case) -> Iterator[Problem]:
    """正文写着别的年度，数却正是表内本年的数，多半是上年的话没有改；写“无”某项收支的，年度也要对。"""
    report, year = case.report, case.report.fiscal_year
    if year is None:
        raise NotApplicable
    told: set[str] = set()
    for mention in report.mentions:
        key = mention.fact
        if key is None or not key.startswith(("funds.", "score.", "three_public.")):
            continue
        if mention.value != report.number(key) or mention.value == 1:
            continue
        if sum(map(str.isdigit, mention.text)) < _LONG_ENOUGH:
            continue
        head = sentence_before(case.texts.get(mention.section, ""), mention.start)
        years = [match[1] for match in _PRINTED_YEAR.finditer(head) if not _is_day_of_work(match, year)]
        if years and int(years[-1]) != year and key not in told and mention.section not in told:
            told |= {key, mention.section}
            message = f"正文写{years[-1]}年，{mention.text}却是表内{year}年的{label_of(key)}。"
            target = AtSection(mention.section, mention.start, mention.end)
            yield Problem(message, [target, AtFact(key)], "请核对年度，并确认数字是哪一年的。")
    for key in _ABSENT:
        fact = report.facts.get(key)
        if fact is None or fact.state is not State.NOT_APPLICABLE or not isinstance(fact.place, TextPlace):
            continue
        head = sentence_before(case.texts.get(fact.place.section, ""), fact.place.start)
        years = _PRINTED_YEAR.findall(head)
        if years and int(years[-1]) != year:
            target = AtSection(fact.place.section, fact.place.start - len(head), fact.place.end)
            yield Problem(f"正文写的是{years[-1]}年的收支，报告年度是{year}。", [target], "请核对年度。")


_MONTH = re.compile(r"\s?\d{1,2}\s?月")


def _is_day_of_work(year_named: re.Match[str], year: int) -> bool:
    """自评工作于2025年2月20日启动: the evaluation is made the year after, its figures are not of that year."""
    return int(year_named[1]) > year and _MONTH.match(year_named.string, year_named.end()) is not None


_CELLS = ("goal", "conclusion")
_OF_THE_YEAR = re.compile(
    r"(?:^|[。；;，,：:、\n\s）).])(?:在|至)?20\d{2}年(?:度|全年|底|末|12月|[，,]|我|本|共|计划|完成|实施|开展|继续|自评|项目)"
)
_LONGER = re.compile(
    r"上年|去年|[比较]|结转|延续|跨年|批复|下达|启动|开工|立项|以来|建成|竣工|规划|[〔\[（(]20\d{2}[〕\]）)]|年\s?[—\-－–至到]"
)
"""Of what began before, or of a document."""


@text_rule(
    "F12",
    "表内写的年度与报告年度不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        scheme="national-project-2020", facts={"goal.achieved": "2022年完成库房改造3间，服务群众300人次。"}
    ),
    silent=Example(
        scheme="national-project-2020", facts={"goal.achieved": "2023年完成库房改造3间，服务群众300人次。"}
    ),
)
def cell_year(case: Case) -> Iterator[Problem]:
    """年度目标、完成情况、评价结论只写着上一年度，时效指标的指标值和完成值都在上一年的，提请核实；跨年度的、与上年比的不查。"""
    year = case.report.fiscal_year
    if year is None:
        raise NotApplicable
    last = f"{year - 1}年"
    stale: list[Target] = [
        AtFact(key)
        for family in _CELLS
        for key in case.keys_of(family)
        if last in (text := case.report.text(key)) and _is_of_year(text, year - 1)
    ]
    stale += [
        AtIndicator(row, "target")
        for row, indicator in enumerate(case.report.indicators)
        if last in indicator.target and _is_due_in(indicator, year - 1)
    ]
    if stale:
        where = f"表内{len(stale)}处" if len(stale) > 1 else "表内"
        yield Problem(f"{where}写的是{last}，报告年度是{year}年。", stale, "请核对是否沿用了上年的文字。")


def _is_of_year(text: str, year: int) -> bool:
    """Whether a text on the goals of a year names this year and no other."""
    match = _OF_THE_YEAR.search(text)
    return match is not None and _years(text) == {year} and _LONGER.search(text) is None


def _is_due_in(indicator: Indicator, year: int) -> bool:
    """Whether an indicator was due and done in a year, and isn't named after one."""
    is_due = _years(indicator.target) == {year} and _LONGER.search(indicator.target) is None
    return is_due and _years(indicator.actual) <= {year} and not _years(indicator.name)


def _years(text: str) -> set[int]:
    return {int(year) for year in _PRINTED_YEAR.findall(text)}


# --- F14: names of the unit ------------------------------------------------------------------------

_UNIT_IN_TITLE = re.compile(
    r"^(?:附件\d?[:：]?)?(?:关于)?(?:20\d{2}年度?)?(.*?)(?:20\d{2}年度?)?(?:部门|单位)?(?:预算)?(?:整体|项目)?(?:预算)?支出(?:的)?绩效"
)
_NO_NAME = re.compile(r"^(?:(?:[省市县区]级)?(?:部门|单位|预算)*|关于)$")
_IGNORED = re.compile(r"^中共|[(（][^()（）]*[)）]|本级$|机关$|汇总$|盖章")


@text_rule(
    "F14",
    "单位名称前后不一致",
    Severity.HINT,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(facts={"unit.filer": "示例区档案馆", "unit.name": "示例区文化馆"}),
    silent=Example(facts={"unit.filer": "示例区档案馆", "unit.name": "示例市示例区档案馆（本级）"}),
)
def unit_alias(case: Case) -> Iterator[Problem]:
    """标题、填报单位和预算单位名称应当是同一个单位，用同一个全称。"""
    report = case.report
    names: list[tuple[str, str, Target]] = [
        (label_of(key), report.text(key), AtFact(key))
        for key in ("unit.name", "unit.filer")
        if report.state(key) is State.GIVEN
    ]
    match = _UNIT_IN_TITLE.match(compact(report.title))
    if match is not None and not _NO_NAME.match(match[1]):
        names.append(("标题", match[1], AtDimension("标题")))
    for label, name, target in names[1:]:
        first_label, first, first_target = names[0]
        verdict = _compared(_core(first), _core(name))
        if verdict:
            message = f"{first_label}是“{first}”，{label}写“{name}”。"
            yield Problem(message, [first_target, target], verdict)


def _core(name: str) -> str:
    return _IGNORED.sub("", compact(name))


def _compared(left: str, right: str) -> str:
    """What to do about two names; empty when they differ by the region in front only."""
    short, long = sorted((left, right), key=len)
    if long.endswith(short):
        return ""
    rest = iter(long)
    if all(char in rest for char in short):
        return "像是全称与简称，请统一用全称。"
    return "看来不是同一个单位，请核对。"


# --- F15: unit of money ----------------------------------------------------------------------------

_IN_YUAN = re.compile(r"\d\s*元$")


@text_rule(
    "F15",
    "金额单位没有写明，或元与万元混用",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(facts={"procurement.budget": "40.00", "procurement.final": "420000元"}),
    silent=Example(facts={"procurement.budget": "40.00", "procurement.final": "42.00"}),
)
def unit_of_money(case: Case) -> Iterator[Problem]:
    """一张表只用一个金额单位；空白表上印有单位的，填好的表也要写明。"""
    report = case.report
    amounts = [
        (key, fact)
        for key, fact, _ in case.figures
        if isinstance(fact.place, CellPlace) and kind_of(key) is MONEY
    ]
    in_yuan_tables = {table.table for table in report.tables if table.money_unit == "元"}
    in_yuan = [
        (key, fact)
        for key, fact in amounts
        if fact.text.endswith("元") and _IN_YUAN.search(fact.text) and _table_of(fact) not in in_yuan_tables
    ]
    if len(in_yuan) < len(amounts):
        for key, fact in in_yuan:
            value = plain_decimal(fact.number or Decimal(0))
            yield Problem(
                f"“{label_of(key)}”以元填写（{fact.text}），同表其他数是万元。",
                [AtFact(key)],
                f"请改为{value}。",
            )
    filled = {_table_of(fact) for _, fact in amounts}
    for table in report.tables:
        name = table.title or table.id
        if table.mixed_units:
            yield Problem(f"“{name}”里元和万元混用。", [AtDimension(name)], "请统一为万元，并换算各数。")
        elif not table.money_unit and table.table in filled and table.id in case.scheme.unit_tables:
            yield Problem(
                f"“{name}”没有写金额单位。", [AtDimension(name)], "请在表上注明“单位：万元”。", Severity.HINT
            )


def _table_of(fact: Fact) -> int | None:
    return fact.place.table if isinstance(fact.place, CellPlace) else None
