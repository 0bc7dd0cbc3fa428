"""专项行动 ordered from above in the made-up year, and what was tagged with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhunsheng.server.inspections.issues.bulk_changes import Change, Kind, carry_out
from zhunsheng.server.inspections.models import Issue
from zhunsheng.server.inspections.special_actions import actions as special_actions
from zhunsheng.server.inspections.special_actions.queries import TAGGABLE, to_offer
from zhunsheng.server.orgs.actors import Actor

_EVERY = {"slips": 6, "directives": 2}
"""Of these kinds every so manieth within the action's days, of the others all."""


def carry_out_special_actions(office: Actor, issues: Mapping[str, Sequence[Issue]]) -> None:
    """`issues`: by what found them, as the year has them."""
    subsidies = special_actions.enter_special_action(
        office,
        name="惠农补贴“一卡通”专项整治",
        ordered_by="市委巡察工作领导小组",
        document="市巡组发〔2023〕5号",
        since=date(2023, 4, 1),
        until=date(2023, 9, 30),
    )
    villages = special_actions.enter_special_action(
        office,
        name="农村集体“三资”管理专项行动",
        ordered_by="市纪委监委",
        document="市纪发〔2023〕12号",
        since=date(2023, 8, 1),
        until=date(2023, 12, 31),
    )
    for action, found in ((subsidies, issues["第三轮"][:24]), (villages, issues["专项"][:44])):
        carry_out(office, Change(Kind.TAG, action=action), [issue.pk for issue in found])
        for name, kind in TAGGABLE.items():
            ids = list(to_offer(action, kind).values_list("pk", flat=True))[:: _EVERY.get(name, 1)]
            special_actions.tag_records(office, special_action_id=action.pk, kind=name, ids=ids)
