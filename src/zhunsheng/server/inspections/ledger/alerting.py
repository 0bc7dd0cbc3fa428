"""Finding the lights newly reached, and telling those they concern (三色升级): by the worker, though nobody looks.

Who is told of which light is the register's to say (`Register.told_green` …): of the unit and of those that help
it (配合单位) whoever is over them, of the office and the leading group all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.deadlines import Light
from zhunsheng.server.inspections.ledger.alert_models import Alert, Delivery
from zhunsheng.server.inspections.ledger.lights import light_is
from zhunsheng.server.inspections.models import ENDED, HELPER, Issue, Register, Support
from zhunsheng.server.inspections.queries import supports_of
from zhunsheng.server.jobs.rounds import every_minute
from zhunsheng.server.orgs.actors import Actor, machine
from zhunsheng.server.orgs.models import Delegation, Duty, Placement, Role

SYSTEM = machine("系统")
_AT_A_TIME = 500
_LIGHTS = (Light.GREEN, Light.YELLOW, Light.RED)
_OF_THE_REGION = (Role.INSPECTION, Role.LEADING)


@every_minute
def alert_deadlines() -> None:
    for register_id in Register.objects.values_list("pk", flat=True):
        while alert_some(register_id):
            pass


@transaction.atomic
def alert_some(register_id: int) -> int:
    """Up to 500 alerts of one register; how many there were. Its row is held: of two workers one waits."""
    register = Register.objects.select_for_update().get(pk=register_id)
    today = timezone.localdate()
    reached = [(light, issue) for light in _LIGHTS for issue in _newly(light, register, today)][:_AT_A_TIME]
    if not reached:
        return 0
    alerts = Alert.objects.bulk_create(
        Alert(issue=issue, level=light.value, due_on=due_on, on=today)
        for light, issue in reached
        if (due_on := issue.due_on) is not None  # or it would show no light
    )
    people, helping = _People(register, today), _helping([issue.pk for _, issue in reached], today)
    Delivery.objects.bulk_create(
        Delivery(alert=alert, user_id=user_id, as_helper=as_helper)
        for alert, (light, issue) in zip(alerts, reached, strict=True)
        for user_id, as_helper in people.told(light, issue.unit_id, helping.get(issue.pk, ()))
    )
    counted = {light.value: sum(1 for lit, _ in reached if lit is light) for light in _LIGHTS}
    subject = Subject("register", register.pk, register.unit.name)
    record(SYSTEM, "alert_deadlines", subject, {name: number for name, number in counted.items() if number})
    return len(reached)


def _newly(light: Light, register: Register, today: date) -> Iterable[Issue]:
    """Issues that show the light and have no alert of it yet; only what the unit has been told of."""
    known = Alert.objects.filter(issue_id=OuterRef("pk"), level=light.value, due_on=OuterRef("due_on"))
    shown = Issue.objects.filter(
        light_is(light, register, today), tenant_id=register.tenant_id, fed_back_on__lte=today
    )
    return shown.filter(~Exists(known)).only("unit_id", "due_on").order_by("pk")[:_AT_A_TIME]


def _helping(issue_ids: list[int], today: date) -> dict[int, list[int]]:
    """Issue → the units that help with it and have been told so."""
    found: dict[int, list[int]] = {}
    supports = Support.objects.filter(issue_id__in=issue_ids, sent_on__lte=today)
    for issue_id, unit_id in supports.values_list("issue_id", "unit_id"):
        found.setdefault(issue_id, []).append(unit_id)
    return found


class _People:
    """Who holds a role over a unit today: by duty over it or over what it lies below, or by delegation."""

    def __init__(self, register: Register, today: date) -> None:
        self._told = {
            Light.GREEN: register.told_green,
            Light.YELLOW: register.told_yellow,
            Light.RED: register.told_red,
        }
        in_force = Q(until__isnull=True) | Q(until__gte=today)
        duties = Duty.objects.filter(
            in_force,
            since__lte=today,
            unit__tenant_id=register.tenant_id,
            user__is_active=True,
            role__in={_role_of(kind) for kinds in self._told.values() for kind in kinds},
        )
        self._held: dict[tuple[str, int], set[int]] = {}
        for role, unit_id, user_id in duties.values_list("role", "unit_id", "user_id"):
            self._held.setdefault((role, unit_id), set()).add(user_id)
        handed = Delegation.objects.filter(duty__in=duties, since__lte=today, until__gte=today)
        for role, unit_id, user_id in handed.values_list("duty__role", "duty__unit_id", "deputy_id"):
            self._held.setdefault((role, unit_id), set()).add(user_id)
        self._everywhere: dict[str, set[int]] = {}
        for (role, _), users in self._held.items():
            self._everywhere.setdefault(role, set()).update(users)
        self._above: dict[int, set[int]] = {}

    def told(self, light: Light, unit_id: int, helping: Iterable[int]) -> list[tuple[int, bool]]:
        """Each once, and whether only as one of a unit that helps."""
        found, helpers = set[int](), set[int]()
        for kind in self._told[light]:
            if kind in _OF_THE_REGION:
                found |= self._everywhere.get(kind, set())
            elif kind == HELPER:
                helpers = {user for helper in helping for user in self._over(helper, _role_of(kind))}
            else:
                found |= self._over(unit_id, kind)
        return [(user, user not in found) for user in sorted(found | helpers)]

    def _over(self, unit_id: int, role: str) -> set[int]:
        if unit_id not in self._above:
            self._above[unit_id] = _above(unit_id)
        return {user for unit in self._above[unit_id] for user in self._held.get((role, unit), ())}


def _role_of(kind: str) -> str:
    return Role.RECTIFIER.value if kind == HELPER else kind


def _above(unit_id: int) -> set[int]:
    """The unit and all it lies below, as it stands in its latest year."""
    path = Placement.objects.filter(unit_id=unit_id).order_by("-fiscal_year").values_list("path", flat=True)
    return {unit_id, *(int(part) for part in (path.first() or "").split("/") if part)}


# --- as a person has them ------------------------------------------------------------------------------


MOST_SHOWN = 10


def unread(actor: Actor) -> QuerySet[Delivery]:
    """What still holds, the most pressing first: an issue that ended or has another deadline is left out, one
    the unit no longer helps with, and so is a light that has given way to the next."""
    mine = Delivery.objects.filter(user_id=actor.person, read_at=None, alert__issue__tenant_id=actor.tenant)
    mine = mine.filter(Q(as_helper=False) | Q(alert__issue__in=supports_of(actor).values("issue")))
    standing = mine.exclude(alert__issue__state__in=ENDED).filter(alert__due_on=F("alert__issue__due_on"))
    later = mine.filter(alert__issue=OuterRef("alert__issue"), pk__gt=OuterRef("pk"))
    return (
        standing.filter(~Exists(later))
        .select_related("alert__issue__unit")
        .order_by("alert__due_on", "alert__issue__number")
    )


@transaction.atomic
def read_alerts(actor: Actor, *, until: int) -> int:
    """知道了: all of this person's up to the last one shown."""
    mine = Delivery.objects.filter(user_id=actor.person, read_at=None, pk__lte=until)
    number = mine.update(read_at=timezone.now())
    if number:
        subject = Subject("user", actor.person, actor.name)
        record(actor, "read_alerts", subject, {"alerts": number})
    return number
