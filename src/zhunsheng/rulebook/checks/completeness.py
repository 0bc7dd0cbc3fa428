"""F01–F07, F16: what the form asks for and the report leaves empty."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable
from zhunsheng.kernel.facts import BLANK, GIVEN, Fact
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
from zhunsheng.kernel.labels import compact, full_class
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import EmptyRow, Indicator, Report, Section
from zhunsheng.kernel.scheme import RequiredSection, Scoring
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.facts import label_of
from zhunsheng.rulebook.rules import OWN_FORM

NAME_KEYS = ("unit.filer", "unit.name", "project.name", "project.authority", "project.unit")


def _is_left_empty(fact: Fact | None) -> bool:
    """The file has the cell or the line, and nothing in it."""
    return fact is not None and fact.state is BLANK and fact.place is not None


def _is_filled(fact: Fact | None) -> bool:
    return fact is not None and fact.state is not BLANK


def _listed(names: list[str], most: int = 4) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}项" if len(names) > most else "")


@text_rule(
    "F01",
    "单位或项目名称未填",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(facts={"unit.filer": "", "unit.name": "示例区档案馆"}),
    silent=Example(facts={"unit.filer": "示例区档案馆", "unit.name": "示例区档案馆"}),
)
def name_blank(case: Case) -> Iterator[Problem]:
    """每张表上的填报单位、预算单位、主管部门和项目名称都要填写。"""
    for key in NAME_KEYS:
        if _is_left_empty(case.report.facts.get(key)):
            hint = "请填写项目全称。" if key == "project.name" else "请填写单位全称。"
            yield Problem(f"“{label_of(key)}”是空的。", [AtFact(key)], hint)


# --- F02: sections ---------------------------------------------------------------------------------

_PROSE = (
    "一、部门基本情况",
    "二、一般公共预算支出情况",
    "三、政府性基金预算支出情况",
    "四、国有资本经营预算支出情况",
    "五、社会保险基金预算支出情况",
    "六、部门整体支出绩效情况",
    "七、存在的问题及原因分析",
    "八、下一步改进措施",
)
_WITH_TEXT = tuple(line for title in _PROSE for line in (title, "按要求完成了相关工作。"))
_STATED_BY = {"问题": "problems", "措施": "measures"}
"""A section under another title is there all the same when the reader found what it is about."""
_ALIKE = 0.6
_SINGLY = 3
"""More missing sections than this are one finding: the report follows another outline."""


@text_rule(
    "F02",
    "缺少规定的部分",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=_WITH_TEXT),
    silent=Example(prose=(*_WITH_TEXT, "九、其他需要说明的情况", "没有其他需要说明的情况。")),
)
def section_missing(case: Case) -> Iterator[Problem]:
    """方案规定的各部分都要有标题和内容；没有内容可写的写“无”。"""
    if not case.scheme.sections or case.report.annexes_only or case.report.scheme is None:
        raise NotApplicable
    if not case.report.sections:
        yield Problem("只有表，没有文字报告。", [AtDimension("正文")], "请补写自评报告的文字部分。")
        return
    missing = [wanted.title for wanted in _missing_sections(case.report, case.scheme.sections)]
    if len(missing) > _SINGLY:
        targets: list[Target] = [AtDimension(title) for title in missing]
        yield Problem(
            f"缺少{'、'.join(missing[:_SINGLY])}等{len(missing)}个部分。", targets, "请按方案的提纲补写。"
        )
    else:
        for title in missing:
            yield Problem(f"缺少“{title}”部分。", [AtDimension(title)], "请补写；没有的写“无”。")
    for section in _without_text(case.report.sections):
        message = f"第{section.number}部分“{section.title}”只有标题，没有内容。"
        yield Problem(message, [AtSection(section.number, 0, 0)], "请补写；没有的写“无”。")


def _missing_sections(report: Report, wanted: tuple[RequiredSection, ...]) -> list[RequiredSection]:
    titles = {section.title for section in report.sections}
    left = [entry for entry in wanted if entry.title not in titles and titles.isdisjoint(entry.synonyms)]
    if not left:
        return []
    known = {compact(title) for entry in wanted for title in (entry.title, *entry.synonyms)}
    others = {compact(title) for title in titles} - known
    present = {compact(title) for title in titles} & known
    return [entry for entry in left if not _is_there(entry, present, others, report)]


def _is_there(wanted: RequiredSection, present: set[str], others: set[str], report: Report) -> bool:
    names = {compact(title) for title in (wanted.title, *wanted.synonyms)}
    if names & present:
        return True
    if any(word in wanted.title and _is_filled(report.facts.get(key)) for word, key in _STATED_BY.items()):
        return True
    return any(_alike(name, other) >= _ALIKE for name in names for other in others)


def _alike(left: str, right: str) -> float:
    """Share of the pairs of neighbouring characters two titles have in common."""
    first, second = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (left, right))
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


def _without_text(sections: list[Section]) -> list[Section]:
    """Sections of the first level with neither text nor sections below."""
    empty = []
    for index, section in enumerate(sections):
        if section.text or "." in section.number:
            continue
        below = index + 1 < len(sections) and sections[index + 1].number.startswith(section.number + ".")
        if not below:
            empty.append(section)
    return empty


# --- F03, F04: cells of the tables -----------------------------------------------------------------


@text_rule(
    "F03",
    "上年决算数未填",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(
        facts={
            "three_public.total.prior": "",
            "three_public.total.budget": "4",
            "three_public.total.final": "3",
            "public_funds.total.prior": "",
            "public_funds.total.final": "20",
        }
    ),
    silent=Example(
        facts={
            "three_public.total.prior": "5",
            "three_public.total.budget": "4",
            "three_public.total.final": "3",
            "procurement.prior": "——",
            "procurement.final": "9",
        }
    ),
)
def prior_year_blank(case: Case) -> Iterator[Problem]:
    """本年数已填的行，上年决算数也要填，没有的填 0。"""
    facts = case.report.facts
    empty, filled = [], 0
    for key, fact in facts.items():
        if not key.endswith(".prior"):
            continue
        filled += fact.state is GIVEN
        stem = key.removesuffix("prior")
        if _is_left_empty(fact) and (
            _is_filled(facts.get(stem + "budget")) or _is_filled(facts.get(stem + "final"))
        ):
            empty.append(key)
    if not empty:
        return
    targets: list[Target] = [AtFact(key) for key in empty]
    if filled:
        names = _listed([label_of(key) for key in empty], 2)
        yield Problem(f"{names}没有填。", targets, "请填上年决算数，没有的填 0。", Severity.WARNING)
        return
    year = case.report.fiscal_year
    column = f"{year - 1}年决算数" if year else "上年决算数"
    yield Problem(f"“{column}”一栏全空，本年数已填。", targets, "请按上年决算填写，没有的填 0。")


_COMPUTED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("staffing.control_rate", ("staffing.actual", "staffing.quota"), "在职人数÷编制数"),
    ("buildings.area_rate", ("buildings.actual_area", "buildings.approved_area"), "实际规模÷批复规模"),
    ("buildings.cost_rate", ("buildings.actual_cost", "buildings.approved_cost"), "实际投资÷预算投资"),
)
_TOTALS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("three_public.total", ("three_public.vehicles", "three_public.overseas", "three_public.reception")),
    ("projects.total", ("projects.business", "projects.operation", "projects.special", "projects.other")),
)


@text_rule(
    "F04",
    "该算的格没有填",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(facts={"staffing.quota": "20", "staffing.actual": "18", "staffing.control_rate": ""}),
    silent=Example(facts={"staffing.quota": "20", "staffing.actual": "18", "staffing.control_rate": "90%"}),
)
def computed_cell_blank(case: Case) -> Iterator[Problem]:
    """由其他格算出的比率和得分，算的依据都填了就不能空着。"""
    report = case.report
    for key, inputs, formula in (*_COMPUTED, *_execution(case.scheme.scoring)):
        if _is_left_empty(report.facts.get(key)) and all(report.number(part) is not None for part in inputs):
            yield Problem(
                f"“{label_of(key)}”是空的，{formula}的两边都已填。", [AtFact(key)], f"请按{formula}填写。"
            )


def _execution(scoring: Scoring) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """The rate of execution and its score, from what the scheme makes them of."""
    inputs = tuple(scoring.execution_names)
    yield "funds.execution_rate", inputs, scoring.execution_words
    yield "funds.score", (*inputs, "funds.weight"), "分值×执行率"


@text_rule(
    "F04",
    "合计没有填",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(facts={"three_public.total.final": "", "three_public.reception.final": "0.8"}),
    silent=Example(facts={"three_public.total.final": "0.8", "three_public.reception.final": "0.8"}),
)
def total_blank(case: Case) -> Iterator[Problem]:
    """分项填了数的，合计不能空着。"""
    report = case.report
    for total, parts in _TOTALS:
        for column in (".prior", ".budget", ".final"):
            if not _is_left_empty(report.facts.get(total + column)):
                continue
            filled = [part + column for part in parts if report.number(part + column) is not None]
            if filled:
                message = f"“{label_of(total + column)}”是空的，分项已填{len(filled)}项。"
                yield Problem(message, [AtFact(total + column)], "请填各分项之和。")


_CELLS = {"target": "指标值", "target_value": "指标值", "actual": "完成值", "weight": "分值", "score": "得分"}


@text_rule(
    "F04",
    "指标行有空格",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(
        indicators=({"name": "归档案卷", "target": "≥200卷", "actual": "", "weight": "10", "score": "10"},)
    ),
    silent=Example(
        indicators=(
            {"name": "归档案卷", "target": "≥200卷", "actual": "210卷", "weight": "10", "score": "10"},
        )
    ),
)
def indicator_cell_blank(case: Case) -> Iterator[Problem]:
    """写了名称的指标，表上有的指标值、完成值、分值、得分都要填；整行没填的另查。"""
    for row, indicator in enumerate(case.report.indicators):
        if indicator.target and indicator.actual and indicator.weight_text and indicator.score_text:
            continue
        texts = _texts_of(indicator)
        blank = [column for column, text in texts.items() if not text]
        if not indicator.name or not blank or len(blank) == len(texts):
            continue
        yield Problem(
            f"“{indicator.name[:20]}”的{'、'.join(_CELLS[column] for column in blank)}是空的。",
            [AtIndicator(row, column) for column in blank],
            "请填写；没有完成的填0，并写明原因。",
        )


def _texts_of(indicator: Indicator) -> dict[str, str]:
    """What stands in each of the cells the row has."""
    said = {
        "target": indicator.target,
        "target_value": indicator.target_value,
        "actual": indicator.actual,
        "weight": indicator.weight_text,
        "score": indicator.score_text,
    }
    if "target_value" in indicator.columns:
        del said["target"]
    return {column: text for column, text in said.items() if column in indicator.columns}


# --- F05: blocks -----------------------------------------------------------------------------------

_BLOCKS = {
    "three_public": "三公经费",
    "projects": "项目支出",
    "public_funds": "公用经费",
    "procurement": "政府采购金额",
    "buildings": "楼堂馆所控制情况",
    "thrift": "厉行节约保障措施",
}
_BLOCK_KEYS = (*(f"{block}." for block in _BLOCKS), "procurement")
_NOT_OF_THE_BLOCK = ("buildings.year",)
"""Printed in the label, not filled in."""


@text_rule(
    "F05",
    "整块空白，没有写 0、无或不适用",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(
        facts={"buildings.approved_area": "", "buildings.actual_area": "", "thrift.measures": "集中采购。"}
    ),
    silent=Example(
        facts={"buildings.approved_area": "——", "buildings.actual_area": "——", "projects.total.final": "0"}
    ),
)
def block_blank(case: Case) -> Iterator[Problem]:
    """没有发生的事项要写 0、无或不适用，空白分不清是没有还是漏填。"""
    first: dict[str, str] = {}
    filled: set[str] = set()
    for key, fact in case.report.facts.items():
        block = _block_of(key)
        if not block:
            continue
        if fact.state is not BLANK:
            filled.add(block)
        elif fact.place is not None:
            first.setdefault(block, key)
    for block, key in first.items():
        if block not in filled:
            yield Problem(f"“{_BLOCKS[block]}”全部空白。", [AtFact(key)], _what_to_write(block, case.report))


@lru_cache(maxsize=1000)
def _block_of(key: str) -> str:
    """The block a fact is filled into; empty if none, or if only last year's figure."""
    outside = not key.startswith(_BLOCK_KEYS) or key.endswith(".prior") or key in _NOT_OF_THE_BLOCK
    return "" if outside else key.partition(".")[0]


