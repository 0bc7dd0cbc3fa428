"""双公开 of the made-up district's first round of the year: most published, one unit exempt, the rest still to come."""

from __future__ import annotations

from datetime import date

from zhunsheng.server.inspections.disclosure.actions import About, Review, exempt, publish
from zhunsheng.server.inspections.disclosure.grounds import adopt_grounds, grounds_of
from zhunsheng.server.inspections.disclosure.models import Manner, Matter
from zhunsheng.server.inspections.disclosure.queries import slots_of
from zhunsheng.server.inspections.models import Round
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Unit

_APPROVER = "区委巡察工作领导小组组长"
_STILL_TO_COME = 2
"""Units whose rectification has not been published yet."""
_DAYS = {
    Matter.FEEDBACK: (date(2023, 6, 26), date(2023, 6, 30)),
    Matter.RECTIFICATION: (date(2023, 9, 25), date(2023, 9, 28)),
}
"""Approved, published."""


def disclose_a_round(office: Actor, entry: Round) -> None:
    adopt_grounds(office)
    units = [four[0].unit for four in slots_of(entry, date(2023, 12, 31))]
    for number, unit in enumerate(units):
        for matter in Matter:
            if matter is Matter.FEEDBACK or number < len(units) - _STILL_TO_COME:
                _circulate(office, About(entry, unit, matter, Manner.CIRCULAR))
                _to_the_public(office, About(entry, unit, matter, Manner.PUBLIC), secret=number == 0)


def _circulate(office: Actor, about: About) -> None:
    approved_on, published_on = _DAYS[about.matter]
    publish(
        office,
        about,
        approver=_APPROVER,
        approved_on=approved_on,
        place="全区各党（工）委、党组",
        published_on=published_on,
    )


def _to_the_public(office: Actor, about: About, *, secret: bool) -> None:
    approved_on, published_on = _DAYS[about.matter]
    if secret:
        ground = grounds_of(office.tenant).get(name="涉及国家秘密或者工作秘密")
        exempt(office, about, ground=ground, approver=_APPROVER, approved_on=approved_on)
        return
    publish(
        office,
        about,
        approver=_APPROVER,
        approved_on=approved_on,
        place="区纪委监委网站",
        published_on=published_on,
        review=Review(_text(about.round, about.unit, about.matter), "办公室保密员", "综合股文书"),
    )


def _text(entry: Round, unit: Unit, matter: Matter) -> str:
    return (
        f"根据区委统一部署，巡察组在{entry.name}巡察中对{unit.name}党组织开展了巡察。"
        f"现将巡察{matter.label}予以公布，欢迎干部群众监督。"
    )
