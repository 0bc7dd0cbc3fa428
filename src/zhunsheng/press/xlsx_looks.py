"""Cell formats of the workbook, each made once."""

from __future__ import annotations

from typing import Any, NamedTuple

from zhunsheng.press import official
from zhunsheng.press.official import HEI, SONG, SONG_TITLE

EDITABLE = "#FFFBE6"
COMPUTED = "#ECEEF1"


class CellLook(NamedTuple):
    """What tells one format from another."""

    number: str = "General"
    left: bool = False
    indent: int = 0
    bold: bool = False
    """Column headings stand in 黑体."""
    fill: str = ""
    locked: bool = True
    bordered: bool = True
    font: str = SONG.name
    points: float = official.TABLE_POINTS


TITLE = CellLook(bordered=False, font=SONG_TITLE.name, points=official.XIAO_ER)
ANNEX_NUMBER = CellLook(left=True, bordered=False, font=HEI.name, points=official.SI_HAO)
NOTE = CellLook(left=True, bordered=False)
ROW_ID = CellLook(number=";;;", bordered=False)
"""A number nobody sees, not even who reads the sheet as it is shown."""


class Looks:
    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._formats: dict[CellLook, Any] = {}

    def of(self, look: CellLook) -> Any:
        made = self._formats.get(look)
        if made is None:
            made = self._formats[look] = self._workbook.add_format(_properties(look))
        return made


def _properties(look: CellLook) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "font_name": HEI.name if look.bold else look.font,
        "font_size": look.points,
        "align": "left" if look.left else "center",
        "valign": "vcenter",
        "text_wrap": True,
        "num_format": look.number,
        "locked": look.locked,
    }
    if look.indent:
        properties["indent"] = look.indent
    if look.fill:
        properties["bg_color"] = look.fill
    if look.bordered:
        properties["border"] = 1
    return properties
