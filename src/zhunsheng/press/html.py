"""The formal report as one web page: no script, nothing from outside, printed like the Word document."""

from __future__ import annotations

from html import escape

from zhunsheng.kernel.form import Form
from zhunsheng.kernel.report import Report
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.press import official
from zhunsheng.press.characters import printable
from zhunsheng.press.document import report_tree
from zhunsheng.press.official import Face, Look, Margins
from zhunsheng.press.tree import Align, Cell, Kind, Page, Role, Row, Table, Text, Tree, cut_below, heading_row

_TAGS = {
    Role.ADDRESSEE: "p",
    Role.BODY: "p",
    Role.LIST_HEAD: "p",
    Role.SIGN_OFF: "p",
    Role.ANNEX_NUMBER: "p",
    Role.TABLE_TITLE: "h2",
    Role.SUBTITLE: "p",
    Role.LINE: "p",
    Role.NOTE: "p",
    Role.SIGNATURE: "p",
}


def html_text(report: Report, form: Form, scheme: Scheme | None = None) -> str:
    """The formal report as a self-contained page."""
    return html_of(report_tree(report, form, scheme))


def html_of(tree: Tree) -> str:
    pages = "\n".join(_page(page) for page in tree.pages)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="generator" content="准绳">\n'
        f"<title>{_text(tree.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{_mark(tree.mark)}<main>\n{pages}\n</main>\n"
        "</body>\n</html>\n"
    )


def _mark(mark: str) -> str:
    return f'<div class="mark" aria-hidden="true">{_text(mark)}</div>\n' if mark else ""


def _page(page: Page) -> str:
    turned = ' class="landscape"' if page.landscape else ""
    return f"<section{turned}>\n{''.join(_blocks(page.blocks))}</section>"


def _blocks(blocks: list[Text | Table]) -> list[str]:
    pieces: list[str] = []
    open_list = False
    titles = [block.text for block in blocks if isinstance(block, Text) and block.role is Role.TITLE]
    if titles:
        pieces.append(f"<h1>{_text(''.join(titles))}</h1>\n")
    for block in blocks:
        is_item = isinstance(block, Text) and block.role is Role.LIST_ITEM
        if is_item is not open_list:
            pieces.append('<ul class="list-item">\n' if is_item else "</ul>\n")
            open_list = is_item
        if isinstance(block, Table):
            pieces.append(_table(block))
        elif block.role is not Role.TITLE:
            pieces.append(_line(block))
    if open_list:
        pieces.append("</ul>\n")
    return pieces


def _line(block: Text) -> str:
    if block.role is Role.HEADING:
        level = min(block.level + 1, 6)
        return f"<h{level}>{_text(block.text)}</h{level}>\n"
    if block.role is Role.LIST_ITEM:
        return f"<li>{_text(block.text)}</li>\n"
    tag = _TAGS[block.role]
    parts = block.text.split("\t")
    inner = "".join(f"<span>{_text(part)}</span>" for part in parts) if len(parts) > 1 else _text(block.text)
    return f'<{tag} class="{block.role}">{inner}</{tag}>\n'


# --- tables -------------------------------------------------------------------------------------------


def _table(table: Table) -> str:
    """The table; in two, one on the other, where the heading to repeat on every page isn't its first row.

    A browser repeats nothing but a <thead>, and a <thead> stands at the top of its table.
    """
    at = heading_row(table.rows)
    if at is None:
        return _part(table, "", [], table.rows)
    head, body = cut_below(table.rows, at)
    if not at:
        return _part(table, "", [head], body)
    return _part(table, ' class="upper"', [], table.rows[:at]) + _part(table, " data-goes-on", [head], body)


def _part(table: Table, marks: str, head: list[Row], body: list[Row]) -> str:
    whole = sum(table.widths)
    columns = "".join(f'<col width="{width * 100 / whole:.2f}%">' for width in table.widths)
    marks += f' aria-label="{_text(table.title)}"' if table.title else ""
    heading = f"<thead>\n{_rows(head)}</thead>\n" if head else ""
    return (
        f"<table{marks}>\n<colgroup>{columns}</colgroup>\n{heading}<tbody>\n{_rows(body)}</tbody>\n</table>\n"
    )


def _rows(rows: list[Row]) -> str:
    return "".join(f"<tr>{''.join(_cell(cell) for cell in row.cells if cell.rows)}</tr>\n" for row in rows)


def _cell(cell: Cell) -> str:
    spans = f' colspan="{cell.span}"' if cell.span > 1 else ""
    spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    classes = ["left"] if cell.align is Align.LEFT else []
    if cell.indent:
        classes.append(f"indent-{min(cell.indent, _DEEPEST)}")
    looks = f' class="{" ".join(classes)}"' if classes else ""
    if cell.kind is Kind.LABEL and not cell.text:
        classes.append("goes-on")
        looks = f' class="{" ".join(classes)}"'
        return f"<td{spans}{looks}></td>"
    if cell.kind is Kind.HEAD:
        scope = "colgroup" if cell.span > 1 else "col"
    elif cell.kind is Kind.LABEL:
        scope = "rowgroup" if cell.rows > 1 else "row"
    else:
        return f"<td{spans}{looks}>{_text(cell.text)}</td>"
    return f'<th scope="{scope}"{spans}{looks}>{_text(cell.text)}</th>'


