"""Rules about completion values and scores (families S)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable, has_reason
from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtSection, Problem, Severity
from zhunsheng.kernel.grades import falls_short, same_ladder
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.numerals import normalize, plain_decimal, show
from zhunsheng.kernel.places import CellPlace
from zhunsheng.kernel.report import Indicator, Report
from zhunsheng.kernel.scheme import OverAchievement
from zhunsheng.kernel.scoring import aim_of, band_of, same_points
from zhunsheng.kernel.targets import Actual, Aim, Target, printed_unit, read_actual, same_unit
from zhunsheng.rulebook.checks.registry import text_rule

ROW = {"level1": "产出指标", "level2": "数量指标", "name": "归档数量", "weight": "10", "score": "10"}


def short(indicator: Indicator) -> str:
    return indicator.name if len(indicator.name) <= 16 else indicator.name[:15] + "…"


@text_rule(
    "S01",
    "自评得分与测算得分一致",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"target": "≥93%", "actual": "98%", "score": "9"},)),
    silent=Example(indicators=(ROW | {"target": "≥95%", "actual": "85.5%", "score": "9"},)),
)
def score_follows_rule(case: Case) -> Iterator[Problem]:
    """定量指标按指标值、完成值和分值重算，得分应相同；超支已写原因的按规则重算；没有达到而算不出比例的不能得满分。"""
    for line in case.score_lines:
        if line.indicator is None or line.filed is None:
            continue
        indicator = case.report.indicators[line.indicator]
        if indicator.weight is not None and line.filed > indicator.weight:
            continue  # A05 says so already
        points = plain_decimal(line.filed)
        if line.is_missed and line.filed == indicator.weight:
            message = f"“{short(indicator)}”得满分{points}分，完成值{indicator.actual}却没有达到指标值{indicator.target}。"
        elif line.computed is not None and not same_points(line.filed, line.computed):
            message = f"“{short(indicator)}”自评{points}分，测算{plain_decimal(line.computed)}分。"
        else:
            continue
        yield Problem(message, [AtIndicator(line.indicator, "score")], line.steps)


@text_rule(
    "S02",
    "扣分须写偏差原因",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "own-form",
    blocking=True,
    fires=Example(
        indicators=(ROW | {"target": "≥93%", "actual": "90%", "score": "9.68", "reason": "核实无误"},)
    ),
    silent=Example(
        indicators=(
            ROW
            | {"target": "≥93%", "actual": "90%", "score": "9.68", "reason": "样本偏少，下年扩大发放范围。"},
        )
    ),
)
def deduction_has_reason(case: Case) -> Iterator[Problem]:
    """得分低于分值的指标，要写偏差原因和改进措施；“核实无误”不算原因。"""
    for row, indicator in enumerate(case.report.indicators):
        weight, score = indicator.weight, indicator.score
        if weight is None or score is None or score >= weight or "reason" not in indicator.columns:
            continue
        if has_reason(indicator.reason):
            continue
        lost = plain_decimal(weight - score)
        written = f"，只写了“{indicator.reason[:12]}”" if indicator.reason else ""
        yield Problem(
            f"“{short(indicator)}”扣了{lost}分，还没有写偏差原因和改进措施{written}。",
            [AtIndicator(row, "reason"), AtIndicator(row, "score")],
            "请写明没有完成的原因和下一步措施。",
        )


@text_rule(
    "S02",
    "没有完成的，原因分析一格要写",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "own-form",
    fires=Example(
        {"problems": ""},
        (
            {
                "name": "新增企业",
                "target": "≥20家",
                "actual": "18家",
                "score": "9",
                "weight": "10",
                "without": "reason",
            },
        ),
        scheme="hubei-overall",
    ),
    silent=Example(
        {"problems": "2家企业备案推迟。"},
        (
            {
                "name": "新增企业",
                "target": "≥20家",
                "actual": "18家",
                "score": "9",
                "weight": "10",
                "without": "reason",
            },
        ),
        scheme="hubei-overall",
    ),
)
def shortfall_has_reason(case: Case) -> Iterator[Problem]:
    """表上不是逐项而是合在一格写原因的（偏差大或目标未完成原因分析），有指标没有完成就要写。"""
    cell = case.report.facts.get("problems")
    has_own = any("reason" in indicator.columns for indicator in case.report.indicators)
    if cell is None or has_own or not isinstance(cell.place, CellPlace) or has_reason(cell.text):
        raise NotApplicable
    rows = [row for row, indicator, target, actual in case.rows if _misses(target, actual, indicator)]
    if rows:
        first = case.report.indicators[rows[0]]
        yield Problem(
            f"“{short(first)}”指标值{first.target}，完成值{first.actual}，没有写原因。",
            [AtFact("problems"), *(AtIndicator(row, "actual") for row in rows)],
            "请在原因分析一格写明没有完成的原因。",
        )


def _misses(target: Target, actual: Actual, indicator: Indicator) -> bool:
    """Whether a number is plainly on the wrong side of the target's."""
    if target.value is None or actual.value is None or not same_unit(target.unit, actual.unit):
        return False
    aim = aim_of(target, indicator)
    return (aim is Aim.AT_LEAST and actual.value < target.value) or (
        aim is Aim.AT_MOST and actual.value > target.value
    )


