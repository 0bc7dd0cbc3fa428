"""保存期满: what ended so long ago that somebody is to decide whether it is kept. Nothing is erased by itself."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.clues.models import Attachment, Record, Sealed
from zhunsheng.server.clues.policy import may_see
from zhunsheng.server.clues.queries import chain_of, subject_of
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Refused, Verdict, no, require


def kept_until(entry: Record) -> date | None:
    """The day from which somebody is to decide: so many years counted from the first day of the year after
    办结 (各地做法), or as was decided. None where no period is set, or it hasn't ended."""
    years: int = settings.OPTIONS["CLUE_YEARS"]
    if not years or entry.closed_on is None:
        return None
    return entry.keep_until or date(entry.closed_on.year + 1 + years, 1, 1)


def has_passed(entry: Record) -> bool:
    until = kept_until(entry)
    return until is not None and until <= timezone.localdate()


def may_decide(actor: Actor, entry: Record) -> Verdict:
    if not has_passed(entry):
        return no("还没有到保存期限，不用决定。")
    return YES if actor.has(Role.LEADING) else no("保存期满的由领导小组的经办人决定去留。")


@transaction.atomic
def keep_longer(actor: Actor, *, record_id: int, until: date | None) -> Record:
    """继续保存, to a day."""
    entry = _held(actor, record_id)
    if until is None or until <= timezone.localdate():
        raise Refused("请写明继续保存到哪一天，要晚于今天。")
    entry.keep_until = until
    entry.save(update_fields=["keep_until"])
    record(actor, "keep_clue", subject_of(entry), {"until": until.isoformat()}, chain_of(entry))
    return entry


@transaction.atomic
def erase(actor: Actor, *, record_id: int, number: str) -> Record:
    """销毁: every sealed text and file. Number, steps and dates stay for the counts and the trace; nobody is
    shown the record any more. `number` is typed by who decides, so that it is no slip of the hand."""
    entry = _held(actor, record_id)
    if number.strip().upper() != entry.number:
        raise Refused(f"要销毁请照写编号 {entry.number}。")
    Sealed.objects.filter(record=entry).delete()
    Attachment.objects.filter(record=entry).delete()
    entry.erased_on = timezone.localdate()
    entry.save(update_fields=["erased_on"])
    record(actor, "erase_clue", subject_of(entry), {}, chain_of(entry))
    return entry


def _held(actor: Actor, record_id: int) -> Record:
    """One the actor decides on, its row held. Raises Http404 for who isn't named for it."""
    entry = Record.objects.select_for_update().filter(pk=record_id).first()
    if entry is None or not may_see(actor, entry):
        raise Http404
    require(may_decide(actor, entry))
    return entry
