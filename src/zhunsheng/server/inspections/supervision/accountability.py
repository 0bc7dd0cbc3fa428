"""追责问责: how often a round's findings were answered for at a unit. Counts alone: whoever it was stands nowhere."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import QuerySet, Sum

from zhunsheng.server.audit.trail import record
from zhunsheng.server.inspections.entry_checks import happened, own
from zhunsheng.server.inspections.models import Inspectee, Round
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.inspections.subjects import round_subject
from zhunsheng.server.inspections.supervision.models import Accountability
from zhunsheng.server.inspections.workflow import may_oversee, may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused, require

COUNTS = ("organisations", "disciplined", "reassigned", "admonished")


def accountability_visible_to(actor: Actor) -> QuerySet[Accountability]:
    found = Accountability.objects.filter(tenant_id=actor.tenant)
    return found if may_oversee(actor) else found.none()


def held_to_account(entry: Round, unit: Unit) -> dict[str, int | None]:
    """Each count of the round at the unit in sum; None where none was entered."""
    found = Accountability.objects.filter(round=entry, unit=unit)
    return found.aggregate(**{name: Sum(name) for name in COUNTS})


@transaction.atomic
def note_accountability(
    actor: Actor, *, entry: Round, unit: Unit, decided_on: date, **counts: int | None
) -> Accountability:
    """`counts`: any of COUNTS."""
    require(may_register(actor))
    own(actor, entry.term.tenant_id)
    own(actor, unit.tenant_id)
    happened(decided_on, "日期")
    if not Inspectee.objects.filter(round=entry, unit=unit).exists():
        raise Refused(f"{unit.name}不是{entry.name}的巡察对象。")
    if all(counts.get(name) is None for name in COUNTS):
        raise Refused("请至少填一个数；没有的填 0，不清楚的空着。")
    row = {
        "round": entry,
        "unit": unit,
        "decided_on": decided_on,
        **{name: counts.get(name) for name in COUNTS},
    }
    if Accountability.objects.filter(**row).exists():
        raise Refused(f"{unit.name} {decided_on} 同样的件数已经登记过，请核对。")
    noted = Accountability.objects.create(tenant_id=actor.tenant, **row)
    record(actor, "note_accountability", round_subject(entry), _told(noted))
    return noted


@transaction.atomic
def remove_accountability(actor: Actor, *, accountability_id: int) -> None:
    """Entered by mistake."""
    require(may_register(actor))
    noted = locked(accountability_visible_to(actor), accountability_id)
    record(actor, "remove_accountability", round_subject(noted.round), _told(noted))
    noted.delete()


def _told(noted: Accountability) -> dict[str, object]:
    """Without the counts: so few persons may be known by them."""
    return {"unit": noted.unit.name, "decided_on": noted.decided_on.isoformat()}
