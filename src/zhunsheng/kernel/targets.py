"""What a target (年度指标值) asks for and what an actual value (实际完成值) says.

“≥2轮”, “不超过5万元”, “80%-90%”, “12月底前” are measurable; “效果显著” is not. A text with two
different numbers is not guessed at: it counts as words.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from zhunsheng.kernel.numerals import BLANKS, MONEY_UNITS, chinese_integer, normalize, plain_decimal


class Aim(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    BARE = ""
    """A number without a sign: at least, but at most where it is a cost."""
    RANGE = "range"
    BY_DATE = "date"
    WORDS = "words"


class Target(NamedTuple):
    aim: Aim
    text: str
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    day: date | None = None

    @property
    def is_number(self) -> bool:
        return self.value is not None


class Actual(NamedTuple):
    text: str
    value: Decimal | None = None
    unit: str = ""
    day: date | None = None
    signed: bool = False
    """Whether it carries a ≥ or ≤: a target copied into the column of results."""
    whole: bool = False
    """Whether the text is nothing but the number and its unit."""


_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = r"%|‰|[^\d\s,，。;；、()（）≥≤><=~\-—至到%‰]{0,8}"
_AT_LEAST = r"≥|>=|=>|>|﹥|不低于|不少于|不小于|至少|大于等于|大于|高于|超过|达到|达"
_AT_MOST = r"≤|<=|=<|<|﹤|不超过|不高于|不大于|不多于|小于等于|小于|低于|少于|控制在|压减到"
_SIGNS_AT_MOST = frozenset(_AT_MOST.split("|"))
_TARGET = re.compile(
    rf"(?P<sign>{_AT_MOST}|{_AT_LEAST}|=|等于)?\s*(?P<minus>-)?(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})\s*(?P<after>\(含\)以上)?"
)
_LIMIT_WORD = re.compile("(及以上|以上|及以下|以下|以内|之内|内)$")
_RANGE = re.compile(
    rf"(?P<m1>-)?(?P<n1>{_NUMBER})\s*(?P<u1>{_UNIT})\s*(?:-|~|—|至|到)\s*(?P<m2>-)?(?P<n2>{_NUMBER})\s*(?P<u2>{_UNIT})"
)
_EITHER_WAY = re.compile(rf"±({_NUMBER})\s*(?P<unit>{_UNIT})")
_DAY = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日|底|末|份)?(?:之?前|以前|底|末|完成|$)|(\d{4})-(\d{1,2})-(\d{1,2})"
)
_QUARTER = re.compile(
    r"(?:(\d{4})年)?第?([一二三四1-4])季度(?:末|底|内|期间)?(?:之?前|以前)?(?:内?(?:全部)?完成)?"
)
_YEAR_END = re.compile(r"(?:当年|本年度?|(\d{4})年)?(?:年底|年末|底)(?:之?前|完成)|(\d{4})年度?内")
_SEVERAL_DAYS = re.compile(r"月[^至到~—-]*[、,;][^至到~—-]*\d月")
"""3月底前启动、11月底前完成: one day can't tell of both."""
_PER_PERIOD = re.compile("每个?(?:季度?|月|半年|周|旬|[天日](?![^/]*元))")
"""每季度不少于1次 is not what the year's 5次 compare with."""
_OF_LAST_YEAR = re.compile(
    rf"({_AT_MOST}|{_AT_LEAST})(?:上年|去年|上一年)度?(?:实绩|完成数|水平|数)?\((.+)\)"
)
"""不高于上年（11人）"""
_SURVEYED = re.compile(r"(?<=[%‰\d])\([^()]*(?:问卷|样本|调查|抽样|抽查|测评|回收)[^()]*\)$")
"""95.2%（发放问卷300份）: how many were asked is no part of the result."""
_ALL_NUMBERS = re.compile(_NUMBER)
_ABOUT = re.compile("约|左右|近|余|多个|上下")
_RANK = re.compile(
    r"(?:\d{4}年)?[^\d,。放摆]{0,10}?(?:第|(?<![提目此之以较当])前)(\d+|[一二三四五六七八九十]+)(?:名|位)?(?:\(含\))?(?:以内|之内|内|及?以上)?"
)
_FALLING = re.compile(r"(?:^|[一-龥:≤≥<>=])-$")
_SHARES = frozenset(("", "%", "‰", "个百分点", "亿元", "万元", "元"))
"""What can fall below nothing; of other units a “-” in front is a dash."""
_PLAIN_DAY = re.compile(
    r"(?:于|已于|在)?(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?(?:完成|已完成|全部完成|按时完成)?"
)


