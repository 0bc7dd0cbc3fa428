"""共性问题: the list (.xlsx), with the units' names or without."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from zhunsheng.press.values import day_text
from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.common.models import CommonProblem
from zhunsheng.server.inspections.common.problems import Counted, problems_of
from zhunsheng.server.orgs.actors import Actor

_COLUMNS = (("序号", 6), ("认定日期", 13), ("问题数", 8), ("单位数", 8), ("共性问题", 44), ("谁认定", 26))
_UNITS = ("涉及单位", 50)


@transaction.atomic
def common_xlsx(actor: Actor, *, named: bool) -> bytes:
    """Only what has been decided; `named`: with the units."""
    problems = _taken(actor, named)
    columns = [*_COLUMNS, *([_UNITS] if named else [])]
    rows = [
        (
            str(at),
            str(counted.problem.decided_on),
            str(counted.issues),
            str(counted.units),
            counted.problem.title,
            counted.problem.decided_by,
            *([units_of(counted.problem)] if named else []),
        )
        for at, counted in enumerate(problems, start=1)
    ]
    titles, widths = zip(*columns, strict=True)
    return list_xlsx("共性问题清单", _said(problems), titles, rows, widths, sheet_name="共性问题")


def units_of(problem: CommonProblem) -> str:
    names = problem.issues.order_by("unit__code").values_list("unit__name", flat=True)
    return "、".join(dict.fromkeys(names))


def _said(problems: Sequence[Counted]) -> str:
    today = day_text(timezone.localdate())
    return f"截至{today}，从巡察发现的问题中认定共性问题{len(problems)}个。"


def _taken(actor: Actor, named: bool) -> list[Counted]:
    """The problems, and in the trace that they were taken out."""
    problems = problems_of(actor)
    details = {"problems": len(problems), "kind": "xlsx", "named": named}
    record(actor, "export_common", Subject("user", actor.person, actor.name), details)
    return problems
