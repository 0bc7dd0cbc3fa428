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
