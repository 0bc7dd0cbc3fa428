"""Damaged files of every kind: a Document or one sentence, never anything else."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.readers.making import docx, odt, p, pdf, ruled, tbl, tc
from tests.intake.readers.test_docx_numbering import OFFICIAL, numbered
from tests.intake.readers.test_xlsx import workbook

from zhunsheng.intake.document import Document
from zhunsheng.intake.readers import read_bytes, read_traces
from zhunsheng.intake.readers.docx_names import Styles
from zhunsheng.intake.readers.docx_numbering import Numbering
from zhunsheng.intake.readers.docx_scan import scan
from zhunsheng.intake.readers.docx_tidy import tidy
from zhunsheng.intake.readers.package import Package
from zhunsheng.kernel.errors import UnreadableFile

FRAGMENTS = [
    b"<", b">", b"/>", b"</w:tc>", b"<w:tc>", b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"<w:p>", b"<w:sdt>", b"<w:ins>", b"</w:ins>",
    b'<w:vMerge w:val="restart"/>', b'<w:gridSpan w:val="999"/>', b'<w:numId w:val="1"/>', b"<w:txbxContent>", b"&#1;", b"&a;",
    b"<td rowspan=0>", b"</table>", b"<table>", b"<pre>", b"\x00", b"\xff", b"99999999999", b"-1", b"", b"\t", b"\n\n", b"|",
    b"endstream", b"<<", b">>", b"[", b"]", b"0 0 R", b"<!DOCTYPE a>", b"<!--", b"]]>", b'r="XFD1048576"', b't="s"',
]  # fmt: skip


def word() -> bytes:
    cells = tc(p("甲"), '<w:vMerge w:val="restart"/>') + tc(
        p("乙") + tbl(tc(p("丙"))), '<w:gridSpan w:val="2"/>'
    )
    revised = '<w:p><w:ins w:id="1"><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>'
    return docx(numbered("一") + p("文 &amp; 字") + tbl(cells, cells) + revised, numbering=OFFICIAL)


def text_document() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="2"><text:p>格</text:p></table:table-cell>'
    listed = "<text:list><text:list-item><text:p>项</text:p></text:list-item></text:list>"
    table = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    return odt(f'<text:p>文<text:s text:c="3"/></text:p>{listed}{table}')


def page() -> bytes:
    return (
        "<html><meta charset=gb2312><body><ol><li>项</ol><table><tr><td rowspan=2>甲<td>乙<tr><td colspan=3>"
        "<table><tr><td>丙<td>丁</table></table><p>文<br>字&nbsp;</p></body></html>"
    ).encode("gbk")


def drawn() -> bytes:
    table = ruled([50, 100, 200], [700, 720, 740], [["绩效", "值"], [None, "13"]])
    return pdf([(50, 50, 12, "一、基本情况"), *table], ruled([50, 100, 200], [60, 80], [["", "1"]]))


def plain() -> bytes:
    return '文\n\t一\n\t二\n\n\t三\n续\n\t四\n\n说明\na\tb\n"c\nd"\te\n| x | y |\n|---|---|\n'.encode()


FILES: dict[str, Callable[[], bytes]] = {
    "docx": word, "xlsx": workbook, "odt": text_document, "html": page, "pdf": drawn, "txt": plain,
}  # fmt: skip


def mutated(data: bytes, seed: int) -> bytes:
    """A few bytes or a part of a zip's XML changed, moved or lost."""
    chance = random.Random(seed)
    if not data.startswith(b"PK") or chance.random() < 0.2:
        return _edited(data, chance)
    source = zipfile.ZipFile(io.BytesIO(data))
    target = io.BytesIO()
    victim = chance.choice(source.namelist())
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, _edited(content, chance) if name == victim else content)
    return target.getvalue()


def _edited(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at, end = sorted(chance.randrange(len(changed) + 1) for _ in range(2))
        end = min(end, at + chance.choice((0, 1, 8, 100, 1000)))
        changed[at:end] = chance.choice(
            (
                chance.choice(FRAGMENTS),
                chance.randbytes(2),
                bytes(changed[end : end + 50]),
                bytes(changed[at:end]) * 2,
            )
        )
    return bytes(changed)


@pytest.mark.parametrize("kind", sorted(FILES))
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_damaged_files(kind: str, seed: int) -> None:
    data = mutated(FILES[kind](), seed)
    try:
        assert isinstance(read_bytes(data, f"报告.{kind}"), Document)
    except UnreadableFile as error:
        assert error.message.endswith("。")  # noqa: PT017
    try:
        read_traces(data)
    except UnreadableFile as error:
        assert error.code  # noqa: PT017


TEXTS = st.text(alphabet="一二（） 13.%\u3000\xa0", max_size=5)
PROPERTIES = st.sampled_from(
    (
        "",
        '<w:pPr><w:pStyle w:val="a1"/></w:pPr>',
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    )
)
PARAGRAPHS = st.builds(
    lambda texts, properties: p(*texts, properties=properties), st.lists(TEXTS, max_size=3), PROPERTIES
)
MERGES = st.sampled_from(("", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'))
CELLS = st.builds(
    lambda content, merge: tc("".join(content), merge), st.lists(PARAGRAPHS, max_size=3), MERGES
)
ROWS = st.lists(CELLS, min_size=2, max_size=3).map("".join)
TABLES = st.lists(ROWS, min_size=1, max_size=3).map(lambda rows: tbl(*rows))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(PARAGRAPHS | TABLES, max_size=6).map("".join))
def test_scanning_and_tidying_agree(body: str) -> None:
    package = Package(docx(body, numbering=OFFICIAL))
    document = package.part("word/document.xml")
    plain = scan(document, Styles(package), Numbering(package))
    assert scan(tidy(document, []), Styles(package), Numbering(package)) == plain


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for start in (
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-1.4\n",
        b"<html>",
        b"\xff\xfe",
    ):
        try:
            read_bytes(start + data, "报告")
        except UnreadableFile as error:
            assert error.message.endswith("。")  # noqa: PT017
