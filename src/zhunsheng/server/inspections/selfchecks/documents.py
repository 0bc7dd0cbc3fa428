"""The three lists of 未巡先改 on paper: 自查清单, 问题清单 (见人见事), 责任清单 (到人到点); of one unit or of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhunsheng.press.docx import docx_of
from zhunsheng.press.tree import Page, Role, Text, Tree, plain_table
from zhunsheng.press.values import day_text
from zhunsheng.press.xlsx_list import list_xlsx
from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.models import Issue, IssueState
from zhunsheng.server.inspections.selfchecks.answering import lines_of
from zhunsheng.server.inspections.selfchecks.issuing import subject_of
from zhunsheng.server.inspections.selfchecks.models import Checklist, ChecklistItem, FoundProblem, SelfCheck
from zhunsheng.server.inspections.selfchecks.queries import may_read_answers, problems_read_by
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require


class ListName(StrEnum):
    ITEMS = "items"
    PROBLEMS = "problems"
    DUTIES = "duties"

    @property
    def label(self) -> str:
        return {"items": "自查清单", "problems": "问题清单", "duties": "责任清单"}[self.value]


@dataclass(slots=True, frozen=True)
class Listed:
    """A list before it has a format. `columns`: heading and width."""

    title: str
    said: str
    columns: tuple[tuple[str, float], ...]
    rows: list[tuple[str, ...]]


def _docx(listed: Listed) -> bytes:
    headings, widths = zip(*listed.columns, strict=True)
    page = Page(landscape=True)
    page.blocks += [Text(listed.title, Role.TITLE), Text(listed.said, Role.BODY)]
    page.blocks.append(plain_table(headings, listed.rows, widths, left=_LONG))
    return docx_of(Tree(listed.title, [page]))


def _xlsx(listed: Listed) -> bytes:
    headings, widths = zip(*listed.columns, strict=True)
    return list_xlsx(listed.title, listed.said, headings, listed.rows, widths, sheet_name=listed.title[-4:])


_LONG = ("自查事项", "说明", "查出的问题", "整改措施")
"""Columns of whole sentences."""
FORMATS: dict[str, Callable[[Listed], bytes]] = {"docx": _docx, "xlsx": _xlsx}


@transaction.atomic
def list_of_all(actor: Actor, checklist: Checklist, name: ListName, kind: str) -> tuple[str, bytes]:
    """Name and content of the file: what the units have handed in."""
    if name is ListName.ITEMS:
        listed = _items(checklist)
    else:
        problems = problems_read_by(actor).filter(answer__self_check__checklist=checklist)
        whose = f"{checklist.title}（{checklist.number}）"
        listed = _problems(f"“未巡先改”{name.label}", whose, name, problems, with_units=True)
    return _taken(actor, checklist, listed, kind)


@transaction.atomic
def list_of_unit(actor: Actor, self_check: SelfCheck, name: ListName, kind: str) -> tuple[str, bytes]:
    require(may_read_answers(actor, self_check))
    if name is ListName.ITEMS:
        listed = _answers(self_check)
    else:
        problems = problems_read_by(actor).filter(answer__self_check=self_check)
        title = f"{self_check.unit.name}“未巡先改”{name.label}"
        listed = _problems(title, self_check.checklist.title, name, problems, with_units=False)
    return _taken(actor, self_check.checklist, listed, kind)


def _taken(actor: Actor, checklist: Checklist, listed: Listed, kind: str) -> tuple[str, bytes]:
    """The file, and in the trace that it was taken out."""
    record(actor, "export_self_check", subject_of(checklist), {"rows": len(listed.rows), "kind": kind})
    return f"{listed.title}.{kind}", FORMATS[kind](listed)


# --- what to look for --------------------------------------------------------------------------------------

_ITEMS = (("序号", 6), ("主题", 14), ("自查事项", 60))


def _items(checklist: Checklist) -> Listed:
    return Listed(
        checklist.title,
        f"编号{checklist.number}，{day_text(checklist.due_on)}前上报。",
        _ITEMS,
        [
            (str(at), *_texts_of(item))
            for at, item in enumerate(checklist.items.select_related("theme"), start=1)
        ],
    )


def _answers(self_check: SelfCheck) -> Listed:
    """What isn't answered stands blank; 没有 and 不适用 are written out."""
    return Listed(
        f"{self_check.unit.name}自查清单",
        f"{self_check.checklist.title}（{self_check.checklist.number}）。",
        (*_ITEMS, ("自查结果", 10), ("说明", 40)),
        [
            (
                str(at),
                *_texts_of(answer.item),
                answer.get_found_display() if answer.found else "",
                answer.note,
            )
            for at, answer in enumerate(self_check.answers.select_related("item__theme"), start=1)
        ],
    )


