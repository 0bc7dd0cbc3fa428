"""A year under way in the made-up district: forty reports in every state, with opinions and reminders."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from zhunsheng.server.campaigns.actions import create_campaign, open_campaign
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.campaigns.reminding import remind
from zhunsheng.server.demo.collected import take_in_word_files
from zhunsheng.server.demo.contents import SCHEME, texts_of
from zhunsheng.server.demo.district import District
from zhunsheng.server.demo.figures import bring_in_figures, bring_in_late_figure
from zhunsheng.server.demo.reviewing import add_reviewing
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import User
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.assessing import Judged, judge
from zhunsheng.server.reports.assessment import shown
from zhunsheng.server.reports.content import Content, content_from_json
from zhunsheng.server.reports.findings import is_hint, takes_explanation
from zhunsheng.server.reports.importing import content_of
from zhunsheng.server.reports.models import UnitReport
from zhunsheng.server.reports.replacing import replace_content
from zhunsheng.server.reports.saving import Change, save_cells
from zhunsheng.server.reviews import actions as reviews

_NOTICE = (
    "请各预算单位对照年初绩效目标，如实填报年度部门整体支出绩效自评，按时报送。\n"
    "自评结果是改进管理和编制下年预算的依据。"
)
_STAGES = (
    "under",
    "bureau",
    "filling",
    "accepted",
    "head",
    "returned",
    "bureau",
    "filling",
    "blank",
    "bureau",
)
"""What the units in turn have reached."""
_FILED_EARLIER = 10
"""A unit whose report is under review."""
_WORDS = "年中政策性增支，已按程序报批，附批复文件。"
_RESULT_WORDS = "年中增设两个窗口、延长服务时间，办件量多于年初预计；下一年按实际调高指标值。"


def make_campaign(district: District, fiscal_year: int = 2023) -> Campaign:
    assert district.bureau is not None
    bureau = actor_of(district.bureau)
    deadline = timezone.now().replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=6)
    campaign = create_campaign(
        bureau,
        organizer=district.root,
        fiscal_year=fiscal_year,
        scheme=SCHEME,
        title=f"{fiscal_year} 年度部门整体支出绩效自评",
        deadline=deadline,
        notice=_NOTICE,
    )
    reports = open_campaign(bureau, campaign=campaign, units=district.units)
    bring_in_figures(district, campaign)
    for number, report in enumerate(reports):
        _advance(district, report, number)
    bring_in_late_figure(district, campaign, _FILED_EARLIER)
    take_in_word_files(district, campaign)
    add_reviewing(district, campaign)
    for report in UnitReport.objects.filter(campaign=campaign, state__in=("not_started", "filling"))[:5]:
        remind(bureau, report_id=report.pk)
    return campaign


def _advance(district: District, report: UnitReport, number: int) -> None:
    """Take one report as far as its stage says. The first is left to be filled by hand."""
    stage = _STAGES[number % len(_STAGES)]
    if number == 0 or stage == "blank":
        return
    preparer = actor_of(district.preparers[report.unit_id])
    fill_sample(preparer, report.pk, number)
    if stage == "filling":
        return
    make_ready(preparer, report.pk)
    draft = actions.submit(preparer, report_id=report.pk)
    if stage == "head":
        return
    actions.approve(actor_of(district.heads[report.unit_id]), report_id=report.pk, draft_number=draft.number)
    if stage != "bureau":
        _review(district.reviewers[number % len(district.reviewers)], report.pk, stage)


def _review(reviewer: User, report_id: int, stage: str) -> None:
    actor = actor_of(reviewer)
    reviews.open_review(actor, report_id=report_id)
    if stage == "accepted":
        reviews.accept(actor, report_id=report_id)
    elif stage == "returned":
        reviews.add_opinion(actor, report_id=report_id, cell="r1.actual", text="请补充完成值的佐证材料。")
        reviews.add_opinion(
            actor, report_id=report_id, cell="section.七", text="存在的问题请对应到具体指标。"
        )
        reviews.return_report(actor, report_id=report_id, reason="请按意见修改后再报。")


def fill_sample(preparer: Actor, report_id: int, number: int) -> None:
    report = actions.start_blank(preparer, report_id=report_id)
    taken = texts_of(number, f"示例区{report.unit.name.removeprefix('示例区')}", report.campaign.fiscal_year)
    at = timezone.localtime().isoformat(timespec="seconds")
    content = content_of(taken, report.version + 1, "imported:示例报告", preparer.name, at)
    replace_content(preparer, report_id=report_id, content=content, source="imported:示例报告")


def make_ready(preparer: Actor, report_id: int) -> None:
    """Adopt computed scores, write what explanations are asked for, until nothing stands in the way."""
    for _ in range(3):
        report = UnitReport.objects.select_related("campaign", "unit").get(pk=report_id)
        judged = judge(report)
        if judged.counts.ready:
            return
        changes = [Change(fix.cell, fix.text) for finding in judged.findings for fix in finding.fixes]
        changes += _reasons(judged.content, [cell for f in judged.findings for cell in f.cells])
        changes += _within_band(judged)
        save_cells(preparer, report_id=report_id, base_version=report.version, changes=changes)
        report.refresh_from_db()
        for finding in judge(report, content_from_json(report.content)).findings:
            if takes_explanation(finding) and not finding.explanation:
                words = _RESULT_WORDS if finding.code.startswith("S") else _WORDS
                actions.explain(preparer, report_id=report_id, finding_id=finding.id, text=words)
        hints = [finding.id for finding in judge(report).findings if is_hint(finding)]
        actions.read_hints(preparer, report_id=report_id, finding_ids=hints)


def _within_band(judged: Judged) -> list[Change]:
    """A qualitative score outside its band goes to the band's upper end."""
    lines = [line for line in judged.assessment.scorecard.lines if line.indicator is not None]
    outside = [
        line for line in lines if line.high is not None and line.filed is not None and line.filed > line.high
    ]
    return [
        Change(f"{judged.assessment.rows[line.indicator or 0]}.score", shown(line.high)) for line in outside
    ]


def _reasons(content: Content, cells: list[str]) -> list[Change]:
    rows = [cell for cell in cells if cell.endswith(".reason") and not content.text(cell)]
    return [
        Change(cell, "部分点位产权核查用时较长，下一年提前开展场地核查。") for cell in dict.fromkeys(rows)
    ]
