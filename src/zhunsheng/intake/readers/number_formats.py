"""Numbers and dates of a spreadsheet as people see them in the cell.

The file holds 0.846153846153846 and a format code "0.00%"; the report says 84.62%. Dates are given
as 2024-07-30 whatever order their format puts them in.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

GENERAL: Final = "General"
BUILT_IN: Final[dict[int, str]] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00', 8: '"¥"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;-"¥"#,##0;"-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;-"¥"#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: "h:mm", 56: "h:mm:ss", 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats a file refers to by number only, as Chinese Excel and WPS show them."""

_EPOCH: Final = datetime(1899, 12, 30, tzinfo=UTC)
_EPOCH_1904: Final = datetime(1904, 1, 1, tzinfo=UTC)
_LAST_SERIAL: Final = 2_957_000
"""Towards the end of the year 9995, the last date we bother with."""
_PRECISION = Context(prec=15, rounding=ROUND_HALF_UP)
"""Excel's: 248.73999999999998 in the file is 248.74 on the screen."""
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_MAX_EXPONENT: Final = 300
_GENERAL_WIDTH: Final = 11
_PLACES: Final = frozenset("0#?")
_SECTION = re.compile(r'(?:"[^"]*"?|[\\!].|[^;"\\!])*', re.S)
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].'
    r"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[(?P<condition>[<>=])[^\]]*\]|\[[^\]]*\]"
    r"|(?P<general>General|G/通用格式|@)|(?P<half>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|e+|g+|b+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<literal>.)",
    re.S | re.I,
)
_DASHES: Final = frozenset("-–—")


class _Section(NamedTuple):
    """One of the up to four parts of a code: for numbers above zero, below zero, zero, and text."""

    letters: str = ""
    """The date parts in it: "y", "m", "d", "h", "n" for minutes, "s", "e" for elapsed hours."""
    whole: tuple[str, ...] = ()
    """Digit places ("0", "#", "?"), "G" for the general format, literal texts with a leading quote."""
    decimals: tuple[str, ...] = ()
    percents: int = 0
    scale: int = 0
    """How often to divide by 1000."""
    thousands: bool = False
    odd: bool = False
    """Conditions, fractions, exponents: shown in the general format."""


def format_number(raw: str, code: str, from_1904: bool = False) -> str:
    """`raw` is the number as the file holds it."""
    try:
        value = _PRECISION.create_decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite() or abs(value.adjusted()) > _MAX_EXPONENT:
        return raw
    sections = _parse(code or GENERAL)
    section = _choose(sections, value)
    if section.odd:
        return general(value)
    if section.letters:
        return _date(value, section.letters, from_1904)
    text = _number(abs(value), section).strip()
    if not value and text in _DASHES:
        return "0"  # accounting formats print a dash, which elsewhere means 不适用
    return "-" + text if value < 0 and section is sections[0] and text.strip("0.,%") else text


def general(value: Decimal) -> str:
    """Whole numbers in full, otherwise as many decimals as fit into a cell."""
    before = f"{abs(value):f}".partition(".")[0]
    text = _plain(_rounded(value, max(_GENERAL_WIDTH - 1 - len(before), 0)))
    return f"{value:.5E}" if text == "0" and value else text


def date_letters(code: str) -> str:
    """Which parts of a date a format shows; empty for a number format."""
    return _parse(code or GENERAL)[0].letters


def format_datetime(moment: datetime, letters: str) -> str:
    """Year, month and day as 2024-07-30; what the format leaves out is left out."""
    days = {"ymd": f"{moment:%Y-%m-%d}", "ym": f"{moment.year}年{moment.month}月", "y": f"{moment.year}",
            "md": f"{moment.month}月{moment.day}日", "m": f"{moment.month}", "d": f"{moment.day}"}  # fmt: skip
    day = days.get("".join(letter for letter in "ymd" if letter in letters), "")
    time = f"{moment:%H:%M:%S}" if "s" in letters else f"{moment:%H:%M}" if "h" in letters else ""
    return f"{day} {time}".strip()


