"""N01: what the text says of “三公” items, of meetings and travel repeats the table's lines.

Words that name the column (决算数, 预算数) are tied when the text is read, see phrases.toml. Here are those
that say it by the sentence: 2023年公务接待费支出2.1万元, 比上年减少1.2万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import AtFact, AtSection, Problem, Severity
from zhunsheng.kernel.numerals import MONEY_UNITS, plain_decimal
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.report import Mention, Report, Section
from zhunsheng.kernel.sentences import FULL_STOPS, sentence_start
from zhunsheng.rulebook.checks.narrative import BOUNDS, HALF_CENT, agrees, is_a_result
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.stated_sums import number_of, percentage_agrees
from zhunsheng.rulebook.facts import label_of
from zhunsheng.rulebook.periods import is_not_the_whole_year

_HEADING = "二、一般公共预算支出情况"
_SIGNS = ("三公", "公务接待", "公务用车", "公车", "出国", "会议费", "培训费", "差旅费")
_SIGN = re.compile("|".join(_SIGNS))
_CAR = "(?:公务用车|公车)"
_ITEMS = {
    "three_public.total": '三公[”"’]?(?:经费|支出|费用)',
    "three_public.vehicles": f"{_CAR}购置[及和与、](?:{_CAR})?(?:运行)?(?:维护)?[经费用]*",
    "three_public.vehicle_purchase": f"{_CAR}购置[经费用]*",
    "three_public.vehicle_running": f"{_CAR}运行(?:和?维护)?[经费用]*",
    "three_public.overseas": "(?:因公)?出国(?:[（(]境[）)])?[经费用]+",
    "three_public.reception": "公务接待[经费用]*",
    "public_funds.meeting_training": "会议费?[、和及]培训费|培训费?[、和及]会议费",
    "public_funds.utilities_travel": "水费、电费、差旅费",
}
_ITEM = re.compile(f"(?=[三公因出会培水])(?:{'|'.join(f'({words})' for words in _ITEMS.values())})")
_KEYS = tuple(_ITEMS)

_N = r"\d[\d,]{0,14}(?:\.\d{1,6})?"
_REACH = 400
"""Characters of a sentence before a figure that are looked at."""
_CLAUSE = "，,；;：:（(\n。"
_UNIT = "[我本全](?:单位|部门|中心|[局委办馆院站所校厅司队镇乡])"
_SAID = re.compile(
    rf"{_UNIT}|单位|部门|[（(]?[一二三四五六\d]{{1,2}}(?:[）)、.．]|是)|(?:19|20)\d{{2}}年度?|[本当今全]年度?|上一?年度?|去年|"
    "其中|包括|一般公共预算|财政拨款|公用经费|决算|支出|开支|实际|发生|支付|使用|执行|合计|总计|共计|总额|金额|年初|预算|安排|"
    r"情况|如下|[用共为是达到数额的了中“”\"‘’\s]"
)
"""Words that may stand around an item and its amount without making it something else."""
_OF_OTHERS = re.compile(
    "半年|季度|\\d月|截[至止]|以来|累计|[人平]均|目标|计划|预计|下年|明年|下属|所属|二级|直属|本级|机关|专项|工程|活动|"
    "项目(?!支出[为是共]?\\d)|课题|[每各应拟]|审计|自查|违规|超标|整改|问题"
)
"""Of a part of the year or of the unit, of a project, of what was found wrong."""
_PART_TITLE = re.compile("下属|所属|二级|直属|项目|专项|问题")
_TIME = re.compile(
    r"(?P<than>[比较与同和])?(?:(?P<year>(?:19|20)\d{2})年度?|(?P<past>上一?年度?|去年)|[本当今全]年度?)"
)
_KIND = re.compile("(?P<plan>(?<!一般公共)预算|安排|年初)|决算|支出|开支|执行|发生")
_SPENT, _PLANNED, _LAST = "final", "budget", "prior"
_PLAN_STATED = re.compile(r"(?<!一般公共)预算(?:数|安排|总额|合计|[为是共])*\d")
_PLANNED_FIRST = re.compile(
    rf"预算(?:数|安排|[为是共]){{0,3}}{_N}万?元[，,、](?=[^，,、]{{0,6}}(?:支出|开支|执行))"
)
"""公务接待费预算3万元，支出2.1万元: both amounts are the item's."""
_FURTHER = re.compile(
    rf"(?<=元)[，,、（(](?:(?:年初|全年|本年)?预算|(?:上年|去年|20\d{{2}}年)度?(?:决算|支出|实际)+)(?:数|安排|[为是共])*{_N}万?元[)）]?"
)
"""6.04万元，预算7.00万元，上年决算7.40万元: what follows is again of the column named first."""
_OR_SO = (*BOUNDS, "/", "的")
_ELSEWHERE = re.compile("[^。；\n\\d]{0,12}(?:列支|承担|负担|报销)")
"""0.6万元，由培训项目列支"""


