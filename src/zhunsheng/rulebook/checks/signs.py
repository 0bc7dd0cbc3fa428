"""Words that must stand in a report before a rule has anything to say.

Most rules about wording look for something rare. All their signs are looked for in one run over the
text, and a rule none of whose signs is there isn't asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
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
    pattern, by_first = _pattern()
    found: set[str] = set()
    for match in pattern.finditer(text):
        for word in by_first[match.group()]:
            if text.startswith(word, match.start()):
                found.add(word)
    return frozenset(found)


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Where a sign may begin: at the first character of one, before a second character of one; the signs by their first.

    Only one in fifty characters of a text is such a place.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(_KNOWN):
        by_first.setdefault(word[0], []).append(word)
    seconds = {word[1] for word in _KNOWN if len(word) > 1}
    whole = {word for word in _KNOWN if len(word) == 1}
    return re.compile(f"{_one_of(by_first)}(?:(?={_one_of(seconds)})|(?<={_one_of(whole)}))"), by_first


def _one_of(characters: Collection[str]) -> str:
    """A pattern for any of them; for none where there are none."""
    return f"[{''.join(map(re.escape, sorted(characters)))}]" if characters else "(?!)"
