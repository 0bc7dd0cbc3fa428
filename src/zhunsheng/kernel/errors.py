"""Exceptions a caller may meet. Every message is a Chinese sentence for the user."""

from __future__ import annotations


class ZhunshengError(Exception):
    """Base of every error of this package that is the user's to know about."""


class UnreadableFile(ZhunshengError):
    """A file from which no report can be read.

    `code` is a stable identifier for programs, the message is for people.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class RulebookError(ZhunshengError):
    """A scheme, form, rule or document of the rulebook is written wrongly."""


class FormulaError(RulebookError):
    """A formula doesn't parse or uses something the language doesn't have."""