@text_rule(
    "S03",
    "超额完成较多须写原因",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "caiyu-2020-10#over-achievement",
    fires=Example(indicators=(ROW | {"target": "≥2轮", "actual": "3轮"},)),
    silent=Example(
        indicators=(ROW | {"target": "≥2轮", "actual": "3轮", "reason": "上级临时增加一轮任务。"},)
    ),
)
def over_achievement_explained(case: Case) -> Iterator[Problem]:
    """完成值达到指标值的130%及以上，可能是指标值定低了，须写原因；节约率只多几个百分点的除外。"""
    if case.scheme.scoring.over_achievement is OverAchievement.IGNORE:
        raise NotApplicable
    limit = case.setting("over_achievement")
    for line in case.score_lines:
        if line.indicator is None or line.ratio is None or line.ratio < limit:
            continue
        indicator = case.report.indicators[line.indicator]
        target = case.rows[line.indicator][2]
        if aim_of(target, indicator) is not Aim.AT_LEAST or has_reason(indicator.reason):
            continue
        if _saves_a_little_more(line.indicator, case):
            continue
        yield Problem(
            f"完成值{indicator.actual}是指标值{indicator.target}的{show(line.ratio, Kind.RATE)}，没有写原因。",
            [AtIndicator(line.indicator, "actual"), AtIndicator(line.indicator, "target")],
            "如属实请写明原因；年初指标值可能定低了。",
        )


_SAVED_SHARE = re.compile("(节约|节省|节支)率")


def _saves_a_little_more(row: int, case: Case) -> bool:
    """A saving of 4% where 3% was asked for is a third more, but only one point."""
    _, indicator, target, actual = case.rows[row]
    if not _SAVED_SHARE.search(indicator.name) or actual.value is None or target.value is None:
        return False
    return actual.value - target.value < case.setting("saving_points")


@text_rule(
    "S04",
    "指标值是数，完成值也要是数",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"target": "≥12个", "actual": "基本完成"},)),
    silent=Example(indicators=(ROW | {"target": "≥12个", "actual": "12个"},)),
)
def actual_is_a_number(case: Case) -> Iterator[Problem]:
    """指标值有数的，完成值要填实际达到的数。"""
    for row, indicator, target, actual in case.rows:
        if not target.is_number or actual.value is not None or not indicator.actual:
            continue
        yield Problem(
            f"“{short(indicator)}”指标值是{indicator.target}，完成值“{indicator.actual[:16]}”不是数。",
            [AtIndicator(row, "actual")],
            f"请填实际完成的数{f'，单位{target.unit}' if target.unit else ''}。",
        )


_EVALUATIONS = ("效果显著", "效果明显", "效果良好", "成效显著", "成效明显", "良好", "较好", "显著", "明显")


@text_rule(
    "S05",
    "完成值要回答指标",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"name": "集成办事项数", "target": "≥15项", "actual": "13次"},)),
    silent=Example(indicators=(ROW | {"name": "集成办事项数", "target": "≥15项", "actual": "15项"},)),
)
def actual_answers_the_indicator(case: Case) -> Iterator[Problem]:
    """完成值的单位要与指标值相同，说的要是同一件事；只写“效果显著”没有回答指标值。"""
    for row, indicator, target, actual in case.rows:
        message = _answers_otherwise(indicator, target, actual, case)
        if message:
            yield Problem(
                f"“{short(indicator)}”{message}",
                [AtIndicator(row, "actual")],
                "请按指标名称和指标值填写实际完成情况。",
            )


