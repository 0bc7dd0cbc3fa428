"""Appending to the trace and verifying it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from zhunsheng.server.audit.models import Chain, Entry
from zhunsheng.server.audit.request_ids import request_id
from zhunsheng.server.orgs.actors import Actor

SITE = "site"
"""The chain of everything that belongs to no report."""


@dataclass(slots=True, frozen=True)
class Subject:
    """What an entry is about: kind, id and the name it had then. A report has a chain of its own."""

    kind: str
    id: int
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


def record(
    actor: Actor, verb: str, subject: Subject, details: Mapping[str, Any] | None = None, chain: str = SITE
) -> Entry:
    """Append an entry. Only inside the transaction of the change it tells of."""
    _require_transaction()
    link = _locked(chain)
    entry = _entry(actor, verb, subject, details, link)
    entry.save(force_insert=True)
    link.length, link.head = entry.number, entry.hash
    link.save(update_fields=["length", "head"])
    return entry


@dataclass(slots=True, frozen=True)
class Beginning:
    """The first entry of a chain that isn't there yet."""

    subject: Subject
    details: Mapping[str, Any]
    chain: str


def record_beginnings(actor: Actor, verb: str, beginnings: Sequence[Beginning]) -> None:
    """As `record`, for many new chains at once: hundreds of issues registered together."""
    _require_transaction()
    links = Chain.objects.bulk_create(Chain(name=beginning.chain) for beginning in beginnings)
    entries = [
        _entry(actor, verb, beginning.subject, beginning.details, link)
        for beginning, link in zip(beginnings, links, strict=True)
    ]
    Entry.objects.bulk_create(entries)
    for link, entry in zip(links, entries, strict=True):
        link.length, link.head = entry.number, entry.hash
    Chain.objects.bulk_update(links, ["length", "head"])


def record_each(actor: Actor, verb: str, told: Sequence[tuple[Subject, Mapping[str, Any], str]]) -> None:
    """As `record`, once for each of many chains: subject, details and chain."""
    _require_transaction()
    names = [chain for _, _, chain in told]
    there = {link.name: link for link in Chain.objects.select_for_update().filter(name__in=names)}
    missing = [Chain(name=name) for name in names if name not in there]
    there |= {link.name: link for link in Chain.objects.bulk_create(missing)}
    entries = []
    for subject, details, chain in told:
        entry = _entry(actor, verb, subject, details, there[chain])
        there[chain].length, there[chain].head = entry.number, entry.hash
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    Chain.objects.bulk_update(there.values(), ["length", "head"], batch_size=200)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("留痕要和它所记的改动在同一个事务里。")


def _entry(
    actor: Actor, verb: str, subject: Subject, details: Mapping[str, Any] | None, link: Chain
) -> Entry:
    """The next of the chain, with its hash; not saved."""
    entry = Entry(
        chain=link,
        number=link.length + 1,
        at=timezone.now(),
        actor_id=actor.id,
        actor_name=actor.name,
        request_id=request_id.get(),
        verb=verb,
        subject=subject.key,
        subject_name=subject.name[:200],
        details=json.dumps(dict(details or {}), ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        algorithm=settings.OPTIONS["AUDIT_HASH"],
        previous=link.head,
    )
    entry.hash = _digest(entry)
    return entry


def last_details(chain: str, verb: str) -> dict[str, Any] | None:
    """What the latest entry of this verb says; None where there is none."""
    entry = Entry.objects.filter(chain__name=chain, verb=verb).order_by("-number").first()
    return json.loads(entry.details) if entry is not None else None


def _locked(name: str) -> Chain:
    Chain.objects.get_or_create(name=name)
    return Chain.objects.select_for_update().get(name=name)


def _digest(entry: Entry) -> str:
    """Over everything the entry says and the hash of the one before."""
    said = [
        entry.previous,
        str(entry.number),
        entry.at.isoformat(),
        str(entry.actor_id),
        entry.actor_name,
        entry.request_id,
        entry.verb,
        entry.subject,
        entry.subject_name,
        entry.details,
    ]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.new(entry.algorithm, text.encode()).hexdigest()


def holds(entry: Entry) -> bool:
    """Whether an entry says what it was hashed with."""
    return entry.hash == _digest(entry)


@dataclass(slots=True, frozen=True)
class Break:
    """Where a chain doesn't hold, and how."""

    chain: str
    number: int
    what: str


def verify(chain: Chain) -> list[Break]:
    """Every entry recomputed; empty where the chain holds."""
    breaks: list[Break] = []
    previous, number = "", 0
    for entry in chain.entries.order_by("number").iterator():
        number += 1
        if entry.number != number:
            return [*breaks, Break(chain.name, number, f"缺第 {number} 条留痕")]
        if entry.previous != previous or not holds(entry):
            breaks.append(Break(chain.name, number, f"第 {number} 条留痕被改动过"))
        previous = entry.hash
    if number != chain.length or previous != chain.head:
        breaks.append(Break(chain.name, chain.length, f"末尾少了 {chain.length - number} 条留痕"))
    return breaks
