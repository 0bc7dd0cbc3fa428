"""The order of the indicators in the official table: by the printed classes, empty ones included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from zhunsheng.kernel.form import LevelOne
from zhunsheng.kernel.labels import read_label
from zhunsheng.kernel.report import Indicator


@dataclass(slots=True)
class PartGroup:
    """A second-level class and the numbers of its indicators in the report."""

    name: str
    members: list[int] = field(default_factory=list)


@dataclass(slots=True)
class ClassGroup:
    name: str
    points: int | None = None
    """What the blank form prints beside the name."""
    parts: list[PartGroup] = field(default_factory=list)
    last: int = -1
    """The part last added to."""


def grouped(
    indicators: Sequence[Indicator], classes: tuple[LevelOne, ...], synonyms: Mapping[str, str]
) -> list[ClassGroup]:
    """The form's classes in its order, with their indicators.

    A class the form doesn't know (a misprint, mostly) comes behind the one it followed in the report.
    """
    groups = [
        ClassGroup(level.name, level.points, [PartGroup(name) for name in level.parts]) for level in classes
    ]
    last = -1
    for number, indicator in enumerate(indicators):
        last = _class(groups, indicator.level1, last, synonyms)
        group = groups[last]
        group.last = _part(group.parts, indicator.level2, group.last, synonyms)
        group.parts[group.last].members.append(number)
    for group in groups:
        group.parts = group.parts or [PartGroup("")]
    return groups


def _class(groups: list[ClassGroup], name: str, last: int, synonyms: Mapping[str, str]) -> int:
    at = _position([group.name for group in groups], name, synonyms)
    if at is None:
        at = last + 1 if name else 0
        groups.insert(at, ClassGroup(name))
    elif all(not part.members for part in groups[at].parts):
        groups[at].name = name
    return at


def _part(parts: list[PartGroup], name: str, last: int, synonyms: Mapping[str, str]) -> int:
    at = _position([part.name for part in parts], name, synonyms)
    if at is None:
        at = last + 1 if name else 0
        parts.insert(at, PartGroup(name))
    elif not parts[at].members:
        parts[at].name = name
    return at


def _position(names: list[str], name: str, synonyms: Mapping[str, str]) -> int | None:
    key = _key(name, synonyms)
    return next((i for i, other in enumerate(names) if other == name or _key(other, synonyms) == key), None)


def _key(name: str, synonyms: Mapping[str, str]) -> str:
    key = read_label(name).key
    return synonyms.get(key, key)
