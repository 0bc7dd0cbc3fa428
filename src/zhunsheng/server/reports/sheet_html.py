"""A sheet's rows as HTML. Written by hand, not by a template: a table has hundreds of cells, each page."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zhunsheng.server.reports.drawing import Field, Sheet, SheetCell, SheetRow


def rows_html(sheet: Sheet, editable: bool) -> SafeString:
    return mark_safe("\n".join(_row(row, editable) for row in sheet.rows))


def field_html(field: Field, editable: bool) -> SafeString:
    return mark_safe(_field(field, editable))


def _row(row: SheetRow, editable: bool) -> str:
    mark = f' data-row="{escape(row.row_id)}"' if row.row_id else ""
    return f"<tr{mark}>{''.join(_cell(cell, editable) for cell in row.cells)}</tr>"


def _cell(cell: SheetCell, editable: bool) -> str:
    inner = "".join(_field(field, editable) for field in cell.fields)
    spans = f' colspan="{cell.span}"' if cell.span > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    spans += " data-own" if cell.own else ""
    if cell.kind in ("head", "label"):
        left = ' class="left"' if cell.left else ""
        indent = f' data-indent="{cell.indent}"' if cell.indent else ""
        return f"<th{spans}{left}{indent}>{inner}</th>"
    return f'<td{spans} class="{cell.kind}">{inner}</td>'


def _field(field: Field, editable: bool) -> str:
    text = escape(field.text)
    if field.kind == "label":
        return f'<span class="label-text">{text.replace(chr(10), "<br>")}</span>'
    if field.kind == "printed":
        return f'<span class="printed">{text}</span>'
    cell, name = escape(field.cell), escape(field.name)
    if field.kind == "computed":
        numeric = " numeric" if field.numeric else ""
        money = " data-money" if field.money else ""
        return (
            f'<output id="{cell}" data-computed="{cell}"{money} class="computed{numeric}" aria-label="{name}"'
            f' tabindex="-1">{text}</output>'
        )
    box = f'<textarea id="{cell}" data-cell="{cell}" rows="1" aria-label="{name}"{_marks(field, editable)}>\n{text}</textarea>'
    if field.money:
        return f'<span class="amount">{box}<span class="shown" aria-hidden="true"></span></span>'
    return box


def _marks(field: Field, editable: bool) -> str:
    """What the script and the style go by."""
    marks = ' class="numeric" inputmode="decimal"' if field.numeric else ""
    if field.locked:
        marks += f' readonly data-locked="{escape(field.locked)}" title="来自{escape(field.locked)}"'
    elif not editable:
        marks += " readonly"
    if field.source:
        marks += f' data-source="{escape(field.source)}"'
    return marks
