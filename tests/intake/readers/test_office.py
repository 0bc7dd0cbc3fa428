"""What needs LibreOffice: its own files of every format, and the formats read with its help."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from tests.intake.readers.test_xlsx import workbook

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers import limits, office, read_bytes, read_document
from zhunsheng.kernel.errors import UnreadableFile

PROGRAM = office.find_program()
needs_libreoffice = pytest.mark.skipif(PROGRAM is None, reason="本机没有 LibreOffice")


@pytest.fixture(scope="module")
def converted(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("converted")
    (folder / "book.xlsx").write_bytes(workbook())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for source, format_ in (
        (samples / "beita-2023.docx", "docx:MS Word 2007 XML"),
        (samples / "beita-2023.docx", "doc"),
        (samples / "beita-2023.docx", "odt"),
        (samples / "beita-2023.docx", "html"),
        (samples / "beita-2023.docx", "pdf"),
        (folder / "book.xlsx", "xls"),
        (folder / "book.xlsx", "ods"),
    ):
        command = [
            str(PROGRAM),
            profile,
            "--headless",
            "--convert-to",
            format_,
            "--outdir",
            str(folder),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder


def compact(block: Paragraph | Table, columns: bool) -> object:
    """Without blanks and line breaks, which other formats have in other places."""
    if isinstance(block, Paragraph):
        return "".join(block.text.split())
    return [
        [
            ("".join(cell.text.split()), *((cell.column, cell.span, cell.continued) if columns else ()))
            for cell in row
        ]
        for row in block.rows
    ]


@needs_libreoffice
@pytest.mark.parametrize("extension", ["docx", "doc", "odt", "html", "pdf"])
def test_the_sample_in_other_formats(samples: Path, converted: Path, extension: str) -> None:
    original = read_document(samples / "beita-2023.docx").blocks
    other = read_document(converted / f"beita-2023.{extension}")
    assert other.format == extension
    assert [compact(block, True) for block in other.blocks] == [compact(block, True) for block in original]


@needs_libreoffice
def test_xls_reads_as_xlsx(converted: Path) -> None:
    old, new = read_document(converted / "book.xls"), read_bytes(workbook(), "book.xlsx")
    assert old.format == "xls"
    assert old.blocks == new.blocks


@needs_libreoffice
def test_ods_reads_as_xlsx(converted: Path) -> None:
    """LibreOffice writes down what it shows: an hour without the leading 0."""
    ods, new = read_document(converted / "book.ods"), read_bytes(workbook(), "book.xlsx")
    for block in ods.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            for cell in row:
                cell.text = cell.text.replace(" 8:30:00", " 08:30:00")
    assert ods.format == "ods"
    assert ods.blocks == new.blocks


@needs_libreoffice
def test_rtf() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg936\uc1 \u19968?\u12289?\u22522?\u26412?\par}"
    document = read_bytes(rtf, "报告.rtf")
    assert (document.format, document.blocks) == ("rtf", [Paragraph("一、基本")])


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_program", lambda: None)
    with pytest.raises(UnreadableFile) as error:
        read_bytes(b"{\\rtf1 a}", "报告.rtf")
    assert error.value.code == "needs_libreoffice"
    assert "请在 WPS 或 Word 中另存为 .docx 后再试。" in error.value.message


def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $! > {tmp_path}/child\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(limits, "CONVERSION_SECONDS", 0.5)
    with pytest.raises(UnreadableFile) as error:
        office.convert(b"{\\rtf1}", str(program))
    assert error.value.code == "too_slow"
    child = (tmp_path / "child").read_text().strip()
    assert _ended(child)


def _ended(process: str, within: float = 10) -> bool:
    """Killed is not yet gone: the kernel ends a process in its own time, and nobody may be there to reap it."""
    state, last = Path(f"/proc/{process}/stat"), time.monotonic() + within
    while time.monotonic() < last:
        try:
            if state.read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def test_a_conversion_without_a_result(tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    with pytest.raises(UnreadableFile) as error:
        office.convert(b"{\\rtf1}", str(program))
    assert error.value.code == "damaged"
