"""The formal .docx of a report, beside docxtpl with an equal template and the limit.

The template is our own file opened by python-docx, with a placeholder wherever the texts of two
reports differ: the same paragraphs, cells and styles. The limit is compressing the finished XML.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from benchmarks.documents import BODY
from benchmarks.printing import NOT_INSTALLED, against, table
from benchmarks.reports import read_reports
from benchmarks.timing import Timings, alternate, forget
from zhunsheng.kernel.report import Report
from zhunsheng.press.docx import docx_bytes
from zhunsheng.rulebook.loading import load_rulebook

REPORTS = 40
WARM_UP = 8
OURS, PEER, LIMIT = "准绳 .docx", "docxtpl", "下限：zlib 压缩 document.xml"
_OTHERS = {"准绳 .xlsx": ("xlsx", "xlsx_bytes"), "准绳 .pdf": ("pdf", "pdf_bytes")}

Press = Callable[[Report], bytes]


@dataclass(slots=True)
class Measured:
    timings: Timings
    paragraphs: int
    """In one document, cells included."""
    placeholders: int
    absent: list[str]


@dataclass(slots=True)
class Template:
    """A docxtpl template and what goes into it."""

    data: bytes
    places: list[int]
    """Numbers of the paragraphs with a placeholder."""
    paragraphs: int

    def values(self, written: bytes) -> list[str]:
        texts = paragraph_texts(written)
        return [texts[place] for place in self.places]


def template_of(written: list[bytes]) -> Template:
    """What differs between the files becomes a placeholder in the first of them."""
    columns = zip(*map(paragraph_texts, written), strict=True)
    places = [number for number, texts in enumerate(columns) if len(set(texts)) > 1]
    document = Document(io.BytesIO(written[0]))
    paragraphs = _paragraphs(document)
    for index, place in enumerate(places):
        paragraphs[place].text = f"{{{{ v[{index}] }}}}"
    buffer = io.BytesIO()
    document.save(buffer)
    return Template(buffer.getvalue(), places, len(paragraphs))


def paragraph_texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in _paragraphs(Document(io.BytesIO(data)))]


def _paragraphs(document: Any) -> list[Paragraph]:
    return [Paragraph(element, document) for element in document.element.body.iter(qn("w:p"))]


def measure(rounds: int = REPORTS, warm_up: int = WARM_UP, others: bool = True) -> Measured:
    """Every report is written once by each."""
    reports = read_reports(warm_up + rounds)
    ours = _ours()
    written = [ours(report) for report in reports]
    template = template_of(written)
    bodies = [_body(data) for data in written]
    functions: dict[str, Callable[[int], object]] = {
        LIMIT: lambda number: zlib.compress(bodies[number]),
        OURS: lambda number: ours(reports[number]),
    }
    absent = []
    rendering = _docxtpl(template, written)
    if rendering is None:
        absent.append(PEER)
    else:
        functions[PEER] = rendering
    for name, (module, wanted) in _OTHERS.items() if others else ():
        press = _press(module, wanted)
        if press is None:
            absent.append(name)
        else:
            functions[name] = _of(press, reports)
    forget()  # making the template has written every report once
    for function in functions.values():
        for number in range(warm_up):
            function(number)
    timings = alternate({name: _from(function, warm_up) for name, function in functions.items()}, rounds)
    return Measured(timings, template.paragraphs, len(template.places), absent)


def _ours() -> Press:
    return _with_rulebook(docx_bytes)


def _press(module: str, function: str) -> Press | None:
    try:
        return _with_rulebook(getattr(import_module(f"zhunsheng.press.{module}"), function))
    except ImportError:
        return None


def _with_rulebook(function: Callable[..., bytes]) -> Press:
    rulebook = load_rulebook()

    def press(report: Report) -> bytes:
        return function(report, rulebook.forms[report.form or ""], rulebook.schemes[report.scheme or ""])

    return press


def _docxtpl(template: Template, written: list[bytes]) -> Callable[[int], bytes] | None:
    try:
        library = import_module("docxtpl")
    except ImportError:
        return None
    contexts = [{"v": template.values(data)} for data in written]

    def render(number: int) -> bytes:
        document = library.DocxTemplate(io.BytesIO(template.data))
        document.render(contexts[number], autoescape=True)
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    if paragraph_texts(render(1)) != paragraph_texts(written[1]):
        raise RuntimeError("docxtpl 写出的内容与准绳写出的不同，不能相比。")
    return render


def _of(press: Press, reports: list[Report]) -> Callable[[int], bytes]:
    return lambda number: press(reports[number])


def _from(function: Callable[[int], object], start: int) -> Callable[[int], object]:
    return lambda number: function(start + number)


def _body(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(BODY)


def run() -> None:
    show(measure())


def show(measured: Measured) -> None:
    timings = measured.timings
    rows = [_row(name, timings) for name in timings.seconds]
    rows += [[name, NOT_INSTALLED, "", "", ""] for name in measured.absent]
    size = f"{measured.paragraphs} 段（含单元格），模板占位 {measured.placeholders} 处"
    table(f"出具：{REPORTS} 份各写一次（{size}）", ["", "毫秒", "÷ 下限", "÷ 准绳 .docx", "目标"], rows)


def _row(name: str, timings: Timings) -> list[str]:
    times = timings.ratio(name, OURS)
    return [
        name,
        f"{timings.milliseconds(name):.2f}",
        timings.ratio(name, LIMIT).show() if name != LIMIT else "1",
        times.show() if name != OURS else "1",
        against(times.median, 10, at_least=True) if name == PEER else "",
    ]
