"""Word documents (.docx)."""

from __future__ import annotations

import re

from zhunsheng.intake.document import Paragraph, Table
from zhunsheng.intake.readers.docx_names import Styles
from zhunsheng.intake.readers.docx_numbering import Numbering
from zhunsheng.intake.readers.docx_scan import TooRich, scan
from zhunsheng.intake.readers.package import Package, damaged
from zhunsheng.kernel.errors import UnreadableFile

_MAIN_PART = "word/document.xml"
_OFFICE_DOCUMENT = re.compile(rb'<Relationship\b(?=[^<>]*/officeDocument")[^<>]*\bTarget="/?([^"]+)"')
_PICTURES = (b"<a:blip ", b"<v:imagedata ")


def read(data: bytes | Package, notes: list[str]) -> list[Paragraph | Table]:
    package = Package.of(data)
    package.refuse_macros()
    document = package.part(main_part(package))
    blocks = _blocks(document, package, notes)
    pictures = _count_pictures(document, package)
    if pictures and not blocks:
        raise UnreadableFile("scan", "文件里只有图片没有文字，请先做文字识别（OCR）后再试。")
    if pictures:
        notes.append(f"文件中有 {pictures} 张图片，图片里的文字没有读取。")
    objects = sum(name.startswith("word/embeddings/") for name in package.names)
    if objects:
        notes.append(f"文件中嵌有 {objects} 个 Excel 等对象，其中的内容没有读取。")
    return blocks


def _blocks(document: bytes, package: Package, notes: list[str]) -> list[Paragraph | Table]:
    try:
        return scan(document, Styles(package), Numbering(package))
    except TooRich:
        pass
    from zhunsheng.intake.readers.docx_tidy import tidy  # takes lxml, which a plain document doesn't need

    try:
        return scan(tidy(document, notes), Styles(package), Numbering(package))
    except TooRich as error:
        raise damaged() from error


def _count_pictures(document: bytes, package: Package) -> int:
    if not any(name.startswith("word/media/") for name in package.names):
        return 0
    return sum(map(document.count, _PICTURES))


def main_part(package: Package) -> str:
    """word/document.xml, or what the package's relations call the document (Office 365: document2.xml)."""
    if _MAIN_PART in package:
        return _MAIN_PART
    match = _OFFICE_DOCUMENT.search(package.part_or_none("_rels/.rels") or b"")
    if match is None:
        raise damaged()
    return match[1].decode("utf-8", "replace")
