from __future__ import annotations

import pytest

from zhunsheng.kernel.findings import AtDimension, AtSection, Problem
from zhunsheng.kernel.report import Trace
from zhunsheng.rulebook.rules import text_rules

RESULTS = "六、部门整体支出绩效情况"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("移交问题线索3条。", "正文1处写到问题线索，可能不宜公开。"),
        ("收到12件举报线索。", "正文1处写到问题线索，可能不宜公开。"),
        ("对2个单位主要负责人进行约谈。", "正文1处写到约谈，可能不宜公开。"),
        ("对有关人员立案审查。", "正文1处写到审查调查，可能不宜公开。"),
        ("整理办事线索，落实提醒约谈机制，接受财政检查。", None),
    ],
)
def test_what_wants_a_secrecy_review(messages, text, found):
    assert messages("P04.inspection_secrets", prose=(RESULTS, text)) == ([found] if found else [])


def test_places_of_one_kind_are_one_finding(problems):
    found = problems("P04.inspection_secrets", prose=(RESULTS, "移交线索3条。另有线索2件。"))
    assert [problem.targets for problem in found] == [[AtSection("六", 2, 6), AtSection("六", 9, 13)]]


def test_review_recorded_as_a_fact(messages):
    facts = {"publication.secrecy_review": "2024年3月20日", "publication.privacy_review": "2024年3月20日"}
    assert messages("P05.review_record", facts=facts) == []


def test_empty_review_line_is_no_record(messages):
    outside = {"卷首": "保密审查人：\n隐私审查人：文书"}
    assert messages("P05.review_record", outside=outside) == ["没有保密审查的记录。"]


def test_traces_are_told_by_kind(problems):
    traces = [Trace("author", "文档属性"), Trace("comment", "第3段"), Trace("comment", "第9段")]
    assert problems("P07.file_traces", report={"traces": traces}) == [
        Problem(
            "文件里留有作者1处（文档属性）。", [AtDimension("作者")], "请清除后再公开，或用本软件另存的成品。"
        ),
        Problem(
            "文件里留有批注2处（第3段）。", [AtDimension("批注")], "请清除后再公开，或用本软件另存的成品。"
        ),
    ]


def test_these_rules_run_for_publication_only():
    assert {rule.code for rule in text_rules() if rule.publication_only} == {"P04", "P05", "P07"}
