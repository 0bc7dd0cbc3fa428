"""Every file that can't be read says so in one sentence, quickly and in little memory."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from tests.intake.readers.making import CONTENT_TYPES, ODF, W, docx, odt, p, pdf, tbl, tc, texts, zipped

from zhunsheng.intake.document import Paragraph
from zhunsheng.intake.readers import limits, opening, read_bytes, read_document
from zhunsheng.kernel.errors import UnreadableFile

DOCUMENT = f"<w:document {W}><w:body>{p('文')}</w:body></w:document>"


def code_of(data: bytes, name: str = "报告.docx") -> str:
    with pytest.raises(UnreadableFile) as error:
        read_bytes(data, name)
    assert error.value.message.endswith("。")
    assert len(error.value.message) <= 45
    assert "\n" not in error.value.message
    return error.value.code


def code_of_path(path: Path) -> str:
    with pytest.raises(UnreadableFile) as error:
        read_document(path)
    return error.value.code


def test_files_that_are_none(tmp_path: Path) -> None:
    assert code_of_path(tmp_path / "没有.docx") == "not_found"
    assert code_of_path(tmp_path) == "not_a_file"
    os.mkfifo(tmp_path / "管道")
    assert code_of_path(tmp_path / "管道") == "not_a_file"
    (tmp_path / "空.docx").touch()
    assert code_of_path(tmp_path / "空.docx") == "empty"
    assert code_of_path(tmp_path / ("长" * 300)) == "not_readable"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("文")

    def refuse(*arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", refuse)  # the tests may run as root, who may read anything
    assert code_of_path(path) == "no_permission"


def test_a_file_being_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("文")
    real = os.fstat

    def status(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        with path.open("a") as file:
            file.write("字")
        return found

    monkeypatch.setattr(opening.os, "fstat", status)
    assert code_of_path(path) == "being_written"


def test_too_large_files_are_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    tracemalloc.start()
    assert code_of_path(path) == "too_large"
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert code_of(b"a" * (limits.MAX_FILE_BYTES + 1)) == "too_large"


def test_cut_off_zips() -> None:
    data = docx(p("文") * 100)
    for length in (10, len(data) // 2, len(data) - 30, len(data) - 1):
        assert code_of(data[:length]) == "damaged"


def test_zip_bombs() -> None:
    bomb = zipped({"word/document.xml": b"<" + b" " * 30_000_000})
    assert len(bomb) < 100_000
    assert code_of(bomb) == "too_large"
    assert code_of(_understated(bomb)) == "damaged"


def _understated(bomb: bytes) -> bytes:
    """The same with a table of contents that claims a small part."""
    at = bomb.rfind(b"PK\x01\x02")
    return bomb[: at + 24] + struct.pack("<I", 1000) + bomb[at + 28 :]


def test_a_zip_with_a_huge_table_of_contents() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for at in range(40_000):
            archive.writestr(f"word/{at:030}", b"")
    assert code_of(buffer.getvalue()) == "too_large"


def test_zips_that_are_no_reports() -> None:
    assert code_of(zipped({"a.docx": b"x"})) == "unknown_format"
    assert code_of(zipped({"ppt/presentation.xml": b"x"})) == "unknown_format"
    assert code_of(zipped({"word/styles.xml": b"x"})) == "damaged"
    assert code_of(
        zipped({"mimetype": b"application/vnd.oasis.opendocument.presentation", "content.xml": b"x"})
    ) == ("unknown_format")


def test_macros() -> None:
    parts = {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": DOCUMENT, "word/vbaProject.bin": b"x"}
    assert code_of(zipped(dict(parts)), "报告.docm") == "macros"
    assert code_of(zipped({"xl/workbook.xml": "x", "xl/vbaProject.bin": b"x"}), "表.xlsm") == "macros"
    assert texts(zipped({"word/document.xml": DOCUMENT})) == ["文"]


def test_encrypted_files(tmp_path: Path) -> None:
    encrypted = bytearray(zipped({"word/document.xml": DOCUMENT}))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        encrypted[encrypted.find(mark) + offset] |= 1
    assert code_of(bytes(encrypted)) == "encrypted"
    assert code_of(_ole2("EncryptedPackage")) == "encrypted"
    assert code_of(_ole2("Nothing")) == "unknown_format"


def _ole2(stream: str) -> bytes:
    """The least compound file there is: one sector table, one directory with a root and a stream."""

    def entry(name: str, kind: int, child: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + b"\0" * 36 + struct.pack(
            "<IQ", 0xFFFFFFFE, 0
        )  # fmt: skip

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0
    )
    header += b"\xff" * (512 - len(header))
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    directory = entry("Root Entry", 5, 1) + entry(stream, 2, 0xFFFFFFFF)
    return header + table + directory.ljust(512, b"\0")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!-- " + "x" * 5000 + ' --><!DOCTYPE x [<!ENTITY a "b">]>',
    ],
)
def test_xml_that_reaches_out(declaration: str) -> None:
    document = declaration + DOCUMENT.replace("文", "文&a;" if "ENTITY" in declaration else "文")
    assert code_of(zipped({"word/document.xml": document})) == "unsafe_xml"
    content = f"<office:document-content {ODF}/>"
    assert code_of(zipped({"content.xml": declaration + content}), "报告.odt") == "unsafe_xml"
    assert code_of(zipped({"xl/workbook.xml": declaration + "<workbook/>"}), "表.xlsx") == "unsafe_xml"


def test_xml_that_is_none() -> None:
    assert code_of(zipped({"word/document.xml": "<w:document"})) == "damaged"
    assert code_of(zipped({"word/document.xml": "<html/>"})) == "damaged"
    assert code_of(zipped({"xl/workbook.xml": b"\xff\xfe\x00"})) == "damaged"
    assert code_of(docx("<w:tc>" + p("文") + "</w:tc>")) == "damaged"


def test_deep_and_huge_xml() -> None:
    deep = "<w:x>" * 100_000
    assert (
        code_of(zipped({"word/document.xml": DOCUMENT.replace("<w:body>", "<w:body><w:sdt/>" + deep)}))
        == "damaged"
    )
    nested = p("底")
    for _ in range(400):
        nested = tbl(tc(nested) + tc())
    assert code_of(docx(nested)) == "damaged"


def test_a_huge_attribute() -> None:
    filler = os.urandom(100_000).hex()
    paragraph = f'<w:p w:x="{"y" * 11_000_000}{filler}"><w:r><w:t>文</w:t></w:r></w:p>'
    assert texts(docx(paragraph)) == ["文"]
    assert code_of(docx(paragraph + "<w:sdt/>")) == "damaged"


def test_endless_tags_come_to_an_end() -> None:
    """Tags that never close: a scan that starts anew at each would not come back."""
    assert (
        code_of(zipped({"word/document.xml": f"<w:document {W}>" + "<w:p <w:tc <w:t " * 100_000}))
        == "damaged"
    )


@pytest.mark.parametrize(
    "piece",
    [
        p("文") + "<w:sdt/>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>文</w:t></w:r></w:p>",
        "<w:p><w:r><w:pict><w:txbxContent>" + p("框") + "</w:txbxContent></w:pict></w:r></w:p>",
        tbl(tc(p("文"))),
    ],
)
def test_tidying_a_long_document_comes_to_an_end(piece: str) -> None:
    """lxml's `find`, `len` and moving a tree all go through every child: the square of 40,000 would not come back."""
    filler = os.urandom(50_000).hex()
    assert texts(docx(f"<!-- {filler} -->" + piece * 40_000 + p("末")))[-1].endswith("末")


