"""Words that must stand in a report before a rule has anything to say.

Most rules about wording look for something rare. All their signs are looked for in one run over the
text, and a rule none of whose signs is there isn't asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from zhunsheng.kernel.checks import Case
from zhunsheng.rulebook.checks.passages import passages

_KNOWN: set[str] = set()


def register(signs: Iterable[str]) -> frozenset[str]:
    """Signs of a rule, to be looked for with those of all others."""
    own = frozenset(signs)
    if not own <= _KNOWN:
        _KNOWN.update(own)
        _pattern.cache_clear()
    return own


def signs_of(case: Case) -> frozenset[str]:
    """The signs that stand in the report, found once for all rules."""
    memo = vars(case)
    if "signs" not in memo:
        memo["signs"] = _found(passages(case).text)
    found: frozenset[str] = memo["signs"]
    return found


def _found(text: str) -> frozenset[str]:
    pattern, words = _pattern()
    numbers = {match.lastindex or 0 for match in pattern.finditer(text)}
    return frozenset().union(*[words[number] for number in numbers])


@cache
def _pattern() -> tuple[re.Pattern[str], list[list[str]]]:
    """The pattern, and for each of its groups the sign it stands for with the shorter ones that begins.

    Only the first character of a sign is taken, the rest is looked at: so signs that overlap are all found.
    An empty group tells which one it was.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(_KNOWN, key=lambda word: (-len(word), word)):
        by_first.setdefault(word[0], []).append(word)
    branches: list[str] = []
    words: list[list[str]] = [[]]
    for first, own in sorted(by_first.items()):
        rests = "|".join(f"(?={re.escape(word[1:])})()" for word in own)
        branches.append(f"{re.escape(first)}(?:{rests})")
        words += [[other for other in own if word.startswith(other)] for word in own]
    return re.compile("|".join(branches) or "(?!)"), words