def _what_to_write(block: str, report: Report) -> str:
    if block == "projects" and report.number("general_project.expenditure") == 0:
        return "正文写项目支出为 0，请在各格填 0。"
    if block == "thrift":
        return "请写明采取的措施，没有的写“无”。"
    return "没有发生的请填 0、无或不适用。"


@text_rule(
    "F05",
    "自评表项目支出空白",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(facts={"funds.basic": "80", "funds.project": "", "projects.total.final": "20"}),
    silent=Example(facts={"funds.basic": "80", "funds.project": "20", "projects.total.final": "20"}),
)
def use_of_funds_blank(case: Case) -> Iterator[Problem]:
    """正文或基础数据表写了项目支出的，自评表按支出性质分的项目支出不能空着。"""
    report = case.report
    if not _is_left_empty(report.facts.get("funds.project")):
        return
    for key in ("general_project.expenditure", "projects.total.final"):
        amount = report.number(key)
        if amount is not None:
            place = "正文" if key.startswith("general") else "基础数据表"
            message = f"自评表“项目支出”空白，{place}写{amount}万元。"
            yield Problem(message, [AtFact("funds.project"), AtFact(key)], f"请填 {amount}。")
            return


# --- F06, F16: classes of indicators ---------------------------------------------------------------

_OUTPUT = "产出"
_OUTPUT_PARTS = ("数量指标", "质量指标", "时效指标", "成本指标")
_COST = "成本"
_OUTPUT_ROW = {
    "level1": "产出指标",
    "name": "归档案卷",
    "target": "≥200卷",
    "actual": "210卷",
    "weight": "20",
    "score": "20",
}


