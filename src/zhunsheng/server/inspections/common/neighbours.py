"""相近问题 shown beside an issue: the same said of another unit or in another round, as far as one may see."""

from __future__ import annotations

from django.db.models import Q

from zhunsheng.server.inspections.common.similar import LIKE, pairs_of, share
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.queries import visible_to
from zhunsheng.server.orgs.actors import Actor

MOST_COMPARED = 2_000
"""The latest registered; a wording takes a twentieth of a millisecond to compare."""
MOST_SHOWN = 5


def neighbours_of(actor: Actor, issue: Issue) -> list[Issue]:
    """The most alike first; not those of the same unit in the same round."""
    wanted = pairs_of(issue.wording)
    others = visible_to(actor).exclude(Q(unit_id=issue.unit_id, round_id=issue.round_id))
    latest = others.order_by("-pk").values_list("pk", "wording")[:MOST_COMPARED]
    found = {pk: like for pk, wording in latest if (like := share(pairs_of(wording), wanted)) >= LIKE}
    first = sorted(found, key=lambda pk: -found[pk])[:MOST_SHOWN]
    shown = Issue.objects.filter(pk__in=first).select_related("unit", "round__term")
    by_id = {entry.pk: entry for entry in shown}
    return [by_id[pk] for pk in first]
