"""The inspection office's own self-evaluation: its work quoted from the register, filed and accepted."""

from __future__ import annotations

from django.utils import timezone

from zhunsheng.server.campaigns.actions import open_campaign
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.campaign import make_ready
from zhunsheng.server.demo.contents import texts_of
from zhunsheng.server.demo.district import District
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Unit, User
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.importing import content_of
from zhunsheng.server.reports.quote_actions import quote_count
from zhunsheng.server.reports.replacing import replace_content
from zhunsheng.server.reviews import actions as reviews

_REASON = "2名新入库人员临时抽调，未参加年末培训。由综合室组织，2024年4月30日前补训。"
_INDICATORS = (
    ("巡察轮次", "≥2轮", "rounds.done", "8", ""),
    ("常规巡察单位数", "≥25个", "inspectees.routine", "8", ""),
    ("下发工作提示单", "≥50份", "slips.issued", "4", ""),
    ("巡察发现问题整改完成率", "≥70%", "rectified.rate", "6", ""),
    ("未巡先改问题整改到位率", "≥98%", "self_check.rate", "6", ""),
    ("上级反馈问题整改到位率", "≥98%", "superior.rate", "6", ""),
    ("整改情况核验平均用时", "≤10个工作日", "8个工作日", "4", ""),
    ("项目支出总成本", "≤168万元", "160.7万元", "8", ""),
    ("督促退还多付款项", "≥20万元", "20.6万元", "6", ""),
    ("督促出台制度", "≥12个", "rules.issued", "8", ""),
    ("被巡察单位规范管理水平", "明显改善", "达成年度指标", "6", ""),
    ("会议用纸下降率", "≥10%", "11.23%", "5", ""),
    ("巡察人才库培训覆盖率", "≥95%", "90.48%", "5", _REASON),
    ("被巡察单位满意度", "≥93%", "94.17%", "10", ""),
)
"""Name, target, count of the register or what was reached, weight, reason."""
_TEXTS = {
    "goal.expected": "完成两轮巡察，常规巡察单位不少于25个；下发工作提示单不少于50份；未巡先改问题整改到位率不低于98%；被巡察单位满意度不低于93%。",
    "goal.achieved": "完成两轮巡察，常规巡察单位28个；下发工作提示单59份；未巡先改问题整改到位率100%；被巡察单位满意度94.17%。",
    "section.一": (
        "（一）机构设置情况\n我单位内设机构2个，分别是综合室和业务室。\n"
        "（二）人员编制情况\n编制人数〔编制数〕，实有人数〔在职人数〕，在职人员控制率〔控制率〕。退休人员4人。\n"
        "（三）主要职能职责\n1.组织开展区委巡察。\n2.督促被巡察单位整改落实反馈的问题。\n"
        "3.管理巡察整改台账，综合运用巡察成果。\n"
        "（四）绩效目标设置情况\n围绕巡察、整改和成果运用设置14项指标，其中8项的完成值取自巡察整改台账。"
    ),
    "section.六": (
        "（一）自评结论\n2023年度部门整体支出绩效自评总分〔总分〕，等级为“〔等级〕”。\n"
        "（二）产出完成情况\n1.巡察\n全年完成〔台账·已完成的轮次〕巡察，第五轮11月进驻；"
        "常规巡察〔台账·常规巡察的单位〕，共发现问题〔台账·巡察发现的问题〕，其中专项巡察发现问题〔台账·专项巡察发现的问题〕。\n"
        "2.整改\n未巡先改发现问题〔台账·未巡先改的问题〕，全部整改到位；下发工作提示单〔台账·下发工作提示单〕，"
        "对整改不力的单位约谈〔台账·约谈的单位〕。\n"
        "（三）效益情况\n督促有关部门出台制度〔台账·出台的制度〕，督促退还多付款项20.6万元；被巡察单位满意度94.17%。"
    ),
    "section.七": (
        "（一）培训覆盖不够\n巡察人才库培训覆盖率90.48%，比目标低4.52个百分点。原因是2名新入库人员临时抽调。\n"
        "（二）到期整改有拖延\n第三轮反馈的问题到期后仍有少数没有销号，个别单位整改进展报送不及时。"
    ),
    "section.八": (
        "（一）补齐培训\n由综合室负责人牵头，2024年4月30日前组织补训，新入库人员先培训后参加巡察。\n"
        "（二）盯紧到期整改\n由业务室负责人牵头，每月通报到期未销号的问题，2024年6月30日前逐项核验。"
    ),
}
_QUOTED_IN_TEXT = (
    "rounds.done",
    "inspectees.routine",
    "issues.found",
    "issues.special",
    "self_check.found",
    "slips.issued",
    "interviews.units",
    "rules.issued",
)


def add_office_report(
    district: District, campaign: Campaign, office: Unit, preparer: User, head: User
) -> None:
    assert district.bureau is not None
    (report,) = open_campaign(actor_of(district.bureau), campaign=campaign, units=[office])
    filler = actor_of(preparer)
    _fill(filler, report.pk, office, campaign.fiscal_year)
    for number, (_, _, key, _, _) in enumerate(_INDICATORS, start=1):
        if _is_count(key):
            quote_count(filler, report_id=report.pk, cell=f"r{number}.actual", key=key)
    for key in _QUOTED_IN_TEXT:
        quote_count(filler, report_id=report.pk, cell="register.", key=key)
    make_ready(filler, report.pk)
    draft = actions.submit(filler, report_id=report.pk)
    actions.approve(actor_of(head), report_id=report.pk, draft_number=draft.number)
    reviewer = actor_of(district.reviewers[0])
    reviews.open_review(reviewer, report_id=report.pk)
    reviews.accept(reviewer, report_id=report.pk)


def _is_count(text: str) -> bool:
    """rounds.done, not 11.23%."""
    return text.isascii() and text[0].isalpha()


def _fill(preparer: Actor, report_id: int, office: Unit, year: int) -> None:
    """The money of the sample, the work of the office."""
    report = actions.start_blank(preparer, report_id=report_id)
    taken = texts_of(0, office.name, year)
    for cell in [cell for cell in taken.texts if cell.startswith("r")]:
        del taken.texts[cell]
    for number, (name, target, reached, weight, reason) in enumerate(_INDICATORS, start=1):
        quoted = _is_count(reached)
        texts = {"name": name, "target": target, "weight": weight, "score": weight, "reason": reason}
        texts["actual"] = "" if quoted else reached
        taken.texts.update({f"r{number}.{column}": text for column, text in texts.items() if text})
    taken.texts.update(_TEXTS)
    at = timezone.localtime().isoformat(timespec="seconds")
    content = content_of(taken, report.version + 1, "imported:示例报告", preparer.name, at)
    replace_content(preparer, report_id=report_id, content=content, source="imported:示例报告")
