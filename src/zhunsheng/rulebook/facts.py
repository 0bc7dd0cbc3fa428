"""The catalogue of facts: what each key is called and how its text is read."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from zhunsheng.kernel.facts import Kind

_NUMBERED = re.compile(r"\[\d+\]")
_BY_YEAR = {"prior": "上年决算数", "budget": "本年预算数", "final": "本年决算数"}
_BY_SOURCE = {"initial": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数"}


@cache
def catalogue() -> dict[str, tuple[str, Kind]]:
    """Every key without numbers → (Chinese name, kind)."""
    data = tomllib.loads((files(__package__) / "facts.toml").read_text("utf-8"))
    found: dict[str, tuple[str, Kind]] = {}
    for section, entries in data.items():
        for key, name in entries.items():
            if section == "money_by_year":
                found |= {
                    f"{key}.{suffix}": (f"{name}{word}", Kind.MONEY) for suffix, word in _BY_YEAR.items()
                }
            elif section == "money_by_source":
                found |= {
                    f"{key}.{suffix}": (f"{name}{word}", Kind.MONEY) for suffix, word in _BY_SOURCE.items()
                }
            else:
                found[key] = (name, Kind(section))
    return found


@lru_cache(maxsize=5000)
def kind_of(key: str) -> Kind:
    """How the text of a fact is read. A key outside the catalogue is text."""
    if key.startswith("score.class."):
        return Kind.POINTS
    return catalogue().get(_NUMBERED.sub("", key), ("", Kind.TEXT))[1]


@lru_cache(maxsize=5000)
def label_of(key: str) -> str:
    """The Chinese name of a fact, the number of a repeated row included."""
    if key.startswith("score.class."):
        return key.removeprefix("score.class.") + "分值"
    name = catalogue().get(_NUMBERED.sub("", key), (key, Kind.TEXT))[0]
    number = _NUMBERED.search(key)
    return f"{name}（第{number.group()[1:-1]}项）" if number else name
