"""The benchmarks run, at tiny sizes; how long anything takes is not looked at."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import benchmarks.reading as reading
import benchmarks.rules as rules
import benchmarks.writing as writing
from benchmarks.corpus import report_blocks, report_text
from benchmarks.documents import BODY, Mould, docx_file
from benchmarks.printing import against


def test_no_two_reports_share_a_paragraph_or_an_amount() -> None:
    first, second = (report_text(number) for number in (3, 4))
    note = "说明：“项目支出”"
    sentences = [
        {s for s in t.split("\n") if s.endswith("。") and not s.startswith(note)} for t in (first, second)
    ]
    amounts = [set(re.findall(r"\d+\.\d\d(?=万元)", text)) for text in (first, second)]
    assert not sentences[0] & sentences[1]
    assert not amounts[0] & amounts[1]


def test_the_mould_gives_what_python_docx_gives() -> None:
    blocks = report_blocks(2)
    with zipfile.ZipFile(BytesIO(docx_file(blocks))) as package:
        made = package.read(BODY)
    assert Mould().body(blocks) == made


def test_reading() -> None:
    files = [docx_file(report_blocks(number)) for number in range(3)]
    measured = reading.measure(files, warm_up=1)
    assert set(measured.timings.seconds) >= {reading.OURS, reading.LIMIT}
    assert all(len(seconds) == 2 for seconds in measured.timings.seconds.values())
    reading.show("读取", measured, target=4)


def test_writing() -> None:
    measured = writing.measure(rounds=2, warm_up=1, others=False)
    assert measured.placeholders > 100
    writing.show(measured)


def test_rules() -> None:
    measured = rules.measure(reports=10, rounds=1, read=2)
    assert (measured.rules, measured.outcomes.total()) == (100, 1000)
    rules.show(measured)


def test_a_target_is_shown_with_its_verdict() -> None:
    assert against(3.2, 4) == "≤ 4：达到"
    assert against(8, 10, at_least=True) == "≥ 10：未达到"
