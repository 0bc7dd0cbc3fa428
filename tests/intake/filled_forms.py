"""Made-up reports of every form: what stands in its cells and what is to be read from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal as D
from typing import Any

from zhunsheng.kernel.facts import State, Value

Cells = dict[str, str]


@dataclass(slots=True)
class Filled:
    """A filled form: key → text (as written) and value (to be read)."""

    form: str
    facts: dict[str, tuple[str, Value]] = field(default_factory=dict)
    indicators: list[Cells] = field(default_factory=list)
    not_applicable: dict[str, str] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    """Points printed in labels: no key of the form, read all the same."""
    unit: str = ""

    @property
    def texts(self) -> dict[str, str]:
        return {key: text for key, (text, _) in self.facts.items()} | self.not_applicable

    def states(self, keys: tuple[str, ...]) -> dict[str, tuple[State, Value]]:
        """State and value of every key of the form, of printed points too."""
        found: dict[str, tuple[State, Value]] = dict.fromkeys(keys, (State.BLANK, None))
        found |= {key: (State.GIVEN, value) for key, (_, value) in self.facts.items()}
        found |= dict.fromkeys(self.not_applicable, (State.NOT_APPLICABLE, None))
        return found | {key: (State.GIVEN, D(points)) for key, points in self.points.items()}


def row(
    level1: str, level2: str, name: str, target: str, actual: str, weight: str, score: str, reason: str = ""
) -> Cells:
    return {
        "level1": level1,
        "level2": level2,
        "name": name,
        "target": target,
        "actual": actual,
        "weight": weight,
        "score": score,
        "reason": reason,
    }


def split(cells: Cells, direction: str, value: str, unit: str) -> Cells:
    """The target in three columns."""
    return {**cells, "direction": direction, "target_value": value, "unit": unit}


def numbers(**texts: str) -> dict[str, tuple[str, Any]]:
    return {key.replace("__", "."): (text, D(text)) for key, text in texts.items()}


NATIONAL_2020 = Filled(
    "national-project-2020",
    unit="示例区文化馆",
    facts={
        "project.name": ("甲镇文化站设备更新", "甲镇文化站设备更新"),
        "project.authority": ("示例区文化旅游局", "示例区文化旅游局"),
        "project.unit": ("示例区文化馆", "示例区文化馆"),
        **numbers(
            funds__initial="120.00",
            funds__full_year="150.50",
            funds__executed="135.45",
            funds__weight="10",
            funds__score="9",
        ),
        "funds.execution_rate": ("90%", D("0.9")),
        **numbers(
            funds__sources__appropriation__initial="120",
            funds__sources__appropriation__full_year="130.5",
            funds__sources__appropriation__executed="120.45",
            funds__sources__carried_over__full_year="20",
            funds__sources__carried_over__executed="15",
            funds__sources__carried_over__initial="0",
        ),
        "funds.sources.appropriation.execution_rate": ("92.30%", D("0.9230")),
        "funds.sources.carried_over.execution_rate": ("75%", D("0.75")),
        "goal.expected": ("更新音响、灯光设备12套，覆盖6个村。", "更新音响、灯光设备12套，覆盖6个村。"),
        "goal.achieved": (
            "更新设备12套，覆盖6个村，群众反映良好。",
            "更新设备12套，覆盖6个村，群众反映良好。",
        ),
        **numbers(score__weight_total="100", score__total="95.5"),
    },
    not_applicable={
        "funds.sources.other.initial": "——",
        "funds.sources.other.full_year": "无",
        "funds.sources.other.executed": "/",
        "funds.sources.other.execution_rate": "—",
    },
    indicators=[
        row("产出指标", "数量指标", "更新设备套数", "≥12套", "12套", "20", "20"),
        row("产出指标", "数量指标", "覆盖村数", "6个", "6个", "10", "10"),
        row(
            "产出指标",
            "质量指标",
            "验收合格率",
            "100%",
            "98%",
            "10",
            "9.5",
            "2套音响返修，已督促供货商更换。",
        ),
        row("产出指标", "时效指标", "完成时间", "10月底前", "10月18日", "5", "5"),
        row("产出指标", "成本指标", "项目总成本", "≤150.5万元", "135.45万元", "5", "5"),
        row("效益指标", "社会效益指标", "服务群众人次", "≥8000人次", "8600人次", "20", "20"),
        row(
            "效益指标",
            "可持续影响指标",
            "设备管护制度",
            "建立健全",
            "达成预期指标",
            "10",
            "9",
            "个别站点台账不全，下步完善。",
        ),
        row(
            "满意度指标",
            "服务对象满意度指标",
            "群众满意度",
            "≥95%",
            "93%",
            "10",
            "8",
            "活动时间与农忙冲突，下年调整。",
        ),
    ],
)

NATIONAL_2021 = Filled(
    "national-project-2021",
    unit="示例区林场",
    facts={
        "project.name": ("乙镇水源林抚育", "乙镇水源林抚育"),
        "project.authority": ("示例区林业局", "示例区林业局"),
        "project.unit": ("示例区林场", "示例区林场"),
        **numbers(
            funds__initial="80",
            funds__full_year="80",
            funds__executed="76",
            funds__weight="10",
            funds__score="9.5",
        ),
        "funds.execution_rate": ("95%", D("0.95")),
        **numbers(
            funds__sources__appropriation__initial="80",
            funds__sources__appropriation__full_year="80",
            funds__sources__appropriation__executed="76",
        ),
        "funds.sources.appropriation.execution_rate": ("95%", D("0.95")),
        "goal.expected": ("抚育水源林1200亩。", "抚育水源林1200亩。"),
        "goal.achieved": ("抚育1150亩。", "抚育1150亩。"),
        **numbers(score__weight_total="100", score__total="96"),
    },
    indicators=[
        row("成本指标", "经济成本指标", "亩均成本", "≤680元", "660元", "10", "10"),
        row("成本指标", "生态环境成本指标", "林地占用", "0亩", "0亩", "10", "10"),
        row(
            "产出指标", "数量指标", "抚育面积", "≥1200亩", "1150亩", "20", "19.17", "两个小班坡陡，缓至下年。"
        ),
        row("产出指标", "质量指标", "成活率", "≥90%", "93%", "10", "10"),
        row("产出指标", "时效指标", "完成时间", "12月15日前", "12月10日", "10", "10"),
        row(
            "效益指标",
            "生态效益指标",
            "森林覆盖率",
            "稳步提高",
            "达成预期指标",
            "20",
            "18",
            "监测点偏少，下年增设。",
        ),
        row(
            "满意度指标",
            "服务对象满意度指标",
            "村民满意度",
            "≥90%",
            "92%",
            "10",
            "9.33",
            "补偿款发放晚了一周。",
        ),
    ],
)

HUBEI = Filled(
    "hubei-overall",
    unit="示例区水务局",
    facts={
        "unit.name": ("示例区水务局", "示例区水务局"),
        "unit.filer": ("示例区水务局", "示例区水务局"),
        "filing.date": ("2024年3月20日", date(2024, 3, 20)),
        **numbers(
            funds__basic="820.15",
            funds__project="379.85",
            funds__full_year="1250",
            funds__executed="1200",
            funds__score="19.2",
        ),
        "funds.weight": ("20", D(20)),
        "funds.execution_rate": ("96%", D("0.96")),
        "goal.expected": ("保障城乡供水安全，完成河道清淤8公里。", "保障城乡供水安全，完成河道清淤8公里。"),
        **numbers(score__total="93.2"),
        "problems": ("汛期偏长，两处清淤点推迟进场。", "汛期偏长，两处清淤点推迟进场。"),
        "measures": ("提前招标，枯水期集中施工。", "提前招标，枯水期集中施工。"),
    },
    points={"goal.points": "80"},
    indicators=[
        row("产出指标", "数量指标", "河道清淤（20分）", "≥8公里", "7.2公里", "20", "18"),
        row("产出指标", "数量指标", "水质抽检", "≥48次", "52次", "", "15"),
        row("产出指标", "时效指标", "完成时间", "11月底前", "11月25日", "", "10"),
        row("效益指标", "社会效益指标", "供水保证率", "≥98%", "98.6%", "", "15"),
        row("效益指标", "社会效益指标", "防洪能力", "有所提升", "部分达成预期指标并具有一定效果", "", "7"),
        row("满意度指标", "群众满意度指标", "用水户满意度", "≥90%", "91%", "", "9"),
    ],
)

SICHUAN = Filled(
    "sichuan-project",
    unit="示例县剧团",
    facts={
        "report.number": ("510000-01", "510000-01"),
        "project.name": ("送戏下乡", "送戏下乡"),
        "project.authority": ("示例县文化广播电视和旅游局", "示例县文化广播电视和旅游局"),
        "project.unit": ("示例县剧团", "示例县剧团"),
        "goal.expected": ("演出60场，覆盖12个乡镇。", "演出60场，覆盖12个乡镇。"),
        "goal.achieved": ("演出58场，覆盖12个乡镇。", "演出58场，覆盖12个乡镇。"),
        **numbers(
            funds__initial="100",
            funds__full_year="96",
            funds__executed="91.2",
            funds__weight="10",
            funds__score="9.5",
        ),
        "funds.execution_rate": ("95%", D("0.95")),
        "funds.reason": ("两场因雨取消，余款结转。", "两场因雨取消，余款结转。"),
        **numbers(
            funds__sources__appropriation__initial="90",
            funds__sources__appropriation__full_year="86",
            funds__sources__appropriation__executed="81.2",
            funds__sources__unit__initial="10",
            funds__sources__unit__full_year="10",
            funds__sources__unit__executed="10",
        ),
        "funds.sources.appropriation.execution_rate": ("94.42%", D("0.9442")),
        "funds.sources.appropriation.reason": ("同上", "同上"),
        "funds.sources.unit.execution_rate": ("100%", D(1)),
        **numbers(score__weight_total="100", score__total="96.5"),
        "conclusion": ("总体完成较好。", "总体完成较好。"),
        "problems": ("天气影响场次。", "天气影响场次。"),
        "measures": ("预留备用场次。", "预留备用场次。"),
    },
    not_applicable={"funds.sources.special_account.initial": "无", "funds.sources.other.executed": "/"},
    indicators=[
        split(
            row("产出指标", "数量指标", "演出场次", "≥60场", "58场", "30", "29", "两场因雨取消"),
            "≥",
            "60",
            "场",
        ),
        split(row("产出指标", "质量指标", "节目审核通过率", "=100%", "100", "20", "20"), "＝", "100", "%"),
        split(
            row("产出指标", "时效指标", "完成时间", "12月底前", "12月20日", "10", "10"),
            "定性",
            "12月底前",
            "/",
        ),
        split(
            row("效益指标", "社会效益指标", "观众人次", "≥30000人次", "31200人次", "20", "20"),
            "正向",
            "30000",
            "人次",
        ),
        split(
            row("满意度指标", "满意度指标", "观众满意度", "≥90%", "88%", "10", "9", "座椅不足"),
            "≥",
            "90",
            "%",
        ),
    ],
)

BASE = Filled(
    "hunan-overall",
    facts={
        "unit.filer": ("示例区档案馆", "示例区档案馆"),
        "filing.preparer": ("财务经办", "财务经办"),
        "filing.date": ("2024-03-15", date(2024, 3, 15)),
        "filing.phone": ("0000-1234567", "0000-1234567"),
        **numbers(staffing__quota="20", staffing__actual="18"),
        "staffing.control_rate": ("90%", D("0.9")),
        **numbers(
            three_public__total__prior="6.5",
            three_public__total__budget="6",
            three_public__total__final="5.2",
            three_public__vehicles__prior="4",
            three_public__vehicles__budget="4",
            three_public__vehicles__final="3.8",
            three_public__vehicle_running__prior="4",
            three_public__vehicle_running__budget="4",
            three_public__vehicle_running__final="3.8",
            three_public__reception__prior="2.5",
            three_public__reception__budget="2",
            three_public__reception__final="1.4",
            projects__total__prior="80",
            projects__total__budget="100",
            projects__total__final="98",
            projects__business__prior="50",
            projects__business__budget="60",
            projects__business__final="59",
            projects__special__prior="30",
            projects__special__budget="40",
            projects__special__final="39",
            public_funds__total__prior="40",
            public_funds__total__budget="42",
            public_funds__total__final="43.5",
            public_funds__office__prior="8",
            public_funds__office__budget="8",
            public_funds__office__final="7.9",
            procurement__budget="25",
            procurement__final="24.6",
            basic_adjustment__budget="3",
            basic_adjustment__final="3",
            buildings__year="2022",
            buildings__approved_area="1200",
            buildings__actual_area="1180",
            buildings__approved_cost="360",
            buildings__actual_cost="352.8",
        ),
        "buildings.area_rate": ("98.33%", D("0.9833")),
        "buildings.cost_rate": ("98%", D("0.98")),
        "thrift.measures": ("集中采购，公务出行拼车。", "集中采购，公务出行拼车。"),
    },
    not_applicable={
        "procurement.prior": "——",
        "basic_adjustment.prior": "——",
        "three_public.overseas.prior": "无",
        "three_public.overseas.budget": "/",
        "three_public.overseas.final": "-",
    },
)

SELF = Filled(
    "hunan-overall",
    unit="示例区档案馆",
    facts={
        "unit.name": ("示例区档案馆", "示例区档案馆"),
        **numbers(
            funds__initial="300",
            funds__full_year="340",
            funds__executed="333.2",
            funds__weight="10",
            funds__score="9.8",
        ),
        "funds.execution_rate": ("98%", D("0.98")),
        **numbers(funds__general="340", funds__basic="240", funds__project="98", funds__other="0"),
        "goal.expected": ("完成馆藏数字化5万页。", "完成馆藏数字化5万页。"),
        "goal.achieved": ("完成5.1万页。", "完成5.1万页。"),
        **numbers(score__weight_total="100", score__total="96.8"),
        "filing.indicators.preparer": ("财务经办", "财务经办"),
        "filing.indicators.date": ("2024年3月15日", date(2024, 3, 15)),
        "filing.indicators.phone": ("0000-1234567", "0000-1234567"),
    },
    points={"score.class.产出指标": "50", "score.class.效益指标": "30", "score.class.满意度指标": "10"},
    indicators=[
        row("产出指标\n（50分）", "数量\n指标", "数字化页数", "≥5万页", "5.1万页", "20", "20"),
        row("产出指标\n（50分）", "质量\n指标", "抽检合格率", "≥98%", "99%", "10", "10"),
        row("产出指标\n（50分）", "时效\n指标", "完成时间", "12月底前", "12月8日", "10", "10"),
        row("产出指标\n（50分）", "成本\n指标", "每页成本", "≤0.5元", "0.48元", "10", "10"),
        row(
            "效益指标\n（30分）",
            "社会效\n益指标",
            "查档利用人次",
            "≥3000人次",
            "2900人次",
            "20",
            "18",
            "搬迁闭馆两周。",
        ),
        row(
            "效益指标\n（30分）",
            "可持续影响指标",
            "管理制度",
            "持续完善",
            "达成预期指标",
            "10",
            "9.5",
            "一项制度待印发。",
        ),
        row(
            "满意度\n指标\n（10分）",
            "服务对象满意度指标",
            "查档群众满意度",
            "≥95%",
            "96%",
            "10",
            "9.5",
            "窗口偏少。",
        ),
    ],
)

ALL = {filled.form: filled for filled in (NATIONAL_2020, NATIONAL_2021, HUBEI, SICHUAN)}