@lru_cache(maxsize=4000)
def read_target(text: str, year: int | None = None) -> Target:
    """What a target's text asks for."""
    clean = _OF_LAST_YEAR.sub(r"\1\2", _clean(text))
    if _SEVERAL_DAYS.search(clean) or _PER_PERIOD.search(clean):
        return Target(Aim.WORDS, text)
    day = _day(clean, year) or _quarter_end(clean, year)
    if day is not None:
        return Target(Aim.BY_DATE, text, day=day)
    rank = read_rank(clean)
    if rank is not None:
        return Target(Aim.AT_MOST, text, rank, None, RANKED)
    numbers = _ALL_NUMBERS.findall(clean)
    bounds = _bounds(clean, len(numbers))
    if bounds is not None:
        low, high, unit = bounds
        return Target(Aim.RANGE, text, scaled(low, unit), scaled(high, unit), _base(unit))
    match = _TARGET.search(clean) if numbers else None
    if match is None or len(set(numbers)) > 1:
        return Target(Aim.WORDS, text)
    unit, limit = _unit_and_limit(match["unit"])
    limit = limit or (match["after"] or "").removeprefix("(含)") or clean[match.end() :]
    value = scaled(_signed(clean, match, unit), unit)
    return Target(_aim(match["sign"] or "", limit), text, value, None, _base(unit))


def _bounds(text: str, numbers: int) -> tuple[Decimal, Decimal, str] | None:
    """(lowest, highest, unit) of a range: 80%-90%, -5%至5%, ±5%以内."""
    either_way = _EITHER_WAY.search(text) if numbers == 1 and "±" in text else None
    if either_way is not None:
        most = _decimal(either_way[1])
        return -most, most, _unit_and_limit(either_way["unit"])[0]
    match = _RANGE.search(text) if numbers == 2 else None
    if match is None:
        return None
    unit = match["u2"] or match["u1"]
    low, high = (
        -_decimal(match[number]) if match[minus] and unit in _SHARES else _decimal(match[number])
        for minus, number in (("m1", "n1"), ("m2", "n2"))
    )
    return (low, high, unit) if low <= high else None


def _unit_and_limit(unit: str) -> tuple[str, str]:
    """“轮以上” → (轮, 以上)."""
    word = _LIMIT_WORD.search(unit)
    return (unit, "") if word is None else (unit[: word.start()], word.group())


def _aim(sign: str, after: str) -> Aim:
    if after.startswith(("以上", "及以上")):
        return Aim.AT_LEAST
    if after.startswith(("以内", "以下", "及以下", "之内", "内")):
        return Aim.AT_MOST
    if sign in ("=", "等于"):
        return Aim.EQUAL
    if sign in _SIGNS_AT_MOST:
        return Aim.AT_MOST
    return Aim.AT_LEAST if sign else Aim.BARE


@lru_cache(maxsize=4000)
def read_actual(text: str, year: int | None = None) -> Actual:
    """What an actual value says: its one number with the unit, or a day, or only words."""
    clean = _clean(text)
    day = _day(clean, year) or _plain_day(clean, year)
    if day is not None:
        return Actual(text, day=day)
    rank = read_rank(clean)
    if rank is not None:
        return Actual(text, rank, RANKED)
    clean = _SURVEYED.sub("", clean)
    numbers = _ALL_NUMBERS.findall(clean)
    if len(numbers) != 1 or _ABOUT.search(clean):
        return Actual(text)
    match = _TARGET.search(clean)
    if match is None:
        return Actual(text)
    signed = (match["sign"] or "") in ("≥", "≤", ">", "<", ">=", "<=")
    unit, _ = _unit_and_limit(match["unit"])
    whole = match.start() == 0 and match.end() == len(clean)
    value = scaled(_signed(clean, match, unit), unit)
    return Actual(text, value, _base(unit), signed=signed, whole=whole)


def printed_unit(target: str) -> str:
    """The unit of a target as it stands there: 元 of ≤7500元, 万人次 of ≥10万人次; empty where it has none."""
    match = _TARGET.search(_clean(target))
    return "" if match is None else _unit_and_limit(match["unit"])[0]


