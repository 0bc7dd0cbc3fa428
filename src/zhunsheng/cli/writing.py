"""zhunsheng write and template: formal documents, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import typer

from zhunsheng.cli.exits import DONE, UNREADABLE
from zhunsheng.cli.opening import folders_of, open_reports, rulebook_of
from zhunsheng.cli.output import clean, say
from zhunsheng.kernel.errors import ZhunshengError
from zhunsheng.kernel.exchange import report_to_dict
from zhunsheng.kernel.findings import Finding
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.portfolio.batch import Job, check, json_line
from zhunsheng.portfolio.sources import scheme_for
from zhunsheng.rulebook.loading import Rulebook


def run_write(
    file: Path, out: Path, opinions: bool, publish: bool, scheme: str | None, folder: Path | None
) -> int:
    kind = out.suffix.lower()
    kinds = OPINIONS if opinions else DOCUMENTS
    if kind not in kinds and (opinions or kind != ".json"):
        raise typer.BadParameter(
            f"不会写 {kind or '没有后缀的文件'}，OUT 的后缀应是 {' '.join(kinds)}{'' if opinions else ' .json'}。"
        )
    refuse_same_file(file, out)
    reports = open_reports(file, scheme, folder)
    if reports is None:
        return UNREADABLE
    if kind == ".json":
        save(out, b"".join(json_line(report_to_dict(report, str(file))) for report in reports))
        return DONE
    job = Job(folders=folders_of(folder), publish=publish)
    for report, path in zip(reports, _paths(out, len(reports)), strict=True):
        save(path, opinions_of(report, job, kind) if opinions else document_of(report, job.rulebook, kind))
    return DONE


def run_template(scheme: str, out: Path, year: int, folder: Path | None) -> int:
    rulebook = rulebook_of(folder, scheme)
    if out.suffix.lower() != ".xlsx":
        raise typer.BadParameter("填报模板是 Excel 文件，OUT 的后缀应是 .xlsx。")
    from zhunsheng.press.xlsx_template import template_xlsx

    chosen = rulebook.schemes[scheme]
    save(out, template_xlsx(rulebook.forms[chosen.form], chosen, year))
    return DONE


def _paths(out: Path, count: int) -> list[Path]:
    """OUT itself; OUT-1, OUT-2 for a file with two reports."""
    if count == 1:
        return [out]
    return [out.with_name(f"{out.stem}-{number}{out.suffix}") for number in range(1, count + 1)]


# --- contents --------------------------------------------------------------------------------------


def document_of(report: Report, rulebook: Rulebook, kind: str) -> bytes:
    """The report itself in the format of a suffix."""
    scheme = scheme_for(report, rulebook)
    if scheme is None:
        raise ZhunshengError("没有认出这份报告用的是哪张表样，没法按表样出具；可用 --scheme 指明方案。")
    return DOCUMENTS[kind](report, rulebook.forms[scheme.form], scheme)


def opinions_of(report: Report, job: Job, kind: str) -> bytes:
    """What the rules found, as a document to hand over."""
    form = job.rulebook.forms[report.form] if report.form else None
    return OPINIONS[kind](report, check(report, job).explained().findings, form)


def _docx(report: Report, form: Form, scheme: Scheme) -> bytes:
    from zhunsheng.press.docx import docx_bytes

    return docx_bytes(report, form, scheme)


def _xlsx(report: Report, form: Form, scheme: Scheme) -> bytes:
    from zhunsheng.press.xlsx import xlsx_bytes

    return xlsx_bytes(report, form, scheme)


def _pdf(report: Report, form: Form, scheme: Scheme) -> bytes:
    from zhunsheng.press.pdf import pdf_bytes

    return pdf_bytes(report, form, scheme)


def _html(report: Report, form: Form, scheme: Scheme) -> bytes:
    from zhunsheng.press.html import html_text

    return html_text(report, form, scheme).encode()


def _opinions_docx(report: Report, findings: list[Finding], form: Form | None) -> bytes:
    from zhunsheng.press.opinions import opinions_docx

    return opinions_docx(report, findings, form)


def _opinions_xlsx(report: Report, findings: list[Finding], form: Form | None) -> bytes:
    from zhunsheng.press.opinions import opinions_xlsx

    return opinions_xlsx(report, findings, form)


def _opinions_html(report: Report, findings: list[Finding], form: Form | None) -> bytes:
    from zhunsheng.press.opinions import opinions_html

    return opinions_html(report, findings, form).encode()


DOCUMENTS: dict[str, Callable[[Report, Form, Scheme], bytes]] = {
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
    ".html": _html,
}
OPINIONS: dict[str, Callable[[Report, list[Finding], Form | None], bytes]] = {
    ".docx": _opinions_docx,
    ".xlsx": _opinions_xlsx,
    ".html": _opinions_html,
}


# --- files -----------------------------------------------------------------------------------------


def refuse_same_file(source: Path, out: Path) -> None:
    if out.exists() and source.exists() and os.path.samefile(source, out):
        raise typer.BadParameter("OUT 就是要读的文件，会覆盖原稿，请换个名字。")


def save(path: Path, data: bytes) -> None:
    """Beside the old file and then in its place: whoever looks finds the old one or the new one, whole."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ZhunshengError(f"写不了 {clean(str(path))}：{_why(error)}") from error
    say(f"已写出 {path}")


def _why(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "没有这个文件夹，请先建好。"
        case PermissionError():
            return "没有权限，或者文件正被其他程序打开。"
        case IsADirectoryError() | NotADirectoryError():
            return "这是一个文件夹，或者路径不对。"
        case _:
            return f"{error.strerror or error}。"
