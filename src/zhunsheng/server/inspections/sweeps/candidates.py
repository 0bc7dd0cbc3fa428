"""Old problems that may belong to a sweep: by theme, category and wording. A suggestion; people put them in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from zhunsheng.server.inspections.common.problems import MOST_SUGGESTED, most_alike
from zhunsheng.server.inspections.models import Issue, Theme
from zhunsheng.server.inspections.queries import told_to_units, visible_to
from zhunsheng.server.inspections.sweeps.models import Sweep
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import require


@dataclass(slots=True, frozen=True)
class Wanted:
    """What is asked for, as it stands in the address."""

    theme: str = ""
    category: str = ""
    words: str = ""
    like: bool = False
    """Like those that are in the sweep already."""


def candidates(actor: Actor, sweep: Sweep, wanted: Wanted) -> list[Issue]:
    """Of the sweep's period, fed back and not yet in it: those with the words first, then those alike, else the latest."""
    require(may_register(actor))
    found = _narrowed(actor, sweep, wanted)
    if not wanted.words and not wanted.like:
        return list(_latest(found))
    with_words = list(_latest(found.filter(wording__icontains=wanted.words))) if wanted.words else []
    texts = [wanted.words] if wanted.words else []
    if wanted.like:
        texts += sweep.problems.values_list("issue__wording", flat=True)
    there = {issue.pk for issue in with_words}
    alike = [issue for issue in most_alike(found, texts) if issue.pk not in there]
    return [*with_words, *alike][:MOST_SUGGESTED]


def _narrowed(actor: Actor, sweep: Sweep, wanted: Wanted) -> QuerySet[Issue]:
    period = (sweep.found_since, sweep.found_until)
    found = visible_to(actor).filter(told_to_units(), found_on__range=period)
    found = found.exclude(pk__in=sweep.problems.values("issue_id"))
    if wanted.theme:
        found = found.filter(theme_id=int(wanted.theme))
    return found.filter(category_id=int(wanted.category)) if wanted.category else found


def _latest(found: QuerySet[Issue]) -> QuerySet[Issue]:
    return found.select_related("unit", "round__term", "theme").order_by("-found_on", "-pk")[:MOST_SUGGESTED]


def likely_theme(sweep: Sweep, wanted: Wanted) -> Theme | None:
    """The theme filtered by, where it is one of the sweep's."""
    return sweep.themes.filter(pk=int(wanted.theme)).first() if wanted.theme else None
