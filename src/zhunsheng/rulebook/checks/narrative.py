"""N01–N03, N06: figures of the text repeat those of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable
from zhunsheng.kernel.facts import Fact, State
from zhunsheng.kernel.findings import AtFact, AtIndicator, AtSection, Problem, Severity, Target
from zhunsheng.kernel.numerals import MONEY_UNITS, Quantity, plain_decimal, read_quantity, show
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.report import Indicator, Mention, Report
from zhunsheng.kernel.sentences import FULL_STOPS, occurrences, sentence_before, sentence_end, sentence_start
from zhunsheng.rulebook.checks.consistency import grade_in_text
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import number_of
from zhunsheng.rulebook.facts import kind_of, label_of
from zhunsheng.rulebook.periods import is_not_the_whole_year

HALF_CENT = Decimal("0.005")
_STAFF = "staffing."
_APPROXIMATE = ("约", "近", "超", "逾")
_OTHER_TIME = re.compile("上年|去年|上一年|下年|明年|年初计划|计划|拟|预计|目标")
_SPLIT = re.compile("其中|包括|分别|行政|事业|工勤|参公")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")


# --- comparing a figure of the text with a figure of the tables --------------------------------------


def _slack(mention: Mention) -> Decimal:
    """Half of the last printed digit, where the text rounds; never less than a half cent or point."""
    quantity = read_quantity(mention.text)
    if quantity is None:
        return HALF_CENT
    step = Decimal(1).scaleb(-quantity.decimals)
    if mention.unit == "%":
        return max(Decimal("0.0001"), step / 200)
    if mention.unit == "万元" and quantity.decimals:
        return max(HALF_CENT, step * MONEY_UNITS.get(quantity.unit, Decimal(1)) / 2)
    return HALF_CENT


def agrees(mention: Mention, value: Decimal, text: str) -> bool:
    """Whether a figure of the text is the table's, up to rounding and to 约."""
    gap = abs(mention.value - value)
    if gap <= _slack(mention):
        return True
    return text[: mention.start].endswith(_APPROXIMATE) and gap <= value / 100


def is_another_time(text: str, position: int, year: int | None) -> bool:
    """Whether the words before a figure are about another year, a part of it or several, or about a plan."""
    head = sentence_before(text, position)
    if is_not_the_whole_year(head):
        return True
    years = _YEAR.findall(head)
    return bool(years and year and int(years[-1]) != year) or _OTHER_TIME.search(head) is not None


def _is_source(mention: Mention, fact: Fact) -> bool:
    """Whether the fact was read from this very mention."""
    place = fact.place
    return isinstance(place, TextPlace) and (place.section, place.start) == (mention.section, mention.start)


def _contradictions(case: Case, staff: bool) -> Iterator[Problem]:
    report, texts = case.report, case.texts
    for key, mentions in _differing(case).items():
        if key.startswith(_STAFF) is not staff:
            continue
        wrong = [
            mention
            for mention in mentions
            if not _is_part(mention, key, report, texts.get(mention.section, ""))
        ]
        if wrong:
            yield _contradiction(key, wrong, report)


def _differing(case: Case) -> dict[str, list[Mention]]:
    """Mentions of each figure that give another number; looked for once for all rules."""
    memo = vars(case)
    if "differing" not in memo:
        memo["differing"] = _find_differing(case)
    made: dict[str, list[Mention]] = memo["differing"]
    return made


def _find_differing(case: Case) -> dict[str, list[Mention]]:
    report, texts = case.report, case.texts
    facts = report.facts
    found: dict[str, list[Mention]] = {}
    for mention in report.mentions:
        text = texts.get(mention.section, "")
        key = mention.fact or _line_of(mention, text)
        fact = facts.get(key) if key is not None else None
        number = fact.number if fact is not None else None
        if key is None or fact is None or number is None or mention.value == number:
            continue
        if _is_source(mention, fact) or agrees(mention, number, text):
            continue
        if not is_another_time(text, mention.start, report.fiscal_year):
            found.setdefault(key, []).append(mention)
    return found


