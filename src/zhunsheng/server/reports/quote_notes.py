"""What a document says of figures quoted from a register: whose they are, and of which day (截至)."""

from __future__ import annotations

from zhunsheng.server.reports.content import QUOTED, REGISTER_CELL, Content

_OF_DAY = "，截至 "


def table_note(content: Content) -> str:
    """注：“开展巡察轮次”等 2 项的实际完成值引自台账，截至 2023-12-31。 Empty where nothing was quoted."""
    names, register, days = [], "", set()
    for row in content.rows:
        held = content.cells.get(f"{row.id}.actual")
        if held is not None and held.text and held.source.startswith(f"{QUOTED}:"):
            names.append(content.text(f"{row.id}.name"))
            register, day = _read(held.source)
            days.add(day)
    if not names:
        return ""
    which = f"“{names[0]}”等 {len(names)} 项" if len(names) > 1 else f"“{names[0]}”"
    return f"注：{which}的实际完成值引自{register}{_OF_DAY}{'、'.join(sorted(days))}。"


def text_note(content: Content) -> str:
    """The same of counts the text quotes, if it still does."""
    said = "".join(content.text(cell) for cell in content.cells if cell.startswith("section."))
    quoted = [
        held.source
        for cell, held in content.cells.items()
        if (match := REGISTER_CELL.match(cell)) and held.text and f"·{match[1]}〕" in said
    ]
    if not quoted:
        return ""
    days = sorted({_read(source)[1] for source in quoted})
    return f"注：正文引用的{_read(quoted[0])[0]}数{_OF_DAY}{'、'.join(days)}。"


def _read(source: str) -> tuple[str, str]:
    """quoted:台账“已完成的轮次”，截至 2023-12-31 → 台账, 2023-12-31."""
    what, _, day = source.removeprefix(f"{QUOTED}:").partition(_OF_DAY)
    return what.partition("“")[0], day
