"""Names and numbering of the paragraph styles a document uses, found in styles.xml without parsing it.

styles.xml is often five times the document (python-docx writes 350 KB), and a report uses three or
four of its styles, mostly the first. So we look for these by their id in the bytes, and unpack no
more than it takes to find them.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from zhunsheng.intake.readers.package import Package

_STYLES_PART: Final = "word/styles.xml"
_PIECE: Final = 65_536
_PLAIN_NAMES: Final = frozenset({"normal", "正文"})
_NAME = re.compile(rb'<w:name w:val="([^"]*)"')
_BASED_ON = re.compile(rb'<w:basedOn w:val="([^"]*)"')
_NUMBERING = re.compile(rb"<w:numPr>(.{0,400}?)</w:numPr>", re.S)
_NUM_ID = re.compile(rb'<w:numId w:val="(\d+)"')
_LEVEL = re.compile(rb'<w:ilvl w:val="([0-8])"')
_OUTLINE = re.compile(rb'<w:outlineLvl w:val="([0-8])"')
_MAX_ANCESTORS: Final = 12
_MAX_STYLES: Final = 500
"""A document that uses more was made to keep us busy; further ones are taken for body text."""


class Style(NamedTuple):
    style_id: str
    name: str
    """As people see it, lower case ("heading 1"); empty for body text."""
    list_id: str | None = None
    """The list that numbers the paragraphs of this style."""
    level: int | None = None
    """None: the level of the list that names the style."""


PLAIN: Final = Style("", "")


class Styles:
    """The styles of one document."""

    def __init__(self, package: Package) -> None:
        self._pieces = package.pieces(_STYLES_PART, _PIECE) if _STYLES_PART in package else iter(())
        self._unpacked = b""
        # Not worth unpacking styles.xml for: python-docx and LibreOffice both call body text so.
        self._known = {"Normal": PLAIN}

    def get(self, style_id: str) -> Style:
        style = self._known.get(style_id)
        if style is None:
            if len(self._known) > _MAX_STYLES:
                return PLAIN
            style = self._known[style_id] = self._find(style_id)
        return style

    def _find(self, style_id: str) -> Style:
        ancestry = self.ancestry(style_id)
        return Style(style_id, _name(ancestry[0], style_id), *_numbering(ancestry))

    def ancestry(self, style_id: str) -> list[bytes]:
        """The `w:style` elements of the style and those it is based on, nearest first."""
        found: list[bytes] = []
        while style_id and len(found) < _MAX_ANCESTORS:
            definition = self._definition(style_id)
            found.append(definition)
            match = _BASED_ON.search(definition)
            style_id = match[1].decode("utf-8", "replace") if match else ""
        return found

    def _definition(self, style_id: str) -> bytes:
        mark = b'w:styleId="' + style_id.encode() + b'"'
        while True:
            at = self._unpacked.find(mark)
            end = self._unpacked.find(b"</w:style>", at) if at >= 0 else -1
            if end >= 0:
                return self._unpacked[self._unpacked.rfind(b"<w:style ", 0, at) : end]
            piece = next(self._pieces, b"")
            if not piece:
                return b""
            self._unpacked += piece


def _name(definition: bytes, style_id: str) -> str:
    outline = _OUTLINE.search(definition)
    if outline:
        return f"heading {int(outline[1]) + 1}"
    match = _NAME.search(definition)
    name = match[1].decode("utf-8", "replace").lower() if match else style_id.lower()
    return "" if name in _PLAIN_NAMES else name


def _numbering(ancestry: list[bytes]) -> tuple[str | None, int | None]:
    level: int | None = None
    for definition in ancestry:
        match = _NUMBERING.search(definition)
        if match is None:
            continue
        level_match, id_match = _LEVEL.search(match[1]), _NUM_ID.search(match[1])
        if level is None and level_match:
            level = int(level_match[1])
        if id_match:
            return (id_match[1].decode(), level) if id_match[1] != b"0" else (None, None)
    return None, None