class _Cell(NamedTuple):
    """A line of the table and the column of it a figure of the text repeats."""

    item: str
    column: str

    @property
    def key(self) -> str:
        return f"{self.item}.{self.column}"


@text_rule(
    "N01",
    "正文的“三公”经费各项与表不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"three_public.reception.final": "2.50"}, prose=(_HEADING, "2023年公务接待费支出2.10万元。")
    ),
    silent=Example(
        facts={"three_public.reception.final": "2.50"},
        prose=(_HEADING, "2023年公务接待费支出2.50万元，上半年公务接待费支出1.20万元。"),
    ),
    signs=_SIGNS,
)
def three_public_contradicts(case: Case) -> Iterator[Problem]:
    """正文写整个单位全年“三公”经费各项、会议费和培训费的，本年、上年的决算和预算要与基础数据表一致。"""
    for section in _sections(case):
        for mention in case.mentions_by_section.get(section.number, ()):
            cell = _repeated(mention, section.text, case.report) if mention.unit == "万元" else None
            table = _in_table(cell.key, case.report) if cell is not None else None
            if cell is None or table is None or agrees(mention, table, section.text):
                continue
            yield Problem(
                f"“{label_of(cell.key)}”正文写{mention.text}，表内是{plain_decimal(table)}。",
                [AtSection(section.number, mention.start, mention.end), AtFact(cell.key)],
                "请核对；口径不同的在正文说明。",
            )


def _sections(case: Case) -> list[Section]:
    """Sections on what was done that speak of an item; found once for both rules."""
    memo = vars(case)
    if "sections_on_three_public" not in memo:
        memo["sections_on_three_public"] = [
            section
            for section in case.report.sections
            if _SIGN.search(section.text)
            and _PART_TITLE.search(section.title) is None
            and is_a_result(AtSection(section.number, 0, 0), case)
        ]
    made: list[Section] = memo["sections_on_three_public"]
    return made


def _in_table(key: str, report: Report) -> Decimal | None:
    """A figure of the table; one read from the text proves nothing."""
    fact = report.facts.get(key)
    return None if fact is None or isinstance(fact.place, TextPlace) else fact.number


def _repeated(mention: Mention, text: str, report: Report) -> _Cell | None:
    """The cell an amount repeats, if the sentence plainly says so."""
    if mention.fact is not None and mention.value == report.number(mention.fact):
        return None
    head = _head(text, mention.start, report.unit)
    items = _items(head)
    if not items or text.startswith(_OR_SO, mention.end):
        return None
    if _ELSEWHERE.match(text, mention.end) is not None:
        return None
    cell = _named(mention, head, items, report)
    return None if cell is None or _is_of_others(head) else cell


