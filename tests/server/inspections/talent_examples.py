"""For the access tests: somebody in the pool, with everything the pool keeps about a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.server.conftest import Office
from tests.server.inspections.conftest import FED_BACK

from zhunsheng.server.inspections.talent import actions
from zhunsheng.server.inspections.talent.actions import NewTraining, Particulars
from zhunsheng.server.inspections.talent.models import DeclaredRelation

TALENT_NAME, TALENT_REASON, TRAINING_TOPIC = "人才子丑寅", "事由卯辰巳", "培训午未申"


def talent_examples(office: Office) -> dict[str, Any]:
    inspector = office.actor("inspector")
    talent = actions.add_talent(inspector, Particulars(TALENT_NAME, FED_BACK), unit=office.jia_unit)
    post = actions.note_former_post(inspector, talent_id=talent.pk, unit=office.yi_unit, until=FED_BACK)
    relation = actions.declare_relation(
        inspector,
        talent_id=talent.pk,
        unit=office.yi_unit,
        kind=DeclaredRelation.Kind.RELATIVE,
        reason=TALENT_REASON,
        declared_on=FED_BACK,
    )
    training = actions.keep_training(inspector, NewTraining(FED_BACK, TRAINING_TOPIC, Decimal(16), (talent,)))
    return {
        "talent_id": talent.pk,
        "former_post_id": post.pk,
        "relation_id": relation.pk,
        "training_id": training.pk,
    }
