"""Reading clues and complaints: one's own alone, and each reading leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.views.decorators.debug import sensitive_variables

from zhunsheng.server.audit.models import Entry
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.audit.words import verb_words
from zhunsheng.server.clues.keyring import KeyTrouble
from zhunsheng.server.clues.models import Attachment, Handler, Kind, Record, State, Step
from zhunsheng.server.clues.policy import (
    STAFF,
    may_enter,
    may_rescue,
    may_see,
    may_see_identity,
    staff,
    subjects_of_each,
)
from zhunsheng.server.clues.sealing import unseal, unseal_all, unseal_bytes
from zhunsheng.server.clues.workflow import Verb
from zhunsheng.server.inspections import queries as register
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused, require

READING = ("read_clue", "read_clue_file", "print_clue", "read_identity")
_LATEST = 20


def subject_of(entry: Record) -> Subject:
    """How it is named in the trace: by number, never by words."""
    return Subject(entry.kind, entry.pk, entry.number)


def chain_of(entry: Record) -> str:
    return f"{entry.kind}/{entry.pk}"


@dataclass(slots=True)
class Listing:
    """Number, state and dates; no words. The same rule as `policy.may_see`, for many."""

    mine: list[Record] = field(default_factory=list)
    orphans: list[Record] = field(default_factory=list)
    """For a leader: what nobody is left to handle."""
    locked: int = 0
    """Left out because a key is missing, so that nobody sees what they are excluded from."""


def listed(actor: Actor, number: str = "") -> Listing:
    """`number`: only those whose number has it; nothing else of them can be searched."""
    require(may_enter(actor))
    found = _own(actor, Q(number__contains=number.upper()))
    if actor.has(Role.LEADING):
        found.orphans = [entry for entry in _perhaps_orphans(actor) if _may_rescue(actor, entry)]
    return found


def _own(actor: Actor, where: Q) -> Listing:
    """Of those the actor is named for."""
    found = Listing()
    entries = list(_of(actor).filter(where, handlers__user_id=actor.person))
    named = subjects_of_each(entries)
    for entry in entries:
        subjects = named[entry.pk]
        if subjects is None:
            found.locked += 1
        elif actor.person not in subjects:
            found.mine.append(entry)
    return found


def seen_by(actor: Actor, where: Q) -> list[Record]:
    """Those of them the actor may see now; nothing for whoever has no part in clues."""
    return _own(actor, where).mine if may_enter(actor) else []


def _perhaps_orphans(actor: Actor) -> QuerySet[Record]:
    """Without the clues that somebody in service is named for; of a complaint only its sealed words tell."""
    kept = Handler.objects.filter(user__in=staff(actor.tenant, *STAFF)).values("record_id")
    return _of(actor).exclude(kind=Kind.CLUE, pk__in=kept)


def _may_rescue(actor: Actor, entry: Record) -> bool:
    try:
        return bool(may_rescue(actor, entry))
    except KeyTrouble:
        return False


def _of(actor: Actor) -> QuerySet[Record]:
    return Record.objects.filter(tenant_id=actor.tenant, erased_on=None).select_related("registered_by")


def record_for(actor: Actor, record_id: int) -> Record:
    """Raises Http404 for one the actor is not named for: its existence is told to nobody."""
    entry = _of(actor).filter(pk=record_id).first()
    if entry is None or not may_see(actor, entry):
        raise Http404
    return entry


# --- words ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Taken:
    """A step with its words opened."""

    step: Step
    label: str
    state: str
    by: str
    words: str = field(repr=False)


@dataclass(slots=True)
class File:
    id: int
    name: str = field(repr=False)
    by: str
    attachment: Attachment


@dataclass(slots=True)
class Opened:
    """A record with its words, for the page of somebody who may see it. Shown nowhere else."""

    record: Record
    texts: dict[str, str] = field(repr=False)
    steps: list[Taken] = field(repr=False)
    files: list[File] = field(repr=False)
    issue: Issue | None = field(repr=False)


@sensitive_variables()
@transaction.atomic
def opened_for(actor: Actor, record_id: int) -> Opened:
    entry = record_for(actor, record_id)
    note_reading(actor, "read_clue", entry)
    return _opened(actor, entry)


@sensitive_variables()
def _opened(actor: Actor, entry: Record) -> Opened:
    texts = unseal_all(entry)
    steps = [
        Taken(
            step,
            Verb(step.verb).label,
            State(step.target).label,
            step.by.name,
            texts.get(f"step/{step.pk}", ""),
        )
        for step in entry.steps.select_related("by")
    ]
    files = [
        File(kept.pk, texts.get(f"file/{kept.pk}/name", ""), kept.by.name, kept)
        for kept in entry.attachments.select_related("by")
    ]
    return Opened(entry, texts, steps, files, _linked(actor, texts.get("issue", "")))


def _linked(actor: Actor, issue_id: str) -> Issue | None:
    """The issue a clue came from, if the reader may see the issue as well."""
    return register.visible_to(actor).filter(pk=int(issue_id)).first() if issue_id else None


@sensitive_variables()
@transaction.atomic
def identity_for(actor: Actor, record_id: int) -> tuple[Record, dict[str, str]]:
    """Who complained, for whom the second list names."""
    entry = record_for(actor, record_id)
    require(may_see_identity(actor, entry))
    note_reading(actor, "read_identity", entry)
    return entry, {name: unseal(entry, f"identity/{name}") for name in ("name", "contact")}


def note_reading(actor: Actor, verb: str, entry: Record, **details: int) -> None:
    """Who read which, when; nothing of what it says."""
    record(actor, verb, subject_of(entry), details, chain_of(entry))


@sensitive_variables()
@transaction.atomic
def file_for(actor: Actor, record_id: int, file_id: int) -> tuple[str, bytes]:
    entry = record_for(actor, record_id)
    if not Attachment.objects.filter(pk=file_id, record=entry).exists():
        raise Http404
    note_reading(actor, "read_clue_file", entry, file=file_id)
    return unseal(entry, f"file/{file_id}/name"), unseal_bytes(entry, f"file/{file_id}/content")


@sensitive_variables()
@transaction.atomic
def paper_for(actor: Actor, record_id: int) -> Opened:
    entry = record_for(actor, record_id)
    if entry.transferred_on is None:
        raise Refused(f"{entry.number} 还没有移交，移交函要等移交以后打印。")
    note_reading(actor, "print_clue", entry)
    return _opened(actor, entry)


@dataclass(slots=True, frozen=True)
class Read:
    at: datetime
    who: str
    what: str


def readings_of(entry: Record) -> list[Read]:
    """Who read it lately, for those who may read it."""
    found = Entry.objects.filter(chain__name=chain_of(entry), verb__in=READING).order_by("-number")
    return [Read(read.at, read.actor_name, verb_words(read.verb)) for read in found[:_LATEST]]
