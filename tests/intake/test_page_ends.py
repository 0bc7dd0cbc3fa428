"""The same report as a PDF, its tables cut by the page end at one row after another: read the same each time."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import docx
import pytest
from tests.intake.filled_forms import ALL, BASE, SELF
from tests.intake.form_files import as_word, drawn, form_table, read_one
from tests.intake.test_forms import read_rows

from zhunsheng.intake.readers import office

PROGRAM = office.find_program()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="本机没有 LibreOffice")

HUNAN = as_word(
    drawn(form_table("hunan-overall", "base"), BASE.texts),
    drawn(form_table("hunan-overall"), SELF.texts, SELF.indicators),
)
REPORTS = {"hunan-overall": HUNAN} | {
    form: as_word(drawn(form_table(form), filled.texts, filled.indicators)) for form, filled in ALL.items()
}
SHIFTS = (0, 6, 12, 17, 18, 20, 22)
"""Empty lines above each table: where they end decides at which row the page cuts it."""


def shifted(word: bytes, lines: int) -> bytes:
    document = docx.Document(io.BytesIO(word))
    for table in document.tables:
        for _ in range(lines):
            table._tbl.addprevious(document.add_paragraph()._p)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def printed(words: dict[int, bytes], folder: Path) -> dict[int, bytes]:
    """Each as a PDF of LibreOffice's, all in one go."""
    for shift, word in words.items():
        (folder / f"{shift}.docx").write_bytes(word)
    command = [str(PROGRAM), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += [
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        *(f"{folder}/{shift}.docx" for shift in words),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {shift: (folder / f"{shift}.pdf").read_bytes() for shift in words}


def said(data: bytes) -> object:
    """Every fact and every indicator; line breaks within a cell are the printer's."""
    report = read_one(data)
    facts = {key: (fact.state, _bare(fact.text)) for key, fact in report.facts.items()}
    rows = [tuple(map(_bare, row)) for row in read_rows(report)]
    return facts, rows, report.doubts, [entry.text for entry in report.unread]


def _bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("form", REPORTS)
def test_a_table_reads_the_same_wherever_the_page_cuts_it(form: str, tmp_path: Path) -> None:
    words = {shift: shifted(REPORTS[form], shift) for shift in SHIFTS}
    whole = said(REPORTS[form])
    assert {shift: said(pdf) for shift, pdf in printed(words, tmp_path).items()} == dict.fromkeys(
        SHIFTS, whole
    )