def _is_part(mention: Mention, key: str, report: Report, text: str) -> bool:
    """One of the parts a sentence splits the figure into (编制26人，其中行政编制10人、事业编制16人)."""
    head = sentence_before(text, mention.start)
    # 其中机关在职43人；事业单位在职47人: the parts may stand on either side of a semicolon.
    start = sentence_start(text, mention.start, FULL_STOPS)
    stop = sentence_end(text, mention.end, FULL_STOPS)
    same = [
        (other.start, other.value)
        for other in report.mentions
        if other.section == mention.section and other.fact == key and start <= other.start < stop
    ]
    value, begin, end = report.number(key), mention.start - len(head), sentence_end(text, mention.end)
    near = [number for at, number in same if begin <= at < end]
    added = sum(number for _, number in same)
    return (_SPLIT.search(head) is not None and value in near) or (len(same) > 1 and added == value)


def _contradiction(key: str, mentions: list[Mention], report: Report) -> Problem:
    fact = report.facts[key]
    targets: list[Target] = [AtSection(mention.section, mention.start, mention.end) for mention in mentions]
    shown = show(fact.value, kind_of(key))
    where = "另一处" if isinstance(fact.place, TextPlace) else "表内"
    message = f"“{label_of(key)}”正文写{mentions[0].text}，{where}是{shown}。"
    return Problem(message, [*targets, AtFact(key)], "请核对，两处应当一致。")


_LINES = {
    "公用经费": "public_funds.total.final",
    "业务工作经费": "projects.business.final",
    "运行维护经费": "projects.operation.final",
    "级专项资金": "projects.special.final",
    "其他事业类发展资金": "projects.other.final",
    "办公费": "public_funds.office.final",
}
"""Lines of the table whose name right before an amount says what was spent on them."""
_LINE = re.compile(rf"(?:^|[，。、；：:（(\s中])[省市区县]?({'|'.join(_LINES)})(?:为|是|共计?)?$")
_SPENT = re.compile("支出|决算")
_NOT_SPENT = re.compile("预算|年初|收入|计划|下达|追加")


def _line_of(mention: Mention, text: str) -> str | None:
    """The table line an untied amount names, in a sentence about spending."""
    if mention.unit != "万元":
        return None
    match = _LINE.search(text[max(0, mention.start - 14) : mention.start])
    if match is None:
        return None
    head = sentence_before(text, mention.start)
    return _LINES[match[1]] if _SPENT.search(head) and not _NOT_SPENT.search(head) else None


@text_rule(
    "N01",
    "正文的数与表不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"funds.executed": "180.50"},
        prose=("二、一般公共预算支出情况", "全年执行数185.50万元。"),
    ),
    silent=Example(
        facts={"funds.executed": "180.50"},
        prose=("二、一般公共预算支出情况", "上年全年执行数175.20万元，本年全年执行数180.50万元，约181万元。"),
    ),
)
def figure_contradicts(case: Case) -> Iterator[Problem]:
    """正文重复表内金额、比率、得分的，要与表一致；正文几处写同一个数的，要前后一致。"""
    yield from _contradictions(case, staff=False)


@text_rule(
    "N02",
    "正文的人数与表不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"staffing.quota": "20", "staffing.actual": "18"},
        prose=("一、部门基本情况", "（二）人员编制情况", "编制人数20人，实有人数19人。"),
    ),
    silent=Example(
        facts={"staffing.quota": "20", "staffing.actual": "18"},
        prose=("一、部门基本情况", "（二）人员编制情况", "编制人数20人，实有人数18人，退休6人。"),
    ),
)
def staff_contradicts(case: Case) -> Iterator[Problem]:
    """正文的编制、在职、退休人数和控制率要与基础数据表一致。"""
    yield from _contradictions(case, staff=True)


_OTHER_SOURCES = (
    "funds.government_fund",
    "funds.special_account",
    "funds.other",
    "government_fund.expenditure",
    "state_capital.expenditure",
)
_SPLITS = (
    ("general_basic", "funds.basic"),
    ("general_project", "funds.project"),
    ("general_project", "projects.total.final"),
)


