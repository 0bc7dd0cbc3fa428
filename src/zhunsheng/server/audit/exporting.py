"""The trace as a workbook, and one unit's whole file (整套档案) as a zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from django.utils import timezone

from zhunsheng.press.pdf import has_chinese_font
from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.reading import cell_changes, plain_details
from zhunsheng.server.audit.words import verb_words
from zhunsheng.server.files.storing import clean_name, path_of
from zhunsheng.server.reports.assessing import judge
from zhunsheng.server.reports.documents import DOCUMENTS, stamp_of
from zhunsheng.server.reports.models import Evidence, UnitReport
from zhunsheng.server.reports.subjects import chain_of

MOST_ROWS = 20_000
_HEADINGS = ("序号", "时间", "人", "事项", "对象", "内容", "校验值")
_WIDTHS = (10.0, 30.0, 22.0, 26.0, 40.0, 90.0, 40.0)
_LONGEST_CELL = 1_000


def trace_xlsx(title: str, entries: Iterable[Entry]) -> bytes:
    rows = [_row(entry) for entry in entries]
    said = (
        f"共 {len(rows)} 条，{timezone.localtime():%Y-%m-%d %H:%M} 导出。序号是校验链里的序号，断号即有缺失。"
    )
    return list_xlsx(title, said, _HEADINGS, rows, _WIDTHS, sheet_name="留痕")


def _row(entry: Entry) -> tuple[str, ...]:
    at = f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"
    said = [f"{name}：{text}" for name, text in plain_details(entry)]
    said += [f"{c.cell}：{c.before or '（空）'} → {c.after or '（空）'}" for c in cell_changes(entry)]
    text = "\n".join(said)
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]}……（共 {len(said)} 项，全文见系统）"
    who = entry.actor_name
    return (str(entry.number), at, who, verb_words(entry.verb), entry.subject_name, text, entry.hash)


def file_of(report: UnitReport) -> IO[bytes]:
    """Documents, trace and evidence of one report, written to disk as they come: evidence may be large."""
    stream = TemporaryFile()  # noqa: SIM115 - handed to the response, which closes it
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        judged = judge(report)
        stamp = stamp_of(report, judged)
        for kind in ("docx", "xlsx", *(["pdf"] if has_chinese_font() else [])):
            name = clean_name(f"{judged.assessment.report.title}.{kind}")
            archive.writestr(name, DOCUMENTS[kind](judged, stamp))
        entries = Entry.objects.filter(chain__name=chain_of(report)).order_by("number")
        archive.writestr("留痕.xlsx", trace_xlsx(f"{report}留痕", entries))
        taken: set[str] = set()
        for evidence in Evidence.objects.filter(report=report).select_related("file").order_by("pk"):
            name = _free_name(clean_name(evidence.file.name), taken)
            archive.write(path_of(evidence.file.sha256), f"佐证材料/{name}")
    stream.seek(0)
    return stream


def _free_name(name: str, taken: set[str]) -> str:
    """Two files of one name both come out."""
    path, number, free = PurePosixPath(name), 2, name
    while free in taken:
        free = f"{path.stem}（{number}）{path.suffix}"
        number += 1
    taken.add(free)
    return free
