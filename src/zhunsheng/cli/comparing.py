"""zhunsheng diff: what changed between two drafts or two years."""

from __future__ import annotations

from pathlib import Path

from zhunsheng.cli.exits import DONE, UNREADABLE
from zhunsheng.cli.opening import open_reports
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.report import Report


def run_diff(before: Path, after: Path, scheme: str | None, folder: Path | None) -> int:
    old, new = open_reports(before, scheme, folder), open_reports(after, scheme, folder)
    if old is None or new is None:
        return UNREADABLE
    from zhunsheng.cli.comparison_view import show_alone, show_comparison

    left = list(old)
    for report in new:
        match = _counterpart(report, left)
        if match is None:
            show_alone(report, "只在后一份里有")
            continue
        left.remove(match)
        show_comparison(match, report)
    for report in left:
        show_alone(report, "只在前一份里有")
    return DONE


def _counterpart(report: Report, candidates: list[Report]) -> Report | None:
    """The same unit's report on the same form; else the same form's; else the next one."""
    same_form = [candidate for candidate in candidates if candidate.form == report.form]
    same_unit = [candidate for candidate in same_form if compact(candidate.unit) == compact(report.unit)]
    return next(iter([*same_unit, *same_form, *candidates]), None)