RANKED = "名"


def read_rank(text: str) -> Decimal | None:
    """The place among others a text names: 全市前5名, 第三位; the fewer the better."""
    match = _RANK.fullmatch(text) if "前" in text or "第" in text else None
    if match is None:
        return None
    place = int(match[1]) if match[1].isascii() else chinese_integer(match[1])
    return Decimal(place) if place else None


def is_rank(text: str) -> bool:
    return read_rank(_clean(text)) is not None


def _clean(text: str) -> str:
    """A cell's text with widths folded and without blanks."""
    return normalize(text).replace(" ", "").strip(BLANKS)


def _signed(text: str, match: re.Match[str], unit: str) -> Decimal:
    """The number, below nothing where a minus stands before it: -2.56%, ≤-2%."""
    number = _decimal(match["number"])
    minus = match["minus"] is not None and unit in _SHARES
    return -number if minus and _FALLING.search(text[: match.start("number")]) else number


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def scaled(number: Decimal, unit: str) -> Decimal:
    """Amounts in 万元, so that 元 and 万元 compare, other things one by one: 10万人次 are 100000人次."""
    if unit in _MONEY:
        return number * MONEY_UNITS[unit]
    return number * _LARGE[unit[0]] if _is_large(unit) else number


def _base(unit: str) -> str:
    if unit in _MONEY:
        return "万元"
    return unit[1:] if _is_large(unit) else unit


_MONEY = ("亿元", "万元", "元")
_LARGE = {"亿": Decimal(10**8), "万": Decimal(10**4)}


def _is_large(unit: str) -> bool:
    return len(unit) > 1 and unit[0] in _LARGE and "元" not in unit


def _day(text: str, year: int | None) -> date | None:
    match = _DAY.search(text) if "月" in text or "-" in text else None
    if match is not None and match[4]:
        return _date(int(match[4]), int(match[5]), int(match[6]))
    if match is not None:
        wanted = int(match[1]) if match[1] else year
        return None if wanted is None else _date(wanted, int(match[2]), int(match[3]) if match[3] else None)
    end = _YEAR_END.search(text) if "年" in text or "底" in text else None
    if end is None:
        return None
    written = end[1] or end[2]
    wanted = int(written) if written else year
    return date(wanted, 12, 31) if wanted else None


def _quarter_end(text: str, year: int | None) -> date | None:
    """2023年第二季度 is over on 30 June."""
    match = _QUARTER.fullmatch(text) if "季度" in text else None
    if match is None:
        return None
    wanted = int(match[1]) if match[1] else year
    quarter = int(match[2]) if match[2].isascii() else chinese_integer(match[2])
    return _date(wanted, quarter * 3, None) if wanted and quarter else None


def _plain_day(text: str, year: int | None) -> date | None:
    match = _PLAIN_DAY.fullmatch(text) if "月" in text else None
    if match is None:
        return None
    wanted = int(match[1]) if match[1] else year
    return None if wanted is None else _date(wanted, int(match[2]), int(match[3]) if match[3] else None)


def _date(year: int, month: int, day: int | None) -> date | None:
    """A calendar day; the month's last day where none is given; None when it doesn't exist."""
    try:
        if day is not None:
            return date(year, month, day)
        after = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(after.toordinal() - 1)
    except ValueError:
        return None


def same_unit(one: str, other: str) -> bool:
    """Whether two units agree; one left out, or with a noun behind it (轮 and 轮巡察), does."""
    return not one or not other or one.startswith(other) or other.startswith(one)


class Printed(NamedTuple):
    """A figure as it is printed: 40万人次 are 400000 of 人次."""

    value: Decimal
    unit: str
    counted_in: str
    """万, 亿 or nothing: what stands before the unit."""


def printed(text: str) -> Printed | None:
    """The first number of a text in whole units, or None where it has no unit."""
    match = _TARGET.search(normalize(text).replace(" ", ""))
    if match is None:
        return None
    unit, _ = _unit_and_limit(match["unit"])
    counted_in = unit[:1] if unit[:1] in _LARGE else ""
    value = _decimal(match["number"]) * _LARGE.get(counted_in, Decimal(1))
    rest = unit.removeprefix(counted_in)
    return Printed(value, rest, counted_in) if rest else None


def shown(value: Decimal, unit: str) -> str:
    return f"{plain_decimal(value)}{unit}"
