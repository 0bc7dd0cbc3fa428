"""A report's own .json is as good as the document it came from."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest

from zhunsheng.kernel.errors import UnreadableFile
from zhunsheng.kernel.exchange import report_to_dict
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio.batch import Job, check, check_bytes
from zhunsheng.portfolio.sources import Extras, intake, previous_of, reports_at, reports_in, scheme_for
from zhunsheng.press.docx import docx_bytes

READER = intake()


def as_json(*reports: Report, indent: int | None = None) -> bytes:
    return "\n".join(
        json.dumps(report_to_dict(r), ensure_ascii=False, indent=indent) for r in reports
    ).encode()


@pytest.mark.parametrize("name", ["clean.txt", "report.txt", "report-2.txt"])
def test_findings_are_the_same_on_the_json(samples: Path, name: str) -> None:
    (report,) = reports_at(samples / name, READER)
    (back,) = reports_in(as_json(report), "报告.json", READER)
    assert back == report
    assert check(back, Job()).result == check(report, Job()).result


def test_several_objects_in_one_file(samples: Path) -> None:
    reports = [*reports_at(samples / "clean.txt", READER), *reports_at(samples / "report-2.txt", READER)]
    error = b'\n{"file": "x", "error": {"code": "damaged", "message": "..."}}\n'
    assert reports_in(b"\xef\xbb\xbf" + as_json(*reports) + error, "全部.json", READER) == reports
    assert reports_in(as_json(*reports, indent=2), "全部.json", READER) == reports


def test_a_scheme_of_somewhere_else(samples: Path) -> None:
    (report,) = reports_at(samples / "clean.txt", READER)
    report.scheme, report.form = "elsewhere", "elsewhere"
    (back,) = reports_in(as_json(report), "报告.json", READER)
    assert (back.scheme, back.form) == (None, None)
    assert "elsewhere" in back.doubts[-1].question
    assert scheme_for(back, READER.rulebook) is None
    (forced,) = reports_in(as_json(report), "报告.json", READER, "hunan-overall")
    assert (forced.scheme, forced.form) == ("hunan-overall", "hunan-overall")


def test_keys_the_json_lacks_are_blank() -> None:
    data = b'{"form": "hunan-overall", "facts": {}, "indicators": []}'
    (report,) = reports_in(data, "报告.json", READER)
    assert list(report.facts) == list(READER.rulebook.forms["hunan-overall"].keys)
    assert {fact.state for fact in report.facts.values()} == {State.BLANK}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"facts": ', "damaged"),
        (b'{"a": "\xff"}', "damaged"),
        (b'{"a":' + b"[" * 100_000, "damaged"),
        (b'{"name": "zhunsheng"}', "not_a_report"),
        (b'{"file": "x", "error": {}}', "not_a_report"),
        (b'{"facts": {}, "indicators": []}\n[1]', "not_a_report"),
    ],
)
def test_json_that_is_no_report(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        reports_in(data, "x.json", READER)
    assert caught.value.code == code


def test_last_years_report_is_that_of_the_same_unit() -> None:
    report = Report(unit="示例区 档案馆", form="a")
    mine, other_form, other = (
        Report(unit="示例区档案馆", form="a"),
        Report(unit="示例区档案馆", form="b"),
        Report(unit="x"),
    )
    assert previous_of(report, (other, other_form, mine)) is mine
    assert previous_of(report, (other, other_form)) is other_form
    assert previous_of(report, (other,)) is None
    assert previous_of(report, (other,), chosen=True) is other
    assert previous_of(Report(), (Report(),)) is None
    assert previous_of(report, ()) is None


def test_rich_text_begins_with_a_brace_but_is_no_json() -> None:
    with pytest.raises(UnreadableFile) as refused:
        reports_in(rb"{\rtf1\ansi}", "empty.rtf", intake())
    assert "JSON" not in refused.value.message


def word_file(text: str, author: str) -> bytes:
    document = docx.Document()
    document.core_properties.author = author
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def own_word_file(samples: Path) -> bytes:
    rulebook = READER.rulebook
    (report,) = reports_at(samples / "clean.txt", READER)
    return docx_bytes(report, rulebook.forms["hunan-overall"], rulebook.schemes["hunan-overall"])


def codes(data: bytes, job: Job) -> list[str]:
    (result,) = check_bytes(data, "报告.docx", job)
    return [finding["code"] for finding in result["findings"]]


def test_traces_are_looked_for_before_publication_only(samples: Path) -> None:
    data = word_file((samples / "clean.txt").read_text("utf-8"), "某经办人")
    assert "P07" not in codes(data, Job())
    assert "P07" in codes(data, Job(publish=True))
    assert "P07" not in codes(own_word_file(samples), Job(publish=True))


def test_fonts_are_looked_at_when_asked_for_only(samples: Path) -> None:
    data = word_file((samples / "clean.txt").read_text("utf-8"), "")
    assert "T10" not in codes(data, Job())
    assert codes(data, Job(typesetting=True)).count("T10") == 5  # title, two levels, text, line spacing
    assert "T10" not in codes(own_word_file(samples), Job(typesetting=True))


def test_each_line_of_a_report_is_set_in_its_font(samples: Path) -> None:
    (report,) = reports_in(own_word_file(samples), "报告.docx", READER, extras=Extras(typesetting=True))
    looks = {(line.role, line.font, line.half_points) for line in report.typesetting}
    assert looks == {
        ("title", "方正小标宋简体", 44),
        ("heading1", "黑体", 32),
        ("heading2", "楷体_GB2312", 32),
        ("body", "仿宋_GB2312", 32),
    }
    assert report.typesetting[2].section == "一"
