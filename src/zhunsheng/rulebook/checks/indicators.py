"""Rules about how indicators are designed (families D)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import chain

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, has_reason
from zhunsheng.kernel.facts import Kind
from zhunsheng.kernel.findings import AtDimension, AtFact, AtIndicator, AtPlace, AtSection, Problem, Severity
from zhunsheng.kernel.grades import is_met_in_words
from zhunsheng.kernel.labels import full_class
from zhunsheng.kernel.numerals import normalize, plain_decimal, show
from zhunsheng.kernel.places import TextPlace
from zhunsheng.kernel.report import Indicator
from zhunsheng.kernel.scoring import actual_of, aim_of, is_money_cost, wrong_direction
from zhunsheng.kernel.targets import Aim, is_rank
from zhunsheng.kernel.targets import Target as Goal
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.scores import short

ROW = {
    "level1": "产出指标",
    "level2": "数量指标",
    "name": "归档数量",
    "target": "≥10件",
    "actual": "10件",
    "weight": "10",
    "score": "10",
}

_RATE_NAME = re.compile("(率|满意度|占比|比例|比重|覆盖面|全覆盖)$|全覆盖")
_COUNT_NAME = re.compile("(数|数量|次数|人次|人数|轮次|场次|期数|份数|个数|件数|户数|项数|总量|面积|里程)$")
_AMOUNT_NAME = re.compile(
    "(成本|费|费用|经费|资金|支出|收入|投资|预算|决算|概算|金额)(控制|执行|支出|总)?(数|总量)$"
)
_TIME_NAME = re.compile("(时间|时限|天数|时长|期限|日期)$")
_DIGIT = re.compile(r"\d")
_PERCENT = frozenset({"%", "‰", "个百分点"})
_NO_COUNTS = frozenset({"%", "‰", "分", "万元"})


@text_rule(
    "D01",
    "指标名称与指标值量的是同一件事",
    Severity.ERROR,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"name": "培训人次", "target": "≥95%"},)),
    silent=Example(indicators=(ROW | {"name": "培训人次", "target": "≥300人次"},)),
)
def name_fits_target(case: Case) -> Iterator[Problem]:
    """名称是“…率”“…覆盖”的，指标值应是百分比；名称是“…数”“…次”的，应是数量。"""
    for row, indicator, target, _ in case.rows:
        wanted = _wanted_measure(indicator.name, target)
        if wanted:
            yield Problem(
                f"“{short(indicator)}”要量的是{wanted}，指标值却是“{indicator.target[:14]}”。",
                [AtIndicator(row, "target"), AtIndicator(row, "name")],
                "请让指标值与名称量同一件事。",
            )


def _wanted_measure(name: str, target: Goal) -> str:
    """What the name asks for if the target measures something else, or nothing."""
    if not target.is_number or not target.unit or "/" in target.unit:
        return ""
    if (
        _RATE_NAME.search(name)
        and target.unit not in _PERCENT
        and not ("满意" in name and target.unit == "分")
    ):
        # “全覆盖” may also be counted in units covered.
        return "" if "覆盖" in name and target.unit not in _NO_COUNTS else "比率或覆盖面"
    if _COUNT_NAME.search(name) and target.unit in _NO_COUNTS:
        return "" if target.unit == "万元" and _AMOUNT_NAME.search(name) else "数量"
    return "时间" if _TIME_NAME.search(name) and target.unit in _NO_COUNTS else ""


@text_rule(
    "D02",
    "产出指标的指标值可衡量",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            ROW | {"level2": "质量指标", "name": "服务质量", "target": "不断提高", "actual": "有提高"},
        )
    ),
    silent=Example(
        indicators=(ROW | {"level2": "质量指标", "name": "抽检合格率", "target": "≥98%", "actual": "99%"},)
    ),
)
def target_is_measurable(case: Case) -> Iterator[Problem]:
    """数量、质量、时效指标，以及名称是“…率”“…数”的指标，指标值要有数、单位或日期。"""
    for row, indicator, target, _ in case.rows:
        if target.aim is not Aim.WORDS or not indicator.target or _states_number(indicator.target):
            continue
        if is_met_in_words(indicator.target, indicator.actual):
            continue
        output = any(word in indicator.level2 for word in ("数量", "质量", "时效"))
        measured = (
            _RATE_NAME.search(indicator.name)
            or _COUNT_NAME.search(indicator.name)
            or indicator.name.endswith("额")
        )
        if output or measured:
            yield Problem(
                f"“{short(indicator)}”指标值“{indicator.target[:16]}”没有数、单位或日期，没法衡量。",
                [AtIndicator(row, "target")],
                "请写成可以量的数或完成日期。",
            )


_NONE_AT_ALL = re.compile("[零无](?:发生|事故|投诉|差错|上访|伤亡|违规|案件)|不发生")


def _states_number(text: str) -> bool:
    """In digits, as 万分之一 or as 零发生."""
    if _NONE_AT_ALL.search(text):
        return True
    return _DIGIT.search(normalize(text)) is not None or "分之" in text


_PROCESS = re.compile("(开展|推进|召开|组织|完成|实施|进行)")
_EFFECT = re.compile(
    "提升|提高|改善|增强|增长|下降|减少|满意|效率|效益|影响|带动|节约|节省|保障|降低|净化|净土|率|度|占比|程度|机制"
)
_PAYING = re.compile(
    "(支付|发放|缴纳|到位|收取|拨付).{0,8}(费|资金|款|工资|补贴|金额)|(费|资金|款|工资|补贴)(支付|发放|拨付|到位)|金额$"
)
_COUNTED_PAYEES = re.compile("(人数|人次|户数|次数|份数|笔数|家数|批次)$")
_COST_RATE = re.compile("率|合理|规范")


@text_rule(
    "D03",
    "指标放在合适的类别",
    Severity.ERROR,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"name": "支付劳务费", "target": "20万元", "actual": "20万元"},)),
    silent=Example(indicators=(ROW | {"name": "聘用讲解员人数", "target": "6人", "actual": "6人"},)),
)
def indicator_in_its_class(case: Case) -> Iterator[Problem]:
    """付钱收钱不是数量，工作过程不是效益，成本规范率不是成本。"""
    for row, indicator, target, _ in case.rows:
        message = _misplaced(indicator, target)
        if message:
            yield Problem(
                f"“{short(indicator)}”{message}", [AtIndicator(row, "name")], "请改换指标或调整类别。"
            )


def _misplaced(indicator: Indicator, target: Goal) -> str:
    name, level2 = indicator.name, indicator.level2
    if "数量" in level2 and (target.unit == "万元" or _is_payment(name)):
        return "是资金收付，不宜作数量指标。"
    if "效益" in indicator.level1 and _PROCESS.search(name) and not _EFFECT.search(name):
        return "说的是工作过程，不是效益。"
    if (
        "成本" in level2 + indicator.level1
        and target.unit == "%"
        and _COST_RATE.search(name)
        and "节" not in name
    ):
        return "量的是规范程度，不是成本。" if "控制" not in name else ""
    return ""


def _is_payment(name: str) -> bool:
    """发放租赁补贴, but not the 户数 it was paid to."""
    return _PAYING.search(name) is not None and _COUNTED_PAYEES.search(name) is None


_LESS_IS_BETTER = re.compile(
    "投诉|事故|错误|差错|差评|退件|退回|发生|时间|时长|天数|时限|违|逾期|超|成本|下降|缺勤|案件|上访|信访|损|耗|排放|延误|故障|间隔|流失|空置|闲置|费|金额|支出|"
    "停播|停机|停电|中断|死亡|伤亡|受害|受灾|返工|返贫|缺陷|漏|污染|浓度|占用|辍学|失业|等候|用时|周期|感染|复发"
)


@text_rule(
    "D04",
    "指标方向",
    Severity.ERROR,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            ROW | {"level2": "成本指标", "name": "项目总成本", "target": "≥168万元", "actual": "160万元"},
        )
    ),
    silent=Example(
        indicators=(
            ROW | {"level2": "成本指标", "name": "项目总成本", "target": "≤168万元", "actual": "160万元"},
        )
    ),
)
def direction_is_right(case: Case) -> Iterator[Problem]:
    """成本应当“≤”，正向的产出应当“≥”。"""
    for row, indicator, target, _ in case.rows:
        if wrong_direction(target, indicator):
            message = f"“{short(indicator)}”是成本，指标值写成了“{indicator.target[:14]}”。"
            yield Problem(message, [AtIndicator(row, "target")], "成本一般用“≤”，请核对方向。")
        elif target.aim is Aim.AT_MOST and _is_positive_output(indicator):
            message = f"“{short(indicator)}”越多越好，指标值写成了“{indicator.target[:14]}”。"
            yield Problem(message, [AtIndicator(row, "target")], "正向指标一般用“≥”，请核对方向。")


def _is_positive_output(indicator: Indicator) -> bool:
    output = "数量" in indicator.level2 or "质量" in indicator.level2 or "满意度" in indicator.level1
    return output and _LESS_IS_BETTER.search(indicator.name) is None and not is_rank(indicator.target)


_PSEUDO = re.compile(
    r"\d\s*%?[^\d]{0,4}(明显|显著|良好|较好|有效|突出)|(明显|显著|良好|较好|突出)[^\d]{0,4}[≥≤]?\s*\d"
)


@text_rule(
    "D05",
    "定性话配百分数",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(
            ROW
            | {
                "level1": "效益指标",
                "level2": "社会效益指标",
                "name": "利用效益",
                "target": "≥95%，效益明显",
            },
        )
    ),
    silent=Example(
        indicators=(
            ROW | {"level1": "效益指标", "level2": "社会效益指标", "name": "利用效益", "target": "效益明显"},
        )
    ),
)
def qualitative_with_percentage(case: Case) -> Iterator[Problem]:
    """“≥95%，效益明显”把数和评价混在一起，没有口径和来源。"""
    for row, indicator in enumerate(case.report.indicators):
        if _PSEUDO.search(normalize(indicator.target)):
            yield Problem(
                f"“{short(indicator)}”指标值“{indicator.target[:16]}”又是数又是评价，口径不明。",
                [AtIndicator(row, "target")],
                "请写明数的算法和来源，或只写定性要求。",
            )


_BESIDE_NAME = re.compile(r"[\s“”\"（）()]|情况$")


@text_rule(
    "D06",
    "指标重复",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=(ROW, ROW | {"level1": "效益指标", "level2": "社会效益指标"})),
    silent=Example(indicators=(ROW, ROW | {"name": "利用人次"})),
)
def duplicate_indicators(case: Case) -> Iterator[Problem]:
    """同一指标不能出现两次，也不能在产出和效益里各算一次。"""
    seen: dict[str, int] = {}
    for row, indicator in enumerate(case.report.indicators):
        name = _BESIDE_NAME.sub("", indicator.name)
        if not name:
            continue
        first = seen.setdefault(name, row)
        if first != row:
            yield Problem(
                f"“{short(indicator)}”在第{first + 1}行和第{row + 1}行各出现一次。",
                [AtIndicator(row, "name"), AtIndicator(first, "name")],
                "请合并或换成别的指标。",
            )


@text_rule(
    "D07",
    "单个指标分值过大",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"weight": "30", "score": "30"},)),
    silent=Example(indicators=(ROW | {"weight": "20", "score": "20"},)),
)
def single_weight_too_large(case: Case) -> Iterator[Problem]:
    """一个指标的分值不宜过大，否则一项定成败。"""
    limit = case.setting("single_weight")
    for row, indicator in enumerate(case.report.indicators):
        if indicator.weight is not None and indicator.weight >= limit:
            yield Problem(
                f"“{short(indicator)}”一项就占{plain_decimal(indicator.weight)}分。",
                [AtIndicator(row, "weight")],
                f"建议拆成几项，单项低于{plain_decimal(limit)}分。",
            )


@text_rule(
    "D08",
    "成本指标单列一级",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "caiyu-2021-101#cost-class",
    fires=Example(indicators=(ROW,), scheme="national-project-2021"),
    silent=Example(
        indicators=(ROW | {"level1": "成本指标", "level2": "经济成本指标"},), scheme="national-project-2021"
    ),
)
def cost_class_present(case: Case) -> Iterator[Problem]:
    """方案要求成本指标单列为一级指标的，表中应当有。"""
    if not case.setting("cost_class_required"):
        raise NotApplicable
    if case.report.indicators and not any("成本" in indicator.level1 for indicator in case.report.indicators):
        yield Problem("本方案要求成本指标单列一级，表中没有。", [AtDimension("成本指标")], "请补设成本指标。")


@text_rule(
    "D09",
    "成本指标要有金额",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        indicators=(ROW | {"level2": "成本指标", "name": "成本规范率", "target": "100%", "actual": "100%"},)
    ),
    silent=Example(
        indicators=(
            ROW | {"level2": "成本指标", "name": "项目成本", "target": "≤60万元", "actual": "58万元"},
        )
    ),
)
def cost_in_money(case: Case) -> Iterator[Problem]:
    """成本指标要写明金额或单位成本，或对预算的控制、节约比例。"""
    costs = [(row, i, t) for row, i, t, _ in case.rows if _is_cost_in_money(i.level1, i.level2)]
    if not costs:
        raise NotApplicable
    for row, indicator, target in costs:
        if not _is_money(indicator, target):
            yield Problem(
                f"成本指标“{short(indicator)}”没有金额，看不出花了多少钱。",
                [AtIndicator(row, "target")],
                "请改为写明金额的成本指标，如“≤…万元”。",
            )


def _is_cost_in_money(level1: str, level2: str) -> bool:
    """社会成本 and 生态环境成本 are what others or nature bear; no money measures them."""
    return "成本" in level1 + level2 and "社会成本" not in level2 and "生态环境成本" not in level2


def _is_money(indicator: Indicator, target: Goal) -> bool:
    text = normalize(indicator.target)
    return (
        is_money_cost(target, indicator)
        or "元" in text
        or re.search("节约率|控制率|超支|预算内|预算数|概算", indicator.name + text) is not None
    )


@text_rule(
    "D10",
    "指标值明显偏低",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"target": "≥20件", "actual": "54件"},)),
    silent=Example(indicators=(ROW | {"target": "≥52件", "actual": "54件"},)),
)
def target_too_low(case: Case) -> Iterator[Problem]:
    """指标值远低于本年完成值或上年完成值，又没有写原因的，年初可能定低了。"""
    limit = case.setting("low_target")
    before = _last_year(case)
    for row, indicator, target, actual in case.rows:
        if not target.value or target.value < 0 or aim_of(target, indicator) is not Aim.AT_LEAST:
            continue
        if has_reason(indicator.reason):
            continue
        last = before.get(indicator.name)
        if last is not None and target.value < last * limit:
            compared, word = last, "上年完成值"
        elif actual.value is not None and target.value < actual.value * limit:
            compared, word = actual.value, "完成值"
        else:
            continue
        yield Problem(
            f"指标值{indicator.target}只有{word}{plain_decimal(compared)}{target.unit}的{show(target.value / compared, Kind.RATE)}。",
            [AtIndicator(row, "target")],
            "请核实年初指标值是否定低了，并写明原因。",
        )


def _last_year(case: Case) -> dict[str, Decimal]:
    if case.previous is None:
        return {}
    found = {}
    for indicator in case.previous.indicators:
        value = actual_of(indicator, case.previous.fiscal_year).value
        if value is not None:
            found[indicator.name] = value
    return found


_KIND_OF_BODY = re.compile(
    "局|委员会|办公室|中心|医院|学校|小学|中学|街道办事处|人民政府|档案馆|图书馆|博物馆|法院|检察院|大学|学院"
)
_BODY = re.compile(rf"[一-龥]{{0,10}}?[省市区县镇乡]?(?:[一-龥]{{2,6}})(?:{_KIND_OF_BODY.pattern})")
_CONNECTIVE = re.compile(
    "^(由|向|与|和|对|为|在|到|从|经|请|被|是|及|以及|各|全区|全市|全县|区属|相关|有关|上级|其他|服务|政务|所有|社区|村|党群|文化|活动|便民|公共|公立|公办|民办|基层|定点)"
)


@text_rule(
    "D11",
    "指标里有别的单位的名称",
    Severity.ERROR,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(indicators=(ROW | {"name": "示例区图书馆图书借阅量"},)),
    silent=Example(indicators=(ROW | {"name": "示例区档案馆档案利用量"},)),
)
def words_of_another_unit(case: Case) -> Iterator[Problem]:
    """指标名称里写着别的单位，而正文没有提到它的，可能是从别处抄来的。"""
    if not case.report.unit:
        raise NotApplicable
    for row, indicator in enumerate(case.report.indicators):
        match = _BODY.search(indicator.name) if _KIND_OF_BODY.search(indicator.name) else None
        if match is None or _CONNECTIVE.match(match.group()):
            continue
        if _is_kind_of_bodies(match.group(), indicator.name[match.end() :]):
            continue
        body, told = match.group(), case.prose + case.report.title
        if _same_body(body, case.report.unit) or body in told or body[-4:] in told:
            continue
        yield Problem(
            f"“{short(indicator)}”里写的是“{body[:14]}”，不是本单位。",
            [AtIndicator(row, "name")],
            "请核对是否照抄了别的单位的指标。",
        )


_COUNTED_BODIES = re.compile("数|个数|家数|覆盖|占比|比例|比重|达标|合格|满意")


def _is_kind_of_bodies(body: str, rest: str) -> bool:
    """课后服务学校+覆盖率 counts schools of a kind and names none."""
    return _COUNTED_BODIES.match(rest) is not None and not any(sign in body for sign in "省市区县镇乡")


def _same_body(one: str, other: str) -> bool:
    return one in other or other in one or SequenceMatcher(None, one, other).ratio() >= 0.8


_DUTY = re.compile(
    r"(?:^|\n)\s*(?:[（(]?\d{1,2}[）)、.．]|[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]是)\s*([^\n]+)"
)
_COMMON = re.compile(
    "工作|负责|承担|区委|区政府|上级|组织|协调|贯彻|落实|执行|完成|交办|其他|事项|有关|相关|管理|指导|监督|推进|建设|情况|开展|实施|拟订|拟写|制定|统筹|全区|本区|领导|小组|部门|单位|以及|进行|决定|服务|任务|[和与及的]"
)


@text_rule(
    "D12",
    "职责有指标对应",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        {
            "unit.duties": "1.接收进馆档案。\n2.提供查阅利用。\n3.举办专题展览。\n4.编纂地方史料。",
            "goal.expected": "做好接收。",
        },
        (ROW | {"name": "接收档案数量"},),
    ),
    silent=Example(
        {
            "unit.duties": "1.接收进馆档案。\n2.提供查阅利用。\n3.举办专题展览。",
            "goal.expected": "做好接收。",
        },
        (ROW | {"name": "接收档案数量"}, ROW | {"name": "查阅利用人次"}, ROW | {"name": "专题展览场次"}),
    ),
)
def duties_are_covered(case: Case) -> Iterator[Problem]:
    """主要职责和年度目标里的工作，过半没有一个指标管它的，指标可能漏了主业。"""
    duties = _DUTY.findall(case.report.text("unit.duties"))
    if len(duties) < 3 or not case.report.indicators:
        raise NotApplicable
    measured = " ".join(i.name + i.target + i.actual for i in case.report.indicators)
    words = [_words(duty) for duty in duties]
    shared = _shared_by_most(words)
    named = [(duty, own - shared) for duty, own in zip(duties, words, strict=True)]
    # What is left of a duty after the words common to all of them may be nothing: then it asks nothing.
    asked = [(duty, own) for duty, own in named if own and "其他" not in duty]
    missing = [(duty, own) for duty, own in asked if _share(own, measured) < _NOT_AT_ALL]
    if len(asked) >= _FEWEST_DUTIES and len(missing) * 2 > len(asked):
        yield Problem(
            f"{len(asked)}项职责里有{len(missing)}项没有对应指标，如“{_begun(missing[0][0], 16)}”。",
            [AtFact("unit.duties"), AtDimension("绩效指标")],
            "请核实指标是否覆盖主要职责和年度目标。",
        )
        return
    goals = case.report.text("goal.narrative") + case.report.text("goal.expected")
    for duty, own in missing:
        if _share(own, goals) >= _PLAINLY:
            yield Problem(
                f"职责“{_begun(duty, 16)}”也写进了年度目标，却没有指标管它。",
                [AtFact("unit.duties"), *_duty_place(case, duty)],
                "请核实是否补设指标。",
                Severity.HINT,
            )


def _begun(text: str, length: int) -> str:
    """The beginning of a passage, with a sign that more follows."""
    bare = text.strip().rstrip("，。；;、")
    return bare if len(bare) <= length else f"{bare[:length].rstrip('，。；;、')}…"


_FEWEST_DUTIES = 4
"""Of three duties two without an indicator say little: the indicators are of the year, not of all there is to do."""
_NOT_AT_ALL, _HARDLY, _PLAINLY = Decimal("0.1"), Decimal("0.25"), Decimal("0.4")
"""Shares of a passage's words found elsewhere: spoken of by accident, hardly, plainly."""


