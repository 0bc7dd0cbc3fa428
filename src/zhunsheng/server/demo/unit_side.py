"""What units do beside filling: last year's report, a colleague at work, evidence, a survey, a subordinate's table."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from zhunsheng.press.pdf import pdf_of
from zhunsheng.press.tree import Page, Role, Text, Tree
from zhunsheng.server.campaigns.actions import close_campaign, create_campaign, open_campaign
from zhunsheng.server.campaigns.models import Campaign
from zhunsheng.server.demo.campaign import fill_sample, make_ready
from zhunsheng.server.demo.contents import SCHEME
from zhunsheng.server.demo.district import PASSWORD, SINCE, District
from zhunsheng.server.orgs.actions import assign_duty, create_user
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Role as Duty
from zhunsheng.server.orgs.models import Unit, User
from zhunsheng.server.reports import actions
from zhunsheng.server.reports.colleagues import hand_step
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.evidence import add_evidence
from zhunsheng.server.reports.models import SubordinateBase, UnitReport
from zhunsheng.server.reports.subordinates import begin_bases, save_base
from zhunsheng.server.reports.surveys import Counts, save_survey
from zhunsheng.server.reviews import actions as reviews

_LAST_YEAR_UNITS = 2
"""So many units have a report of last year in the system, the first unit among them."""
_COUNTS = Counts(1200, 1180, 1150, 800, 283, 50, 17)


def make_last_year(district: District, fiscal_year: int = 2022) -> Campaign:
    """A closed year of some units, to begin this year's from."""
    assert district.bureau is not None
    bureau = actor_of(district.bureau)
    campaign = create_campaign(
        bureau,
        organizer=district.root,
        fiscal_year=fiscal_year,
        scheme=SCHEME,
        title=f"{fiscal_year} 年度部门整体支出绩效自评",
        deadline=timezone.now() + timedelta(days=1),
    )
    reports = open_campaign(bureau, campaign=campaign, units=district.units[:_LAST_YEAR_UNITS])
    reviewer = actor_of(district.reviewers[0])
    for report in reports:
        preparer, head = district.preparers[report.unit_id], district.heads[report.unit_id]
        fill_sample(actor_of(preparer), report.pk, 0)
        make_ready(actor_of(preparer), report.pk)
        draft = actions.submit(actor_of(preparer), report_id=report.pk)
        actions.approve(actor_of(head), report_id=report.pk, draft_number=draft.number)
        reviews.open_review(reviewer, report_id=report.pk)
        reviews.accept(reviewer, report_id=report.pk)
    close_campaign(bureau, campaign=campaign)
    return campaign


def add_unit_side(operator: Actor, district: District, campaign: Campaign) -> None:
    """Colleagues, proof and subordinates of the units that are filling."""
    filling = UnitReport.objects.filter(campaign=campaign, state="filling").select_related("campaign", "unit")
    first = filling.order_by("unit__code")[0]
    preparer = actor_of(district.preparers[first.unit_id])
    accountant = _person(operator, "kj03", "会计", first.unit)
    hand_step(preparer, report_id=first.pk, step="base", assignee_id=accountant.pk)
    _prove(preparer, first)
    _fill_below(operator, district, filling.get(unit__name="区卫生健康局"))


def _prove(preparer: Actor, report: UnitReport) -> None:
    minutes = Tree("验收单", [Page([Text("便民服务点验收单", Role.TITLE), Text("经验收合格。", Role.BODY)])])
    upload: UploadedFile[bytes] = UploadedFile(ContentFile(pdf_of(minutes)), "便民服务点验收单.pdf")
    upload.size = len(pdf_of(minutes))
    add_evidence(preparer, report_id=report.pk, row="r2", uploads=[upload])
    rows = content_from_json(report.content).rows
    row = next(row.id for row in rows if "满意" in row.level1)
    save_survey(preparer, report_id=report.pk, row=row, counts=_COUNTS)


def _fill_below(operator: Actor, district: District, report: UnitReport) -> None:
    """The department has filled its own table; its subordinate is still at it."""
    preparer = actor_of(district.preparers[report.unit_id])
    begin_bases(preparer, report_id=report.pk)
    own, below = (
        SubordinateBase.objects.get(report=report, unit_id=report.unit_id),
        SubordinateBase.objects.exclude(unit_id=report.unit_id).get(report=report),
    )
    _person(operator, "xs01", "下属单位经办人", below.unit)
    figures = {"staffing.quota": "26", "staffing.actual": "25", "three_public.total.final": "4.14"}
    save_base(preparer, base_id=own.pk, version=0, texts=figures, done=True)


def _person(operator: Actor, username: str, name: str, unit: Unit) -> User:
    user = create_user(
        operator, tenant=unit.tenant, username=username, name=name, password=None, must_change=False
    )
    assign_duty(operator, user=user, unit=unit, role=Duty.PREPARER, since=SINCE)
    user.password = make_password(PASSWORD)
    user.save(update_fields=["password"])
    return user