def _answers_otherwise(indicator: Indicator, target: Target, actual: Actual, case: Case) -> str:
    """What the result answers instead, or nothing."""
    if not indicator.actual or not indicator.target:
        return ""
    if target.is_number and actual.value is not None:
        one, other = target.unit, actual.unit
        if same_unit(one, other) or _near_units(one, other) or f"万{one}" == other or one == f"万{other}":
            return ""  # a 万 written in one of them only is asked about by A15
        return f"指标值的单位是“{target.unit}”，完成值的单位是“{actual.unit}”。"
    if (
        target.is_number
        or target.aim is Aim.BY_DATE
        or band_of(indicator.actual, case.scheme.scoring) is not None
    ):
        return ""
    asked = indicator.name + normalize(indicator.target)
    if "满意" in indicator.actual and "满意" not in asked:
        return "问的不是满意度，完成值答的是满意情况。"
    plain = normalize(indicator.actual).rstrip("。")
    if plain == normalize(indicator.target).rstrip("。") or same_ladder(indicator.target, plain):
        return ""
    if (
        plain in _EVALUATIONS
        and plain not in indicator.target
        and not any(w in indicator.target for w in _EVALUATIONS)
    ):
        return f"指标值是“{indicator.target[:12]}”，完成值只写“{plain}”。"
    if actual.value is None and plain and not _shares_words(plain, asked):
        return f"完成值“{plain[:14]}”与指标值“{indicator.target[:12]}”说的不是一件事。"
    return ""


def _near_units(one: str, other: str) -> bool:
    """Units that count alike: 个 and 项 differ, but a bare 个 fits any noun."""
    return (
        {one, other} <= {"个", "家", "户", "处"}
        or {one, other} <= {"人", "人次", "名"}
        or {one, other} in _SAME
    )


_SAME = ({"公里", "千米"}, {"次", "批次"}, {"亩", "亩次"})

_GENERAL = re.compile(
    "完成|达到|达标|达成|实现|合格|通过|符合|落实|提升|提高|改善|增强|满足|保障|有效|及时|按时|按期|正常"
)


def _shares_words(text: str, asked: str) -> bool:
    if _GENERAL.search(text):
        return True
    return any(text[i : i + 2] in asked for i in range(len(text) - 1))


@text_rule(
    "S06",
    "完成值不能照抄指标值",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"target": "≥90%", "actual": "≥90%"},)),
    silent=Example(indicators=(ROW | {"target": "≥90%", "actual": "92.5%"},)),
)
def actual_copies_target(case: Case) -> Iterator[Problem]:
    """完成值带“≥”“≤”的，是把指标值抄了过来，应填实际数。"""
    for row, indicator, _, actual in case.rows:
        if actual.signed:
            yield Problem(
                f"“{short(indicator)}”完成值填的是“{indicator.actual[:16]}”，照抄了指标值。",
                [AtIndicator(row, "actual")],
                "请填实际完成的数。",
            )


@text_rule(
    "S07",
    "完成值要带单位",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"target": "≥98%", "actual": "98"},)),
    silent=Example(indicators=(ROW | {"target": "≥98%", "actual": "98%"},)),
)
def actual_has_unit(case: Case) -> Iterator[Problem]:
    """指标值带单位的，完成值也要带单位；表中另有度量单位一栏的除外。"""
    for row, indicator, target, actual in case.rows:
        if (
            "unit" in indicator.columns
            or not target.is_number
            or not target.unit
            or not actual.whole
            or actual.unit
        ):
            continue
        yield Problem(
            f"“{short(indicator)}”完成值{indicator.actual}没有写单位，指标值是{indicator.target}。",
            [AtIndicator(row, "actual")],
            f"请写成{indicator.actual}{printed_unit(indicator.target)}。",
        )