def _share(words: set[str], text: str) -> Decimal:
    return Decimal(sum(map(text.__contains__, words))) / len(words)


def _duty_place(case: Case, duty: str) -> Iterator[AtSection]:
    fact = case.report.facts.get("unit.duties")
    if fact is None or not isinstance(fact.place, TextPlace):
        return
    for section in case.report.sections:
        start = section.text.find(duty) if section.number == fact.place.section else -1
        if start >= 0:
            yield AtSection(section.number, start, start + len(duty))


@text_rule(
    "D12",
    "年度目标有指标对应",
    Severity.HINT,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example({"goal.expected": "接收进馆档案；建成数字化共享平台。"}, (ROW | {"name": "接收档案数量"},)),
    silent=Example({"goal.expected": "接收进馆档案；做好服务。"}, (ROW | {"name": "接收档案数量"},)),
)
def goals_are_covered(case: Case) -> Iterator[Problem]:
    """预期目标里说的每件事，最好有指标管它。"""
    goal = case.report.text("goal.expected")
    if not goal or not case.report.indicators:
        raise NotApplicable
    measured = " ".join(i.name + i.target + i.actual for i in case.report.indicators)
    for clause in re.split("[。；;，,\n]", goal):
        words = _words(clause)
        figures = _FIGURE.findall(clause)
        if any(figure in measured for figure in figures):
            continue
        if len(words) >= 3 and _share(words, measured) < _HARDLY:
            yield Problem(
                f"预期目标“{_begun(clause, 18)}”没有对应的指标。",
                [AtFact("goal.expected"), AtDimension("绩效指标")],
                "请补设指标，或把目标写得与指标一致。",
            )
            return