@text_rule(
    "N01",
    "正文的基本、项目支出与表不一致",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"funds.basic": "80", "funds.project": "20", "funds.other": "0"},
        prose=(
            "二、一般公共预算支出情况",
            "（二）部门预算执行情况",
            "1.项目支出情况",
            "项目支出本年收入25万元，本年支出25万元。",
        ),
    ),
    silent=Example(
        facts={"funds.basic": "80", "funds.project": "20", "funds.other": "0"},
        prose=(
            "二、一般公共预算支出情况",
            "（二）部门预算执行情况",
            "1.项目支出情况",
            "项目支出本年收入25万元，本年支出20万元。",
        ),
    ),
)
def split_contradicts(case: Case) -> Iterator[Problem]:
    """只有一般公共预算的单位，正文的基本支出、项目支出要与表内的收入或支出一致。"""
    report = case.report
    if _has_other_sources(report):
        raise NotApplicable
    for stem, key in _SPLITS:
        table, spent = report.number(key), report.number(f"{stem}.expenditure")
        if table is None or spent is None:
            continue
        candidates = [value for value in (spent, report.number(f"{stem}.income")) if value is not None]
        if all(abs(table - value) > HALF_CENT for value in candidates):
            message = f"“{label_of(key)}”表内是{plain_decimal(table)}，正文{label_of(f'{stem}.expenditure')}{plain_decimal(spent)}万元。"
            yield Problem(
                message, [AtFact(key), AtFact(f"{stem}.expenditure")], "请核对；口径不同的在正文说明。"
            )


def _has_other_sources(report: Report) -> bool:
    """Money besides the general budget: then the table's split may be of more than the text speaks of."""
    return any(report.number(key) for key in _OTHER_SOURCES)


_BY_NATURE = {"基本支出": "funds.basic", "项目支出": "funds.project"}
_OPENING = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年度?|全年|本年度?|当年)?(?P<name>基本支出|项目支出)(?:决算)?数?(?:共计?|合计|总额)?[为是]?(?P<number>\d[\d,]*(?:\.\d+)?)万元"
)


@text_rule(
    "N01",
    "正文的基本支出、项目支出与自评表不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"funds.executed": "100", "funds.basic": "80", "funds.project": "20"},
        prose=("二、一般公共预算支出情况", "（一）基本支出情况", "基本支出88万元，主要用于工资福利。"),
    ),
    silent=Example(
        facts={"funds.executed": "100", "funds.basic": "80", "funds.project": "20"},
        prose=("二、一般公共预算支出情况", "（一）基本支出情况", "基本支出80万元，主要用于工资福利。"),
    ),
)
def spent_contradicts(case: Case) -> Iterator[Problem]:
    """自评表按支出性质分的是执行数、又没有别的资金来源的，“基本支出情况”“项目支出情况”开头所写的数要与它一致。"""
    report = case.report
    filled = {name: number for name, key in _BY_NATURE.items() if (number := report.number(key)) is not None}
    if len(filled) < len(_BY_NATURE) or sum(filled.values()) != report.number("funds.executed"):
        raise NotApplicable
    if _has_other_sources(report):
        raise NotApplicable
    for section in report.sections:
        match = _OPENING.match(section.text) if section.title[:4] in _BY_NATURE else None
        if match is None or match["name"] != section.title[:4]:
            continue
        name, said = match["name"], number_of(match["number"])
        is_past = match["year"] is not None and int(match["year"]) != report.fiscal_year
        if not is_past and abs(said - filled[name]) > HALF_CENT:
            message = f"{name}正文写{plain_decimal(said)}万元，自评表是{plain_decimal(filled[name])}万元。"
            target = AtSection(section.number, *match.span("number"))
            yield Problem(message, [target, AtFact(_BY_NATURE[name])], "请核对；口径不同的在正文说明。")


# --- N03: counts -----------------------------------------------------------------------------------