@text_rule(
    "S08",
    "定性指标得分在所选档次之内",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "caiyu-2020-10#bands",
    fires=Example(indicators=(ROW | {"target": "明显改善", "actual": "部分达成预期指标并具有一定效果"},)),
    silent=Example(
        indicators=(ROW | {"target": "明显改善", "actual": "部分达成预期指标并具有一定效果", "score": "7"},)
    ),
)
def score_within_band(case: Case) -> Iterator[Problem]:
    """达成、部分达成、未达成三档各有得分范围，得分不能落在范围之外。"""
    for line in case.score_lines:
        if line.indicator is None or line.low is None or line.high is None or line.filed is None:
            continue
        if line.low <= line.filed <= line.high:
            continue
        indicator = case.report.indicators[line.indicator]
        limits = f"{plain_decimal(line.low)}至{plain_decimal(line.high)}分"
        yield Problem(
            f"“{short(indicator)}”写“{line.band}”，应得{limits}，填报{plain_decimal(line.filed)}分。",
            [AtIndicator(line.indicator, "score")],
            f"请改为{limits}之间，或核对完成情况。",
        )


@text_rule(
    "S09",
    "各项全部满分",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        indicators=tuple(ROW | {"name": f"指标{n}", "target": "≥1件", "actual": "1件"} for n in "甲乙丙")
    ),
    silent=Example(indicators=(ROW, ROW | {"name": "利用人次", "score": "9"}, ROW | {"name": "编研成果"})),
)
def everything_full_marks(case: Case) -> Iterator[Problem]:
    """每一行都是满分的，请核实指标值是否定得过低、问题是否写实。"""
    scored = [i for i in case.report.indicators if i.weight is not None and i.score is not None]
    if len(scored) < 3:
        raise NotApplicable
    if all(i.score == i.weight for i in scored):
        yield Problem(
            f"{len(scored)}项指标全部满分。",
            [AtDimension("得分"), AtFact("score.total")],
            "请核实指标值是否过低、完成情况是否属实，并说明。",
        )


_NO_COMPLAINT = re.compile("(?:没有|未|无|零)[^。；，]{0,8}(?:投诉|差评|信访)")
_SURVEY = re.compile(
    "问卷|测评|抽样|样本|调查|回收|发放|走访|访谈|回访|随访|第三方|答卷|评价器|好差评|受访|参评|短信评|家访|电访"
)


@text_rule(
    "S10",
    "满意度要有调查依据",
    Severity.ERROR,
    Mode.PERSON,
    "common-practice",
    fires=Example(
        indicators=(ROW | {"level1": "满意度指标", "name": "群众满意度", "target": "≥95%", "actual": "96%"},)
    ),
    silent=Example(
        indicators=(ROW | {"level1": "满意度指标", "name": "群众满意度", "target": "≥95%", "actual": "96%"},),
        prose=("六、部门整体支出绩效情况", "发放问卷200份，收回有效问卷192份，群众满意度96%。"),
    ),
)
def satisfaction_has_survey(case: Case) -> Iterator[Problem]:
    """满意度应写明调查方式和样本量；没有投诉不等于满意。"""
    asked = [
        (r, i)
        for r, i in enumerate(case.report.indicators)
        if "满意" in i.level1 + i.level2 + i.name and i.actual
    ]
    if not asked or case.report.annexes_only:
        raise NotApplicable
    told = case.prose + case.report.text("problems") + case.report.text("measures")
    for row, indicator in asked:
        if not _SURVEY.search(indicator.name + indicator.actual + indicator.reason + told):
            yield Problem(
                f"“{short(indicator)}”完成值{indicator.actual[:10]}，没有写调查方式和样本数。",
                [AtIndicator(row, "actual"), *_claims_by_silence(case)],
                "请补充问卷发放、回收份数和统计方法，作为佐证。",
            )


def _claims_by_silence(case: Case) -> Iterator[AtSection]:
    """Where the text takes the absence of complaints for satisfaction."""
    for section in case.report.sections:
        for match in _NO_COMPLAINT.finditer(section.text):
            if "满意" in section.text[max(0, match.start() - 60) : match.end() + 60]:
                yield AtSection(section.number, match.start(), match.end())


_ACCEPTANCE = "[^。；，]{0,6}(?:验收|竣工|完工|交付|结项)"
# Every branch begins with a plain character: then the search passes over the rest of the text quickly.
_PENDING = re.compile(
    f"还没有{_ACCEPTANCE}|尚未{_ACCEPTANCE}|未{_ACCEPTANCE}|待{_ACCEPTANCE}|正在(?:{_ACCEPTANCE}|施工|建设)"
)


