"""大起底 as a workbook: every problem with its theme, where it came from and how it stands."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from zhunsheng.press.values import day_text
from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.sweeps.actions import subject_of
from zhunsheng.server.inspections.sweeps.models import Sweep, SweptProblem
from zhunsheng.server.inspections.sweeps.queries import swept_visible_to, tally_of
from zhunsheng.server.orgs.actors import Actor

_COLUMNS = (
    ("序号", 6.0),
    ("方面", 14.0),
    ("台账编号", 16.0),
    ("责任单位", 20.0),
    ("问题", 50.0),
    ("出处", 18.0),
    ("台账状态", 12.0),
    ("现状", 12.0),
    ("核查日期", 13.0),
    ("核查情况", 40.0),
    ("移交编号", 16.0),
)


@transaction.atomic
def sweep_xlsx(actor: Actor, sweep: Sweep) -> tuple[str, bytes]:
    """Name and content of the file."""
    problems = swept_visible_to(actor).filter(sweep=sweep)
    related = problems.select_related("theme", "issue__unit", "issue__round__term").prefetch_related("papers")
    rows = [(str(at), *_row(problem)) for at, problem in enumerate(related, start=1)]
    record(actor, "export_sweep", subject_of(sweep), {"rows": len(rows)})
    tally, titles = tally_of(problems), [title for title, _ in _COLUMNS]
    said = f"截至{day_text(timezone.localdate())}，{tally.themes}个方面、{tally.problems}个问题。"
    widths = [width for _, width in _COLUMNS]
    name = f"{sweep.title}问题清单"
    return f"{name}.xlsx", list_xlsx(name, said, titles, rows, widths, sheet_name="大起底")


def _row(problem: SweptProblem) -> tuple[str, ...]:
    issue = problem.issue
    return (
        problem.theme.name,
        issue.number,
        issue.unit.name,
        issue.wording,
        problem.found_by,
        issue.get_state_display(),
        problem.get_now_display() if problem.now else "",
        str(problem.looked_on or ""),
        problem.note,
        "、".join(paper.number for paper in problem.papers.all()),
    )
