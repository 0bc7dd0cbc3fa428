"""What the register of inspections looks through itself for (台账自查): described here, run by the server.

X10 and X12 look at reports and are described with the rules about those.
"""

from __future__ import annotations

from zhunsheng.kernel.checks import Example, Mode
from zhunsheng.kernel.findings import Severity
from zhunsheng.rulebook.office_rules import OfficeRule

_REGISTER = "台账"


def _rule(
    number: int,
    name: str,
    title: str,
    severity: Severity,
    description: str,
    *,
    fires: str,
    silent: str,
    blocking: bool = False,
) -> OfficeRule:
    """`fires` and `silent` say what the register holds."""
    return OfficeRule(
        code=f"X{number:02}",
        id=f"X{number:02}.{name}",
        title=title,
        severity=severity,
        mode=Mode.DETERMINISTIC,
        basis="local-practice",
        blocking=blocking,
        fires=Example(outside={_REGISTER: fires}),
        silent=Example(outside={_REGISTER: silent}),
        description=description,
    )


X01 = _rule(
    1,
    "totals",
    "合计",
    Severity.ERROR,
    "已销号、期内整改、超期未完成、长期坚持合计等于总数，按轮次、单位、类别分开的也是；"
    "巡察发现的问题，责任单位是那一轮的巡察对象。",
    fires="问题记在不是本轮巡察对象的单位",
    silent="问题都记在本轮的巡察对象",
)
X02 = _rule(
    2,
    "deadline",
    "整改时限",
    Severity.WARNING,
    "过了整改时限没有销号的，7 天、15 天、30 天内到期的，分别列出。",
    fires="时限 2023-08-14，8 月 8 日还在整改（7 天内到期）",
    silent="时限 2023-08-14，6 月 1 日还在整改",
)
X03 = _rule(
    3,
    "evidence",
    "销号要有佐证",
    Severity.ERROR,
    "已销号的问题每条措施都有佐证，有销号日期，报请核验的人没有参与核验和销号。看截至日的状态。",
    fires="已销号的问题有一条措施没有佐证",
    silent="每条措施都有佐证，有销号日期，核验和销号的是别人",
)
X04 = _rule(
    4,
    "measures",
    "措施写全",
    Severity.ERROR,
    "认领以后要有整改措施，每条措施要有责任领导、责任部门、责任人和完成时限。看截至日的状态。",
    fires="整改中的问题没有措施",
    silent="每条措施都写了责任领导、责任部门、责任人和时限",
)
X05 = _rule(
    5,
    "long_term",
    "长期坚持不算销号",
    Severity.WARNING,
    "长期坚持的问题不能有销号日期，也不计入已销号。",
    fires="长期坚持的问题有销号日期",
    silent="长期坚持的问题没有销号日期",
)
X06 = _rule(
    6,
    "reopened",
    "重新打开",
    Severity.WARNING,
    "回头看发现的问题，同一单位同类问题已经销号的，请看要不要重新打开原来的；重新打开要写理由，首次销号日期保留。",
    fires="回头看在同单位发现同类问题，原来的已销号",
    silent="回头看发现的是另一类问题",
)
X07 = _rule(
    7,
    "immediate",
    "立行立改",
    Severity.WARNING,
    "立行立改另有短期限（设置），时限不晚于反馈后那些天；它是标记，另行计数。",
    fires="立行立改，时限在反馈后 90 天",
    silent="立行立改，时限在反馈后 30 天",
)
X08 = _rule(
    8,
    "clues_apart",
    "线索分开",
    Severity.ERROR,
    "问题线索和举报另立一套表，内容加密，只有逐件指定的人看得到，不进任何清单、导出和统计明细；"
    "公开的文本、通报、问题表述里也不能写线索、举报和移交函的编号。",
    fires="公开的文本写着“线索 XS2023-001 已移交”",
    silent="公开的文本只写“移交问题线索 3 件”",
    blocking=True,
)
X09 = _rule(
    9,
    "dual_publication",
    "双公开",
    Severity.WARNING,
    "反馈情况和整改进展情况，过了双公开期限（设置）的，都要登记党内通报和社会公开的日期、批准人和范围，或者不公开的理由。",
    fires="反馈 31 天，没有登记社会公开，也没有不公开的理由",
    silent="登记了党内通报；社会公开登记了不公开的理由",
)
X11 = _rule(
    11,
    "coverage",
    "全覆盖",
    Severity.WARNING,
    "本届还没有巡察的单位、三年没有巡察的单位；没有巡察记录的，台账第一届开始满三年才算三年。",
    fires="本届有 3 个单位没有巡察",
    silent="本届各单位都巡察过，最近的不到三年",
)
X13 = _rule(
    13,
    "slips",
    "提示单答复",
    Severity.WARNING,
    "每份工作提示单有单位、日期、事由；到了答复期限要有答复。",
    fires="提示单答复期限已过，没有答复",
    silent="期限内已答复",
)
X14 = _rule(
    14,
    "recurring",
    "共性问题",
    Severity.HINT,
    "同类问题在两轮以上、五个以上单位都有的，请看是不是共性问题；由人认定。",
    fires="“财务管理”在 2 轮、6 个单位都有",
    silent="“财务管理”只在 2 个单位有",
)
X15 = _rule(
    15,
    "return_with_words",
    "退回要写意见",
    Severity.ERROR,
    "审核、核验、联审退回时必须写明意见，不写退不回去；以前的数据里没有写的列出来。",
    fires="退回整改，没有写意见",
    silent="写明意见再退回",
    blocking=True,
)
REGISTER_RULES = (X01, X02, X03, X04, X05, X06, X07, X08, X09, X11, X13, X14, X15)