@text_rule(
    "S11",
    "未验收而数量满分",
    Severity.ERROR,
    Mode.PERSON,
    "common-practice",
    fires=Example(
        indicators=(ROW | {"name": "建成服务点数量", "target": "≥12个", "actual": "12个"},),
        prose=("六、部门整体支出绩效情况", "其中2个服务点尚未验收。"),
    ),
    silent=Example(
        indicators=(ROW | {"name": "建成服务点数量", "target": "≥12个", "actual": "12个"},),
        prose=("六、部门整体支出绩效情况", "12个服务点都已验收。"),
    ),
    signs=("验收", "竣工", "完工", "交付", "结项", "正在施工", "正在建设"),
)
def claimed_before_acceptance(case: Case) -> Iterator[Problem]:
    """正文说还没有验收或正在施工，对应数量指标却得满分的，请核实完成数。"""
    full = [
        (r, i)
        for r, i in enumerate(case.report.indicators)
        if i.weight and i.score == i.weight and "数量" in i.level2
    ]
    told: set[int] = set()
    waiting = full and _PENDING.search(case.prose) is not None
    for section in case.report.sections if waiting else ():
        for match in _PENDING.finditer(section.text):
            around = section.text[max(0, match.start() - 80) : match.end() + 20]
            closest = max(full, key=lambda pair: _shared_run(pair[1].name, around), default=None)
            if closest is None or closest[0] in told or _shared_run(closest[1].name, around) < 3:
                continue
            told.add(closest[0])
            yield Problem(
                f"正文写“{match.group()}”，“{short(closest[1])}”得了满分。",
                [
                    AtIndicator(closest[0], "actual"),
                    AtIndicator(closest[0], "score"),
                    AtSection(section.number, match.start(), match.end()),
                ],
                "请核实完成数是否包括没有验收的部分。",
            )


def _shared_run(name: str, text: str) -> int:
    """Length of the longest run of an indicator's name that a passage contains."""
    longest = 0
    for start in range(len(name)):
        while start + longest < len(name) and name[start : start + longest + 1] in text:
            longest += 1
    return longest


_ACCEPTED = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日[^。；]{0,16}(?:验收|竣工|交付)")


@text_rule(
    "S12",
    "完成日期与验收日期矛盾",
    Severity.ERROR,
    Mode.PERSON,
    "common-practice",
    fires=Example(
        indicators=(ROW | {"name": "库房改造完成时间", "target": "11月30日前", "actual": "11月20日"},),
        prose=("六、部门整体支出绩效情况", "库房改造于2023年12月15日通过验收。"),
    ),
    silent=Example(
        indicators=(ROW | {"name": "库房改造完成时间", "target": "11月30日前", "actual": "11月20日"},),
        prose=("六、部门整体支出绩效情况", "库房改造于2023年11月20日通过验收。"),
    ),
)
def done_before_accepted(case: Case) -> Iterator[Problem]:
    """表内完成日期早于正文所写验收日期，或晚于报告日期的，请核实。"""
    filed = case.report.facts.get("filing.date")
    filed_on = filed.value if filed is not None and isinstance(filed.value, date) else None
    for row, indicator, target, actual in case.rows:
        if actual.day is None or target.aim is not Aim.BY_DATE:
            continue
        if filed_on is not None and actual.day > filed_on:
            message = f"“{short(indicator)}”完成日期{actual.day}晚于填报日期{filed_on}。"
            yield Problem(message, [AtIndicator(row, "actual")], "请核对完成日期。")
        for section in case.report.sections:
            for match in _ACCEPTED.finditer(section.text):
                accepted = _day(match, case.report.fiscal_year)
                passage = section.text[max(0, match.start() - 30) : match.end()]
                if (
                    accepted is not None
                    and accepted > actual.day
                    and _shared_run(indicator.name, passage) >= 3
                ):
                    yield Problem(
                        f"“{short(indicator)}”填{actual.day}完成，正文写{accepted}才验收。",
                        [AtIndicator(row, "actual"), AtSection(section.number, match.start(), match.end())],
                        "请核对完成日期，以验收记录为准。",
                    )


def _day(match: re.Match[str], year: int | None) -> date | None:
    wanted = int(match[1]) if match[1] else year
    try:
        return date(wanted, int(match[2]), int(match[3])) if wanted else None
    except ValueError:
        return None


