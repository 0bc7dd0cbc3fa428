"""Numbers of records and papers, given once, in order."""

from __future__ import annotations

from datetime import date

from zhunsheng.server.clues.models import Kind, Sequence

TOLD_BY = ("XS20", "JB20", "巡移〔20")
"""What every number of a record or a paper begins with."""
_LETTERS = {Kind.CLUE: "XS", Kind.COMPLAINT: "JB"}


def record_number(tenant_id: int, kind: Kind, on: date) -> str:
    """XS2023-001, JB2023-001."""
    prefix = f"{_LETTERS[kind]}{on.year}-"
    return f"{prefix}{_next(tenant_id, prefix):03}"


def paper_number(tenant_id: int, on: date) -> str:
    """巡移〔2023〕1号, as papers are numbered."""
    prefix = f"巡移〔{on.year}〕"
    return f"{prefix}{_next(tenant_id, prefix)}号"


def _next(tenant_id: int, prefix: str) -> int:
    """Inside the transaction that uses it, so that no number is lost or given twice."""
    Sequence.objects.get_or_create(tenant_id=tenant_id, prefix=prefix)
    sequence = Sequence.objects.select_for_update().get(tenant_id=tenant_id, prefix=prefix)
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last