def _date(value: Decimal, letters: str, from_1904: bool) -> str:
    if not 0 <= value < _LAST_SERIAL:
        return general(value)
    seconds = int((value * 86400).to_integral_value(ROUND_HALF_UP))
    if "e" in letters:
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}" + (
            f":{seconds % 60:02d}" if "s" in letters else ""
        )
    epoch = _EPOCH_1904 if from_1904 else _EPOCH
    return format_datetime(epoch + timedelta(seconds=seconds), letters)


def _choose(sections: tuple[_Section, ...], value: Decimal) -> _Section:
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _number(value: Decimal, section: _Section) -> str:
    if "G" in section.whole:
        return "".join(general(value) if part == "G" else part[1:] for part in section.whole)
    value = value.scaleb(2 * section.percents - 3 * section.scale)
    places = sum(part in _PLACES for part in section.decimals)
    whole, _, fraction = f"{_rounded(value, places):f}".partition(".")
    return _whole_part(whole.lstrip("0"), section) + _decimals(fraction.ljust(places, "0"), section)


def _whole_part(digits: str, section: _Section) -> str:
    """Fill the places from the right; the leftmost takes all digits that are left."""
    places = [at for at, part in enumerate(section.whole) if part in _PLACES]
    taken = 0
    written: list[str] = []
    for at in range(len(section.whole) - 1, -1, -1):
        part = section.whole[at]
        if part not in _PLACES:
            written.append(part[1:])
            continue
        count = 1 if at != places[0] else max(len(digits) - taken, 1)
        for _ in range(count):
            digit = digits[-1 - taken] if taken < len(digits) else "0" if part == "0" else ""
            if digit and section.thousands and taken and taken % 3 == 0:
                written.append(",")
            written.append(digit)
            taken += 1
    return "".join(reversed(written))


def _decimals(digits: str, section: _Section) -> str:
    written: list[str] = []
    at = 0
    for part in section.decimals:
        if part in _PLACES:
            optional = part != "0" and not digits[at:].strip("0")
            written.append("" if optional else digits[at])
            at += 1
        else:
            written.append(part[1:])
    text = "".join(written)
    return "." + text if text[:1].isdigit() else text


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=1024)
def _parse(code: str) -> tuple[_Section, ...]:
    sections = [_parse_section(text) for text in _split(code)]
    if any(section.odd for section in sections):
        return (_Section(odd=True),)
    return tuple(sections)


def _split(code: str) -> list[str]:
    texts: list[str] = []
    at = 0
    while at <= len(code) and len(texts) < 3:
        match = _SECTION.match(code, at)
        texts.append(match[0] if match else "")
        at += len(texts[-1]) + 1
    return texts


def _parse_section(text: str) -> _Section:
    whole: list[str] = []
    decimals: list[str] = []
    letters: list[str] = []
    commas = scale = percents = 0
    thousands = odd = False
    part = whole
    for match in _PART.finditer(text):
        kind, value = match.lastgroup, match[0]
        if kind == "digit":
            thousands = thousands or commas > 0
            commas = 0
            part.append(value)
        elif kind == "point":
            part = decimals
        elif kind == "comma":
            commas += 1
        elif kind == "date":
            letters.append(value[0].lower())
        elif kind == "elapsed":
            letters.append("e")
        elif kind == "general":
            part.append("G")
        elif kind in ("condition", "exponent"):
            odd = True
        elif kind is not None and kind != "half":
            percents += value == "%"
            odd = odd or (value == "/" and any(place in _PLACES for place in whole))
            part.append("'" + match[kind])
    scale = commas
    if letters:
        return _Section(letters=_without_minutes(letters), odd=odd)
    return _Section("", tuple(whole), tuple(decimals), percents, scale, thousands, odd)


def _without_minutes(letters: list[str]) -> str:
    """An m behind hours or before seconds means minutes."""
    found = ""
    for at, letter in enumerate(letters):
        around = letters[at - 1 : at] + letters[at + 1 : at + 2]
        if letter == "m" and ("h" in around[:1] or "e" in around[:1] or "s" in around[-1:]):
            letter = "n"
        found += {"g": "", "b": "y", "e": "e"}.get(letter, letter)
    return found