@text_rule(
    "S13",
    "成本超出指标值仍得高分",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            ROW | {"level2": "成本指标", "name": "项目成本", "target": "≤60万元", "actual": "66万元"},
        )
    ),
    silent=Example(
        indicators=(
            ROW
            | {
                "level2": "成本指标",
                "name": "项目成本",
                "target": "≤60万元",
                "actual": "66万元",
                "reason": "材料价格上涨，已报批调整。",
            },
        )
    ),
)
def cost_overrun_scored(case: Case) -> Iterator[Problem]:
    """“≤”的成本指标超了，得分仍在分值七成以上的，要写明原因。"""
    for row, indicator, target, actual in case.rows:
        if "成本" not in indicator.level1 + indicator.level2 + indicator.name or not target.is_number:
            continue
        if aim_of(target, indicator) is not Aim.AT_MOST or actual.value is None or target.value is None:
            continue
        weight, score = indicator.weight, indicator.score
        if actual.value <= target.value or not weight or score is None or has_reason(indicator.reason):
            continue
        if score / weight >= case.setting("cost_overrun_score"):
            yield Problem(
                f"“{short(indicator)}”指标值{indicator.target}，完成值{indicator.actual}，超支仍得{plain_decimal(score)}分。",
                [AtIndicator(row, "score"), AtIndicator(row, "actual")],
                "请写明超支原因，并按规则核对得分。",
            )


_LAST_YEAR = Example({"funds.executed": "40"}, (ROW | {"target": "≥2000卷", "actual": "2000卷"},))


@text_rule(
    "S14",
    "单位成本与上年相差太多",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        {"funds.executed": "42"}, (ROW | {"target": "≥2000卷", "actual": "21500卷"},), previous=_LAST_YEAR
    ),
    silent=Example(
        {"funds.executed": "42"}, (ROW | {"target": "≥2000卷", "actual": "2050卷"},), previous=_LAST_YEAR
    ),
)
def unit_cost_jumps(case: Case) -> Iterator[Problem]:
    """同名数量指标，全年执行数除以完成值，与上年相差达到参数规定的倍数，多半是数量或金额的单位写错；要有上年报告。"""
    if case.previous is None:
        raise NotApplicable
    spent, spent_before = case.report.number("funds.executed"), case.previous.number("funds.executed")
    if not spent or not spent_before:
        raise NotEvaluable("funds.executed")
    before = _quantities(case.previous)
    limit = case.setting("unit_cost_jump")
    for name, (row, actual) in _quantities(case.report).items():
        _, actual_before = before.get(name, (0, None))
        if actual_before is None or not same_unit(actual.unit, actual_before.unit):
            continue
        now = spent / (actual.value or 1)
        then = spent_before / (actual_before.value or 1)
        if then / limit < now < then * limit:
            continue
        times = now / then if now > then else then / now
        yield Problem(
            f"“{short(case.report.indicators[row])}”按执行数算的单位成本是上年的{'' if now > then else '1/'}{plain_decimal(times.quantize(Decimal(1)))}"
            f"{'倍' if now > then else ''}（完成值{actual.text}，上年{actual_before.text}）。",
            [AtIndicator(row, "actual"), AtFact("funds.executed")],
            "请核对完成值和执行数的单位；如属实请说明原因。",
        )


def _quantities(report: Report) -> dict[str, tuple[int, Actual]]:
    """Indicators of quantity with a figure above 0, by name."""
    found = {}
    for row, indicator in enumerate(report.indicators):
        actual = read_actual(indicator.actual, report.fiscal_year)
        if "数量" in indicator.level2 and actual.value and actual.unit not in ("%", "万元"):
            found[compact(indicator.name)] = row, actual
    return found


@text_rule(
    "S15",
    "扣分都是整1分",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"score": "9"}, ROW | {"name": "利用人次", "score": "9"})),
    silent=Example(indicators=(ROW | {"score": "9"}, ROW | {"name": "利用人次", "score": "8.5"})),
)
def deductions_of_one(case: Case) -> Iterator[Problem]:
    """两处以上扣分都恰好是1分的，提示按完成比例测算。"""
    lost = [
        (row, i.weight - i.score)
        for row, i in enumerate(case.report.indicators)
        if i.weight is not None and i.score is not None and i.score < i.weight
    ]
    if len(lost) >= 2 and all(points == 1 for _, points in lost):
        yield Problem(
            f"{len(lost)}处扣分都是1分，看不出按什么测算。",
            [AtIndicator(row, "score") for row, _ in lost],
            "建议按完成比例测算得分。",
        )


