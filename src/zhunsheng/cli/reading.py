"""zhunsheng read: what was understood, where it stood, what was not."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.cli.exits import DONE, UNREADABLE
from zhunsheng.cli.opening import open_reports, rulebook_of
from zhunsheng.cli.output import write_lines
from zhunsheng.kernel.exchange import report_to_dict
from zhunsheng.portfolio.batch import json_line, numbered


def run_read(file: Path, as_json: bool, scheme: str | None, folder: Path | None) -> int:
    reports = open_reports(file, scheme, folder, as_json)
    if reports is None:
        return UNREADABLE
    if as_json:
        results = numbered([report_to_dict(report, str(file)) for report in reports])
        write_lines(b"".join(map(json_line, results)))
        return DONE
    from zhunsheng.cli.report_view import show_report

    for report in reports:
        show_report(report, rulebook_of(folder))
    return DONE