def _named(mention: Mention, head: str, items: list[re.Match[str]], report: Report) -> _Cell | None:
    """The cell an amount repeats by the words before it, whosever it is."""
    if mention.fact is not None:
        # 决算数 of the year are compared where the words are tied; those of the year before are left.
        item, _, tied = mention.fact.rpartition(".")
        is_left = tied == _SPENT and item in _ITEMS and _column(head, report.fiscal_year) == _LAST
        return _Cell(item, _LAST) if is_left else None
    item = _item_of(items[-1])
    if item.startswith("public_funds") and "公用经费" not in head and report.number("projects.total.final"):
        return None  # the table's line is of the 公用经费 only
    is_said = _is_said(head, items[-1])
    if not is_said and not _is_measure(head, items):
        return None
    column = _column(head, report.fiscal_year)
    return _Cell(item, column) if column and (is_said or column == _LAST) else None


def _head(text: str, position: int, unit: str) -> str:
    """The sentence up to a position, without the unit's own name."""
    head = text[max(sentence_start(text, position, FULL_STOPS), position - _REACH) : position]
    return head.replace(unit, "") if unit else head


def _items(head: str) -> list[re.Match[str]]:
    return list(_ITEM.finditer(head)) if _SIGN.search(head) else []


def _item_of(match: re.Match[str]) -> str:
    return _KEYS[(match.lastindex or 1) - 1]


def _is_of_others(head: str) -> bool:
    return _OF_OTHERS.search(head) is not None or is_not_the_whole_year(head)


def _is_said(head: str, item: re.Match[str]) -> bool:
    """Whether nothing but plain words stands before an item in its clause and between it and the amount."""
    listed = head.rfind("元、", 0, item.start())
    start = max(sentence_start(head, item.start(), _CLAUSE), listed + 2 if listed >= 0 else 0)
    tail = _PLANNED_FIRST.sub("", head[item.end() :])
    return not _SAID.sub("", head[start : item.start()]) and not _SAID.sub("", tail)


def _is_measure(head: str, items: list[re.Match[str]]) -> bool:
    """Whether an amount is last year's that the one item of the sentence is compared with: 较上年9.80万元"""
    times = list(_TIME.finditer(head))
    return (
        len({_item_of(item) for item in items}) == 1
        and bool(times)
        and times[-1]["than"] is not None
        and times[-1].start() > items[-1].end()
    )


def _column(head: str, year: int | None) -> str:
    """The column an amount behind these words is of; empty where the words don't say."""
    head = _FURTHER.sub("", head)
    kinds = list(_KIND.finditer(head))
    time = _time(head, year)
    if not kinds:
        return time if any(match["than"] is None for match in _TIME.finditer(head)) else ""
    if kinds[-1]["plan"] is None:
        return time
    # 控制在预算10万元以内，其中公务接待费2.1万元 may be of either.
    only_planned = all(kind["plan"] for kind in kinds)
    is_plain = _PLAN_STATED.search(f"{head}0", kinds[0].start()) is not None
    return _PLANNED if only_planned and time == _SPENT and is_plain else ""


def _time(head: str, year: int | None) -> str:
    """Which of the two years in the table; this one unless another is named."""
    times = list(_TIME.finditer(head))
    for match in reversed(times):
        is_past = match["past"] is not None or (match["year"] is not None and int(match["year"]) + 1 == year)
        if match["than"] is not None:
            # 比上年9.80万元 is last year's; 比上年减少，其中公务接待费2.1万元 is not.
            if match is times[-1] and not _SAID.sub("", head[match.end() :]):
                return _LAST if is_past else ""
        elif match["year"] is not None and int(match["year"]) != year and not is_past:
            return ""
        else:
            return _LAST if is_past else _SPENT
    return _SPENT


# --- changes against the year before and against the budget -------------------------------------------