_FIGURE = re.compile(r"\d[\d.]{3,}|\d[\d.]+[一-龥]{1,2}")
"""A long number, or one of two digits with its unit: the same 34000 or 52人次 in a target is the same matter."""
_PAIR = re.compile("(?=([一-龥]{2}))")


def _words(text: str) -> set[str]:
    """Pairs of characters that carry meaning."""
    return set(_PAIR.findall(_COMMON.sub(" ", text)))


def _shared_by_most(words: list[set[str]]) -> set[str]:
    """Pairs found in half of the duties or more: the unit's own name for its work."""
    counts = Counter(chain.from_iterable(words))
    return {pair for pair, count in counts.items() if count * 2 >= len(words)}


@text_rule(
    "D13",
    "每类指标的个数",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(indicators=(ROW,)),
    silent=Example(
        indicators=(
            ROW,
            ROW | {"level2": "质量指标", "name": "抽检合格率"},
            ROW | {"level2": "时效指标", "name": "按时归档率"},
            ROW | {"level2": "成本指标", "name": "项目成本"},
            ROW | {"level1": "效益指标", "level2": "社会效益指标", "name": "利用人次"},
            ROW | {"level1": "满意度指标", "level2": "服务对象满意度指标", "name": "群众满意度"},
        )
    ),
)
def enough_indicators(case: Case) -> Iterator[Problem]:
    """表上印的每个一级指标和产出的每个二级指标，下面至少要有规定个数的指标。"""
    least = case.setting("indicators_per_class")
    if not case.report.indicators or case.report.scheme is None:
        raise NotApplicable
    rows = [(full_class(row.level1), full_class(row.level2)) for row in case.report.indicators]
    for name in _classes_asked(case):
        count = sum(name in classes for classes in rows)
        if count < least:
            yield Problem(
                f"“{name}”{f'只有{count}个' if count else '没有'}指标，至少应有{plain_decimal(least)}个。",
                [AtDimension(name)],
                "请补设指标。",
            )


