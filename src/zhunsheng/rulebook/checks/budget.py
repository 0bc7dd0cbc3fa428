"""Rules about whether the budget figures make sense (families L)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zhunsheng.kernel.checks import Case, Example, Mode, NotApplicable, NotEvaluable
from zhunsheng.kernel.facts import Kind, State
from zhunsheng.kernel.findings import AtFact, AtSection, Problem, Severity, Target
from zhunsheng.kernel.numerals import plain_decimal, show
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.checks.signs import register, signs_of
from zhunsheng.rulebook.facts import label_of

HEADING = "二、一般公共预算支出情况"
HALF_CENT = Decimal("0.005")

TOTALS = ("three_public.total", "projects.total", "public_funds.total", "procurement")
"""What new money may have gone into."""


def _name(stem: str) -> str:
    return label_of(f"{stem}.budget").removesuffix("本年预算数")


def _excusable(case: Case, problem: Problem) -> Problem:
    """A form without room for reasons can only be asked, not told to add one."""
    if not case.can_explain:
        problem.severity = Severity.WARNING
    return problem


_ADJUSTED = ("追加", "调整", "调增", "年中", "年初预算", "上年结转")
_PROJECT_LINES = {
    "projects.total": "项目支出",
    "projects.business": "业务工作经费",
    "projects.operation": "运行维护",
    "projects.special": "专项",
    "projects.other": "发展资金",
}


@text_rule(
    "L03",
    "项目支出超预算而未说明",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example({"projects.special.budget": "170", "projects.special.final": "260"}),
    silent=Example(
        {
            "projects.special.budget": "170",
            "projects.special.final": "260",
            "funds.initial": "400",
            "funds.full_year": "500",
        },
        prose=(HEADING, "年中追加100万元，主要是县财政下达的救灾资金。"),
    ),
)
def project_over_budget(case: Case) -> Iterator[Problem]:
    """项目支出各行超出年初预算较多的，要写原因；超出的数在已说明原因的预算调整之内的，不再问。"""
    report = case.report
    asked = False
    for stem, word in _PROJECT_LINES.items():
        budget, final = report.number(f"{stem}.budget"), report.number(f"{stem}.final")
        if not budget or final is None:
            continue
        asked = True
        if final / budget <= case.setting("overspend") or case.explains((word,)):
            continue
        if final - budget <= _explained_increase(case):
            continue
        name = label_of(f"{stem}.final")
        message = f"{name}{plain_decimal(final)}万元，是预算{plain_decimal(budget)}万元的{show(final / budget, Kind.RATE)}，未见原因说明。"
        places: list[Target] = [AtFact(f"{stem}.final"), AtFact(f"{stem}.budget")]
        yield _excusable(case, Problem(message, places, "数据属实的，请在正文写明超支原因。"))
    if not asked:
        raise NotEvaluable("projects.total.budget", "projects.total.final")


def _explained_increase(case: Case) -> Decimal:
    """What the year's budget grew by, where the text says why."""
    initial, full = case.report.number("funds.initial"), case.report.number("funds.full_year")
    grown = full - initial if initial is not None and full is not None else Decimal(0)
    return grown if grown > 0 and case.explains(_ADJUSTED) else Decimal(0)


_PROJECT_WORK = re.compile("专项|项目|巡察|检查|督查|活动|工程|调查|普查|培训班|执法")


@text_rule(
    "L07",
    "项目支出为0而公用经费大增",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        {
            "general_project.expenditure": "0",
            "public_funds.total.budget": "20",
            "public_funds.total.final": "80",
        },
        prose=("六、部门整体支出绩效情况", "全年开展专项检查4次。"),
    ),
    silent=Example(
        {
            "general_project.expenditure": "0",
            "public_funds.total.budget": "20",
            "public_funds.total.final": "20",
        },
        prose=("六、部门整体支出绩效情况", "全年开展专项检查4次。"),
    ),
)
def project_booked_as_basic(case: Case) -> Iterator[Problem]:
    """没有项目支出、公用经费却远超预算，而职责里有专项任务的，业务经费可能列在了基本支出。"""
    report = case.report
    keys = ("general_project.expenditure", "funds.project", "projects.total.final")
    figures = [figure for key in keys if (figure := report.number(key)) is not None]
    if not figures:
        raise NotEvaluable("funds.project", "projects.total.final")
    if any(figures):
        return
    budget, final = report.number("public_funds.total.budget"), report.number("public_funds.total.final")
    grown = (
        bool(budget)
        and final is not None
        and budget is not None
        and final / budget > case.setting("project_as_basic")
    )
    if grown and any(
        _PROJECT_WORK.search(s.text) for s in report.sections if s.number.startswith(("一", "六"))
    ):
        assert budget is not None
        assert final is not None
        yield Problem(
            f"项目支出为0，公用经费决算{plain_decimal(final)}万元是预算的{show(final / budget, Kind.RATE)}。",
            [AtFact("funds.project"), AtFact("public_funds.total.final")],
            "请核实业务工作经费是否列入了基本支出。",
        )
    for section in report.sections if not signs_of(case).isdisjoint(_PROJECT_LIKE) else ():
        for match in _PROJECT_IN_BASIC.finditer(section.text):
            yield Problem(
                f"项目支出为0，正文写“{_shortened(match.group())}”。",
                [AtSection(section.number, match.start(), match.end()), AtFact("funds.project")],
                "请核实设备、装修、工程等项目性支出是否列入了基本支出。",
            )


