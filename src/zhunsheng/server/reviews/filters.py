"""What a reviewer asked the queue for: all of it in the address, so that it can be shared and kept."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.http import QueryDict

from zhunsheng.server.reports.models import State
from zhunsheng.server.web.listing import Addressed, id_in, page_in

WAITING, ALL = "waiting", "all"
STATES = (WAITING, ALL, *State.values)
MINE, NOBODY = "mine", "none"
SORTS = ("risk", "unit", "state", "filed", "computed", "gap", "rate", "checks", "stay", "reviewer")
_LONGEST_SEARCH = 40
_HIGHEST_GAP = Decimal(1000)


@dataclass(slots=True, frozen=True)
class Filters(Addressed):
    state: str = WAITING
    reviewer: str = ""
    """Empty for all; mine, none, or a person's id."""
    gap: str = ""
    """At least so many points between 自评 and 测算."""
    faulty: bool = False
    """Only with 必须改 left."""
    search: str = ""
    sort: str = "risk"
    rising: bool = False
    page: int = 1

    @property
    def least_gap(self) -> Decimal | None:
        return Decimal(self.gap) if self.gap else None

    @property
    def narrowed(self) -> bool:
        """Whether more than the state is asked for."""
        return bool(self.reviewer or self.gap or self.faulty or self.search)

    @property
    def plain(self) -> str:
        """Without what narrows it; state and order stay."""
        return self.address(reviewer="", gap="", faulty=False, search="")

    @property
    def here(self) -> str:
        return self.address(page=self.page)


def filters_from(query: QueryDict) -> Filters:
    """What can't be read is left at its default: an address is typed and shortened by people."""
    return Filters(
        state=_one_of(query.get("state", ""), STATES, WAITING),
        reviewer=_reviewer(query.get("reviewer", "")),
        gap=_gap(query.get("gap", "")),
        faulty=query.get("faulty") == "1",
        search=query.get("search", "").strip()[:_LONGEST_SEARCH],
        sort=_one_of(query.get("sort", ""), SORTS, "risk"),
        rising=query.get("rising") == "1",
        page=page_in(query.get("page", "")),
    )


def _one_of(text: str, known: tuple[str, ...], default: str) -> str:
    return text if text in known else default


def _reviewer(text: str) -> str:
    return text if text in (MINE, NOBODY) else id_in(text)


def _gap(text: str) -> str:
    try:
        gap = Decimal(text.strip())
    except InvalidOperation:
        return ""
    return format(gap.normalize(), "f") if gap.is_finite() and Decimal(0) < gap <= _HIGHEST_GAP else ""
