"""Other libraries, each as a function from the bytes of a .docx to what it found.

They are imported when first asked for, so that a library that isn't installed is merely left out.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from importlib import import_module

Reader = Callable[[bytes], object]
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _python_docx() -> Reader:
    opened = import_module("docx").Document

    def read(data: bytes) -> object:
        document = opened(io.BytesIO(data))
        texts = [paragraph.text for paragraph in document.paragraphs]
        tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
        return texts, tables

    return read


def _kreuzberg() -> Reader:
    library = import_module("kreuzberg")
    config = library.ExtractionConfig(use_cache=False)

    def read(data: bytes) -> object:
        found = library.extract_bytes_sync(data, _DOCX, config)
        return found.content, [table.cells for table in found.tables]

    return read


def _docling_rs() -> Reader:
    library = import_module("docling_rs.document_converter")
    stream = import_module("docling_rs.datamodel.base_models").DocumentStream
    converter = library.DocumentConverter()

    def read(data: bytes) -> object:
        document = converter.convert(stream("report.docx", io.BytesIO(data))).document
        texts = [item.text for item in document.texts]
        tables = [[[cell.text for cell in row] for row in table.data.grid] for table in document.tables]
        return texts, tables

    return read


_READERS: Mapping[str, Callable[[], Reader]] = {
    "python-docx": _python_docx,
    "kreuzberg": _kreuzberg,
    "docling-rs": _docling_rs,
}


def readers() -> dict[str, Reader | None]:
    """Every other reader; None for one that isn't installed."""
    return {name: _installed(prepare) for name, prepare in _READERS.items()}


def _installed(prepare: Callable[[], Reader]) -> Reader | None:
    try:
        return prepare()
    except ImportError:
        return None
