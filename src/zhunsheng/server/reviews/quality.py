"""Checks of the reviewers' own work (对审核的审核): Q01 to Q08, on the scores of a re-check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from zhunsheng.kernel.numerals import plain_decimal

_CITES = re.compile(
    r"《[^》]+》|〔\d{4}〕|第[一二三四五六七八九十百\d]+[条款项]|扣分标准|评分标准|评价标准|评分规则"
)
_STATED_SHARE = re.compile(r"扣(?:除|减)?(?:该项|分值的|本项)?\s*(\d+(?:\.\d+)?)\s*[%％]")
_STATED_POINTS = re.compile(r"扣(?:除|减)?\s*(\d+(?:\.\d+)?)\s*分")
_NO_EVIDENCE = re.compile(
    r"(?:无|没有|未提供|未见|未附|缺少|缺乏)(?:任何|相关|有关|对应)?(?:佐证|证据|证明|支撑)"
)
_CLOSE = Decimal("0.01")


@dataclass(slots=True, frozen=True)
class Given:
    """A score given in a re-check. `score` None is blank, which is not 0."""

    unit: str
    name: str
    weight: Decimal | None
    filed: Decimal | None
    score: Decimal | None
    reason: str = ""
    situation: str = ""

    @property
    def place(self) -> str:
        return f"{self.unit}「{self.name}」"

    @property
    def deduction(self) -> Decimal | None:
        if self.weight is None or self.score is None:
            return None
        return self.weight - self.score

    @property
    def share(self) -> Decimal | None:
        """Of the weight that was deducted."""
        if self.deduction is None or not self.weight:
            return None
        return self.deduction / self.weight


@dataclass(slots=True, frozen=True)
class Method:
    """How a sample was drawn and what it is marked by."""

    note: str
    scale: str
    scale_is_published: bool


@dataclass(slots=True, frozen=True)
class Doubt:
    code: str
    message: str


def doubts(method: Method, given: Iterable[Given]) -> list[Doubt]:
    """All that should be put right before a re-check is made known, in the order of the catalogue."""
    scores = list(given)
    return [
        *(doubt for score in scores for doubt in _of_one(score)),
        *_unlike(scores),
        *_method(method, scores),
    ]


def _of_one(given: Given) -> Iterator[Doubt]:
    yield from zero_without_rule(given)
    yield from stated_deduction(given)
    yield from no_evidence_but_points(given)
    yield from more_than_claimed(given)
    yield from remark_without_score(given)


def zero_without_rule(given: Given) -> Iterator[Doubt]:
    """Q01"""
    if given.score == 0 and given.weight and not _CITES.search(given.reason):
        yield Doubt("Q01", f"{given.place}复核为 0 分，没有写依据哪条规定或扣分标准，请补上。")


def stated_deduction(given: Given) -> Iterator[Doubt]:
    """Q02: a share of the weight, or points, as the reason states them."""
    share, points = _STATED_SHARE.search(given.reason), _STATED_POINTS.search(given.reason)
    if share and given.share is not None and abs(Decimal(share[1]) / 100 - given.share) > _CLOSE:
        real = plain_decimal((given.share * 100).quantize(Decimal("0.1")))
        yield Doubt("Q02", f"{given.place}写明扣 {share[1]}%，实际扣了 {real}%，请改成一致。")
    elif points and given.deduction is not None and abs(Decimal(points[1]) - given.deduction) > _CLOSE:
        real = plain_decimal(given.deduction)
        yield Doubt("Q02", f"{given.place}写明扣 {points[1]} 分，实际扣了 {real} 分，请改成一致。")


def no_evidence_but_points(given: Given) -> Iterator[Doubt]:
    """Q03"""
    if given.score and _NO_EVIDENCE.search(given.reason):
        points = plain_decimal(given.score)
        yield Doubt("Q03", f"{given.place}写明没有佐证，仍给了 {points} 分，请核实。")


def more_than_claimed(given: Given) -> Iterator[Doubt]:
    """Q05"""
    if given.score is not None and given.filed is not None and given.score > given.filed:
        score, filed = plain_decimal(given.score), plain_decimal(given.filed)
        yield Doubt("Q05", f"{given.place}复核 {score} 分，高于自评 {filed} 分，请核实。")


def remark_without_score(given: Given) -> Iterator[Doubt]:
    """Q06"""
    if given.score is None and given.reason.strip():
        yield Doubt("Q06", f"{given.place}写了意见，没有复核分，请补上。")


def _unlike(scores: list[Given]) -> Iterator[Doubt]:
    """Q04: the same situation, another share deducted. Told once a situation, with the two furthest apart."""
    by_situation: dict[str, list[tuple[Decimal, Given]]] = {}
    for given in scores:
        situation = re.sub(r"\s", "", given.situation)
        if situation and given.share is not None:
            by_situation.setdefault(situation, []).append((given.share, given))
    for situation, found in by_situation.items():
        low, high = min(found, key=_first), max(found, key=_first)
        if high[0] - low[0] > _CLOSE:
            yield Doubt(
                "Q04",
                f"同是“{situation}”，{low[1].place}扣 {_percent(low[0])}，{high[1].place}扣 {_percent(high[0])}，"
                "请按同一标准。",
            )


def _first(pair: tuple[Decimal, Given]) -> Decimal:
    return pair[0]


def _percent(share: Decimal) -> str:
    return f"{plain_decimal((share * 100).quantize(Decimal('0.1')))}%"


def _method(method: Method, scores: list[Given]) -> Iterator[Doubt]:
    """Q07 and Q08"""
    if not method.note.strip():
        yield Doubt("Q07", "没有写抽样说明：从哪些单位里、为什么这样抽，请补上。")
    deducted = any(given.deduction for given in scores)
    if deducted and not method.scale.strip():
        yield Doubt("Q08", "已有扣分，但没有写扣分标准，请补上并公布。")
    elif deducted and not method.scale_is_published:
        yield Doubt("Q08", "已有扣分，扣分标准还没有公布日期，请先公布。")
