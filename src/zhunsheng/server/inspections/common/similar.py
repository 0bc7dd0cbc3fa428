"""相近问题: issues whose wording is alike, by the pairs of characters they share. A suggestion, never a decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhunsheng.kernel.labels import compact

LIKE = 0.6
"""Share of pairs two wordings must have in common. 0.5 joins “账实不符” with “账账不符”; 0.7 misses a changed word."""
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*|[一二三四五六七八九十]+(?=[个件笔次卷项台人名处宗起])")
_NO_WORDS = re.compile(r"[^\w#]")


@dataclass(slots=True)
class Alike:
    """Wordings like the first of them."""

    ids: list[int]
    pairs: frozenset[str] = field(repr=False)


def pairs_of(wording: str) -> frozenset[str]:
    """Neighbouring characters, figures being one like the other and punctuation none."""
    bare = _NO_WORDS.sub("", _FIGURES.sub("#", compact(wording)))
    return frozenset(bare[at : at + 2] for at in range(len(bare) - 1))


def share(one: frozenset[str], other: frozenset[str]) -> float:
    """1 for the same pairs, 0 for none in common."""
    whole = len(one) + len(other)
    return 2 * len(one & other) / whole if whole else 0.0


def groups_of(wordings: Iterable[tuple[int, str]], like: float = LIKE) -> list[Alike]:
    """Each wording joins the group whose first is most like it, if any is like enough.

    Compared with the first only, so that a chain of small differences doesn't join what is far apart.
    """
    groups: list[Alike] = []
    holding: dict[str, list[int]] = {}
    for issue_id, wording in wordings:
        pairs = pairs_of(wording)
        best = _best(pairs, groups, holding, like)
        if best is not None:
            groups[best].ids.append(issue_id)
            continue
        for pair in pairs:
            holding.setdefault(pair, []).append(len(groups))
        groups.append(Alike([issue_id], pairs))
    return groups


def _best(
    pairs: frozenset[str], groups: list[Alike], holding: dict[str, list[int]], like: float
) -> int | None:
    """The group most like it; only those with a pair in common are looked at."""
    common = Counter(at for pair in pairs for at in holding.get(pair, ()))
    found = [(2 * number / (len(pairs) + len(groups[at].pairs)), -at) for at, number in common.items()]
    best = max(found, default=(0.0, 0))
    return -best[1] if best[0] >= like else None
