"""What is refused of anything entered in the register by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit
from zhunsheng.server.orgs.verdicts import Refused


class RefusedAt(Refused):
    """Because of one field; it is told there, where the form has it."""

    def __init__(self, field: str, said: str) -> None:
        super().__init__(said)
        self.field = field


def own(actor: Actor, tenant_id: int) -> None:
    if tenant_id != actor.tenant:
        raise Refused("不能办理其他地区的事。")


def own_units(actor: Actor, units: Iterable[Unit]) -> list[Unit]:
    found = list(units)
    for unit in found:
        own(actor, unit.tenant_id)
    return found


def happened(day: date, what: str) -> None:
    if day > timezone.localdate():
        raise Refused(f"{what} {day} 还没有到。")


def still_to_come(day: date | None, what: str) -> None:
    """Of what somebody is given time for; today counts."""
    if day is not None and day < timezone.localdate():
        raise Refused(f"{what} {day} 早于今天，请改成今天或以后。")


def in_order(earlier: date, earlier_name: str, later: date | None, later_name: str) -> None:
    if later is not None and later < earlier:
        raise Refused(f"{later_name} {later} 早于{earlier_name} {earlier}。")


def counted_words(found: Iterable[tuple[int, str]]) -> str:
    """3 个问题、2 份整改文件; empty where there is none of anything."""
    return "、".join(f"{number} {what}" for number, what in found if number)


def nothing_hangs(*hanging: tuple[int, str]) -> None:
    """`hanging`: how many of what came of a record somebody would withdraw. Where anything did, it is refused."""
    there = counted_words(hanging)
    if there:
        raise Refused(f"已有 {there}，不能作废，只能修改。")


def filled(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"请填写{what}。")
    return text.strip()


def words(text: str, what: str) -> str:
    if len(text.strip()) < 4:
        raise Refused(f"{what}至少写 4 个字。")
    return text.strip()