_COUNT_AFTER = re.compile(
    r"(?:为|是|达到?|共计?|合计|实际|完成|[：:“”的了]){0,3}(\d[\d,]*(?:\.\d+)?)\s?(万元|元|%|％|[一-鿿]{0,3})"
)
SHORTEST_NAME = 4
_TAILS = ("数量", "个数", "数")
_COUNTED_BY = {
    "轮次": "轮",
    "次数": "次",
    "场次": "场",
    "批次": "批",
    "人数": "人",
    "户数": "户",
    "份数": "份",
    "期数": "期",
    "件数": "件",
}


@dataclass(slots=True, frozen=True)
class _Said:
    """A number the text gives for an indicator by name."""

    text: str
    target: Target


def results(case: Case) -> list[Quantity | None]:
    """The actual value of each indicator, where it is a number; read once for all rules."""
    memo = vars(case)
    if "results" not in memo:
        memo["results"] = [
            read_quantity(row.actual) if row.actual else None for row in case.report.indicators
        ]
    made: list[Quantity | None] = memo["results"]
    return made


@text_rule(
    "N03",
    "正文的完成数与指标表不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "接待查档人次", "target": "≥900人次", "actual": "958人次"},),
        prose=("六、部门整体支出绩效情况", "全年接待查档人次达985人次。"),
    ),
    silent=Example(
        indicators=({"name": "接待查档人次", "target": "≥900人次", "actual": "958人次"},),
        prose=("六、部门整体支出绩效情况", "年初计划接待查档人次900人次，实际接待查档人次958人次。"),
    ),
)
def named_count(case: Case) -> Iterator[Problem]:
    """正文用指标的名称写完成数的，要与指标表的完成值一致。"""
    for row, (indicator, done) in enumerate(zip(case.report.indicators, results(case), strict=True)):
        if done is None:
            continue
        for said in _said_of(indicator, done, case):
            message = f"“{indicator.name}”正文写{said.text}，表内完成值是{indicator.actual}。"
            yield Problem(message, [said.target, AtIndicator(row, "actual")], "请核对，两处应当一致。")


def without_tail(name: str) -> str:
    """窗口办件 of 窗口办件数量, as a text says it."""
    for tail in _TAILS:
        name = name.removesuffix(tail)
    return name


def _said_of(indicator: Indicator, done: Quantity, case: Case) -> Iterator[_Said]:
    """Numbers right after the indicator's name that are another than its actual value."""
    found = passages(case)
    text = found.text
    name = without_tail(_POINTS_BEHIND.sub("", indicator.name))
    yield from _said_without_tail(name, done, case)
    if len(name) < SHORTEST_NAME:
        return
    for position in occurrences(text, name, found.after_indicators):
        match = _COUNT_AFTER.match(text, position + len(name)) if begins_word(text, position) else None
        if match is not None and not _is_same(match, done) and not _is_bound(text, match, done):
            target = found.target(*match.span(1))
            is_of_year = not is_another_time(text, position, case.report.fiscal_year)
            if (
                is_a_result(target, case)
                and is_of_year
                and not _is_told_beside(text, position, indicator.actual)
            ):
                yield _Said(match[1] + _unit_of(match, done), target)


def _is_told_beside(text: str, position: int, actual: str) -> bool:
    """Whether the sentence gives the table's figure as well: 住院患者满意度94.6%，平均94.2%."""
    begin, end = sentence_start(text, position), sentence_end(text, position)
    at = text.find(actual, begin, end)
    return at >= 0 and not text[at - 1 : at].isdigit()


_POINTS_BEHIND = re.compile(r"[（(][^（）()]*\d分[^（）()]*[）)]$")
"""（10分） behind a name, where a form has no column for the weight."""


