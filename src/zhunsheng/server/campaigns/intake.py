"""The job that takes in a zip of reports: each file read, matched to its unit, put into its report."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhunsheng.intake.reading import Intake as Intaker
from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.sources import intake, reports_in
from zhunsheng.server.campaigns.collecting import put_in
from zhunsheng.server.campaigns.intake_workbook import result_workbook
from zhunsheng.server.campaigns.joining import parts_of
from zhunsheng.server.campaigns.models import Campaign, Intake
from zhunsheng.server.campaigns.policy import may_run
from zhunsheng.server.files.archives import Member, members_of, name_of, read_members
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import read_stored, store_bytes
from zhunsheng.server.jobs.kinds import Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.jobs.queue import enqueue
from zhunsheng.server.orgs.actors import Actor, actor_of
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.unit_names import UnitNames
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.content import IMPORTED, content_to_json
from zhunsheng.server.reports.importing import content_of, taken_from
from zhunsheng.server.reports.schemes import FormSheet, sheet_of

KIND = "take_in_reports"
_LONGEST_NAME = 250


def ask_to_take_in(actor: Actor, *, campaign: Campaign, file: StoredFile) -> Job:
    require(may_run(actor, campaign))
    if campaign.state != Campaign.State.OPEN:
        raise Refused("任务发布后才能代收报告。")
    members_of(read_stored(file))  # a file that is no zip is told at once
    parameters = {"campaign": campaign.pk, "file": file.pk}
    return enqueue(actor, kind=KIND, title=f"代收报告：{file.name}", parameters=parameters)


@job_kind(KIND)
def take_in_reports(job: Job, progress: Progress) -> StoredFile:
    """A file already noted for this job is not taken in again."""
    actor = actor_of(job.by)
    campaign = Campaign.objects.select_related("organizer").get(pk=job.parameters["campaign"])
    require(may_run(actor, campaign))
    data = read_stored(StoredFile.objects.get(pk=job.parameters["file"], tenant_id=job.tenant_id))
    names = UnitNames(Unit.objects.filter(reports__campaign=campaign))
    entries = members_of(data)
    done = set(Intake.objects.filter(job=job).values_list("name", flat=True))
    waiting = [entry for entry in entries if _noted_name(name_of(entry)) not in done]
    progress(len(entries) - len(waiting), len(entries), "正在读取")
    for number, member in enumerate(read_members(data, waiting), start=len(entries) - len(waiting) + 1):
        take_in_file(actor, job, campaign, member, names)
        progress(number, len(entries), member.name)
    return store_bytes(actor, f"代收结果-{job.pk}.xlsx", result_workbook(job))


@transaction.atomic
def take_in_file(actor: Actor, job: Job, campaign: Campaign, member: Member, names: UnitNames) -> None:
    """One file, wholly or not at all."""
    note = Intake(campaign=campaign, job=job, name=_noted_name(member.name), match=Intake.Match.UNREAD)
    if member.refusal:
        note.match, note.message = Intake.Match.SKIPPED, member.refusal[:300]
        note.save()
        return
    note.file = store_bytes(actor, member.name, member.data)
    try:
        reports = reports_in(member.data, member.name.rpartition("/")[2], reader(), campaign.scheme)
    except UnreadableFile as error:
        note.message = error.message[:300]
        note.save()
        return
    if len(reports) > 1:
        note.message = f"一个文件里有 {len(reports)} 份报告，请拆成每单位一个文件。"
        note.save()
        return
    _match(actor, note, reports[0], names, sheet_of(campaign.scheme))
    note.save()


def reader() -> Intaker:
    folder: str = settings.OPTIONS["SCHEMES_DIR"]
    return intake(Path(folder)) if folder else intake()


def _noted_name(name: str) -> str:
    return name[-_LONGEST_NAME:]


def _match(actor: Actor, note: Intake, report: Report, names: UnitNames, sheet: FormSheet) -> None:
    at = timezone.localtime().isoformat(timespec="seconds")
    last_name = note.name.rpartition("/")[2]
    content = content_of(taken_from(report, sheet), 1, f"{IMPORTED}:{last_name}", actor.name, at)
    if not any(True for _ in content.filled()):
        note.message = "没有读到这套表样里的内容，请核对是不是自评报告。"
        return
    note.parts = sorted(parts_of(report, content))
    unit, candidates = unit_of(report, note.name, names)
    note.candidates = [candidate.pk for candidate in candidates]
    if unit is None:
        note.match, note.content = Intake.Match.UNSURE, content_to_json(content)
        note.message = (
            "文件里的单位名称拿不准，请选定单位。" if candidates else "没有认出是哪个单位的，请选定。"
        )
        return
    note.unit = unit
    try:
        put_in(actor, intake=note, unit=unit, content=content)
    except Refused as refused:
        note.match, note.message = Intake.Match.SKIPPED, str(refused)[:300]


def unit_of(report: Report, file_name: str, names: UnitNames) -> tuple[Unit | None, list[Unit]]:
    """The unit the report names, or candidates to choose from.

    Sure is only what the report itself says, unless the file's name speaks of another unit. A file's name
    alone (区教育局幼儿园.docx) never is.
    """
    said = [report.text("unit.name"), report.text("unit.filer"), report.unit]
    within = names.sure(said)
    on_file = names.candidates(file_name.rpartition(".")[0].split("/"))
    if within is not None and (not on_file or within in on_file):
        return within, [within]
    loose = names.candidates(said)
    both = [*([within] if within is not None else loose), *on_file]
    return None, list({unit.pk: unit for unit in both}.values())
