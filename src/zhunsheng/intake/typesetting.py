"""How the title, the headings and the text of a report are set in its .docx, for the check of the official format."""

from __future__ import annotations

from collections.abc import Iterator

from zhunsheng.intake.document import Document, Paragraph, Style
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.report import Report, Typeset

TITLE, BODY = "title", "body"
_LEVELS = {1: "heading1", 2: "heading2"}
"""Headings below the second level are set like the text."""


def typeset_lines(report: Report, document: Document, styles: list[Style]) -> list[Typeset]:
    """The lines of a report with their fonts; paragraphs that are none of these are left out."""
    roles = dict(_roles(report))
    found: list[Typeset] = []
    for style in styles:
        block = document.blocks[style.paragraph]
        assert isinstance(block, Paragraph)
        role, section = roles.get(compact(block.text), ("", ""))
        begun = bool(found) and found[-1].role != TITLE
        if not role and not begun and block.text.strip() and compact(block.text) in compact(report.title):
            role = TITLE
        if role:
            found.append(
                Typeset(
                    role, section, block.text.strip(), style.font, style.size_half_points, style.line_twips
                )
            )
    return found


def _roles(report: Report) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each line of the sections → (what it is, section)."""
    for section in report.sections:
        for line in section.text.split("\n"):
            yield compact(line), (BODY, section.number)
    for section in report.sections:
        level = section.number.count(".") + 1
        yield compact(section.heading), (_LEVELS.get(level, BODY), section.number)