def _text(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")


# --- looks --------------------------------------------------------------------------------------------


def _fonts(face: Face) -> str:
    names = ", ".join(f'"{name}"' for name in (face.name, *face.free))
    return f"{names}, {'sans-serif' if face is official.HEI else 'serif'}"


def _font(look: Look) -> str:
    weight = "bold" if look.bold else "normal"
    return f"font-family: {_fonts(look.face)}; font-size: {look.points:g}pt; font-weight: {weight};"


def _margins(margins: Margins) -> str:
    return " ".join(f"{side:g}mm" for side in margins)


_PITCH = official.TEXT[1] / official.LINES
_NUMBER = (
    f'content: "— " counter(page) " —"; vertical-align: top; padding-top: 4.5mm; {_font(official.PAGE_NUMBER)}'
    " line-height: 1;"
)
"""Its dashes 7 mm below the text, as GB/T 9704 has it."""
_HEADINGS = "".join(
    f"h{level} {{ {_font(look)} }}\n" for level, look in enumerate(official.HEADINGS, start=2)
)
_DEEPEST = 24
_INDENTS = "".join(
    f".indent-{indent} {{ padding-left: {indent / 2 + 0.3:g}em; }}\n" for indent in range(1, _DEEPEST + 1)
)
STYLE = f"""
@page {{ size: A4; margin: {_margins(official.PORTRAIT)}; }}
@page landscape {{ size: A4 landscape; margin: {_margins(official.LANDSCAPE)}; }}
@page :right {{ @bottom-right {{ {_NUMBER} }} }}
@page :left {{ @bottom-left {{ {_NUMBER} }} }}
:root {{ color-scheme: light; }}
body {{ margin: 0; background: #e9ebee; color: #000; {_font(official.BODY)} line-height: {_PITCH:.2f}mm; }}
main {{ max-width: 210mm; margin: 0 auto; }}
section {{ background: #fff; margin: 6mm 0; padding: 20mm 27mm; box-shadow: 0 1px 4px #0003; }}
section.landscape {{ padding: 15mm; }}
h1 {{ {_font(official.TITLE)} line-height: 12.5mm; text-align: center; margin: 0 0 10mm; }}
{_HEADINGS}h2, h3, h4, h5 {{ margin: 0; text-indent: 2em; break-after: avoid; }}
p, ul {{ margin: 0; }}
p.body {{ text-align: justify; text-indent: 2em; overflow-wrap: break-word; }}
p.list-head {{ margin-top: {_PITCH:.2f}mm; text-indent: 2em; }}
ul.list-item {{ list-style: none; padding-left: 4em; }}
p.annex-number {{ {_font(official.ANNEX_NUMBER)} }}
h2.table-title {{ {_font(official.TABLE_TITLE)} text-align: center; text-indent: 0; margin: 2mm 0 4mm; }}
p.subtitle {{ {_font(official.LINE)} text-align: center; }}
p.sign-off {{ text-indent: 0; text-align: right; padding-right: 4em; }}
p.line, p.signature {{ {_font(official.LINE)} line-height: 1.6; margin: 1mm 0; display: flex; justify-content: space-between; gap: 1em; }}
p.note {{ {_font(official.NOTE)} line-height: 1.5; margin: 1mm 0; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; border: 1.2pt solid #000; {_font(official.TABLE_TEXT)} line-height: 1.35; }}
th, td {{ border: 0.5pt solid #000; padding: 0.9mm; text-align: center; vertical-align: middle; font-weight: normal; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }}
table.upper {{ border-bottom-width: 0.5pt; }}
table[data-goes-on] {{ border-top-width: 0.5pt; margin-top: -0.5pt; }}
td.goes-on {{ border-top: 0; }}
th[scope^="col"] {{ font-family: {_fonts(official.HEI)}; }}
th.left, td.left {{ text-align: left; }}
{_INDENTS}div.mark {{ position: fixed; left: 0; right: 0; top: 40%; text-align: center; transform: rotate(-30deg); z-index: 1; pointer-events: none; font-family: {_fonts(official.HEI)}; font-size: 90pt; color: #d33; opacity: 0.14; }}
th, td {{ break-inside: avoid; }}
th[rowspan], td[rowspan] {{ break-inside: auto; }}
thead {{ display: table-header-group; }}
@media (max-width: 60em) {{
  section {{ padding: 6mm 4mm; overflow-x: auto; }}
}}
@media print {{
  body {{ background: none; }}
  main {{ max-width: none; }}
  section, section.landscape {{ margin: 0; padding: 0; box-shadow: none; break-after: page; }}
  section:last-child {{ break-after: auto; }}
  section.landscape {{ page: landscape; }}
}}
"""