def _said_without_tail(name: str, done: Quantity, case: Case) -> Iterator[_Said]:
    """改造卫生厕所户数, and the text says 改造卫生厕所247户: wrong if no figure said so is the right one."""
    tail, unit = _tail_and_unit(name)
    stem = name.removesuffix(tail) if unit else ""
    if len(stem) < SHORTEST_NAME or (done.unit and not _is_unit(done.unit, unit)):
        return
    found, said = passages(case), []
    for position in occurrences(found.text, stem, found.after_indicators):
        match = _COUNT_AFTER.match(found.text, position + len(stem))
        if match is not None and _is_unit(match[2], unit) and begins_word(found.text, position):
            target = found.target(*match.span(1))
            is_past = is_another_time(found.text, position, case.report.fiscal_year)
            if is_a_result(target, case) and not is_past:
                partly = _LISTED.search(sentence_before(found.text, position)) is not None
                partly = partly or is_of_a_part(found.text, position, target, case.report)
                said.append((match, target, partly))
    numbers = [(type(target), Decimal(match[1].replace(",", ""))) for match, target, _ in said]
    for match, target, partly in said:
        alike = [number for kind, number in numbers if kind is type(target)]
        told = done.number in alike or sum(alike) == done.number
        if told or partly or _is_same(match, done) or _is_bound(found.text, match, done):
            continue
        if unit in _PEOPLE and _times(match, done) < case.setting("part_of_result"):
            continue  # those of one course, not of the whole year
        large = match[2][:1] if match[2].startswith("万") else ""
        yield _Said(match[1] + large + (tail if tail in _TAIL_TIMES else unit), target)


_LISTED = re.compile("其中|分别")
_PART = re.compile(
    "上半年|下半年|季度|[1-9一二三四五六七八九十]月|累计|以来|十[三四五]五|镇|(?<!城)乡|街道|社区|片区|(?<!农)村|全市|全省|全国"
)


def is_of_a_part(text: str, position: int, target: Target, report: Report) -> bool:
    """Whether a figure is of a part of the year or the area, or of what went wrong."""
    if _PART.search(sentence_before(text, position)):
        return True
    if not isinstance(target, AtSection):
        return False
    above = target.number.partition(".")[0]
    titles = [section.title for section in report.sections if section.number in (target.number, above)]
    return any(word in title for title in titles for word in ("问题", "改进", "措施"))


_TAIL_UNITS = "户场期份件家所项篇批人对页册座台"
_PEOPLE = ("人", "人次")
_TAIL_TIMES = ("场次", "家次", "批次", "人次")


def _tail_and_unit(name: str) -> tuple[str, str]:
    """What a name ends in and what that is counted in: 场次 in 场; but 人次 are not 人."""
    tail = name[-2:] if name.endswith(_TAIL_TIMES) else name[-1:]
    if tail == "人次":
        return tail, tail
    return tail, tail[:1] if tail[:1] in _TAIL_UNITS else ""


def _times(match: re.Match[str], done: Quantity) -> Decimal:
    """The number said over the actual value."""
    said = Decimal(match[1].replace(",", "")) * _large(match[2])
    return said / (done.number * _large(done.unit)) if done.number else Decimal(1)


def _is_unit(printed: str, unit: str) -> bool:
    printed = printed.removeprefix("万")
    return printed.startswith(unit) and not (unit == "人" and printed.startswith("人次"))


def begins_word(text: str, position: int) -> bool:
    """Whether a name is not the tail of a longer one: 综合+窗口办件量 is another matter."""
    before = text[position - 1 : position]
    if not "一" <= before <= "鿿" or before in _MAY_STAND_BEFORE:
        return True
    return text.startswith(_VERBS_BEFORE, position - 2)


_MAY_STAND_BEFORE = "年区县市度计现成到的局委办馆院站所校厅司队心将使"
_VERBS_BEFORE = ("实施", "开展", "举办", "组织", "提供", "发放", "办理", "进行")
BOUNDS = ("以上", "以下", "以内", "左右", "多", "余")


def _is_bound(text: str, match: re.Match[str], done: Quantity) -> bool:
    """“99%以上”, “530余件” give no exact number."""
    end = match.end(1)
    places = (end, end + len(done.unit), end + match[2].startswith("万"))
    return any(text.startswith(BOUNDS, place) for place in places)


def _unit_of(match: re.Match[str], done: Quantity) -> str:
    return done.unit if match[2].startswith(done.unit) else match[2] if match[2] in _UNITS else ""


