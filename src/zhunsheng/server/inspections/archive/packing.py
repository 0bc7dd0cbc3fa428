"""导出案卷: an archived round as one zip with its catalogue and SHA256SUMS, written to disk a piece at a time."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile

from django.db import transaction
from django.utils import timezone

from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.storing import chunks_of, path_of, store_stream
from zhunsheng.server.inspections.archive.actions import PACK
from zhunsheng.server.inspections.archive.models import FiledEntry, Filing
from zhunsheng.server.inspections.archive.sealing import sums_of
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.jobs.kinds import Progress, job_kind
from zhunsheng.server.jobs.models import Job
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.orgs.verdicts import Refused, require

_COLUMNS = (
    ("序号", 6),
    ("必归", 6),
    ("保管期限", 9),
    ("单位", 26),
    ("材料", 24),
    ("文件", 46),
    ("来源", 10),
    ("sha256", 40),
)


@job_kind(PACK, apart=True)
def pack_archive(job: Job, progress: Progress) -> StoredFile:
    """Made anew where a worker died half way: nothing is kept before the end."""
    actor = actor_of(job.by)
    require(may_register(actor))
    filing = Filing.objects.select_related("round__term").get(pk=job.parameters["filing"])
    filed = filing.entries.exclude(file=None).select_related("file")
    many = filed.count()
    progress(0, many)
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            for number, entry in enumerate(filed.iterator(chunk_size=200), start=1):
                _add(package, entry)
                progress(number, many, "正在打包")
            package.writestr("目录.xlsx", index_xlsx(filing))
            package.writestr("SHA256SUMS", sums_of(filing))
        file = store_stream(actor, f"{filing.round.name}案卷.zip", stream, guarded=True)
    with transaction.atomic():
        record(actor, "export_archive", round_subject(filing.round), {"files": many, "sha256": file.sha256})
    return file


def _add(package: zipfile.ZipFile, entry: FiledEntry) -> None:
    """Read once: what has changed on the disk since it was archived is not handed on."""
    assert entry.file is not None
    digest = hashlib.sha256()
    with path_of(entry.file.sha256).open("rb") as source, package.open(entry.path, "w") as target:
        for chunk in chunks_of(source):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != entry.file.sha256:
        raise Refused(f"“{entry.name}”有一个文件在服务器上已损坏，请告诉系统管理员从备份恢复。")


def index_xlsx(filing: Filing) -> bytes:
    """目录.xlsx: every line, what is missing among them."""
    entries = list(filing.entries.select_related("unit", "file"))
    rows = [_row(number, entry) for number, entry in enumerate(entries, start=1)]
    titles, widths = zip(*_COLUMNS, strict=True)
    said = f"归档日期 {filing.archived_on}，{timezone.localtime(filing.sealed_at):%Y-%m-%d %H:%M} 定目录。"
    said += f"缺件说明：{filing.gap_note}" if filing.gap_note else "必归材料齐全。"
    return list_xlsx(f"{filing.round.name}案卷目录", said, titles, rows, widths, sheet_name="目录")


def _row(number: int, entry: FiledEntry) -> tuple[str, ...]:
    return (
        str(number),
        "是" if entry.is_required else "",
        entry.get_period_display(),
        entry.unit.name if entry.unit is not None else "本轮",
        entry.name,
        entry.path or ("缺" if entry.is_required else "没有"),
        entry.get_origin_display() if entry.origin else "",
        entry.file.sha256 if entry.file is not None else "",
    )