def _texts_of(item: ChecklistItem) -> tuple[str, str]:
    return item.theme.name if item.theme is not None else "", item.text


# --- problems and who answers for them ---------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class ListedProblem:
    """As the register has it, once it is there; until then as the unit wrote it."""

    problem: FoundProblem
    wording: str
    leader: str
    department: str
    person: str
    measures: list[str]
    due_on: str
    standing: str

    @property
    def unit(self) -> str:
        return self.problem.answer.self_check.unit.name

    @property
    def closed(self) -> bool:
        return self.problem.issue is not None and self.problem.issue.state == IssueState.CLOSED

    @classmethod
    def of(cls, problem: FoundProblem) -> ListedProblem:
        now: Issue | FoundProblem = problem.issue or problem
        measures = (
            [measure.text for measure in problem.issue.measures.all()]
            if problem.issue is not None
            else lines_of(problem.measures)
        )
        return cls(
            problem,
            now.wording,
            now.leader,
            now.department,
            now.person,
            measures,
            str(now.due_on or ""),
            problem.issue.get_state_display() if problem.issue is not None else "还没有上报",
        )


def listed_problems(problems: QuerySet[FoundProblem]) -> list[ListedProblem]:
    related = ("issue", "answer__item__theme", "answer__self_check__unit")
    found = problems.select_related(*related).prefetch_related("issue__measures")
    in_order = found.order_by("answer__self_check__unit__code", "answer__item_id", "pk")
    return [ListedProblem.of(problem) for problem in in_order]


def _problems(
    title: str, about: str, name: ListName, problems: QuerySet[FoundProblem], *, with_units: bool
) -> Listed:
    columns, row = (_DUTIES, _duty_row) if name is ListName.DUTIES else (_PROBLEMS, _problem_row)
    found = listed_problems(problems)
    closed = sum(entry.closed for entry in found)
    return Listed(
        title,
        f"{about}：截至{day_text(timezone.localdate())}，查出问题{len(found)}个，已销号{closed}个。",
        (("序号", 6), *((_UNIT,) if with_units else ()), *columns),
        [
            (str(at), *((entry.unit,) if with_units else ()), *row(entry))
            for at, entry in enumerate(found, start=1)
        ],
    )


_UNIT = ("单位", 20)
_PROBLEMS = (("自查事项", 34), ("查出的问题", 52), ("发现日期", 14), ("台账编号", 16), ("状态", 12))
_DUTIES = (
    ("查出的问题", 34),
    ("整改措施", 34),
    ("责任领导", 14),
    ("责任部门", 14),
    ("责任人", 12),
    ("整改时限", 17),
    ("状态", 12),
)


def _problem_row(entry: ListedProblem) -> tuple[str, ...]:
    number = entry.problem.issue.number if entry.problem.issue is not None else ""
    return (
        entry.problem.answer.item.text,
        entry.wording,
        str(entry.problem.found_on),
        number,
        entry.standing,
    )


def _duty_row(entry: ListedProblem) -> tuple[str, ...]:
    numbered = "\n".join(f"{at}.{text}" for at, text in enumerate(entry.measures, start=1))
    return (
        entry.wording,
        numbered,
        entry.leader,
        entry.department,
        entry.person,
        entry.due_on,
        entry.standing,
    )