def _shortened(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"


_PROJECT_LIKE = register(("设备采购", "设备购置", "装修", "维修改造", "工程", "信息化建设"))
_PROJECT_IN_BASIC = re.compile(
    "(?:设备采购|设备购置|装修|维修改造|工程|信息化建设|专项)[^。；]{0,24}(?:在|从|由|列入)[^。；，]{0,6}(?:公用经费|基本支出)|"
    "(?:公用经费|基本支出)[^。；]{0,12}(?:用于|列支|支付)[^。；]{0,16}(?:设备采购|设备购置|装修|维修改造|工程|信息化建设)"
)


@text_rule(
    "L08",
    "新增预算用在哪里",
    Severity.HINT,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        {
            "funds.initial": "176",
            "funds.full_year": "248",
            "public_funds.total.budget": "20",
            "public_funds.total.final": "79",
        }
    ),
    silent=Example(
        {
            "funds.initial": "176",
            "funds.full_year": "178",
            "public_funds.total.budget": "20",
            "public_funds.total.final": "22",
        }
    ),
)
def where_the_increase_went(case: Case) -> Iterator[Problem]:
    """全年预算比年初明显增加而未说明的，列出吸收了新增预算的支出项，供核对。"""
    initial, full = case.report.number("funds.initial"), case.report.number("funds.full_year")
    if initial is None or full is None:
        raise NotEvaluable("funds.initial", "funds.full_year")
    if not initial or (full - initial) / initial <= case.setting("big_adjustment"):
        raise NotApplicable
    if case.explains(_ADJUSTED):
        return
    grown = []
    for stem in TOTALS:
        budget, final = case.report.number(f"{stem}.budget"), case.report.number(f"{stem}.final")
        if budget is not None and final is not None and final - budget > HALF_CENT:
            grown.append((stem, final - budget))
    if grown:
        listed = "、".join(f"{_name(stem)}多{plain_decimal(more)}万元" for stem, more in grown)
        yield Problem(
            f"全年预算增加{plain_decimal(full - initial)}万元，决算比预算：{listed}。",
            [AtFact("funds.full_year"), *(AtFact(f"{stem}.final") for stem, _ in grown)],
            "请说明新增预算用在哪里。",
        )


_VEHICLES = re.compile(
    r"(?:公务用车|车辆|公车)[^。；\d]{0,8}(\d+)\s*辆|(\d+)\s*辆[^。；]{0,6}(?:公务用车|公车|车辆)"
)


@text_rule(
    "L09",
    "有公务用车而运行维护费为0",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example({"three_public.vehicle_running.final": "0"}, prose=(HEADING, "我馆有公务用车2辆。")),
    silent=Example({"three_public.vehicle_running.final": "3.20"}, prose=(HEADING, "我馆有公务用车2辆。")),
    signs=("辆",),
)
def vehicles_without_cost(case: Case) -> Iterator[Problem]:
    """正文说有公务用车，运行维护费却为0，请核实费用列在哪里。"""
    if case.report.number("three_public.vehicle_running.final") != 0:
        return
    for section in case.report.sections:
        match = _VEHICLES.search(section.text)
        if match is not None and int(match[1] or match[2]) > 0:
            yield Problem(
                f"正文写有公务用车{match[1] or match[2]}辆，公车运行维护费决算为0。",
                [
                    AtFact("three_public.vehicle_running.final"),
                    AtSection(section.number, match.start(), match.end()),
                ],
                "请核实燃油、保险、维修费列在哪里。",
            )


