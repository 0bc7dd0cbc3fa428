"""Files a report is filled from: kept with it, read by the engine when they are looked at."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.report import Report
from zhunsheng.server.files.reading import read_reports
from zhunsheng.server.files.storing import read_stored
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, Verdict, require
from zhunsheng.server.reports.evidence import keep_files
from zhunsheng.server.reports.models import Evidence, State, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.workflow import Verb, may_edit, verdict

SOURCE = "source"


def may_take_in(actor: Actor, report: UnitReport) -> Verdict:
    """Whoever may begin or fill the report may fill it from a file."""
    if report.state == State.NOT_STARTED:
        return verdict(actor, report, Verb.START)
    return may_edit(actor, report)


@transaction.atomic
def keep_source(actor: Actor, *, report_id: int, upload: UploadedFile[bytes] | None) -> Evidence:
    """The file as it came. One that came before is taken up again."""
    report = locked_report(report_id)
    require(may_take_in(actor, report))
    if upload is None:
        raise Refused("还没有选文件。")
    added = keep_files(actor, report, "", SOURCE, [upload])
    return (added.kept + added.same)[0]


def source_of(report: UnitReport, source_id: int) -> Evidence | None:
    found = Evidence.objects.filter(report=report, kind=SOURCE, pk=source_id)
    return found.select_related("file").first()


def reports_of(entry: Evidence) -> list[Report]:
    """The reports in the file. Raises Refused in the reader's own words where there is none."""
    try:
        return read_reports(read_stored(entry.file), entry.file.name)
    except UnreadableFile as error:
        raise Refused(f"“{entry.file.name}”读不了：{error.message}") from error
