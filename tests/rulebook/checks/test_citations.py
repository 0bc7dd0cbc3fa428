from __future__ import annotations

import pytest

TITLE = "一、部门基本情况"


@pytest.mark.parametrize(
    "sentence",
    [
        "《中共中央国务院关于全面实施预算绩效管理的意见》（中发〔2018〕34号）",
        "《关于全面实施预算绩效管理的意见》（中发[2018]34号）",
        "《关于印发〈项目支出绩效评价管理办法〉的通知》（财预〔2020〕10号）",
        "《项目支出绩效评价管理办法》（示财绩〔2021〕5号）",
        "《示例区档案馆查档办法》（示档〔2021〕2号）",
    ],
)
def test_right_numbers_and_documents_we_do_not_hold(messages, sentence):
    assert messages("N12.citation_mismatch", prose=(TITLE, f"依据{sentence}。")) == []


def test_right_number_of_another_document(messages):
    found = messages(
        "N12.citation_mismatch", prose=(TITLE, "依据《地方预决算公开操作规程》（财预〔2020〕10号）。")
    )
    assert found == ["《地方预决算公开操作规程》的文号是财预〔2016〕143号，写成了财预〔2020〕10号。"]


def test_number_we_hold_under_another_title(messages):
    found = messages("N12.citation_mismatch", prose=(TITLE, "依据《部门决算管理办法》（财预〔2020〕10号）。"))
    assert found == ["财预〔2020〕10号是《项目支出绩效评价管理办法》，写成了《部门决算管理办法》。"]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("示财绩〔2023〕1号", None),
        ("示财绩〔20231号", "文号“示财绩〔20231号”的括号缺了。"),
        ("示财绩2023〕1号", "文号“示财绩2023〕1号”的括号缺了。"),
        ("示财绩（2023）1号", "文号“示财绩（2023）1号”没有用六角括号。"),
        ("第20231号提案", None),
    ],
)
def test_brackets(messages, number, message):
    assert messages("T08.lost_brackets", prose=(TITLE, f"按照{number}办理。")) == (
        [message] if message else []
    )
