"""For the access tests: a 专项行动."""

from __future__ import annotations

from typing import Any

from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK

from zhunsheng.server.inspections.special_actions.actions import enter_special_action


def special_action_examples(office: Office) -> dict[str, Any]:
    action = enter_special_action(
        office.actor("inspector"), name="惠农补贴专项整治", ordered_by="市委巡察办", since=FED_BACK
    )
    return {"special_action_id": action.pk}
