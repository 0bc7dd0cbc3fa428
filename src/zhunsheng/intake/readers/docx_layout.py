"""Fonts and line spacing of a .docx, for the check of the official format.

Read on demand: it takes the tree and the whole of styles.xml, which plain reading does without.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from zhunsheng.intake.document import Style
from zhunsheng.intake.readers.docx import main_part
from zhunsheng.intake.readers.docx_scan import NAMESPACE, STRICT_NAMESPACE
from zhunsheng.intake.readers.docx_tidy import TBL, VAL, P, R, T, W, tidy_body
from zhunsheng.intake.readers.package import Package
from zhunsheng.intake.readers.safexml import parse

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PPR, _RPR = W + "pPr", W + "rPr"
_DEFAULT_SIZE: Final = 20
_FIXED: Final = ("exact", "atLeast")
_MOST_ANCESTORS: Final = 12


def read_styles(data: bytes) -> list[Style]:
    """One Style for each Paragraph of `read_document`, in order."""
    package = Package(data)
    body = tidy_body(package.part(main_part(package)), [])
    cascade = _Cascade(package)
    return [cascade.style(block, paragraph) for block, paragraph in _paragraphs(body)]


def _paragraphs(body: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Each paragraph that is a block, with the block's index: empty ones are none."""
    block = 0
    for child in body.iterchildren(P, TBL):
        if child.tag == TBL:
            block += next(child.iterchildren(W + "tr"), None) is not None
        elif any((text.text or "").strip() for text in child.iter(T)):
            yield block, child
            block += 1


class _Cascade:
    """Properties as Word finds them: run, paragraph style and its ancestors, document defaults."""

    def __init__(self, package: Package) -> None:
        self._root = _part(package, "word/styles.xml")
        self._theme = _part(package, "word/theme/theme1.xml")
        self._styles = {style.get(W + "styleId", ""): style for style in self._root.iterchildren(W + "style")}
        self._default = next(
            (
                style
                for style in self._styles.values()
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on")
            ),
            None,
        )

    def style(self, block: int, paragraph: etree._Element) -> Style:
        sources = [paragraph, *self._ancestry(paragraph)]
        run = _first_run(paragraph)
        runs = [source.find(_RPR) for source in ([] if run is None else [run]) + sources[1:]]
        spacings = [source.find(f"{_PPR}/{W}spacing") for source in sources]
        defaults = self._root.find(f"{W}docDefaults/{W}rPrDefault/{_RPR}")
        spacings.append(self._root.find(f"{W}docDefaults/{W}pPrDefault/{_PPR}/{W}spacing"))
        found = [properties for properties in [*runs, defaults] if properties is not None]
        return Style(
            block, self._font(found), _size(found), _line([one for one in spacings if one is not None])
        )

    def _ancestry(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        named = paragraph.find(f"{_PPR}/{W}pStyle")
        style = self._default if named is None else self._styles.get(named.get(VAL, ""))
        for _ in range(_MOST_ANCESTORS):
            if style is None:
                return
            yield style
            base = style.find(W + "basedOn")
            style = None if base is None else self._styles.get(base.get(VAL, ""))

    def _font(self, found: list[etree._Element]) -> str:
        for properties in found:
            fonts = properties.find(W + "rFonts")
            if fonts is None:
                continue
            theme = fonts.get(W + "eastAsiaTheme")
            name = self._theme_font(theme) if theme else fonts.get(W + "eastAsia", "")
            if name:
                return name
        return ""

    def _theme_font(self, name: str) -> str:
        """minorEastAsia, majorEastAsia: the theme's font for Chinese."""
        kind = "majorFont" if name.startswith("major") else "minorFont"
        fonts = next(self._theme.iter(_A + kind), None)
        if fonts is None:
            return ""
        chinese = next((font for font in fonts.iter(_A + "font") if font.get("script") == "Hans"), None)
        general = fonts.find(_A + "ea")
        named = "" if general is None else general.get("typeface", "")
        return named or ("" if chinese is None else chinese.get("typeface", ""))


def _part(package: Package, name: str) -> etree._Element:
    data = package.part_or_none(name)
    return (
        parse(data.replace(STRICT_NAMESPACE.encode(), NAMESPACE.encode())) if data else etree.Element("none")
    )


def _first_run(paragraph: etree._Element) -> etree._Element | None:
    runs = (run for run in paragraph.iter(R) if any((text.text or "").strip() for text in run.iter(T)))
    return next(runs, None)


def _size(found: list[etree._Element]) -> int:
    sizes = (properties.find(W + "sz") for properties in found)
    return next((_integer(size.get(VAL)) for size in sizes if size is not None), _DEFAULT_SIZE)


def _line(spacings: list[etree._Element]) -> int:
    """Fixed line height in twentieths of a point; 0 if it follows the font."""
    for spacing in spacings:
        if W + "line" in spacing.attrib:
            return _integer(spacing.get(W + "line")) if spacing.get(W + "lineRule") in _FIXED else 0
    return 0


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
