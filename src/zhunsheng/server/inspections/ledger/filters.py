"""What somebody asked the ledger for: all of it in the address, so that it can be shared and kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from zhunsheng.server.inspections.deadlines import Light
from zhunsheng.server.inspections.models import STILL_OPEN, TO_VERIFY, IssueState, Source
from zhunsheng.server.web.listing import Addressed, id_in, page_in

OPEN, VERIFYING, ALL = "open", "verifying", "all"
"""未办结; 待核验, whoever verifies; 全部."""
GROUPS: dict[str, tuple[str, ...]] = {
    OPEN: STILL_OPEN,
    VERIFYING: TO_VERIFY,
    ALL: tuple(IssueState.values),
}
LIGHTS = (Light.RED.value, Light.YELLOW.value, Light.GREEN.value)
SORTS = ("due", "number", "unit", "state")
_LONGEST_SEARCH = 40


@dataclass(slots=True, frozen=True)
class Filters(Addressed):
    state: str = OPEN
    light: str = ""
    mine: bool = False
    """Only what waits for this person."""
    round: str = ""
    unit: str = ""
    category: str = ""
    theme: str = ""
    action: str = ""
    """专项行动. Ids, as they stand in the address."""
    source: str = ""
    immediate: bool = False
    search: str = ""
    sort: str = "due"
    falling: bool = False
    page: int = 1
    issue: str = ""
    """The one in the pane beside the list."""

    @property
    def states(self) -> tuple[str, ...]:
        return GROUPS.get(self.state, (self.state,))

    @property
    def narrowed(self) -> bool:
        """Whether more than the state is asked for."""
        return self.address(state=OPEN, sort="due", falling=False, issue="") != ""

    @property
    def plain(self) -> str:
        """Without what narrows it; state and order stay."""
        kept = {name: getattr(self, name) for name in ("state", "sort", "falling")}
        return Filters(**kept).address()

    @property
    def everything(self) -> str:
        """The same, whatever the state."""
        return self.address(state=ALL, light="")

    @property
    def here(self) -> str:
        return self.address(page=self.page)

    @property
    def list_only(self) -> str:
        """The same list, without the pane."""
        return self.address(page=self.page, issue="")

    @property
    def shared(self) -> str:
        """What the table, the board and the units have in common."""
        return self.address(issue="", sort="due", falling=False)


def filters_from(query: QueryDict) -> Filters:
    """What can't be read is left at its default: an address is typed and shortened by people."""
    return Filters(
        state=_one_of(query.get("state", ""), (*GROUPS, *IssueState.values), OPEN),
        light=_one_of(query.get("light", ""), LIGHTS, ""),
        mine=query.get("mine") == "1",
        round=id_in(query.get("round", "")),
        unit=id_in(query.get("unit", "")),
        category=id_in(query.get("category", "")),
        theme=id_in(query.get("theme", "")),
        action=id_in(query.get("action", "")),
        source=_one_of(query.get("source", ""), tuple(Source.values), ""),
        immediate=query.get("immediate") == "1",
        search=query.get("search", "").strip()[:_LONGEST_SEARCH],
        sort=_one_of(query.get("sort", ""), SORTS, "due"),
        falling=query.get("falling") == "1",
        page=page_in(query.get("page", "")),
        issue=id_in(query.get("issue", "")),
    )


def _one_of(text: str, known: tuple[str, ...], default: str) -> str:
    return text if text in known else default