_UNITS = ("万元", "元", "%", "％")


def _is_same(match: re.Match[str], done: Quantity) -> bool:
    """Equal up to the rounding of either, or not comparable because the units differ."""
    if match[1] == str(done.number):
        return True
    unit = match[2].replace("％", "%")
    said, exact = Decimal(match[1].replace(",", "")), done.number
    own_unit = done.unit.partition("/")[0]  # 0.69元/页 is money too
    money = (unit in MONEY_UNITS, own_unit in MONEY_UNITS)
    if any(money) != all(money) or (done.unit and (unit == "%") != (done.unit == "%")):
        return True
    scale = MONEY_UNITS[unit] / MONEY_UNITS[own_unit] if any(money) else _large(unit) / _large(own_unit)
    rounding = max(_last_digit(said) * scale, Decimal(1).scaleb(-done.decimals))
    return abs(said * scale - exact) * 2 < rounding


def _large(unit: str) -> Decimal:
    return Decimal(10000) if unit.startswith("万") else Decimal(1)


def _last_digit(number: Decimal) -> Decimal:
    """What one unit of the last printed digit is worth."""
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def is_a_result(target: Target, case: Case) -> bool:
    """Sections and the goal's actual text report results; the goals set at the start of the year do not."""
    if isinstance(target, AtSection):
        return target.number not in _plans(case)
    return isinstance(target, AtFact) and target.key.endswith("achieved")


def _plans(case: Case) -> set[str]:
    """The sections on the goals that were set, not on what became of them; found once for all rules."""
    memo = vars(case)
    if "plans" not in memo:
        titles = ((section.number, section.title) for section in case.report.sections)
        memo["plans"] = {
            number for number, title in titles if "目标" in title and not _ATTAINED.search(title)
        }
    made: set[str] = memo["plans"]
    return made


_ATTAINED = re.compile("完成|实现|达成|结果|评价")


@text_rule(
    "N03",
    "正文的次数与指标表不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "培训场次", "target": "≥4场", "actual": "6"},),
        prose=("六、部门整体支出绩效情况", "全年举办五场培训。"),
    ),
    silent=Example(
        indicators=({"name": "培训场次", "target": "≥4场", "actual": "6"},),
        prose=("六、部门整体支出绩效情况", "上半年举办2场培训，全年举办六场培训。第六场培训效果最好。"),
    ),
)
def counted_subject(case: Case) -> Iterator[Problem]:
    """指标名是“某事+轮次、次数”的，正文写的几轮、几次某事要与完成值一致。"""
    texts, plans = case.texts, _plans(case)
    for row, (indicator, done) in enumerate(zip(case.report.indicators, results(case), strict=True)):
        unit = _COUNTED_BY.get(indicator.name[-2:])
        if unit is None or done is None:
            continue
        said = [
            mention
            for mention in case.report.mentions
            if mention.unit == unit
            and mention.section not in plans
            and _counts(mention, indicator.name[:-2], texts.get(mention.section, ""), case.report.fiscal_year)
        ]
        if said and not _comes_to(said, done.number):
            targets: list[Target] = [
                AtSection(mention.section, mention.start, mention.end) for mention in said
            ]
            message = (
                f"正文写{said[0].text}{indicator.name[:-2]}，表内“{indicator.name}”是{indicator.actual}。"
            )
            yield Problem(message, [*targets, AtIndicator(row, "actual")], "请核对，两处应当一致。")


def _comes_to(said: list[Mention], value: Decimal) -> bool:
    """Whether the text gives the figure, whole or in parts."""
    return any(mention.value == value for mention in said) or sum(mention.value for mention in said) == value


def _counts(mention: Mention, subject: str, text: str, year: int | None) -> bool:
    named = len(subject) > 1 and text.startswith(subject, mention.end)
    return named and not is_another_time(text, mention.start, year)


_GOAL_COUNT = re.compile(r"(?<![\d.])(\d+)([一-鿿]{5})")