def _classes_asked(case: Case) -> list[str]:
    """First-level classes of the form, and what outputs are made of."""
    names: list[str] = []
    for level1, parts in case.scheme.classes:
        names += [level1, *(parts if "产出" in level1 else ())]
    return names


CLASS_NAMES = (
    "产出指标",
    "效益指标",
    "满意度指标",
    "成本指标",
    "数量指标",
    "质量指标",
    "时效指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
    "群众满意度指标",
    "经济成本指标",
    "社会成本指标",
    "生态环境成本指标",
)
"""First and second level classes of the national and provincial forms."""

_ALSO_SEEN = frozenset(
    {
        "时效性指标",
        "可持续发展指标",
        "可持续性影响指标",
        "社会公众满意度指标",
        "公众满意度指标",
        "社会公众或服务对象满意度指标",
        "受益对象满意度指标",
        "环境效益指标",
        "生态环境效益指标",
        "社会影响指标",
        "决策指标",
        "过程指标",
        "履职效能指标",
        "管理效率指标",
        "运行成本指标",
        "投入指标",
        "履职目标指标",
    }
)


@text_rule(
    "D14",
    "指标类别名称有错字",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "own-form",
    fires=Example(indicators=(ROW | {"level2": "日效指标"},)),
    silent=Example(indicators=(ROW | {"level2": "时效指标"},)),
)
def class_name_misprinted(case: Case) -> Iterator[Problem]:
    """一级、二级指标的名称应与表样一致。"""
    told: set[str] = set()
    printed = [(i.level1, "level1", row) for row, i in enumerate(case.report.indicators)]
    printed += [(i.level2, "level2", row) for row, i in enumerate(case.report.indicators)]
    for name, column, row in printed:
        meant = _meant(name)
        if meant and name not in told:
            told.add(name)
            yield Problem(f"“{name}”应为“{meant}”。", [AtIndicator(row, column)], f"请改为“{meant}”。")
    for empty in case.report.empty_rows:
        for name in (empty.level1, empty.level2):
            meant = _meant(name)
            if meant and name not in told:
                told.add(name)
                yield Problem(f"“{name}”应为“{meant}”。", [AtPlace(empty.place)], f"请改为“{meant}”。")


def _meant(name: str) -> str:
    """The class a misprinted name means, one character off at most; nothing when it is right or unknown."""
    if not name or name in CLASS_NAMES or name in _ALSO_SEEN or f"{name}指标" in CLASS_NAMES:
        return ""
    for right in CLASS_NAMES:
        if len(right) == len(name) and sum(a != b for a, b in zip(right, name, strict=True)) == 1:
            return right
        if len(name) == len(right) + 1 and any(name[:i] + name[i + 1 :] == right for i in range(len(name))):
            return right if name not in _ALSO_SEEN else ""
    return ""
