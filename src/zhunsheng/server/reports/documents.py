"""The formal documents of a report (出具): the press's own, stamped with draft number and fingerprint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import timezone

from zhunsheng.press.document import report_tree
from zhunsheng.press.docx import docx_of
from zhunsheng.press.html import html_of
from zhunsheng.press.pdf import pdf_of
from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Row, Table, Text, Tree
from zhunsheng.press.xlsx import xlsx_bytes
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.reports.approval import Summary
from zhunsheng.server.reports.assessing import Judged
from zhunsheng.server.reports.assessment import shown
from zhunsheng.server.reports.content import fingerprint
from zhunsheng.server.reports.drafts import SHORT_HASH
from zhunsheng.server.reports.models import Draft, State, UnitReport
from zhunsheng.server.reports.quote_notes import table_note, text_note

DRAFT_MARK = "草稿"
ALL, TEXT, SLIP = "all", "text", "slip"


@dataclass(slots=True, frozen=True)
class Stamp:
    """`words` are printed on the document; what is not accepted is a draft."""

    words: str
    final: bool


def stamp_of(report: UnitReport, judged: Judged) -> Stamp:
    """第 2 稿　校验码 1a2b3c4d. What was changed since the last draft carries no number."""
    digest = fingerprint(judged.content)
    draft = Draft.objects.filter(report=report, sha256=digest).order_by("-number").first()
    number = f"第 {draft.number} 稿" if draft is not None else "未报送的稿"
    final = report.state == State.ACCEPTED and draft is not None
    kind = "" if final else "　草稿，未经财政局审核"
    return Stamp(f"{number}　校验码 {digest[:SHORT_HASH]}{kind}", final)


def parts_of(judged: Judged) -> dict[str, str]:
    """What may be printed by itself, with its name."""
    parts = {ALL: "全套"}
    if judged.assessment.report.sections:
        parts[TEXT] = "报告"
    parts |= {table.id: table.number or table.title for table in judged.sheet.form.tables}
    return parts | {SLIP: "审签单"}


def tree_of(judged: Judged, stamp: Stamp, part: str = ALL) -> Tree:
    """The formal report, or one part of it. The stamp heads a draft and ends what is accepted."""
    report, sheet = judged.assessment.report, judged.sheet
    tree = _noted(report_tree(report, sheet.form, sheet.scheme), judged)
    if part != ALL:
        names = [table.id for table in sheet.form.tables]
        names = [TEXT, *names] if report.sections else names
        if part not in names:
            raise Refused("没有这一部分，请从打印预览里选。")
        tree = Tree(tree.title, [tree.pages[names.index(part)]])
    return _stamped(tree, stamp)


def _noted(tree: Tree, judged: Judged) -> Tree:
    """Below the text and below the indicators: of which day the figures quoted from a register are."""
    pages = list(tree.pages)
    of_text, of_table = text_note(judged.content), table_note(judged.content)
    if of_text:
        pages[0] = replace(pages[0], blocks=[*pages[0].blocks, Text(of_text, Role.NOTE)])
    if of_table:
        tables = judged.sheet.form.tables
        at = next(number for number, table in enumerate(tables) if table.indicator_columns)
        at += len(pages) - len(tables)
        pages[at] = replace(pages[at], blocks=[*pages[at].blocks, Text(of_table, Role.NOTE)])
    return Tree(tree.title, pages, tree.mark)


def _stamped(tree: Tree, stamp: Stamp) -> Tree:
    line = Text(stamp.words, Role.NOTE)
    first, *rest = tree.pages
    if not stamp.final:
        return Tree(tree.title, [replace(first, blocks=[line, *first.blocks]), *rest], DRAFT_MARK)
    last = tree.pages[-1]
    return Tree(tree.title, [*tree.pages[:-1], replace(last, blocks=[*last.blocks, line])])


def _docx(judged: Judged, stamp: Stamp) -> bytes:
    return docx_of(tree_of(judged, stamp))


def _pdf(judged: Judged, stamp: Stamp) -> bytes:
    return pdf_of(tree_of(judged, stamp))


def _html(judged: Judged, stamp: Stamp) -> bytes:
    return html_of(tree_of(judged, stamp)).encode()


def _xlsx(judged: Judged, stamp: Stamp) -> bytes:
    words = "　".join(filter(None, (stamp.words, table_note(judged.content))))
    return xlsx_bytes(judged.assessment.report, judged.sheet.form, judged.sheet.scheme, words)


DOCUMENTS: dict[str, Callable[[Judged, Stamp], bytes]] = {
    "docx": _docx,
    "pdf": _pdf,
    "xlsx": _xlsx,
    "html": _html,
}


# --- the slip the head signs --------------------------------------------------------------------------


def slip_tree(report: UnitReport, summary: Summary, stamp: Stamp) -> Tree:
    """审签单: what is signed, and room for opinion, signature and seal."""
    title = f"{report.campaign.title}审签单"
    score = f"{shown(summary.total)} 分　{summary.grade}" if summary.total is not None else ""
    filed = summary.draft
    prepared = (
        f"{filed.filed_by.name}　{timezone.localdate(filed.filed_at):%Y-%m-%d}" if filed is not None else ""
    )
    entries = [
        ("单位", report.unit.name),
        ("稿次", stamp.words.partition("　草稿")[0]),
        ("自评总分、等次", score),
        ("测算总分", shown(summary.computed_total)),
        ("扣分项", "\n".join(f"{d.name} 扣 {shown(d.lost)} 分" for d in summary.deductions) or "无"),
        ("说明过的核实事项", f"{len(summary.explained)} 项"),
        ("经办人", prepared),
        ("单位负责人意见", "\n\n"),
        ("签字、日期", "\n"),
        ("单位盖章", "\n\n\n"),
    ]
    rows = [Row((Cell(0, 1, name, Kind.LABEL), Cell(1, 1, text, align=Align.LEFT))) for name, text in entries]
    return Tree(title, [Page([Text(title, Role.TITLE), Table((30.0, 110.0), rows, title)])])
