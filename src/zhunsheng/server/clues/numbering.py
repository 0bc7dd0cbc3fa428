"""Numbers of records and papers, each given once."""

from __future__ import annotations

import secrets
from datetime import date

from zhunsheng.server.clues.models import Kind, Record, Sequence

TOLD_BY = ("XS20", "JB20", "巡移〔20")
"""What every number of a record or a paper begins with."""
_LETTERS = {Kind.CLUE: "XS", Kind.COMPLAINT: "JB"}


def record_number(tenant_id: int, kind: Kind, on: date) -> str:
    """XS2023-48213, JB2023-07364: by chance, so that whoever sees two can't tell whether there are others."""
    number = f"{_LETTERS[kind]}{on.year}-{secrets.randbelow(100_000):05}"
    is_taken = Record.objects.filter(tenant_id=tenant_id, number=number).exists()
    return record_number(tenant_id, kind, on) if is_taken else number


def paper_number(tenant_id: int, on: date) -> str:
    """巡移〔2023〕1号, in order, as papers are numbered."""
    prefix = f"巡移〔{on.year}〕"
    return f"{prefix}{_next(tenant_id, prefix)}号"


def _next(tenant_id: int, prefix: str) -> int:
    """Inside the transaction that uses it, so that no number is lost or given twice."""
    Sequence.objects.get_or_create(tenant_id=tenant_id, prefix=prefix)
    sequence = Sequence.objects.select_for_update().get(tenant_id=tenant_id, prefix=prefix)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last
