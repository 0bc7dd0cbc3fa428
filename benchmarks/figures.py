"""The figures of the sample report made anew, so that they still add up and agree with each other.

Each is named by the text the sample prints: `new["4.68"]` is what stands instead of 4.68.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from random import Random

_PRIOR = ["3.42", "1.26", "52.18", "63.45", "24.60", "9.80", "11.86", "15.34", "3.92", "47.92"]
_BUDGET = ["3.40", "1.20", "58.00", "68.00", "30.00", "12.00", "16.00", "4.00", "50.00", "46.00"]
_FINAL = [
    "3.18",
    "0.96",
    "55.26",
    "66.14",
    "28.30",
    "11.00",
    "11.52",
    "15.28",
    "3.64",
    "48.36",
    "44.20",
    "283.58",
]
_NUMBER = re.compile(r"(?<![\d.\-])\d+(?:\.\d+)?(?![\d\-])")


def with_figures(text: str, new: dict[str, str]) -> str:
    """The text with every known figure replaced."""
    return _NUMBER.sub(lambda match: new.get(match[0], match[0]), text)


def new_figures(random: Random) -> dict[str, str]:
    """What stands instead of each figure."""
    new: dict[str, Decimal] = {}
    _money(new, random)
    _work(new, random)
    _people(new, random)
    _scores(new)
    _mistakes(new, random)
    return {old: str(value) for old, value in new.items()}


def _money(new: dict[str, Decimal], random: Random) -> None:
    size = random.uniform(0.35, 9)
    _scale(new, _PRIOR, size * random.uniform(0.93, 1.05))
    _scale(new, _BUDGET, size)
    _scale(new, _FINAL, size * random.uniform(0.95, 1))
    _scale(new, ["3.16"], size)
    _scale(new, ["16.80"], size * random.uniform(0.7, 1.2))
    for total, terms in (
        ("4.68", "3.42 1.26"),
        ("150.03", "52.18 63.45 24.60 9.80"),
        ("4.60", "3.40 1.20"),
        ("168.00", "58.00 68.00 30.00 12.00"),
        ("4.14", "3.18 0.96"),
        ("160.70", "55.26 66.14 28.30 11.00"),
        ("331.94", "283.58 48.36"),
        ("492.64", "331.94 160.70"),
        ("335.10", "331.94 3.16"),
        ("503.10", "335.10 168.00"),
    ):
        new[total] = sum((new[term] for term in terms.split()), Decimal(0))
    for rest, whole, part in (
        ("7.30", "168.00", "160.70"),
        ("10.46", "503.10", "492.64"),
        ("486.30", "503.10", "16.80"),
        ("0.54", "4.68", "4.14"),
    ):
        new[rest] = new[whole] - new[part]
    new["3.45"] = _share(new["16.80"], new["486.30"])
    new["97.92"] = _share(new["492.64"], new["503.10"])
    new["11.54"] = _share(new["0.54"], new["4.68"])
    new["728"] = Decimal(4 * random.randint(60, 900))
    new["18.20"] = _cents(new["728"] * 250 / 10000)
    new["20.00"] = _cents(new["18.20"] / _decimal(random.uniform(0.85, 0.97)))
    new["1.80"] = new["20.00"] - new["18.20"]


def _work(new: dict[str, Decimal], random: Random) -> None:
    new["31240"], new["22620"] = (Decimal(random.randint(9000, 90000)) for _ in range(2))
    new["53860"] = new["31240"] + new["22620"]
    new["52000"] = Decimal(int(new["53860"] / _decimal(random.uniform(1.01, 1.08))))
    new["98.6"] = Decimal(random.randint(981, 998)) / 10
    new["99.4"] = Decimal(random.randint(991, 999)) / 10
    new["1.8"] = Decimal(random.randint(11, 19)) / 10
    new["1000"] = Decimal(random.randint(400, 1900))
    new["971"] = _part(new["1000"], random, 0.955, 0.975)
    new["29"] = new["1000"] - new["971"]
    new["97.1"] = _share(new["971"], new["1000"], "0.1")
    new["400"] = Decimal(random.randint(250, 900))
    new["330"] = _part(new["400"], random, 0.75, 0.87)
    new["70"] = new["400"] - new["330"]
    new["82.5"] = _share(new["330"], new["400"], "0.1")
    new["7.5"] = 90 - new["82.5"]
    new["650"] = Decimal(random.randint(300, 2000))
    new["577"] = _part(new["650"], random, 0.82, 0.89)
    new["11.23"] = _share(new["650"] - new["577"], new["650"])


def _people(new: dict[str, Decimal], random: Random) -> None:
    new["26"] = Decimal(random.randint(22, 180))
    new["25"] = new["26"] - random.randint(1, 4)
    new["96.15"] = _share(new["25"], new["26"])
    new["48"] = Decimal(random.randint(50, 200))
    new["41"] = _part(new["48"], random, 0.8, 0.92)
    new["7"] = new["48"] - new["41"]
    new["85.42"] = _share(new["41"], new["48"])
    new["1200"] = Decimal(random.randint(800, 4000))
    new["1150"] = _part(new["1200"], random, 0.92, 0.99)
    new["1083"] = _part(new["1150"], random, 0.935, 0.985)
    new["94.17"] = _share(new["1083"], new["1150"])


def _scores(new: dict[str, Decimal]) -> None:
    """As the scheme gives them: the share reached of the target, times the weight."""
    new["9.79"] = _cents(new["97.92"] / 10)
    new["5.94"] = _cents(new["97.1"] / 98 * 6)
    new["5.46"] = _cents(new["18.20"] / new["20.00"] * 6)
    new["7.33"] = _cents(new["82.5"] / 90 * 8)
    new["4.50"] = _cents(new["85.42"] / 95 * 5)
    new["48.08"] = Decimal("42.14") + new["5.94"]
    new["26.79"] = Decimal("9.50") + new["5.46"] + new["7.33"] + new["4.50"]
    new["94.66"] = new["9.79"] + new["48.08"] + new["26.79"] + 10


def _mistakes(new: dict[str, Decimal], random: Random) -> None:
    """Three sums or shares that are wrong: a report without a finding is checked too easily."""
    for figure in random.sample(("168.00", "4.14", "97.92", "96.15", "94.66", "10.46", "48.08", "150.03"), 3):
        new[figure] += random.choice((-1, 1)) * Decimal(random.randint(20, 99)) / 100


def _scale(new: dict[str, Decimal], olds: list[str], factor: float) -> None:
    for old in olds:
        new[old] = _cents(Decimal(old) * _decimal(factor))


def _part(whole: Decimal, random: Random, least: float, most: float) -> Decimal:
    return (whole * _decimal(random.uniform(least, most))).quantize(Decimal(1), ROUND_HALF_UP)


def _share(part: Decimal, whole: Decimal, step: str = "0.01") -> Decimal:
    return (part / whole * 100).quantize(Decimal(step), ROUND_HALF_UP)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value))