@text_rule(
    "N03",
    "正文的数与年度目标完成情况不一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        facts={"goal.achieved": "对18个乡镇档案室开展检查。"},
        prose=("六、部门整体支出绩效情况", "全年对16个乡镇档案室开展检查。"),
    ),
    silent=Example(
        facts={"goal.achieved": "对18个乡镇档案室开展检查。"},
        prose=("六、部门整体支出绩效情况", "上半年对16个乡镇档案室开展检查，全年共检查18个乡镇档案室。"),
    ),
)
def goal_count(case: Case) -> Iterator[Problem]:
    """年度目标实际完成情况里“几个某某”的数，正文写同一件事的，要一致。"""
    report, texts = case.report, case.texts
    plans = _plans(case)
    for key in achieved_goals(report):
        for match in _GOAL_COUNT.finditer(report.text(key)):
            said = [
                mention
                for mention in report.mentions
                if match[2].startswith(mention.unit)
                and mention.section not in plans
                and texts.get(mention.section, "").startswith(match[2][len(mention.unit) :], mention.end)
            ]
            if said and not _comes_to(said, Decimal(match[1])):
                targets: list[Target] = [
                    AtSection(mention.section, mention.start, mention.end) for mention in said
                ]
                noun = match[2]
                message = f"“{noun}…”正文写{said[0].text}，年度目标完成情况写{match[1]}{said[0].unit}。"
                yield Problem(message, [*targets, AtFact(key)], "请核对，两处应当一致。")


def achieved_goals(report: Report) -> Iterator[str]:
    """goal.achieved, goal[2].achieved …, as many as the report has."""
    key, number = "goal.achieved", 1
    while key in report.facts:
        yield key
        number += 1
        key = f"goal[{number}].achieved"


# --- N06: score and grade in the text --------------------------------------------------------------


@text_rule(
    "N06",
    "正文没有写总分或等级",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(facts={"score.total": "92"}, prose=("六、部门整体支出绩效情况", "各项任务按期完成。")),
    silent=Example(
        facts={"score.total": "92"}, prose=("六、部门整体支出绩效情况", "自评总分92分，等级为“优”。")
    ),
)
def score_absent(case: Case) -> Iterator[Problem]:
    """自评表的总分和等级，正文的绩效情况里也要写。"""
    report = case.report
    if not report.sections:
        raise NotApplicable
    total = report.number("score.total")
    if total is None:
        raise NotEvaluable("score.total")
    missing = []
    is_told = any(m.fact == "score.total" or (m.unit == "分" and m.value == total) for m in report.mentions)
    if not is_told and f"总分{plain_decimal(total)}" not in case.prose:
        missing.append("总分")
    if report.state("score.grade") is State.GIVEN and grade_in_text(report) is None:
        missing.append("等级")
    if missing:
        words = "和".join(missing)
        yield Problem(
            f"自评总分{plain_decimal(total)}分，正文没有写{words}。",
            [AtFact("score.total")],
            f"请在绩效情况里写明{words}。",
        )


_SCORE_SAID = re.compile(r"(?:得分|总分|评分|得)[为是]?(\d{1,3}(?:\.\d{1,2})?)分")


@text_rule(
    "N06",
    "评价结论里的得分与总分一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"score.total": "98.7", "conclusion": "项目自评得分97.8分，等级为优。"},
        scheme="sichuan-project",
    ),
    silent=Example(
        facts={"score.total": "98.7", "conclusion": "项目自评得分98.7分，等级为优。"},
        scheme="sichuan-project",
    ),
)
def conclusion_score(case: Case) -> Iterator[Problem]:
    """表内“评价结论”一格写总分的，要与总分一致；另写各部分得分的，有一处是总分即可。"""
    total = case.report.number("score.total")
    if total is None:
        return
    said = [number_of(match[1]) for match in _SCORE_SAID.finditer(case.report.text("conclusion"))]
    if said and all(abs(number - total) > HALF_CENT for number in said):
        yield Problem(
            f"评价结论写得分{plain_decimal(said[0])}分，总分是{plain_decimal(total)}分。",
            [AtFact("conclusion"), AtFact("score.total")],
            "请核对，两处应当一致。",
        )
