"""Counting numbers in the styles word processors number paragraphs with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
_COUNTING: Final = ("零一二三四五六七八九", "十百千")
_ROMAN: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"


def numeral(value: int, style: str) -> str:
    """`value` in one of Word's number formats (ST_NumberFormat); unknown ones as 1, 2, 3."""
    written = _STYLES.get(style, str)(value)
    return written or str(value)


def chinese(value: int, signs: tuple[str, str] = _COUNTING) -> str:
    """一, 十, 十一, 二十, 一百零一 …; empty from 10,000 on."""
    digits, units = signs
    if not 0 < value < 10_000:
        return digits[0] if value == 0 else ""
    text = ""
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit:
            text += digits[digit] + (units[power - 1] if power else "")
        elif text and not text.endswith(digits[0]):
            text += digits[0]
    text = text.rstrip(digits[0])
    return text.removeprefix("一") if value < 20 and len(text) > 1 else text


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return ""
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (value // worth)
        value %= worth
    return text


def _letters(value: int) -> str:
    """a … z, aa, bb …: Word repeats the letter."""
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value <= 780 else ""


def _from(first: str, count: int) -> Callable[[int], str]:
    """Signs that follow each other in Unicode, such as ① … ⑳."""
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= count else ""


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value > 0 else ""


_STYLES: Final[dict[str, Callable[[int], str]]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand",
         "japaneseCounting", "koreanCounting"), chinese
    ),
    **dict.fromkeys(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"),
                    lambda value: "".join(_DIGITS[int(digit)] for digit in str(abs(value)))),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
                    lambda value: chinese(value, _LEGAL)),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _from("①", 20)),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"),
                    lambda value: "".join(chr(0xFF10 + int(digit)) for digit in str(abs(value)))),
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
}  # fmt: skip
