"""Rules only the office can apply, because they look at what no file holds: described here, run by the server.

F17 needs to know that a cell was left blank, not that a file lacks it; L17 needs the bureau's own figures; L18 asks
at the cell while it is typed; X12 and N10 need the register's counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhunsheng.kernel.checks import Example, Mode, Rule
from zhunsheng.kernel.findings import Severity

REQUIRED_KEYS = (
    "project.name",
    "staffing.quota",
    "staffing.actual",
    "funds.initial",
    "funds.full_year",
    "funds.executed",
    "goal.expected",
    "goal.achieved",
)
"""What no report can do without (F17), where the form has it."""
REQUIRED_COLUMNS = {
    "name": "名称",
    "target": "指标值",
    "target_value": "指标值",
    "actual": "完成值",
    "weight": "分值",
    "score": "得分",
}
KNOWN_FIGURES = "财政局已知数"
"""In an example: fact keys with what the bureau knows, as outside["财政局已知数 funds.initial"]."""

REGISTER_COUNTS = "台账里的数"
"""In an example: the name of a count with what the register has, as outside["台账里的数 轮次"] = "2轮"."""


@dataclass(slots=True, frozen=True)
class OfficeRule(Rule):
    description: str = ""


SAID_BY_F17 = frozenset({"F04.indicator_cell_blank"})
"""Rules for files that find the same blanks: in the office each is told once."""

F17 = OfficeRule(
    code="F17",
    id="F17.required",
    title="必填的格没有填",
    severity=Severity.ERROR,
    mode=Mode.DETERMINISTIC,
    basis="local-practice",
    blocking=True,
    fires=Example(facts={"staffing.quota": "", "staffing.actual": "25"}),
    silent=Example(facts={"staffing.quota": "26", "staffing.actual": "25"}),
    description=(
        "项目名称、编制数、在职人数、年初预算数、全年预算数、全年执行数、预期目标和实际完成情况，表样里有的都要填；"
        "指标至少一项，每项的名称、指标值、完成值、分值、得分都要填。空白不当 0：没有发生的填 0，不适用的填“——”。"
    ),
)
L17 = OfficeRule(
    code="L17",
    id="L17.known_figure",
    title="与财政局已知数不一致",
    severity=Severity.ERROR,
    mode=Mode.DETERMINISTIC,
    basis="local-practice",
    blocking=True,
    fires=Example(facts={"staffing.quota": "26"}, outside={f"{KNOWN_FIGURES} staffing.quota": "31"}),
    silent=Example(facts={"funds.initial": "248.70"}, outside={f"{KNOWN_FIGURES} funds.initial": "248.7"}),
    description=(
        "财政局带入的编制、预算、执行、三公、采购数是准的：没有报送的填好并锁定，已经报送或代收的不改，"
        "不一致的列出来，退回或确认后换成财政局的数。空白的格不算不一致。"
    ),
)
L18 = OfficeRule(
    code="L18",
    id="L18.magnitude",
    title="金额像是按元填的",
    severity=Severity.HINT,
    mode=Mode.HEURISTIC,
    basis="local-practice",
    fires=Example(facts={"funds.initial": "4863000", "funds.full_year": "503.1"}),
    silent=Example(facts={"funds.initial": "486.3", "funds.full_year": "503.1"}),
    description=(
        "表里的金额单位是万元：一千万元以上、又是上年或同一件事另一个数五千倍以上的，问一句是否误填成元，可以一键除以一万。"
    ),
)
_ROUNDS = {"name": "开展巡察轮次", "target": "≥2轮", "actual": "3轮", "weight": "10", "score": "10"}
X12 = OfficeRule(
    code="X12",
    id="X12.register_count",
    title="指标的完成值与台账的数不一致",
    severity=Severity.WARNING,
    mode=Mode.HEURISTIC,
    basis="local-practice",
    fires=Example(indicators=(_ROUNDS,), outside={f"{REGISTER_COUNTS} 轮次": "2轮"}),
    silent=Example(
        indicators=({**_ROUNDS, "actual": "2轮"},),
        outside={f"{REGISTER_COUNTS} 轮次": "2轮"},
    ),
    description=(
        "指标名称和单位与台账的一个数对得上的，完成值应与台账按口径数出的数一致；引用过台账的，对着引用时的快照，"
        "台账后来变了问一句是否更新。两个数都写出来，请核对口径，不作结论；写明原因的照留。"
    ),
)
N10 = OfficeRule(
    code="N10",
    id="N10.register_count",
    title="正文的数与台账的数不一致",
    severity=Severity.WARNING,
    mode=Mode.HEURISTIC,
    basis="local-practice",
    fires=Example(
        prose=("六、部门整体支出绩效情况", "全年开展巡察3轮次。"),
        outside={f"{REGISTER_COUNTS} 巡察 轮": "2轮"},
    ),
    silent=Example(
        prose=("六、部门整体支出绩效情况", "全年开展巡察2轮次。"),
        outside={f"{REGISTER_COUNTS} 巡察 轮": "2轮"},
    ),
    description=(
        "正文一句话说的是台账里的哪个数看得出来的，应与台账一致；与同一件事的另一个口径一致的（启动几轮、完成几轮）不报。"
    ),
)
OFFICE_RULES = (F17, L17, L18, N10, X12)
