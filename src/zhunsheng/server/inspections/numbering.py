"""Numbers of issues and papers: given once, in order, under a prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zhunsheng.server.inspections.models import Round, Sequence, Source


def next_number(tenant_id: int, prefix: str, digits: int = 3) -> str:
    """XC2023-5-001, then 002. Inside the transaction that uses it, so that no number is lost or given twice."""
    return next_numbers(tenant_id, prefix, 1, digits)[0]


def next_numbers(tenant_id: int, prefix: str, many: int, digits: int = 3) -> list[str]:
    Sequence.objects.get_or_create(tenant_id=tenant_id, prefix=prefix)
    sequence = Sequence.objects.select_for_update().get(tenant_id=tenant_id, prefix=prefix)
    first, sequence.last = sequence.last + 1, sequence.last + many
    sequence.save(update_fields=["last"])
    return [f"{prefix}{number:0{digits}}" for number in range(first, first + many)]


def keep_up(tenant_id: int, numbers: Iterable[str]) -> None:
    """Numbers people gave themselves: what is counted on from there is not given a second time."""
    highest: dict[str, int] = {}
    for number in numbers:
        found = _COUNTED.fullmatch(number)
        if found is not None:
            highest[found[1]] = max(highest.get(found[1], 0), int(found[2]))
    for prefix, last in highest.items():
        Sequence.objects.get_or_create(tenant_id=tenant_id, prefix=prefix)
        behind = Sequence.objects.filter(tenant_id=tenant_id, prefix=prefix, last__lt=last)
        behind.update(last=last)


_COUNTED = re.compile(r"(.{1,20}-)(\d{1,9})")
_LETTERS = {
    Source.ROUTINE: "XC",
    Source.SPECIAL: "XC",
    Source.CROSS: "XC",
    Source.RAISED: "XC",
    Source.MOBILE: "XC",
    Source.RECHECK: "XC",
    Source.SUPERIOR: "SJ",
    Source.LOOK_BACK: "HTK",
    Source.SUPERVISION: "DC",
    Source.COMMON: "GX",
    Source.SELF_CHECK: "WX",
    Source.ESCALATED: "TJ",
    Source.OLD: "DQD",
}


def issue_prefix(source: Source, found_by: Round | None, year: int) -> str:
    """XC2023-5- for what the fifth round found in 2023, DC2023- for what 督查 found."""
    middle = f"{found_by.number}-" if found_by is not None else ""
    return f"{_LETTERS[source]}{year}-{middle}"
