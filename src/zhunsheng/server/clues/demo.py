"""Three made-up clues and a complaint for the made-up district, at three places of their way."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from zhunsheng.server.clues import actions, keyring
from zhunsheng.server.clues.actions import NewRecord, Said
from zhunsheng.server.clues.keyring import Purpose
from zhunsheng.server.clues.models import Kind
from zhunsheng.server.clues.workflow import Verb
from zhunsheng.server.orgs.actors import actor_of
from zhunsheng.server.orgs.models import User

_WORDINGS = (
    "某镇绿化工程结算单与现场苗木数量不符，疑似虚列工程款。",
    "某站办公用品采购多次拆分，供应商与经办人疑似有亲属关系。",
    "某社区临时救助名单里有三人不符合条件，疑似优亲厚友。",
)


def add_clues() -> None:
    """By the demo's own people: xcb1 registers, ldxz approves; the complaint is about xcz1."""
    for purpose in Purpose:
        if not keyring.load().of(purpose):
            keyring.new_key(purpose)
    office, leader = User.objects.get(username="xcb1"), User.objects.get(username="ldxz")
    today = timezone.localdate()
    day = date(today.year - 1, 10, 26)  # in the year the demo's reports are about
    keeper = actor_of(office)
    for number, wording in enumerate(_WORDINGS):
        new = NewRecord(Kind.CLUE, day, wording=wording, origin="巡察发现")
        entry = actions.register_record(keeper, new)
        routing = Said(
            recipient="区纪委监委案件监督管理室", ground="涉嫌违纪，按管理权限移交", approver=leader
        )
        steps = (
            (keeper, Verb.ASK_ROUTING, routing),
            (actor_of(leader), Verb.APPROVE_ROUTING, Said(words="同意。")),
            (keeper, Verb.TRANSFER, Said(on=day)),
            (keeper, Verb.RECEIVE, Said(signer="案管室", on=day + timedelta(days=1))),
            (keeper, Verb.URGE, Said(due_on=today + timedelta(days=20), words="请按期反馈。")),
        )
        for actor, verb, said in steps[: 3 + number]:
            actions.move(actor, record_id=entry.pk, verb=verb, said=said)
    new = NewRecord(
        Kind.COMPLAINT,
        day,
        wording="反映巡察组工作人员接受被巡察单位安排的工作餐。",
        origin="来信",
        subjects=(User.objects.get(username="xcz1"),),
        complainant="示例来信人",
        contact="139 0000 0002",
    )
    actions.register_record(keeper, new)
