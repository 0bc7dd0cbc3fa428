"""The letter (移交函) with its table and a slip to send back, and the year's table as a workbook."""

from __future__ import annotations

from django.db import transaction

from zhunsheng.press.tree import Page, Role, Table, Text, Tree, plain_table
from zhunsheng.press.values import day_text
from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.appraisals.facts import FIGURES, words_of
from zhunsheng.server.inspections.appraisals.models import HandedUnit, Handover, Use
from zhunsheng.server.inspections.appraisals.queries import lines_of
from zhunsheng.server.inspections.queries import register_of
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind
from zhunsheng.server.inspections.rounds.notices import filled, letter_blocks, wording_of
from zhunsheng.server.inspections.statistics.count_rows import Scope
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require

_MOST_NAMED = 3
"""Units in the text of a letter; all of them stand in its table."""


def letter_of(actor: Actor, handover: Handover) -> Tree:
    """In the place's own wording; the figures as they were handed over."""
    require(may_oversee(actor))
    lines = list(handover.lines.select_related("unit"))
    wording, values = wording_of(actor.tenant, NoticeKind.HANDOVER), _values(actor, handover, lines)
    title = filled(wording.title, values)
    letter = Page(letter_blocks(wording, values, day_text(handover.handed_on)))
    annex = Page(landscape=True)
    annex.blocks += [
        Text("附件", Role.ANNEX_NUMBER),
        Text(f"{handover.fiscal_year}年度巡察整改情况", Role.TABLE_TITLE),
        Text(f"（截至{day_text(handover.as_of)}）", Role.SUBTITLE),
        _table(handover, lines),
        *(Text(_rule(figure), Role.NOTE) for figure in handover.figures),
    ]
    slip = Page([Text("回执", Role.TABLE_TITLE), _slip(handover)])
    return Tree(title, [letter, annex, slip])


def _values(actor: Actor, handover: Handover, lines: list[HandedUnit]) -> dict[str, str]:
    names, register = [line.unit.name for line in lines], register_of(actor)
    named = "、".join(names[:_MOST_NAMED])
    return {
        "接收单位": handover.recipient.name,
        "接收科室": handover.department,
        "编号": handover.number,
        "用途": Use(handover.use).label,
        "年度": str(handover.fiscal_year),
        "截止日期": day_text(handover.as_of),
        "移交日期": day_text(handover.handed_on),
        "单位数": str(len(names)),
        "单位名单": named if len(names) <= _MOST_NAMED else f"{named}等{len(names)}个单位",
        "巡察办": register.unit.name if register is not None else "",
    }


def _table(handover: Handover, lines: list[HandedUnit]) -> Table:
    titles = ["序号", "单位", *(figure["short"] for figure in handover.figures)]
    rows = [
        (str(at), line.unit.name, *(line.values[figure["key"]] for figure in handover.figures))
        for at, line in enumerate(lines, start=1)
    ]
    return plain_table(titles, rows, (6, 24, *(9 for _ in handover.figures)))


def _rule(figure: dict[str, str]) -> str:
    """Named as above the column too, where that is shorter."""
    title, short = figure["title"], figure["short"]
    return f"{title if title == short else f'{title}（{short}）'}：{figure['rule']}。"


def _slip(handover: Handover) -> Table:
    """No line for a person: the recipient signs with its seal."""
    rows = (("收到日期", ""), ("接收单位（盖章）", ""), ("采用情况", ""))
    return plain_table(("移交编号", handover.number), rows, (30, 100))


@transaction.atomic
def appraisals_xlsx(actor: Actor, scope: Scope) -> bytes:
    """The year's table with its rules below; that it was taken stands in the trace."""
    require(may_oversee(actor))
    lines = lines_of(actor, scope)
    rows = []
    for at, line in enumerate(lines, start=1):
        said = words_of(line.facts)
        rows.append(
            (str(at), line.unit.name, *(said[figure.key] for figure in FIGURES), "、".join(line.uses))
        )
    titles = ("序号", "单位", *(figure.title for figure in FIGURES), "已移交用于")
    widths = (6.0, 26.0, *(10.0 for _ in FIGURES), 24.0)
    details = {"year": scope.year, "as_of": scope.as_of.isoformat(), "units": len(lines)}
    record(actor, "export_appraisals", Subject("user", actor.person, actor.name), details)
    return list_xlsx(
        f"{scope.year}年度巡察整改情况",
        f"截至{day_text(scope.as_of)}，共{len(lines)}个单位。所列是单位的整改情况，不是对个人的评价。",
        titles,
        rows,
        widths,
        "整改情况",
        notes=[f"{figure.title}：{figure.rule}。" for figure in FIGURES],
    )
