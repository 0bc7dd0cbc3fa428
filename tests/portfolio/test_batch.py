"""One file read and checked, whatever it holds."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal as D
from pathlib import Path

import pytest

from zhunsheng.kernel.facts import given
from zhunsheng.kernel.findings import Severity
from zhunsheng.kernel.report import Report
from zhunsheng.portfolio import batch
from zhunsheng.portfolio.batch import (
    FileDigest,
    Job,
    ReportDigest,
    Unread,
    check_bytes,
    check_path,
    digest_path,
    examine_path,
    json_line,
    tally,
)


def test_path_and_bytes_give_the_same(samples: Path) -> None:
    path = samples / "report-2.txt"
    (from_path,) = check_path(path, Job())
    (from_bytes,) = check_bytes(path.read_bytes(), "report-2.txt", Job())
    assert from_path["file"] == str(path)
    assert from_path | {"file": ""} == from_bytes | {"file": ""}
    assert from_path["findings"]


def test_a_clean_report_has_no_finding(samples: Path) -> None:
    (result,) = check_path(samples / "clean.txt", Job())
    assert result["findings"] == []
    assert result["outcomes"]["failed"] == result["outcomes"]["crashed"] == 0
    assert result["outcomes"]["passed"] > 50


def test_two_reports_in_one_file_are_numbered(samples: Path, tmp_path: Path) -> None:
    both = tmp_path / "两份.txt"
    both.write_bytes((samples / "clean.txt").read_bytes() + b"\n" + (samples / "report-2.txt").read_bytes())
    results = check_path(both, Job())
    assert [result["report"] for result in results] == [1, 2]
    assert [result["fiscal_year"] for result in results] == [2023, 2023]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.docx", b"", "empty"),
        ("坏.docx", b"PK\x03\x04 not a zip", "damaged"),
        ("通知.txt", "请按时报送。".encode(), "not_a_report"),
        ("图.png", b"\x89PNG\r\n\x1a\n\0\0\0", None),
    ],
)
def test_a_bad_file_is_a_result_too(tmp_path: Path, name: str, data: bytes, code: str | None) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (result,) = check_path(path, Job())
    assert set(result) == {"file", "error"}
    assert set(result["error"]) == {"code", "message"}
    assert result["error"]["code"] == code or code is None
    assert result["error"]["message"].endswith("。")


def test_a_missing_file(tmp_path: Path) -> None:
    assert check_path(tmp_path / "没有.docx", Job()) == [
        {
            "file": str(tmp_path / "没有.docx"),
            "error": {"code": "not_found", "message": "找不到这个文件，请核对路径。"},
        }
    ]


@pytest.mark.parametrize(
    ("error", "code"), [(ValueError("ours"), "internal_error"), (MemoryError(), "out_of_memory")]
)
def test_our_own_fault_is_not_the_departments(
    samples: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(batch, "reports_at", fail)
    digest = digest_path(samples / "clean.txt", Job(), with_lines=True)
    assert digest.unread is not None
    assert digest.unread.code == code
    assert ("ours" in digest.unread.trace) == (code == "internal_error")
    assert json.loads(digest.lines)["error"]["code"] == code
    assert tally([digest]).has_bug == (code == "internal_error")


def test_an_unknown_form_is_checked_by_the_nearest() -> None:
    facts = {
        "staffing.quota": given(D(13)),
        "staffing.actual": given(D(11)),
        "staffing.control_rate": given(D(1), "100%"),
    }
    (entry,) = examine(Report(form="hunan-overall", unit="示例区档案馆", facts=facts))
    assert entry.scheme is not None
    assert entry.report.scheme is None
    assert [(finding.code, finding.severity) for finding in entry.result.findings] == [
        ("A06", Severity.WARNING)
    ]


def test_nothing_recognised_means_nothing_checked() -> None:
    (entry,) = examine(Report(unit="示例区档案馆"))
    assert entry.scheme is None
    assert entry.result.findings == []
    assert set(entry.result.outcomes.values()) == {0}


def examine(report: Report) -> list[batch.Checked]:
    result = batch.examine(lambda: [report], "x", Job())
    assert isinstance(result, list)
    return result


def test_last_years_report_is_compared(samples: Path) -> None:
    previous = tuple(entry.report for entry in examined(samples / "previous.txt"))
    with_previous = check_path(samples / "report-2.txt", Job(previous=previous))[0]["outcomes"]
    without = check_path(samples / "report-2.txt", Job())[0]["outcomes"]
    assert with_previous != without


def examined(path: Path) -> list[batch.Checked]:
    result = examine_path(path, Job())
    assert isinstance(result, list)
    return result


def test_publication_is_stricter(samples: Path) -> None:
    codes = Counter(
        finding["code"][0] for finding in check_path(samples / "report.txt", Job(publish=True))[0]["findings"]
    )
    plain = Counter(
        finding["code"][0] for finding in check_path(samples / "report.txt", Job())[0]["findings"]
    )
    assert codes["P"] > plain["P"]


def test_a_file_name_that_is_no_unicode_survives() -> None:
    line = json_line({"file": "\udcb1\udca8告.txt"})
    assert json.loads(line) == {"file": "\udcb1\udca8告.txt"}
    assert json_line({"file": "报告.txt"}) == '{"file": "报告.txt"}\n'.encode()


def test_sums() -> None:
    first = ReportDigest("甲", 2023, Counter(error=2, warning=1), Counter(A01=2, F01=1))
    second = ReportDigest("乙", 2023, Counter(warning=1), Counter(F01=1))
    total = tally([FileDigest("a", [first, second]), FileDigest("b", unread=Unread("b", "damaged", "坏"))])
    assert (total.files, total.reports, len(total.unread)) == (2, 2, 1)
    assert total.counts == Counter(error=2, warning=2)
    assert total.codes == Counter(F01=2, A01=1)
    assert (total.reaches("error"), total.reaches("warning"), total.has_bug) == (True, True, False)
    assert not tally([FileDigest("b", [second])]).reaches("error")
    assert tally([FileDigest("c", [second], crashes=["D07：…"])]).has_bug
