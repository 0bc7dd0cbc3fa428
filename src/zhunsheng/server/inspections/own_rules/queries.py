"""Reading 制度建设: the office, the leading group and the teams, of their own region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from zhunsheng.server.inspections.own_rules.models import OwnRule, Standing, standing_is
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import YES, Verdict, no
from zhunsheng.server.web.listing import Addressed, page_in

_LONGEST_SEARCH = 40


def may_read_rules(actor: Actor) -> Verdict:
    if actor.has(Role.INSPECTION, Role.LEADING, Role.TEAM):
        return YES
    return no("巡察制度由巡察办登记，领导小组和巡察组查看。")


def rules_visible_to(actor: Actor) -> QuerySet[OwnRule]:
    found = OwnRule.objects.filter(tenant_id=actor.tenant).select_related("replaced_by", "file")
    return found if may_read_rules(actor) else found.none()


def rule_for(actor: Actor, own_rule_id: int) -> OwnRule:
    """Raises Http404 for one the actor may not see."""
    return get_object_or_404(rules_visible_to(actor), pk=own_rule_id)


def chain_of_versions(rule: OwnRule) -> list[OwnRule]:
    """The rule, what it goes back to and what came of it, the latest first."""
    of_region = {
        entry.pk: entry
        for entry in OwnRule.objects.filter(tenant=rule.tenant_id).select_related("replaced_by")
    }
    latest = rule.pk
    while (after := of_region[latest].replaced_by_id) is not None:
        latest = after
    chain, waiting = [], [latest]
    while waiting:
        chain.append(waiting.pop(0))
        waiting += [pk for pk, entry in of_region.items() if entry.replaced_by_id == chain[-1]]
    return [of_region[pk] for pk in chain]


ALL = "all"


@dataclass(slots=True, frozen=True)
class RuleFilters(Addressed):
    """What is asked for, as it stands in the address."""

    standing: str = Standing.IN_FORCE
    search: str = ""
    page: int = 1

    def of(self, rules: QuerySet[OwnRule], today: date) -> QuerySet[OwnRule]:
        found = self.searched(rules)
        return found if self.standing == ALL else found.filter(standing_is(Standing(self.standing), today))

    def searched(self, rules: QuerySet[OwnRule]) -> QuerySet[OwnRule]:
        """By title or number, whatever the standing."""
        if not self.search:
            return rules
        return rules.filter(Q(title__contains=self.search) | Q(document_number__contains=self.search))


def rule_filters(query: QueryDict) -> RuleFilters:
    """What can't be read is left at its default."""
    standing, page = query.get("standing", ""), query.get("page", "")
    return RuleFilters(
        standing=standing if standing in (*Standing.values, ALL) else Standing.IN_FORCE.value,
        search=query.get("search", "").strip()[:_LONGEST_SEARCH],
        page=page_in(page),
    )
