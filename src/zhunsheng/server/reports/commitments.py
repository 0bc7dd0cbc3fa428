"""Improvements promised last year (上年改进措施): who was to do what by when, and what became of it."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from zhunsheng.server.audit.trail import record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.content import content_from_json
from zhunsheng.server.reports.models import Commitment, UnitReport
from zhunsheng.server.reports.saving import locked_report
from zhunsheng.server.reports.schemes import sheet_of
from zhunsheng.server.reports.subjects import chain_of, subject_of
from zhunsheng.server.reports.workflow import may_edit

_OWNER = re.compile(r"由([^，。；、由]{2,20}?)(?:负责|牵头|督办|组织|逐条|补齐|办理)")
_DUE = re.compile(r"(20\d\d)年(\d{1,2})月(?:(\d{1,2})日)?")
_HEADING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]")
_LEAST = 12
"""Shorter lines are headings."""


def promised_in(text: str) -> list[tuple[str, str, date | None]]:
    """(measure, owner, deadline) of each paragraph of a section 改进措施; a heading alone is none."""
    found = []
    for line in text.split("\n"):
        measure = line.strip()
        if len(measure) < _LEAST or (_HEADING.match(measure) and not measure.endswith("。")):
            continue
        owner, due = _OWNER.search(measure), _DUE.search(measure)
        found.append((measure, owner[1] if owner else "", _date(due) if due else None))
    return found


def _date(found: re.Match[str]) -> date | None:
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
    try:
        return date(year, month, day) if day else _last_day(year, month)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


@transaction.atomic
def bring_commitments(actor: Actor, *, report_id: int, previous: UnitReport) -> int:
    """What last year's report promised, once: a second time brings nothing."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if Commitment.objects.filter(report=report).exists():
        raise Refused("上年的改进措施已经列出来了。")
    sheet, old = sheet_of(previous.campaign.scheme), content_from_json(previous.content)
    numbers = [number for number, title in sheet.sections.items() if "措施" in title]
    promised = [entry for number in numbers for entry in promised_in(old.text(f"section.{number}"))]
    Commitment.objects.bulk_create(
        Commitment(report=report, text=text, owner=owner[:60], due=due) for text, owner, due in promised
    )
    record(actor, "bring_commitments", subject_of(report), {"count": len(promised)}, chain_of(report))
    return len(promised)


@transaction.atomic
def add_commitment(actor: Actor, *, report_id: int, text: str, owner: str, due: date | None) -> Commitment:
    report = locked_report(report_id)
    require(may_edit(actor, report))
    if not text.strip():
        raise Refused("请写明是什么措施。")
    made = Commitment.objects.create(report=report, text=text.strip(), owner=owner.strip()[:60], due=due)
    record(actor, "add_commitment", subject_of(report), {"text": made.text}, chain_of(report))
    return made


@transaction.atomic
def follow_up(actor: Actor, *, report_id: int, commitment_id: int, done: bool, note: str) -> Commitment:
    """已落实 or 未落实, with how far it is. What is said to be done says how."""
    report = locked_report(report_id)
    require(may_edit(actor, report))
    entry = Commitment.objects.filter(pk=commitment_id, report=report).first()
    if entry is None:
        raise Refused("这条措施已经不在了。")
    if done and not note.strip():
        raise Refused("写“已落实”要说明落实情况，例如“2024年3月已上线，用于 12 个窗口”。")
    entry.status = Commitment.Status.DONE if done else Commitment.Status.OPEN
    entry.note = note.strip()[:300]
    entry.save()
    details = {"commitment": entry.pk, "status": entry.status, "note": entry.note}
    record(actor, "follow_up", subject_of(report), details, chain_of(report))
    return entry


def starters_of(report: UnitReport) -> dict[str, str]:
    """Word in a section's title → what it may say of last year's promises: counts and words, as recorded."""
    entries = list(Commitment.objects.filter(report=report).order_by("id"))
    if not entries:
        return {}
    left = [entry for entry in entries if entry.status == Commitment.Status.OPEN]
    done = len(entries) - len(left)
    told = f"上年提出的改进措施{len(entries)}项，已落实{done}项，未落实{len(left)}项。"
    going_on = [f"上年尚未落实的措施继续推进：{entry.text}" for entry in left]
    return {"问题": told, "措施": "\n".join(going_on)}
