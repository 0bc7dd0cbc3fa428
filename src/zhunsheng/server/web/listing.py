"""What long lists have in common: filters that stand in the address, counters and columns that lead to one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.http import urlencode


@dataclass(slots=True, frozen=True)
class Addressed:
    """Base of a list's filters. Each is a field with a default; one of them is `page`."""

    def address(self, **changes: Any) -> str:
        """The query of the address."""
        return urlencode(self.asked(**changes))

    def asked(self, **changes: Any) -> dict[str, Any]:
        """What differs from the defaults, with `changes`. Another page only if asked."""
        wanted = replace(self, **{"page": 1, **changes})
        values = ((field, getattr(wanted, field.name)) for field in fields(wanted))
        return {
            field.name: "1" if value is True else value for field, value in values if value != field.default
        }


def id_in(text: str) -> str:
    """An id as it stands in an address; empty for what can't be one."""
    return text if text.isascii() and text.isdigit() and len(text) < 12 else ""


def page_in(text: str) -> int:
    """The page asked for, from 1; the first for what can't be one."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


@dataclass(slots=True, frozen=True)
class Counter:
    """A number that filters the list when it is followed."""

    title: str
    number: int
    address: str
    current: bool
    look: str


@dataclass(slots=True, frozen=True)
class Column:
    title: str
    address: str
    """What sorting by it is called in the address; empty where it isn't sorted by."""
    sorted: str
    """ascending, descending, or empty."""
    numeric: bool
