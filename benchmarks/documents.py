"""The reports as .docx files: made by python-docx, the same opened and saved by LibreOffice.

Two looks: formal, with the fonts, sizes and spacing of an official document at every paragraph, as a
report is sent in; bare, with hardly any, which leaves a parser the least there can be to do.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from benchmarks.corpus import Block, Cell, Table, report_blocks

BODY = "word/document.xml"
_MARK = re.compile(r"⟦(\d+)⟧ ?")


Write = Callable[[Paragraph, str, _Cell | None], None]
"""Writes a text into a paragraph, which may stand in a cell."""


def bare(paragraph: Paragraph, text: str, cell: _Cell | None) -> None:
    run = paragraph.add_run(text) if text else None
    if run is not None and cell is not None:
        run.font.size = Pt(9)


def formal(paragraph: Paragraph, text: str, cell: _Cell | None) -> None:
    """GB/T 9704: the text 仿宋 16 point, 28 points a line, two characters in; tables in 宋体, centred, set solid.

    The template leaves ten points below each paragraph, which an official document has nowhere.
    """
    looks = paragraph.paragraph_format
    looks.space_before = looks.space_after = Pt(0)
    if cell is None:
        looks.first_line_indent, looks.line_spacing = Pt(32), Pt(28)
    else:
        looks.alignment, looks.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, 1.0
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if text:
        font = paragraph.add_run(text).font
        font.name = "仿宋_GB2312" if cell is None else "宋体"
        font.element.rPr.rFonts.set(qn("w:eastAsia"), font.name)
        font.size = Pt(16 if cell is None else 10.5)


def docx_file(blocks: Iterable[Block], write: Write = bare) -> bytes:
    """The report by python-docx, with merged cells as Word writes them (gridSpan, vMerge)."""
    document = Document()
    for block in blocks:
        if isinstance(block, Table):
            _fill(document.add_table(len(block.rows), block.columns, "Table Grid"), block, write)
        else:
            write(document.add_paragraph(), block, None)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _fill(word: WordTable, table: Table, write: Write) -> None:
    below = (*table.rows[1:], ())
    for tr, row, next_row in zip(word._tbl.tr_lst, table.rows, below, strict=True):
        tcs = list(tr.tc_lst)
        for surplus in tcs[len(row) :]:
            tr.remove(surplus)
        for index, (tc, cell) in enumerate(zip(tcs, row, strict=False)):
            tc.grid_span = cell.span
            tc.width = Length((tc.width or 0) * cell.span)
            covers = index < len(next_row) and next_row[index].continued
            if cell.continued or covers:
                tc.vMerge = "continue" if cell.continued else "restart"
            box = _Cell(tc, word)
            write(box.paragraphs[0], cell.text, box)


# --- many files quickly ---------------------------------------------------------------------------


class Mould:
    """One report by python-docx into which the texts of any other are put, byte for byte as it would.

    python-docx takes a tenth of a second for a report; for thousands of files that is too long.
    """

    def __init__(self) -> None:
        made = docx_file(_marked(report_blocks(0)))
        with zipfile.ZipFile(io.BytesIO(made)) as package:
            pieces = _MARK.split(package.read(BODY).decode())
            self._rest = _without_body(package)
        self._xml, self._marks = pieces[::2], [int(mark) for mark in pieces[1::2]]

    def body(self, blocks: Iterable[Block]) -> bytes:
        """word/document.xml of the report."""
        texts = [_as_xml(text) for text in _texts(blocks)]
        between = zip(self._xml, (texts[mark] for mark in self._marks), strict=False)
        return ("".join(xml + text for xml, text in between) + self._xml[-1]).encode()

    def docx_file(self, blocks: Iterable[Block]) -> bytes:
        buffer = io.BytesIO(self._rest)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            package.writestr(BODY, self.body(blocks))
        return buffer.getvalue()


def _marked(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with a numbered mark for each text; a blank keeps the XML of padded texts."""
    number = 0

    def mark(text: str) -> str:
        nonlocal number
        number += 1
        return f"⟦{number - 1}⟧{' ' if text != text.strip() else ''}" if text else ""

    for block in blocks:
        if isinstance(block, Table):
            yield Table(
                block.columns,
                tuple(tuple(Cell(mark(c.text), c.span, c.continued) for c in row) for row in block.rows),
            )
        else:
            yield mark(block)


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)
        else:
            yield block


def _as_xml(text: str) -> str:
    return escape(text).replace("\n", "</w:t><w:br/><w:t>")


def _without_body(package: zipfile.ZipFile) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as rest:
        for entry in package.infolist():
            if entry.filename != BODY:
                rest.writestr(entry, package.read(entry))
    return buffer.getvalue()


# --- LibreOffice -------------------------------------------------------------------------------------


def libreoffice_twins(files: list[bytes], folder: Path) -> list[bytes] | None:
    """The same documents as LibreOffice writes them; None where it isn't installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    before, after = folder / "before", folder / "after"
    before.mkdir()
    paths = [before / f"{number:04}.docx" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "docx", "--outdir"]
    subprocess.run([*command, str(after), *map(str, paths)], check=True, capture_output=True, timeout=600)
    return [(after / path.name).read_bytes() for path in paths]
