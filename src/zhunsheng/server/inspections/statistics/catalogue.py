"""The catalogue of counts (统计口径): everything a year's report may quote from the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from zhunsheng.server.inspections.models import (
    FOUND_BY_ROUNDS,
    SOURCE_OF_KIND,
    Inspectee,
    Source,
    Step,
    Team,
    Theme,
)
from zhunsheng.server.inspections.statistics.count_rows import (
    INSPECTEES,
    INTERVIEWS,
    ROUNDS,
    RULES,
    SLIPS,
    SUPERIOR_ISSUES,
    SUPERVISED_UNITS,
    SUPERVISIONS,
    TEAMS,
    Scope,
)
from zhunsheng.server.inspections.statistics.counts import Count, Entry, Inside, IssueCount, Share
from zhunsheng.server.inspections.supervision.models import CarriedTheme, Supervision

ROUNDS_GROUP, FOUND, RECTIFIED, SUPERVISED, USED = (
    "轮次和巡察对象",
    "发现问题",
    "整改",
    "督办",
    "成果运用",
)
Contribution = Callable[[Scope], Sequence[Entry]]
_contributions: list[Contribution] = []


def contribute(more: Contribution) -> None:
    """Counts another app keeps (问题线索), which this one need not know."""
    if more not in _contributions:
        _contributions.append(more)


def catalogue(scope: Scope) -> list[Entry]:
    own = [*_rounds(scope), *_inspectees(scope), *_found(), *_rectified(), *_supervised(), *_used(scope)]
    return own + [entry for more in _contributions for entry in more(scope)]


def _rounds(scope: Scope) -> list[Entry]:
    step = Step(scope.register.done_step)
    words = "已完成 {rounds.done} 轮、进行中 {rounds.running} 轮"
    done_later = Q(**{f"{step.column}__isnull": True}) | Q(**{f"{step.column}__gt": scope.last})

    def count(key: str, title: str, rule: str, where: Q, rule_name: str, *names: str) -> Count:
        return Count(
            key=f"rounds.{key}",
            title=title,
            unit="轮",
            group=ROUNDS_GROUP,
            rule=rule,
            kind=ROUNDS,
            where=where,
            rule_name=rule_name,
            words=words,
            names=names,
        )

    return [
        count(
            "done",
            "已完成的轮次",
            f"本年{step.label}的轮次，哪年进驻的都算；进驻了还没有{step.label}的不算",
            Q(**{f"{step.column}__range": scope.days}),
            f"已{step.label}",
            "轮次",
            "轮 巡察",
        ),
        count(
            "begun",
            "启动的轮次",
            "本年进驻的轮次，不论是否完成",
            Q(entered_on__range=scope.days),
            "已进驻",
            "启动 轮次",
            "进驻 轮次",
        ),
        count(
            "running",
            "进行中的轮次",
            f"本年末已进驻、还没有{step.label}的轮次；截至日在本年的，看截至日",
            Q(entered_on__lte=scope.last) & done_later,
            "进行中",
            "进行中 轮次",
        ),
    ]


def _inspectees(scope: Scope) -> list[Entry]:
    begun = Q(round__entered_on__range=scope.days)

    def teams(key: str, title: str, rule: str, where: Q, *names: str, **more: Any) -> Count:
        fields: dict[str, Any] = {"unit": "个", "group": ROUNDS_GROUP, "kind": TEAMS, "names": names} | more
        return Count(key=f"teams.{key}", title=title, rule=rule, where=begun & where, **fields)

    def inspectees(key: str, title: str, rule: str, where: Q, *names: str) -> Count:
        return Count(
            key=f"inspectees.{key}",
            title=title,
            unit="个",
            group=ROUNDS_GROUP,
            rule=rule,
            kind=INSPECTEES,
            where=begun & where,
            names=names,
        )

    origin, kind = Team.Origin, Inspectee.Kind
    cross_words = "派出 {teams.sent} 个组 {teams.sent_people} 人"
    special = Q(kind=kind.SPECIAL)
    themes = Theme.objects.filter(
        tenant_id=scope.tenant_id,
        pk__in=INSPECTEES.rows(scope).filter(begun & special).order_by().values("theme_id"),
    )
    return [
        teams(
            "own", "组建的巡察组", "本年进驻的轮次里本级组建的组，各轮分别计", Q(origin=origin.OWN), "巡察组"
        ),
        teams(
            "sent", "派出的交叉巡察组", "派到外地的组", Q(origin=origin.SENT), "派出 交叉", words=cross_words
        ),
        teams(
            "sent_people",
            "派出交叉巡察的人数",
            "派到外地的组登记的人数之和",
            Q(origin=origin.SENT),
            unit="人",
            summed="headcount",
            words=cross_words,
        ),
        teams("received", "配合的上级或外地巡察组", "上级或外地派来的组", Q(origin=origin.RECEIVED)),
        inspectees(
            "routine",
            "常规巡察的单位",
            "本年进驻的轮次里类型为常规的巡察对象，单位及其所辖部分算一个",
            Q(kind=kind.ROUTINE),
            "常规巡察 单位",
            "巡察单位",
            "巡察 单位 数",
        ),
        inspectees("special", "专项巡察的对象", "类型为专项的巡察对象，各主题合计", special, "专项巡察 单位"),
        *(
            inspectees(
                f"special.theme{theme.pk}",
                f"{theme.name}专项巡察的对象",
                f"类型为专项、主题为{theme.name}的巡察对象",
                special & Q(theme=theme),
                f"{theme.name} 专项",
            )
            for theme in themes
        ),
        inspectees(
            "cross_out",
            "到外地交叉巡察的对象",
            "类型为交叉、在外地的巡察对象",
            Q(kind=kind.CROSS, unit=None),
        ),
        inspectees(
            "cross_in",
            "接受交叉巡察的单位",
            "类型为交叉的本地单位",
            Q(kind=kind.CROSS, unit__isnull=False),
        ),
        *(
            inspectees(
                other.value,
                f"{SOURCE_OF_KIND[other].label}的对象",
                f"类型为{other.label}的巡察对象",
                Q(kind=other),
                f"{SOURCE_OF_KIND[other].label} 对象",
                f"{SOURCE_OF_KIND[other].label} 单位",
            )
            for other in (kind.ESCALATED, kind.MOBILE, kind.LOOK_BACK)
        ),
    ]


def _issues(
    key: str,
    title: str,
    rule: str,
    sources: tuple[Source, ...],
    group: str,
    *names: str,
    inside: Inside = Inside.NO,
    **more: Any,
) -> IssueCount:
    fields: dict[str, Any] = {"unit": "个", "inside": inside, "names": names} | more
    return IssueCount(key=key, title=title, rule=rule, sources=sources, group=group, **fields)


def _found() -> list[Entry]:
    words = "发现问题 {issues.found} 个，其中专项巡察 {issues.special} 个"

    def found(
        key: str, title: str, rule: str, sources: tuple[Source, ...], *names: str, **more: Any
    ) -> IssueCount:
        fields = {"inside": Inside.YES, "words": words} | more
        return _issues(f"issues.{key}", title, rule, sources, FOUND, *names, **fields)

    return [
        found(
            "found",
            "巡察发现的问题",
            "本年各类巡察（常规、专项、交叉、提级、机动、巡察回头看）发现的问题，按发现日期；"
            "进行中的轮次已登记的也算，上级反馈、督查、自查等另计",
            FOUND_BY_ROUNDS,
            "巡察 发现问题",
            "发现问题 数",
        ),
        *(
            found(
                source.value,
                f"{source.label}发现的问题",
                f"来源为{source.label}的",
                (source,),
                f"{source.label} 发现问题",
            )
            for source in FOUND_BY_ROUNDS
        ),
        found(
            "immediate",
            "立行立改的问题",
            "巡察发现、标为立行立改的；是标记，不是一种状态",
            FOUND_BY_ROUNDS,
            "立行立改",
            only_immediate=True,
            words="立行立改 {issues.immediate} 个",
        ),
    ]


def _rectified() -> list[Entry]:
    words = (
        "已销号 {rectified.closed} 个、期内整改 {rectified.in_time} 个、"
        "超期未完成 {rectified.overdue} 个、长期坚持 {rectified.long_term} 个"
    )

    def rectified(part: str, title: str, rule: str, *names: str, **more: Any) -> IssueCount:
        fields = {"part": part, "inside": Inside.YES} | more
        return _issues(f"rectified.{part}", title, rule, FOUND_BY_ROUNDS, RECTIFIED, *names, **fields)

    return [
        rectified(
            "closed",
            "巡察发现问题已销号",
            "截至日已销号的；长期坚持的不算",
            "巡察 问题 销号",
            "问题 整改到位 数",
            words=words,
        ),
        rectified(
            "in_time",
            "巡察发现问题期内整改",
            "截至日没有销号、还没有到整改时限的，包括还没有反馈的",
            words=words,
        ),
        rectified("overdue", "巡察发现问题超期未完成", "截至日已过整改时限、没有销号的", "超期", words=words),
        rectified(
            "long_term", "巡察发现问题长期坚持", "截至日转为长期坚持的，不算销号", "长期坚持", words=words
        ),
        rectified("told", "巡察发现问题已反馈", "截至日已向单位反馈的，是整改完成率的分母"),
        Share(
            key="rectified.rate",
            title="巡察发现问题整改完成率",
            unit="%",
            group=RECTIFIED,
            rule="已销号÷已反馈；长期坚持的在分母里，不在分子里",
            part="rectified.closed",
            whole="rectified.told",
            inside=Inside.YES,
            words=words,
            names=("问题 整改 率", "问题 整改完成率", "问题 销号率"),
        ),
    ]


def _supervised() -> list[Entry]:
    """What is done outside the rounds; none of these issues is in their total."""
    return [
        Count(
            key="slips.issued",
            title="下发工作提示单",
            unit="份",
            group=SUPERVISED,
            rule="本年下发的工作提示单，一个编号一份",
            kind=SLIPS,
            where=Q(),
            names=("提示单",),
        ),
        Count(
            key="interviews.units",
            title="约谈的单位",
            unit="个",
            group=SUPERVISED,
            rule="本年约谈过主要负责人的单位，一个单位谈几次算一个",
            kind=INTERVIEWS,
            where=Q(),
            distinct="unit",
            names=("约谈 单位", "约谈"),
        ),
        Count(
            key="supervisions.held",
            title="开展督查、回头看",
            unit="次",
            group=SUPERVISED,
            rule="本年开始的专项督查、回头看和共性问题督查",
            kind=SUPERVISIONS,
            where=Q(),
            names=("督查 次",),
        ),
        Count(
            key="supervisions.units",
            title="专项督查的单位",
            unit="个",
            group=SUPERVISED,
            rule="本年专项督查过的单位，督查几次算一个；回头看、共性问题督查的不算",
            kind=SUPERVISED_UNITS,
            where=Q(supervision__kind=Supervision.Kind.SUPERVISION),
            distinct="unit",
            names=("专项督查 单位",),
        ),
        _issues(
            "supervised.found",
            "督查、回头看发现的问题",
            "来源为督查、回头看的；共性问题督查的另计",
            (Source.LOOK_BACK, Source.SUPERVISION),
            SUPERVISED,
            "督查 发现问题",
            "回头看 发现问题",
        ),
        _issues(
            "common.found",
            "共性问题督查发现的问题",
            "来源为共性问题督查的",
            (Source.COMMON,),
            SUPERVISED,
            "共性问题 督查 问题",
        ),
        *_pair(
            "superior",
            Source.SUPERIOR,
            "上级反馈",
            SUPERVISED,
            "上级反馈",
        ),
        Count(
            key="superior.aspects",
            title="上级反馈问题涉及的方面",
            unit="个",
            group=SUPERVISED,
            rule="来源为上级反馈的问题，按登记上级反馈时写明的方面计；没有经过认领的问题不计方面",
            kind=SUPERIOR_ISSUES,
            where=Q(),
            distinct="superior_problem__aspect",
            inside=Inside.NO,
            names=("上级反馈 方面",),
        ),
        *_pair("escalated", Source.ESCALATED, "提级整改自查", SUPERVISED, "提级整改"),
    ]


def _pair(prefix: str, source: Source, title: str, group: str, name: str) -> list[Entry]:
    """What was found and what of it is closed: 发现 51 个、整改到位 51 个."""
    words = f"发现 {{{prefix}.found}} 个、整改到位 {{{prefix}.closed}} 个"
    return [
        _issues(
            f"{prefix}.found",
            f"{title}的问题",
            f"来源为{source.label}的",
            (source,),
            group,
            f"{name} 问题",
            f"{name} 发现",
            words=words,
        ),
        _issues(
            f"{prefix}.closed",
            f"{title}的问题已整改到位",
            f"来源为{source.label}、截至日已销号的",
            (source,),
            group,
            f"{name} 整改到位",
            part="closed",
            words=words,
        ),
        Share(
            key=f"{prefix}.rate",
            title=f"{title}的问题整改到位率",
            unit="%",
            group=group,
            rule=f"来源为{source.label}的：已销号÷发现",
            part=f"{prefix}.closed",
            whole=f"{prefix}.found",
            inside=Inside.NO,
            words=words,
            names=(f"{name} 率",),
        ),
    ]


def _used(scope: Scope) -> list[Entry]:
    carried = CarriedTheme.objects.filter(
        round__term__tenant_id=scope.tenant_id, round__entered_on__range=scope.days
    )
    return [
        *_pair("self_check", Source.SELF_CHECK, "未巡先改", USED, "未巡先改"),
        _issues(
            "old.found",
            "大起底的问题",
            "来源为大起底的",
            (Source.OLD,),
            USED,
            "起底 问题",
            words="起底 {old.themes} 个方面、{old.found} 个问题",
        ),
        _issues(
            "old.themes",
            "大起底的方面",
            "来源为大起底的问题，按主题计",
            (Source.OLD,),
            USED,
            "起底 方面",
            themes=True,
            words="起底 {old.themes} 个方面、{old.found} 个问题",
        ),
        _issues(
            "carried.found",
            "纳入巡察的共性问题发现数",
            "本年进驻的轮次里，主题属于“纳入这一轮的共性问题”的巡察发现问题",
            FOUND_BY_ROUNDS,
            USED,
            "纳入 问题",
            inside=Inside.YES,
            carried=frozenset(carried.values_list("round_id", "theme_id")),
        ),
        Count(
            key="rules.issued",
            title="出台的制度",
            unit="个",
            group=USED,
            rule="本年印发、登记为巡察成果的制度、办法、规定",
            kind=RULES,
            where=Q(),
            names=("出台 制度", "制度 办法", "制度 建设", "制度 数"),
        ),
    ]
