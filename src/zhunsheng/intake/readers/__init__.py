"""各种文件格式到 Document 的读取器，只认版式，不懂表样。

`read_document` takes any supported file. What few callers need is read on demand: the fonts of a
.docx, the hidden sheets of an .xlsx, and what a file tells about its author. Every format has a
module with `read(data, notes)`, imported when the first such file comes.
"""

from __future__ import annotations

from zhunsheng.intake.document import Style, Trace
from zhunsheng.intake.readers.opening import guarded, read_bytes, read_document

__all__ = ["docx_styles", "read_bytes", "read_document", "read_traces", "xlsx_hidden"]


def docx_styles(data: bytes) -> list[Style]:
    """Font, size and line height of each Paragraph of a .docx."""
    from zhunsheng.intake.readers.docx_layout import read_styles

    return guarded(read_styles, data)


def xlsx_hidden(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of the hidden sheets of an .xlsx, by sheet name."""
    from zhunsheng.intake.readers.xlsx import hidden_sheets

    return guarded(hidden_sheets, data)


def read_traces(data: bytes) -> list[Trace]:
    """Authors, comments, revisions, hidden parts and paths in a file of any format."""
    from zhunsheng.intake.readers.traces import find_traces

    return guarded(find_traces, data)