@text_rule(
    "F06",
    "效益类指标只有空行",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(report={"empty_rows": [EmptyRow("效益指标", "经济效益指标", "", CellPlace(1, 5, 3))]}),
    silent=Example(indicators=({"level1": "效益指标", "level2": "经济效益指标", "name": "节约查档费用"},)),
)
def second_level_empty(case: Case) -> Iterator[Problem]:
    """没有指标的二级指标不要留空行。"""
    filled = {indicator.level2 for indicator in case.report.indicators}
    rows: dict[str, list[Target]] = {}
    for row in case.report.empty_rows:
        if row.level2 and row.level2 not in filled and _OUTPUT not in row.level1:
            rows.setdefault(row.level2, []).append(AtPlace(row.place))
    for level2, places in rows.items():
        hint = "确实没有的，删去空行或写明“不涉及”。"
        yield Problem(f"“{level2}”只有空行，没有指标。", [AtDimension(level2), *places], hint)


@text_rule(
    "F16",
    "产出指标缺类",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(indicators=tuple(_OUTPUT_ROW | {"level2": level2} for level2 in _OUTPUT_PARTS[:3])),
    silent=Example(indicators=tuple(_OUTPUT_ROW | {"level2": level2} for level2 in _OUTPUT_PARTS)),
)
def class_missing(case: Case) -> Iterator[Problem]:
    """表样印出的每类产出指标（数量、质量、时效、成本），至少要有一个指标。"""
    found = {full_class(row.level2) for row in case.report.indicators if _OUTPUT in row.level1 and row.level2}
    printed = [part for level1, parts in case.scheme.classes if _OUTPUT in level1 for part in parts]
    if not found.intersection(printed) or case.report.scheme is None:
        raise NotApplicable
    misprints = found.difference(printed)
    for part in printed:
        if part in found or _is_class_of_its_own(part, case.report.indicators):
            continue
        if any(_is_misprint(other, part) for other in misprints):
            continue
        kept = [AtPlace(row.place) for row in case.report.empty_rows if row.level2 == part]
        message = f"产出指标的“{part}”{'只有空行' if kept else '一行也没有'}。"
        yield Problem(message, [AtDimension(part), *kept], "请补设指标；确实不涉及的写明原因。")


