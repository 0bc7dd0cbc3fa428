"""The legal register (依据): which document a rule rests on, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

UNVERIFIED = "通行做法（未核原文）"


class Mark(StrEnum):
    """How a statement about a document was verified."""

    CONFIRMED = "C"
    SECONDARY = "S"
    BACKGROUND = "B"


@dataclass(slots=True, frozen=True)
class Article:
    """The very words of an article, with where they were read."""

    number: str
    text: str
    source: str


@dataclass(slots=True, frozen=True)
class Basis:
    """One document, or one claim about it, that a rule may rest on."""

    id: str
    title: str
    number: str
    mark: Mark
    subject: str = ""
    articles: tuple[Article, ...] = ()

    def cite(self, article: str = "") -> str:
        """As printed beside a finding. Only what was confirmed is quoted as a rule."""
        if self.mark is not Mark.CONFIRMED:
            return UNVERIFIED
        name = f"《{self.title}》" if not self.title.startswith("《") else self.title
        text = f"{name}（{self.number}）" if self.number else name
        return f"{text}{article}" if article else text
