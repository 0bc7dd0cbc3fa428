"""Documents the archive alone needs: the opinions on a paper (联审意见表), and a unit's 工作提示单."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Row, Table, Text, Tree
from zhunsheng.press.values import day_text
from zhunsheng.server.inspections.papers.models import Paper, PaperOpinion, PaperVersion
from zhunsheng.server.inspections.supervision.models import NoticeSlip

_COLUMNS = (("联审部门", 24), ("结论", 10), ("意见", 42), ("审核人", 24), ("日期", 20))
_WORDS = 2


def opinions_tree(paper: Paper) -> Tree:
    """Every version with what each department said of it. Its versions and opinions are read along."""
    title = f"{paper.title}联审意见表"
    page = Page([Text(title, Role.TABLE_TITLE)])
    for version in paper.versions.all():
        page.blocks += [
            Text(_version_line(version), Role.LINE),
            _opinions(version),
        ]
    return Tree(title, [page])


def _version_line(version: PaperVersion) -> str:
    revised = f"，修订的理由：{version.reason}" if version.reason else ""
    given_up = "，已放弃" if version.given_up_at else ""
    return f"第{version.number}稿，文件日期{day_text(version.dated_on)}{revised}{given_up}"


def _opinions(version: PaperVersion) -> Table:
    head = Row(tuple(Cell(at, 1, name, Kind.HEAD) for at, (name, _) in enumerate(_COLUMNS)), head=True)
    rows = [_opinion(opinion) for opinion in version.opinions.all()]
    return Table(tuple(float(width) for _, width in _COLUMNS), [head, *rows])


def _opinion(opinion: PaperOpinion) -> Row:
    said_on = str(timezone.localtime(opinion.at).date()) if opinion.at is not None else ""
    texts = (opinion.seat_name, opinion.get_verdict_display(), opinion.words, opinion.by_name, said_on)
    return Row(
        tuple(
            Cell(at, 1, text, align=Align.LEFT if at == _WORDS else Align.CENTER)
            for at, text in enumerate(texts)
        )
    )


def slips_tree(slips: Sequence[NoticeSlip], keeper: str) -> Tree:
    """Each on a page of its own."""
    return Tree("工作提示单", [_slip(slip, keeper) for slip in slips])


def _slip(slip: NoticeSlip, keeper: str) -> Page:
    due = f"请于{day_text(slip.reply_due_on)}前书面答复。" if slip.reply_due_on is not None else ""
    answered = f"{day_text(slip.replied_on)}答复。" if slip.replied_on is not None else "没有答复。"
    lines = (f"编号：{slip.number}", slip.matter, due, answered, *slip.reply.splitlines())
    return Page(
        [
            Text("工作提示单", Role.TITLE),
            Text(f"{slip.unit.name}：", Role.ADDRESSEE),
            *(Text(line, Role.BODY) for line in lines if line),
            Text(keeper, Role.SIGN_OFF),
            Text(day_text(slip.issued_on), Role.SIGN_OFF),
        ]
    )