_CHANGE = re.compile(
    r"[比较与同](?:(?P<year>20\d{2})年|(?P<past>上一?年|去年)|(?P<plan>(?:本年|全年|年初)?预算))"
    r"(?:度|同期|决算|实际|支出|数|相比|的){0,3}[，,]?(?P<way>减少|下降|降低|压减|节约|增加|增长|上升)了?"
    rf"(?P<number>{_N})\s?(?P<unit>万元|元|%|％)"
)
_AMOUNT = re.compile(rf"{_N}万?元|[，,]")
_LESS = ("减少", "下降", "降低", "压减", "节约")


@text_rule(
    "N01",
    "正文所写“三公”经费各项的增减与表不一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"three_public.total.prior": "9.80", "three_public.total.final": "8.60"},
        prose=(_HEADING, "“三公”经费支出8.60万元，比上年减少2.20万元。"),
    ),
    silent=Example(
        facts={"three_public.total.prior": "9.80", "three_public.total.final": "8.60"},
        prose=(_HEADING, "“三公”经费支出8.60万元，比上年减少1.20万元，下降12.24%。"),
    ),
    signs=_SIGNS,
)
def three_public_change(case: Case) -> Iterator[Problem]:
    """正文写“三公”经费某项比上年、比预算增减多少的，要等于表内两栏之差。"""
    for section in _sections(case):
        for match in _CHANGE.finditer(section.text):
            figures = _figures_compared(match, section.text, case.report)
            if figures is None:
                continue
            cell, base, spent = figures
            if _is_the_change(match, base, spent):
                continue
            yield Problem(
                f"正文写{match.group()}，表内“{label_of(cell.key)}”{plain_decimal(base)}、本年决算{plain_decimal(spent)}。",
                [AtSection(section.number, *match.span()), AtFact(cell.key)],
                "请核对增减和表内两数。",
            )


def is_compared(case: Case, section: Section, position: int) -> bool:
    """Whether `three_public_change` looks at the change whose words begin at a position of a section."""
    match = _CHANGE.match(section.text, position)
    if match is None or section not in _sections(case):
        return False
    return _figures_compared(match, section.text, case.report) is not None


def _figures_compared(
    match: re.Match[str], text: str, report: Report
) -> tuple[_Cell, Decimal, Decimal] | None:
    """The cell a change is measured against, its figure and the final one, where the table has both."""
    cell = _compared(match, text, report)
    if cell is None:
        return None
    base, spent = _in_table(cell.key, report), _in_table(f"{cell.item}.final", report)
    return None if base is None or spent is None else (cell, base, spent)


def _compared(match: re.Match[str], text: str, report: Report) -> _Cell | None:
    """The item a change is of and the column it is measured against."""
    head = _head(text, match.start(), report.unit)
    items = _items(head)
    if not items or text.startswith(_OR_SO, match.end()):
        return None
    is_right_behind = _is_said(head, items[-1])
    if not is_right_behind and (len(items) > 1 or not _is_said(head[: items[-1].end()], items[-1])):
        return None
    if "预算" in head.replace("一般公共预算", "") or _time(head, report.fiscal_year) != _SPENT:
        return None
    if match["year"] is not None and int(match["year"]) + 1 != report.fiscal_year:
        return None
    item = _item_of(items[-1])
    # 公务接待费支出2.1万元，公务接待人数比上年减少…: another thing has been named since.
    rest = _AMOUNT.sub("", head[items[-1].end() :])
    return (
        None
        if _SAID.sub("", rest) or _is_of_others(head)
        else _Cell(item, _PLANNED if match["plan"] else _LAST)
    )


def _is_the_change(match: re.Match[str], base: Decimal, spent: Decimal) -> bool:
    said = number_of(match["number"])
    signed = base - spent if match["way"] in _LESS else spent - base
    if match["unit"] in "%％":
        return signed >= 0 and base > 0 and percentage_agrees(match["number"], signed / base)
    decimals = len(match["number"].partition(".")[2])
    unit = MONEY_UNITS[match["unit"]]
    slack = max(HALF_CENT * 2, Decimal(1).scaleb(-decimals) * unit / 2 if decimals else HALF_CENT)
    return abs(said * unit - signed) <= slack
