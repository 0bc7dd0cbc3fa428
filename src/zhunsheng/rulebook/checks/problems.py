"""N07–N09: the problems a report names, and the measures against them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import AtIndicator, AtSection, Problem, Severity, Target
from zhunsheng.kernel.numerals import plain_decimal
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.report import Mention, Report, Section
from zhunsheng.kernel.sentences import FULL_STOPS, sentence_end, sentence_start
from zhunsheng.rulebook.checks.registry import text_rule

_GENERIC = re.compile("意识|理念|重视|有待|不够|不足|欠缺|科学|细化|健全|完善|加强|提高|提升|水平|能力")
_YEARS = re.compile(r"(?:19|20)\d{2}年?")
_DIGIT = re.compile(r"[\d%]|[一二三四五六七八九十]+(?:个|项|名|处|件)")
_ENOUGH_GENERIC = 2


@text_rule(
    "N07",
    "得分高而问题笼统",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        facts={"score.total": "98"},
        prose=("七、存在的问题及原因分析", "绩效意识有待加强，管理水平有待提高。"),
    ),
    silent=Example(
        facts={"score.total": "98"}, prose=("七、存在的问题及原因分析", "有3间库房的温湿度监测没有接通。")
    ),
)
def generic_problems(case: Case) -> Iterator[Problem]:
    """总分很高的，问题部分也要有具体问题，不能写“无”或只写套话。"""
    total = case.report.number("score.total")
    fact = case.report.facts.get("problems")
    if total is None or fact is None or fact.state is State.BLANK:
        raise NotEvaluable("score.total", "problems")
    if total < case.setting("high_total"):
        return
    score = plain_decimal(total)
    where = section_of("problems", case.report)
    if fact.state is State.NOT_APPLICABLE:
        yield Problem(
            f"总分{score}分，问题部分写“{fact.text}”。", where, "请对照扣分和未达标的指标写明具体问题。"
        )
    elif _is_generic(fact.text):
        yield Problem(
            f"总分{score}分，问题部分只有笼统的话，没有一处具体事项。",
            where,
            "请写明具体问题、涉及的指标和原因。",
        )


def _is_generic(text: str) -> bool:
    return len(_GENERIC.findall(text)) >= _ENOUGH_GENERIC and _DIGIT.search(_YEARS.sub("", text)) is None


def section_of(key: str, report: Report) -> list[Target]:
    """The section a fact of the text was read from; its heading where the text stands below it."""
    place = report.facts[key].place
    return [AtSection(place.section, place.start, place.end)] if isinstance(place, TextPlace) else []


_DATED = re.compile(r"\d{1,2}月|年底|年内|月底|日前|季度|上半年|下半年|期限|时限|长期")
_OWNED = re.compile("牵头|负责|责任(?:人|部门|单位|科室|股室)|由.{1,14}(?:股|科|室|办|局|组|部|处|中心|领导)")
_ACTS = re.compile(
    r"(?:^|[。；，：\n）]|[一二三四五六七八九十\d][是.．、])(?P<who>[一-鿿]{1,14}?(?:股|科|室|办|部|处|局|中心|站|所|组))"
    r"(?:会同|联合|协同|配合|每[月季年周]|按[月季年]|定期|[于在]?(?:20\d{2}年|\d{1,2}月)|制定|组织|开展|建立|督促|通报|修订|调度)"
)
"""总务处2024年4月底前补购图书: the division is the sentence's subject."""
_NO_DIVISION = re.compile(
    "[对将把向为使让给在的]|[全内外干]部|[教库]室|[场厕]所|[网布格][站局]|加[快强大]|完善|建[设立成]|推[进动]|改[造善进]|接通|更换|清理|新增|督促|要求|制定|落实|规范|提[高升]"
)
"""加快接通档案室2024年…: a room that is worked on, not a division that works."""


@text_rule(
    "N08",
    "改进措施没有责任和时限",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        prose=(
            "七、存在的问题及原因分析",
            "3间库房的监测没有接通。",
            "八、下一步改进措施",
            "加快接通库房监测。",
        ),
    ),
    silent=Example(
        prose=(
            "七、存在的问题及原因分析",
            "3间库房的监测没有接通。",
            "八、下一步改进措施",
            "由保管股负责，2024年6月底前接通库房监测。",
        ),
    ),
)
def untied_measures(case: Case) -> Iterator[Problem]:
    """每个问题都要有改进措施、责任人或责任部门、完成时限。"""
    report = case.report
    measures = report.facts.get("measures")
    if measures is None or measures.state is State.BLANK or report.state("problems") in (State.BLANK, None):
        raise NotEvaluable("problems", "measures")
    if report.state("problems") is State.NOT_APPLICABLE:
        raise NotApplicable
    if measures.state is State.NOT_APPLICABLE:
        yield Problem(
            f"写了问题，改进措施写“{measures.text}”。",
            section_of("measures", report),
            "请逐个问题写明措施。",
        )
        return
    bare = [
        (section, missing) for section in _measure_sections(report) if (missing := _lacking(section.text))
    ]
    if bare:
        targets: list[Target] = [AtSection(section.number, 0, len(section.text)) for section, _ in bare]
        lacking = "和".join(dict.fromkeys(word for _, missing in bare for word in missing))
        number = f"有{len(bare)}条" if len(bare) > 1 else ""
        yield Problem(
            f"改进措施{number}没有写{lacking}。", targets, "请逐条写明对应的问题、责任部门和完成时限。"
        )


