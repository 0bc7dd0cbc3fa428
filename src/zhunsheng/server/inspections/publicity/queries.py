"""Reading 信息 and 宣传: the list as the address asks for it, and the counts of a year by month and by channel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractMonth
from django.http import QueryDict

from zhunsheng.server.inspections.publicity.models import PublicityItem
from zhunsheng.server.inspections.statistics.asked import year_asked
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.web.listing import Addressed, page_in


def publicity_visible_to(actor: Actor) -> QuerySet[PublicityItem]:
    """The office and the leading group, of their own region."""
    found = PublicityItem.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


@dataclass(slots=True, frozen=True)
class PublicityFilters(Addressed):
    year: int = 0
    kind: str = ""
    channel: str = ""
    level: str = ""
    page: int = 1

    def of_year(self, items: QuerySet[PublicityItem]) -> QuerySet[PublicityItem]:
        return items.filter(published_on__range=(date(self.year, 1, 1), date(self.year, 12, 31)))

    def narrowed(self, items: QuerySet[PublicityItem]) -> QuerySet[PublicityItem]:
        wanted = {name: text for name in ("kind", "channel", "level") if (text := getattr(self, name))}
        return self.of_year(items).filter(**wanted)


def publicity_filters(query: QueryDict, today: date) -> PublicityFilters:
    """What can't be read is left out."""
    year, page, kind, level = (query.get(name, "") for name in ("year", "page", "kind", "level"))
    return PublicityFilters(
        year=year_asked(year, today),
        kind=kind if kind in PublicityItem.Kind.values else "",
        channel=query.get("channel", ""),
        level=level if level in PublicityItem.Level.values else "",
        page=page_in(page),
    )


@dataclass(slots=True, frozen=True)
class Counted:
    """A month or a channel: how many of each kind, all of them, and how many were taken up."""

    name: str
    kinds: list[int]
    total: int
    adopted: int


def by_month(items: QuerySet[PublicityItem]) -> list[Counted]:
    return _counted(items.annotate(named=ExtractMonth("published_on")).order_by("named"), "{}月")


def by_channel(items: QuerySet[PublicityItem]) -> list[Counted]:
    """The channel with the most first."""
    found = _counted(items.order_by("channel"), "{}", "channel")
    return sorted(found, key=lambda counted: -counted.total)


def _counted(items: QuerySet[PublicityItem], name: str, column: str = "named") -> list[Counted]:
    kinds = {kind.value: Count("pk", filter=Q(kind=kind)) for kind in PublicityItem.Kind}
    rows = items.values(column).annotate(
        **kinds, total=Count("pk"), adopted=Count("pk", filter=~Q(level=PublicityItem.Level.NONE))
    )
    return [
        Counted(name.format(row[column]), [row[kind] for kind in kinds], row["total"], row["adopted"])
        for row in rows
    ]


def channels_used(actor: Actor) -> list[str]:
    """To choose from: the same channel is to be written the same way."""
    found = publicity_visible_to(actor).order_by("channel").values_list("channel", flat=True)
    return list(found.distinct())
