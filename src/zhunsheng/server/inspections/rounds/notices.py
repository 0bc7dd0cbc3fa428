"""轮次文书: the papers a round needs, filled from the register into a wording each place may change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.db import transaction
from django.utils import timezone

from zhunsheng.press.tree import Page, Role, Table, Text, Tree
from zhunsheng.press.values import day_text
from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.inspections.deadlines import due_after_feedback
from zhunsheng.server.inspections.models import Inspectee, Issue, Register, Team
from zhunsheng.server.inspections.rounds.notice_models import NoticeKind, NoticeTemplate
from zhunsheng.server.inspections.workflow import may_register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

BLANK = "＿＿＿＿＿＿"
_PLACE = re.compile(r"〔([^〔〕\n]{2,12})〕")
PLACES = (
    "轮次", "巡察组", "人数", "组长", "副组长", "组员", "被巡察单位", "巡察类型", "进驻日期", "反馈日期", "整改时限",
    "问题数", "问题清单", "巡察办", "巡察领导小组",
)  # fmt: skip
"""What a wording may leave to the register."""
REPORT_PLACES = (
    "被巡察单位", "轮次", "巡察组", "反馈日期", "截止日期", "巡察办", "问题总数", "已销号", "期内整改", "超期未完成",
    "长期坚持", "立行立改", "措施总数", "措施完成", "逐条整改情况", "未完成问题", "制度数", "制度名称",
    "问责组织", "党纪政务处分", "组织处理", "批评教育", "填写",
)  # fmt: skip


HANDOVER_PLACES = (
    "接收单位", "接收科室", "用途", "年度", "截止日期", "移交日期", "编号", "单位名单", "单位数", "巡察办", "填写",
)  # fmt: skip


def places_of(kind: NoticeKind) -> tuple[str, ...]:
    special = {NoticeKind.REPORT: REPORT_PLACES, NoticeKind.HANDOVER: HANDOVER_PLACES}
    return special.get(kind, PLACES)


@dataclass(slots=True, frozen=True)
class Wording:
    title: str
    text: str
    sign: str


@cache
def _samples() -> dict[str, Wording]:
    data = tomllib.loads(files(__package__).joinpath("notices.toml").read_text("utf-8"))
    return {
        kind: Wording(entry["title"], entry["text"].strip(), entry["sign"]) for kind, entry in data.items()
    }


def wording_of(tenant_id: int, kind: NoticeKind) -> Wording:
    """The place's own, else the one that comes with the register."""
    own = NoticeTemplate.objects.filter(tenant_id=tenant_id, kind=kind).first()
    return Wording(own.title, own.text, own.sign) if own is not None else _samples()[kind.value]


@transaction.atomic
def change_wording(actor: Actor, *, kind: NoticeKind, wording: Wording | None) -> None:
    """None takes up the one that comes with the register again."""
    require(may_register(actor))
    found = NoticeTemplate.objects.filter(tenant_id=actor.tenant, kind=kind)
    if wording is None:
        found.delete()
    else:
        said = wording.title + wording.text + wording.sign
        places = places_of(kind)
        unknown = sorted(set(_PLACE.findall(said)) - set(places))
        if unknown:
            raise Refused(f"台账里没有“{unknown[0]}”这一项，请改成{'、'.join(places[:4])}等。")
        if not wording.title.strip() or not wording.text.strip():
            raise Refused("标题和正文都要填。")
        NoticeTemplate.objects.update_or_create(
            tenant_id=actor.tenant,
            kind=kind,
            defaults={"title": wording.title, "text": wording.text, "sign": wording.sign},
        )
    subject = Subject("notice", actor.tenant, NoticeKind(kind).label)
    record(actor, "change_notice", subject, {"own": wording is not None})


def notice_tree(
    register: Register, kind: NoticeKind, inspectee: Inspectee, dated: date | None = None
) -> Tree:
    """The paper as an official document, of today where no date is given.

    What the register doesn't know is a line to write on.
    """
    wording, values = wording_of(register.tenant_id, kind), _values(register, inspectee)
    blocks = letter_blocks(wording, values, day_text(dated or timezone.localdate()))
    return Tree(filled(wording.title, values), [Page(blocks)])


def letter_blocks(wording: Wording, values: Mapping[str, str], day: str) -> list[Text | Table]:
    """Title, text and signature, filled."""
    lines = [line.strip() for line in filled(wording.text, values).split("\n") if line.strip()]
    # 主送机关 stands at the margin, the text is indented.
    addressed = bool(lines) and lines[0].endswith("：")
    return [
        Text(filled(wording.title, values), Role.TITLE),
        *(
            Text(line, Role.ADDRESSEE if addressed and at == 0 else Role.BODY)
            for at, line in enumerate(lines)
        ),
        Text(filled(wording.sign, values), Role.SIGN_OFF),
        Text(day, Role.SIGN_OFF),
    ]


def filled(text: str, values: Mapping[str, str]) -> str:
    """With what the register knows in its places; a line to write on where it knows nothing."""
    return _PLACE.sub(lambda match: values.get(match[1], match[0]) or BLANK, text)


def _values(register: Register, inspectee: Inspectee) -> dict[str, str]:
    entry, team = inspectee.round, inspectee.team
    issues = Issue.objects.filter(inspectee=inspectee).order_by("number")
    fed_back = inspectee.fed_back_on or entry.fed_back_on
    due = due_after_feedback(register, entry, fed_back, immediate=False) if fed_back is not None else None
    listed = [f"{number}.{issue.wording}" for number, issue in enumerate(issues, start=1)]
    return {
        "轮次": entry.name,
        "巡察组": team.name if team is not None else "",
        **_people_of(team),
        "被巡察单位": inspectee.name,
        "巡察类型": (f"{inspectee.theme.name}" if inspectee.theme is not None else "")
        + inspectee.get_kind_display(),
        "进驻日期": day_words(entry.entered_on),
        "反馈日期": day_words(fed_back),
        "整改时限": day_words(due),
        "问题数": str(len(listed)) if listed else "",
        "问题清单": "\n".join(listed),
        "巡察办": register.unit.name,
        "巡察领导小组": f"{register.tenant.name}委巡察工作领导小组",
    }


def _people_of(team: Team | None) -> dict[str, str]:
    """How many they are, and who: 联络员 and 成员 are 组员 to those outside."""
    members = list(team.members.select_related("talent")) if team is not None else []
    named: dict[str, list[str]] = {"组长": [], "副组长": [], "组员": []}
    for member in members:
        duty = member.get_duty_display()
        named[duty if duty in named else "组员"].append(member.talent.name)
    headcount = (team.headcount if team is not None else None) or len(members)
    return {"人数": str(headcount or "")} | {duty: "、".join(names) for duty, names in named.items()}


def day_words(day: date | None) -> str:
    return day_text(day) if day is not None else ""