def test_pictures_and_other_things() -> None:
    assert code_of(b"\x89PNG\r\n\x1a\n" + b"\0" * 100) == "scan"
    assert code_of(b"\xff\xd8\xff\xe0" + b"\0" * 100, "报告.pdf") == "scan"
    assert code_of(os.urandom(2000) + b"\0") in ("unknown_format", "damaged")
    assert code_of(b"\x7fELF\0\0\0") == "unknown_format"
    assert code_of(b" \n\t\n") == "empty"
    assert code_of(b"\xef\xbb\xbf \n") == "no_text"


def test_pdf_files_that_cannot_be_read() -> None:
    good = pdf([(50, 50, 12, "一、基本情况")])
    assert code_of(good[:200], "报告.pdf") in ("damaged", "scan")
    assert code_of(b"%PDF-1.4\n" + b"garbage " * 50, "报告.pdf") in ("damaged", "scan")
    encrypted = good.replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2"
                             b" /O <%s> /U <%s> /P -4 >>" % (b"11" * 32, b"22" * 32))  # fmt: skip
    assert code_of(encrypted, "报告.pdf") == "encrypted"


def test_a_pdf_bomb() -> None:
    import zlib

    packed = zlib.compress(b" " * 200_000_000)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    bomb = b"%PDF-1.5\n" + b"\n".join(b"%d 0 obj\n%s\nendobj" % (at, stream) for at in range(1, 5))
    assert code_of(bomb, "报告.pdf") == "too_large"


def test_endless_pdf_streams_come_to_an_end() -> None:
    streams = b"%PDF-1.5\n" + b"stream\n\x78" * 100_000
    assert code_of(streams, "报告.pdf") == "damaged"
    assert code_of(streams + b"endstream", "报告.pdf") == "damaged"


def test_a_wrong_extension_is_noted() -> None:
    document = read_bytes(docx(p("文")), "报告.pdf")
    assert document.notes == ["文件名后缀是 .pdf，实际内容是 docx 格式，已按实际内容读取。"]
    assert read_bytes("文".encode(), "报告.doc").notes == [
        "文件名后缀是 .doc，实际内容是 txt 格式，已按实际内容读取。"
    ]
    assert read_bytes(odt("<text:p>文</text:p>"), "报告").notes == []


def test_chinese_names_and_digests(tmp_path: Path) -> None:
    path = tmp_path / "示例区 自评报告（终稿）.txt"
    path.write_text("文", encoding="utf-8")
    document = read_document(path)
    assert (document.name, document.blocks) == (path.name, [Paragraph("文")])
    assert document.digest == hashlib.sha256("文".encode()).hexdigest()


def test_what_readers_do_wrong_shows_as_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr("zhunsheng.intake.readers.txt.read", fail)
    with pytest.raises(UnreadableFile) as error:
        read_bytes("文".encode(), "报告.txt")
    assert error.value.code == "damaged"
    assert isinstance(error.value.__cause__, KeyError)

    def exhaust(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("zhunsheng.intake.readers.txt.read", exhaust)
    with pytest.raises(MemoryError):
        read_bytes("文".encode(), "报告.txt")


def test_text_is_read_without_the_big_libraries() -> None:
    program = (
        "import sys; from zhunsheng.intake.readers import read_bytes; read_bytes('文'.encode(), 'a.txt');"
        "sys.exit(any(name in sys.modules for name in ('lxml', 'pdfplumber', 'olefile', 'python_calamine')))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
