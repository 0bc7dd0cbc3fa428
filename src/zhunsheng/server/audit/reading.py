"""An entry as people read it: what was done, cell by cell; the timeline of a report; where a cell comes from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.trail import SITE, Subject, record
from zhunsheng.server.audit.words import INTERNAL, TYPING, verb_words
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.reports.content import Content
from zhunsheng.server.reports.differences import place_of
from zhunsheng.server.reports.models import State
from zhunsheng.server.reports.schemes import FormSheet

_DETAIL_WORDS = {
    "from": "原来",
    "to": "改为",
    "reason": "理由",
    "draft": "稿次",
    "version": "版本",
    "source": "来源",
    "text": "内容",
    "cell": "格",
    "message": "针对",
    "reply": "答复",
    "settled": "已整改",
    "batch": "批次",
    "until": "延至",
    "number": "次数",
    "seed": "抽签号",
    "method": "办法",
    "query": "查询条件",
    "doubts": "几个文件不一致",
    "result": "结果",
}
_STATES: dict[str, str] = dict(State.choices)


@dataclass(slots=True, frozen=True)
class CellChange:
    cell: str
    before: str
    after: str


@dataclass(slots=True, frozen=True)
class Told:
    """An entry in words."""

    id: int
    at: datetime
    who: str
    what: str
    said: str
    """Reason, opinion, reply: the one sentence worth showing beside it."""
    cells: int


def details_of(entry: Entry) -> dict[str, Any]:
    found = json.loads(entry.details)
    return found if isinstance(found, dict) else {}


def cell_changes(entry: Entry) -> list[CellChange]:
    """Cell by cell what an entry changed: [before, after], or the old text alone of a row that was removed."""
    cells = details_of(entry).get("cells")
    changes = []
    for cell, texts in (cells if isinstance(cells, dict) else {}).items():
        old, new = texts if isinstance(texts, list) else (texts, "")
        changes.append(CellChange(cell, str(old), str(new)))
    return changes


def plain_details(entry: Entry) -> list[tuple[str, str]]:
    """Whatever an entry says beside its cells."""
    found = []
    for key, value in details_of(entry).items():
        if key == "cells":
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        found.append((_DETAIL_WORDS.get(key, key), _STATES.get(text, text)))
    return [(name, text) for name, text in found if text]


def told(entry: Entry) -> Told:
    details = details_of(entry)
    said = next((str(details[key]) for key in ("reason", "text", "reply") if details.get(key)), "")
    return Told(entry.pk, entry.at, entry.actor_name, verb_words(entry.verb), said, len(cell_changes(entry)))


def timeline(chain: str, *, whole: bool, internal: bool) -> list[Told]:
    """Of one report, the first step first. `whole` tells the typing too, `internal` the bureau's own steps."""
    entries = Entry.objects.filter(chain__name=chain).order_by("number")
    if not whole:
        entries = entries.exclude(verb__in=TYPING)
    if not internal:
        entries = entries.exclude(verb__in=INTERNAL)
    return [told(entry) for entry in entries]


@dataclass(slots=True, frozen=True)
class Past:
    """A change of one cell."""

    at: datetime
    who: str
    what: str
    source: str
    before: str
    after: str


def past_of(chain: str, cell: str) -> list[Past]:
    """Every change of a cell, the latest first."""
    quoted = json.dumps(cell, ensure_ascii=False)
    found = []
    entries = Entry.objects.filter(chain__name=chain, details__contains=quoted).order_by("-number")
    for entry in entries:
        for change in cell_changes(entry):
            if change.cell == cell:
                details = details_of(entry)
                source = str(details.get("source") or details.get("file") or "")
                what = verb_words(entry.verb)
                found.append(Past(entry.at, entry.actor_name, what, source, change.before, change.after))
    return found


_SOURCES = {
    "typed": "经办人填写",
    "known": "财政局已有的数（一数一源）",
    "previous": "沿用上年",
    "imported": "从文件导入",
    "summed": "下属单位汇总",
    "surveyed": "满意度调查",
    "quoted": "引用",
    "draft": "从旧稿恢复",
}


def source_words(source: str) -> str:
    """imported:年报.docx → 从文件导入：年报.docx"""
    kind, _, what = source.partition(":")
    words = _SOURCES.get(kind, kind)
    return f"{words}：{f'第 {what} 稿' if kind == 'draft' else what}" if what else words


def placed(changes: Iterable[CellChange], content: Content, sheet: FormSheet) -> list[tuple[str, CellChange]]:
    return [(place_of(change.cell, content, sheet), change) for change in changes]


def note_reading(
    actor: Actor, verb: str, subject: Subject, details: dict[str, Any], chain: str = SITE
) -> None:
    """Reading the trace leaves a trace of its own."""
    with transaction.atomic():
        record(actor, verb, subject, details, chain)