def _is_class_of_its_own(part: str, indicators: list[Indicator]) -> bool:
    """Newer forms have 成本指标 on the first level."""
    return part.startswith(_COST) and any(_COST in row.level1 for row in indicators)


def _is_misprint(level2: str, part: str) -> bool:
    """日效指标 stands for 时效指标: one character differs."""
    return len(level2) == len(part) and sum(a != b for a, b in zip(level2, part, strict=True)) == 1


# --- F07: signature lines --------------------------------------------------------------------------


@text_rule(
    "F07",
    "填表人、日期或电话未填",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    OWN_FORM,
    fires=Example(facts={"filing.preparer": "财务经办", "filing.date": "", "filing.phone": "0000-1234567"}),
    silent=Example(
        facts={"filing.preparer": "（略）", "filing.date": "2024年3月15日", "filing.phone": "（略）"}
    ),
)
def signature_blank(case: Case) -> Iterator[Problem]:
    """表下印着填表人、填报日期、联系电话的，都要填写；写“（略）”或遮盖的算已填。"""
    empty = [key for key in case.keys_of("filing") if _is_left_empty(case.report.facts[key])]
    for second in (False, True):
        keys = [key for key in empty if key.startswith("filing.indicators.") is second]
        if keys:
            names = "”“".join(label_of(key) for key in keys)
            yield Problem(
                f"“{names}”没有填。", [AtFact(key) for key in keys], "请补填；公开时可用岗位代替姓名。"
            )
