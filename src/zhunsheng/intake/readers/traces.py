"""What a file tells besides its text: authors, comments, revisions, hidden parts, paths.

Looked for before publication only. Names are masked: the finding must not spread them further.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final

from zhunsheng.intake.document import Trace
from zhunsheng.intake.readers import sniffing
from zhunsheng.intake.readers.package import Package

_NOBODY: Final = frozenset(
    ("准绳", "python-docx", "openpyxl", "administrator", "admin", "user", "windows 用户", "微软用户", "microsoft",
     "microsoft office user", "apache poi", "unknown", "pc", "hp", "lenovo", "dell")
)  # fmt: skip
"""Authors that are programs, computers and defaults."""
_PATH = re.compile(rb"file:/{2,}|(?<![A-Za-z])[A-Za-z]:(?:\\|%5C|/(?!/))|\\\\[\w.-]+\\", re.I)
_ENTITY: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))


def find_traces(data: bytes) -> list[Trace]:
    format_ = sniffing.sniff(data)
    finders = {
        "docx": _of_docx,
        "xlsx": _of_xlsx,
        "odt": _of_odt,
        "ods": _of_odt,
        "doc": _of_ole2,
        "xls": _of_ole2,
        "pdf": _of_pdf,
    }
    finder = finders.get(format_)
    return list(finder(data)) if finder else []


def _of_docx(data: bytes) -> Iterator[Trace]:
    package = Package(data)
    yield from _of_office(package)
    document = package.part_or_none("word/document.xml") or b""
    yield from _counted(
        "tracked_change",
        "正文有 {} 处修订痕迹",
        len(re.findall(rb"<w:(?:ins|del|moveFrom|moveTo)\b", document)),
    )
    yield from _counted("hidden_text", "正文有 {} 处隐藏文字", len(re.findall(rb"<w:vanish\s*/>", document)))
    yield from _counted(
        "comment",
        "有 {} 条批注",
        len(re.findall(rb"<w:comment\b", package.part_or_none("word/comments.xml") or b"")),
    )


def _of_xlsx(data: bytes) -> Iterator[Trace]:
    package = Package(data)
    yield from _of_office(package)
    workbook = package.part_or_none("xl/workbook.xml") or b""
    for sheet in re.findall(rb"<(?:\w+:)?sheet\b[^<>]*>", workbook):
        if re.search(rb'state="(?:hidden|veryHidden)"', sheet):
            yield Trace("hidden_sheet", f"隐藏的工作表“{_attribute(sheet, 'name')}”")
    if _PATH.search(workbook):
        yield Trace("embedded_path", "工作簿中记有本机路径")
    comments = [
        name for name in package.names if re.fullmatch(r"xl/(?:comments|threadedComments/)[^/]*\.xml", name)
    ]
    count = sum(len(re.findall(rb"<(?:\w+:)?comment\b", package.part(name))) for name in comments)
    yield from _counted("comment", "有 {} 条批注", count)


def _of_office(package: Package) -> Iterator[Trace]:
    core = package.part_or_none("docProps/core.xml") or b""
    yield from _person("author", "作者", _element(core, "creator"))
    yield from _person("last_editor", "最后修改者", _element(core, "lastModifiedBy"))
    extended = package.part_or_none("docProps/app.xml") or b""
    yield from _person("author", "经理", _element(extended, "Manager"))
    if _element(extended, "Company").lower() not in ("", *_NOBODY):
        yield Trace("company", "文件属性“公司”")
    for name in package.names:
        if name.endswith(".rels") and _PATH.search(package.part(name)):
            yield Trace("embedded_path", f"文件内的 {name} 记有本机路径")


def _of_odt(data: bytes) -> Iterator[Trace]:
    package = Package(data)
    meta = package.part_or_none("meta.xml") or b""
    yield from _person("author", "作者", _element(meta, "initial-creator"))
    yield from _person("last_editor", "最后修改者", _element(meta, "creator"))
    content = package.part_or_none("content.xml") or b""
    yield from _counted("comment", "有 {} 条批注", len(re.findall(rb"<office:annotation\b", content)))
    yield from _counted(
        "tracked_change", "正文有 {} 处修订痕迹", len(re.findall(rb"<text:changed-region\b", content))
    )
    yield from _counted(
        "hidden_text", "正文有 {} 处隐藏文字", len(re.findall(rb"<text:hidden-(?:text|paragraph)\b", content))
    )


def _of_ole2(data: bytes) -> Iterator[Trace]:
    import olefile  # type: ignore[import-untyped]

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        metadata = file.get_metadata()
    yield from _person("author", "作者", _decoded(metadata.author))
    yield from _person("last_editor", "最后修改者", _decoded(metadata.last_saved_by))
    if _decoded(metadata.company).lower() not in ("", *_NOBODY):
        yield Trace("company", "文件属性“公司”")


def _of_pdf(data: bytes) -> Iterator[Trace]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        yield from _person("author", "作者", document.get_metadata_value("Author"))
    finally:
        document.close()


def _decoded(value: bytes | None) -> str:
    if not value:
        return ""
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding).strip("\0 ")
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def _person(kind: str, label: str, name: str) -> Iterator[Trace]:
    name = name.strip()
    if name and name.lower() not in _NOBODY:
        yield Trace(kind, f"文件属性“{label}”（{name[0]}{'*' * min(len(name) - 1, 3)}）")


def _counted(kind: str, sentence: str, count: int) -> Iterator[Trace]:
    if count:
        yield Trace(kind, sentence.format(count))


def _element(part: bytes, name: str) -> str:
    match = re.search(rb"<(?:[\w-]+:)?%s\b[^<>]*(?<!/)>([^<]*)<" % name.encode(), part)
    return _unescaped(match[1]).strip() if match else ""


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rb'\b%s="([^"]*)"' % name.encode(), tag)
    return _unescaped(match[1]) if match else ""


def _unescaped(text: bytes) -> str:
    plain = text.decode("utf-8", "replace")
    for entity, sign in _ENTITY:
        plain = plain.replace(entity, sign)
    return plain