_SAID_NUMBER = re.compile(r"\d|[一二三四五六七八九十]+[个项件次轮家]")


@text_rule(
    "S16",
    "年度目标的完成情况要有数",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example({"goal.expected": "建成服务点12个，满意度93%。", "goal.achieved": "较好完成了年度目标。"}),
    silent=Example(
        {"goal.expected": "建成服务点12个，满意度93%。", "goal.achieved": "建成服务点12个，满意度94%。"}
    ),
)
def goal_achieved_is_measured(case: Case) -> Iterator[Problem]:
    """预期目标写了数，实际完成情况却一个数也没有的，没法对照。"""
    report = case.report
    for key in [key for key in case.keys_of("goal") if key.endswith(".achieved")]:
        expected, achieved = report.text(key.replace(".achieved", ".expected")), report.text(key)
        if report.state(key) is not State.GIVEN or not expected:
            raise NotEvaluable("goal.expected", "goal.achieved")
        if _SAID_NUMBER.search(achieved) or _SAID_NUMBER.search(normalize(achieved)):
            continue
        numbers = len(re.findall(r"\d+(?:\.\d+)?", normalize(expected)))
        if numbers:
            yield Problem(
                f"预期目标有{numbers}个数，实际完成情况一个数也没有。",
                [AtFact(key)],
                "请逐项写明实际完成的数。",
            )


_VERBS = "改善|提升|提高|增强|改进|加强|完善|健全|保障|满足|达标|完成|实现|见效|落实|形成|建立|达到预期|达到目标|达成预期"
_DENIED = re.compile(
    f"(?:仍|还|尚)?(?:未能|未|没有|没能|没)(?:得到|能|有|见|明显|显著|有效|完全|全部|如期|按期){{0,2}}(?:{_VERBS}|达到)"
    "(?:预期|年度|目标|要求|标准|效果|任务|指标){0,2}(?:[，,；;].*)?"
)
_WEAKENED = re.compile(
    f"(?:得到)?(?P<degree>基本|部分|初步|有所|略有|稍有|一定程度上?)(?:得到)?(?P<verb>{_VERBS})(?:了)?"
)
_PLAIN_DEGREES = ("有所", "略有", "稍有", "一定程度", "一定程度上")
_STRONG = re.compile("明显|显著|大幅|有效|全面|充分|完全|较大")
_NEGATIVE = re.compile("未|没有|不|无|零")


@text_rule(
    "S17",
    "定性指标没有达到仍得满分",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"name": "市容环境", "target": "明显改善", "actual": "未改善"},)),
    silent=Example(
        indicators=(ROW | {"name": "市容环境", "target": "明显改善", "actual": "未改善", "score": "6"},)
    ),
)
def short_of_words_in_full(case: Case) -> Iterator[Problem]:
    """指标值是“明显改善”“优”一类的话，完成值写“未改善”“基本改善”“良”，却得满分的，请核实。"""
    for row, indicator, target, _ in case.rows:
        if target.aim is not Aim.WORDS or not indicator.weight or indicator.score != indicator.weight:
            continue
        asked, done = normalize(indicator.target), normalize(indicator.actual).rstrip("。")
        if not _is_short_of(asked, done):
            continue
        yield Problem(
            f"“{short(indicator)}”指标值“{asked[:10]}”，完成值“{done[:10]}”，得了满分。",
            [AtIndicator(row, "score"), AtIndicator(row, "actual")],
            "请核实完成情况，没有达到的相应扣分并写明原因。",
        )


def _is_short_of(asked: str, done: str) -> bool:
    """Whether a result in words says less than the target: a denial, a weaker degree, a lower grade."""
    if falls_short(asked, done):
        return True
    if _DENIED.fullmatch(done):
        return _NEGATIVE.search(asked) is None
    weakened = _WEAKENED.fullmatch(done)
    if weakened is None or weakened["verb"] not in asked or weakened["degree"] in asked:
        return False
    return weakened["degree"] not in _PLAIN_DEGREES or _STRONG.search(asked) is not None