def _measure_sections(report: Report) -> list[Section]:
    """The numbered parts of the section on measures, or the section itself."""
    own, below = _sections_of("measures", report)
    return [section for section in below if section.text] or own


def _sections_of(key: str, report: Report) -> tuple[list[Section], list[Section]]:
    """The section a fact of the text was read from, and those below it."""
    fact = report.facts.get(key)
    if fact is None or not isinstance(fact.place, TextPlace):
        return [], []
    number = fact.place.section
    own = [section for section in report.sections if section.number == number]
    return own, [section for section in report.sections if section.number.startswith(number + ".")]


def _lacking(text: str) -> list[str]:
    owned = _OWNED.search(text) is not None or any(
        _NO_DIVISION.search(match["who"]) is None for match in _ACTS.finditer(text)
    )
    said = (("责任部门", owned), ("完成时限", _DATED.search(text) is not None))
    return [word for word, is_said in said if not is_said]


_WHAT = re.compile(r"\s?([一-鿿]{4})")
"""Enough of a noun to tell what is counted: 29条办事指南更新滞后, 更新29条办事指南."""
_IN_PART = re.compile(
    r"其中|其余|剩余|余下|首批|分批|先[行期]|先\d|前\d|近\d|再|各\d|每|另有?\d|新增|至少|不少于|力争"
)
"""Words of a sentence that takes only part of the things, or more of them."""
_NOT_COUNTED = {"万元", "%"}


@text_rule(
    "N08",
    "问题和措施里同一样东西的个数一致",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        prose=(
            "七、存在的问题及原因分析",
            "3间库房的监测没有接通，29条办事指南更新滞后。",
            "八、下一步改进措施",
            "由保管股负责，2024年6月底前更新26条办事指南。",
        ),
    ),
    silent=Example(
        prose=(
            "七、存在的问题及原因分析",
            "3间库房的监测没有接通，29条办事指南更新滞后。",
            "八、下一步改进措施",
            "由保管股负责，2024年6月底前更新29条办事指南。",
        ),
    ),
)
def same_counts_in_measures(case: Case) -> Iterator[Problem]:
    """问题写29条办事指南更新滞后，措施写更新26条办事指南，两处不一致；分批办的不比。"""
    asked = _counted(case, "problems")
    planned = _counted(case, "measures") if asked else {}
    for what in asked.keys() & planned.keys():
        told, meant = asked[what], planned[what]
        if len({m.value for m in told}) != 1 or len({m.value for m in meant}) != 1:
            continue
        if told[0].value == meant[0].value or any(_is_in_part(m, case) for m in (*told, *meant)):
            continue
        noun = what[1]
        yield Problem(
            f"问题里写“{told[0].text}{noun}”，改进措施里写“{meant[0].text}{noun}”。",
            [AtSection(m.section, m.start, m.end + len(noun)) for m in (meant[0], told[0])],
            "请核对是不是同一件事；是的，两处个数要一致。",
        )


def _counted(case: Case, key: str) -> dict[tuple[str, str], list[Mention]]:
    """What a part of the text counts, by unit and the beginning of the noun."""
    found: dict[tuple[str, str], list[Mention]] = {}
    for sections in _sections_of(key, case.report):
        for section in sections:
            for mention in case.mentions_by_section.get(section.number, ()):
                what = None if mention.unit in _NOT_COUNTED else _WHAT.match(section.text, mention.end)
                if what is not None:
                    found.setdefault((mention.unit, what[1]), []).append(mention)
    return found


def _is_in_part(mention: Mention, case: Case) -> bool:
    text = case.texts[mention.section]
    begin, end = sentence_start(text, mention.start, FULL_STOPS), sentence_end(text, mention.end, FULL_STOPS)
    return _IN_PART.search(text, begin, end) is not None


_UNQUANTIFIED = re.compile("(?:难以|难于|无法|不易|不好|不能|难)量化")
_MOST_SHOWN = 3


@text_rule(
    "N09",
    "一面说难以量化，一面填了量化指标",
    Severity.HINT,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=({"name": "查档群众满意度", "target": "≥95%", "actual": "96%"},),
        prose=("七、存在的问题及原因分析", "档案工作的成效难以量化。"),
    ),
    silent=Example(
        indicators=({"name": "查档群众满意度", "target": "满意", "actual": "满意"},),
        prose=("七、存在的问题及原因分析", "档案工作的成效难以量化。"),
    ),
    signs=("量化",),
)
def self_refutation(case: Case) -> Iterator[Problem]:
    """说绩效难以量化的，要与表里已经量化的指标对得上。"""
    for section in case.report.sections:
        match = _UNQUANTIFIED.search(section.text) if "量化" in section.text else None
        if match is None:
            continue
        rows = [row for row, indicator in enumerate(case.report.indicators) if "%" in indicator.target]
        if rows:
            first = case.report.indicators[rows[0]]
            message = (
                f"正文说“{match.group()}”，表内却有{len(rows)}个百分比指标，如“{first.name}”{first.target}。"
            )
            targets: list[Target] = [AtSection(section.number, match.start(), match.end())]
            targets += [AtIndicator(row, "target") for row in rows[:_MOST_SHOWN]]
            yield Problem(message, targets, "请说明量化指标的口径和来源，或改写这句话。")
        return
