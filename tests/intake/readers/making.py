"""Small files of each format, made in memory."""

from __future__ import annotations

import io
import zipfile

from zhunsheng.intake.document import Cell, Paragraph, Table
from zhunsheng.intake.readers import read_bytes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, namespaces: str = W, **parts: str) -> bytes:
    """A Word file with this body; `numbering`, `styles` … are further parts of word/."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "word/document.xml": f"<w:document {namespaces}><w:body>{body}</w:body></w:document>",
    }
    members |= {f"word/{name}.xml": content for name, content in parts.items()}
    return zipped(members)


def ods(tables: str, styles: str = "") -> bytes:
    """A workbook of LibreOffice with these tables."""
    namespaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style")
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {namespaces}>{automatic}{body}</office:document-content>",
        }
    )


def p(*texts: str, properties: str = "") -> str:
    """A Word paragraph with a run for each text."""
    return f"<w:p>{properties}" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def tc(content: str = "<w:p/>", properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def blocks(data: bytes, name: str = "报告") -> list[Paragraph | Table]:
    return read_bytes(data, name).blocks


def texts(data: bytes) -> list[str]:
    """The paragraphs of a file without tables."""
    return [block.text if isinstance(block, Paragraph) else "<table>" for block in blocks(data)]


def only_table(data: bytes) -> Table:
    (table,) = [block for block in blocks(data) if isinstance(block, Table)]
    return table


def cell_texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def shape(table: Table) -> list[list[tuple[str, int, int, bool]]]:
    """(text, column, span, continued) of every cell."""
    return [[_tuple(cell) for cell in row] for row in table.rows]


def _tuple(cell: Cell) -> tuple[str, int, int, bool]:
    return cell.text, cell.column, cell.span, cell.continued


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
    )
)


def odt(body: str, automatic: str = "", **parts: str) -> bytes:
    """An OpenDocument text; `automatic` are styles, `parts` further XML parts."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
    }
    return zipped(members | {f"{name}.xml": part for name, part in parts.items()})


Mark = tuple[float, float, float, str] | tuple[float, float, float, float]
"""A text (x, distance from the top, size, text) or a rule (x0, top, x1, bottom)."""


def pdf(*pages: list[Mark], height: float = 800, width: float = 600) -> bytes:
    """Pages in the Chinese font every reader knows by name, so that no font file is needed."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>"
        b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900]"
        b" /Ascent 900 /Descent -100 /ItalicAngle 0 /CapHeight 900 /StemV 80 >> >>",
    ]
    for at, marks in enumerate(pages):
        content = "\n".join(_drawn(mark, height) for mark in marks).encode()
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (width, height, 6 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return _assembled(objects)


def _drawn(mark: Mark, height: float) -> str:
    x, top, last = mark[:3]
    if isinstance(mark[3], str):
        return f"BT /F1 {last} Tf {x} {height - top - last * 0.9:.2f} Td <{mark[3].encode('utf-16-be').hex()}> Tj ET"
    return f"0.5 w {x} {height - top:.2f} m {last} {height - mark[3]:.2f} l S"


def _assembled(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def ruled(
    x_edges: list[float], y_edges: list[float], texts: list[list[str | None]], size: float = 10
) -> list[Mark]:
    """A ruled table; None joins the cell to the one above, "<" to the one on the left."""
    marks: list[Mark] = [
        (x_edges[0], y_edges[0], x_edges[-1], y_edges[0]),
        (x_edges[0], y_edges[-1], x_edges[-1], y_edges[-1]),
        (x_edges[0], y_edges[0], x_edges[0], y_edges[-1]),
        (x_edges[-1], y_edges[0], x_edges[-1], y_edges[-1]),
    ]
    for row, cells in enumerate(texts):
        for column, text in enumerate(cells):
            x0, x1, top, bottom = x_edges[column], x_edges[column + 1], y_edges[row], y_edges[row + 1]
            if text is not None and row:
                marks.append((x0, top, x1, top))
            if text != "<" and column:
                marks.append((x0, top, x0, bottom))
            if text and text != "<":
                marks += [
                    (x0 + 4, top + 2 + at * size, size, line) for at, line in enumerate(text.split("\n"))
                ]
    return marks