_THREE_PUBLIC_WORDS = re.compile("公务接待|陪餐|接待标准|公务用车|公车|车辆油耗|加油卡|因公出国")
_NONE = re.compile("[无没未零]|不[再得]|0万元|取消")


@text_rule(
    "L10",
    "三公经费为0而措施里写接待、用车",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example(
        {
            "three_public.total.budget": "0",
            "three_public.total.final": "0",
            "thrift.measures": "公务接待一律在机关食堂安排。",
        }
    ),
    silent=Example(
        {
            "three_public.total.budget": "0",
            "three_public.total.final": "0",
            "thrift.measures": "全年没有公务接待，会议一律合并召开。",
        }
    ),
)
def three_public_zero_but_spoken_of(case: Case) -> Iterator[Problem]:
    """三公经费预算、决算都是0，厉行节约措施却写怎样控制接待和用车，请核实是否有未列支的接待。"""
    report = case.report
    if report.number("three_public.total.final") is None:
        raise NotEvaluable("three_public.total.final")
    if report.number("three_public.total.final") or report.number("three_public.total.budget"):
        raise NotApplicable
    for clause in re.split("[。；]", report.text("thrift.measures")):
        match = _THREE_PUBLIC_WORDS.search(clause)
        if match is not None and not _NONE.search(clause):
            yield Problem(
                f"三公经费预算、决算都是0，厉行节约措施却写到“{match.group()}”。",
                [AtFact("thrift.measures"), AtFact("three_public.total.final")],
                "请核实是否有接待、用车支出列在别处，或把措施改得与实际相符。",
            )
            return


@text_rule(
    "L12",
    "执行率低而指标得分高",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(
        {"funds.executed": "60", "funds.full_year": "100"},
        ({"name": "归档数量", "target": "≥10件", "actual": "10件", "weight": "50", "score": "50"},),
    ),
    silent=Example(
        {"funds.executed": "90", "funds.full_year": "100"},
        ({"name": "归档数量", "target": "≥10件", "actual": "10件", "weight": "50", "score": "50"},),
    ),
)
def low_execution_high_score(case: Case) -> Iterator[Problem]:
    """钱没花出去、指标却几乎满分的，应写明原因。"""
    executed, budget = case.report.number("funds.executed"), case.report.number("funds.full_year")
    rows = [i for i in case.report.indicators if i.weight is not None and i.score is not None]
    weight = sum((i.weight or Decimal(0) for i in rows), Decimal(0))
    if executed is None or not budget or not weight:
        raise NotEvaluable("funds.executed", "funds.full_year")
    scored = sum((i.score or Decimal(0) for i in rows), Decimal(0))
    low = executed / budget < case.setting("low_execution")
    if (
        low
        and scored / weight >= case.setting("high_score_share")
        and not case.explains(("执行率", "执行进度", "预算执行"))
    ):
        yield _excusable(
            case,
            Problem(
                f"执行率只有{show(executed / budget, Kind.RATE)}，指标得分却是分值的{show(scored / weight, Kind.RATE)}。",
                [AtFact("funds.execution_rate"), AtFact("score.total")],
                "请写明预算没有执行完而任务完成的原因，或核对得分。",
            ),
        )


_NEXT_YEAR = re.compile(
    "(?:余款|余额|剩余资金|结余资金|未支付资金|尾款)[^。；]{0,12}(?:下年|次年|明年|下一年度|结转下)"
)


@text_rule(
    "L13",
    "余款安排下年使用而无结转数",
    Severity.WARNING,
    Mode.HEURISTIC,
    "common-practice",
    fires=Example({"general.closing": "0"}, prose=(HEADING, "年末结转和结余0万元，工程余款安排下年使用。")),
    silent=Example({"general.closing": "8"}, prose=(HEADING, "年末结转和结余8万元，工程余款安排下年使用。")),
    signs=("下年", "次年", "明年", "下一年度", "结转下"),
)
def left_for_next_year(case: Case) -> Iterator[Problem]:
    """正文说余款下年使用，年末结转和结余却为0或未填的，应办理结转手续并填列。"""
    if case.report.number("general.closing"):
        return
    for section in case.report.sections:
        match = _NEXT_YEAR.search(section.text)
        if match is None:
            continue
        state = case.report.state("general.closing")
        filled = "为0" if state is State.GIVEN else "未填"
        yield Problem(
            f"正文写“{match.group()}”，年末结转和结余{filled}。",
            [AtSection(section.number, match.start(), match.end())],
            "请办理结转手续并填列结转数，或改写这句话。",
        )
