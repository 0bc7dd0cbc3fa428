"""Reading 双公开: a round's units with their four, which of them are late, and what is in force of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from zhunsheng.server.inspections.disclosure.models import Disclosure, Manner, Matter
from zhunsheng.server.inspections.models import Inspectee, Register, Round
from zhunsheng.server.inspections.queries import inspected_by_us
from zhunsheng.server.inspections.workflow import may_oversee
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit


def disclosures_visible_to(actor: Actor) -> QuerySet[Disclosure]:
    """The office and the leading group, of their own region."""
    found = Disclosure.objects.filter(round__term__tenant_id=actor.tenant)
    return found.select_related("round__term", "unit", "ground") if may_oversee(actor) else found.none()


def ready_on(entry: Round, unit: Unit, matter: Matter) -> date | None:
    """From which day the matter is to be published; None before."""
    inspectee = (
        inspected_by_us(entry.term.tenant_id).filter(round=entry, unit=unit).select_related("round").first()
    )
    return _ready_on(inspectee, matter) if inspectee is not None else None


def _ready_on(inspectee: Inspectee, matter: Matter) -> date | None:
    if matter is Matter.RECTIFICATION:
        return inspectee.round.rectified_on
    return inspectee.fed_back_on or inspectee.round.fed_back_on


@dataclass(slots=True, frozen=True)
class Slot:
    """One of the four of a unit."""

    unit: Unit
    matter: Matter
    manner: Manner
    ready_on: date | None
    found: Disclosure | None

    def due_on(self, register: Register) -> date | None:
        days = timedelta(days=register.disclosure_days)
        return self.ready_on + days if self.ready_on is not None else None

    def is_late(self, register: Register, today: date) -> bool:
        due = self.due_on(register)
        return self.found is None and due is not None and due < today


def slots_of(entry: Round, today: date) -> list[list[Slot]]:
    """The four of each unit, unit by unit, with what was recorded up to the day."""
    inspectees = inspected_by_us(entry.term.tenant_id).filter(round=entry)
    return _slots(inspectees, Disclosure.objects.filter(round=entry), today)


def late_slots(register: Register, since: date, until: date, today: date) -> list[Slot]:
    """Of all rounds: what became ready within these days, is past its own and neither published nor exempt (X09)."""
    recorded = Disclosure.objects.filter(round__term__tenant_id=register.tenant_id)
    return [
        slot
        for four in _slots(inspected_by_us(register.tenant_id), recorded, today)
        for slot in four
        if slot.ready_on is not None and since <= slot.ready_on <= until and slot.is_late(register, today)
    ]


def _slots(inspectees: QuerySet[Inspectee], recorded: QuerySet[Disclosure], today: date) -> list[list[Slot]]:
    in_force = recorded.filter(withdrawn_on=None, approved_on__lte=today).select_related("ground")
    found = {(made.round_id, made.unit_id, made.matter, made.manner): made for made in in_force}
    units: dict[tuple[int, int], list[Slot]] = {}
    for inspectee in inspectees.select_related("unit", "round").order_by("unit__code", "id"):
        assert inspectee.unit is not None
        key = inspectee.round_id, inspectee.unit.pk
        units[key] = [
            Slot(
                inspectee.unit,
                matter,
                manner,
                _ready_on(inspectee, matter),
                found.get((*key, matter.value, manner.value)),
            )
            for matter in Matter
            for manner in Manner
        ]
    return list(units.values())
