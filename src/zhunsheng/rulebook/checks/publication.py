"""P04, P05, P07: what must be settled before a report is published."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.facts import State
from zhunsheng.kernel.findings import AtDimension, AtSection, Problem, Severity, Target
from zhunsheng.kernel.report import Report, Trace
from zhunsheng.rulebook.checks.registry import text_rule

# --- P04: matters of inspection and discipline ------------------------------------------------------------

_SECRETS = {
    "问题线索": (
        "线索",
        re.compile(r"线索[^。；，\n]{0,6}?\d+\s?[条件个]|\d+\s?[条件个][^。；，\n]{0,6}?线索"),
    ),
    "约谈": (
        "约谈",
        re.compile(
            r"[^。；，\n]{0,20}(?:\d+[个名人]|[一二三四五六七八九十]+[个名人])[^。；，\n]{0,16}约谈|约谈[^。；，\n]{0,10}\d+[个名人]"
        ),
    ),
    "审查调查": (
        "查",
        re.compile("立案审查|审查调查|立案查处|留置措施|采取留置|被查处的?[一-鿿]{2,6}|涉嫌[一-鿿]{2,10}"),
    ),
}


@text_rule(
    "P04",
    "涉及线索、约谈或审查调查",
    Severity.WARNING,
    Mode.HEURISTIC,
    "state-secrets",
    publication_only=True,
    fires=Example(prose=("六、部门整体支出绩效情况", "向乙单位移交问题线索2条。")),
    silent=Example(prose=("六、部门整体支出绩效情况", "整理好办事线索目录，方便群众查档。")),
)
def inspection_secrets(case: Case) -> Iterator[Problem]:
    """点名的单位、线索数、约谈和审查调查对象，公开前要作保密审查。"""
    for name, (sign, pattern) in _SECRETS.items():
        targets: list[Target] = [
            AtSection(section.number, match.start(), match.end())
            for section in case.report.sections
            if sign in section.text
            for match in pattern.finditer(section.text)
        ]
        if targets:
            yield Problem(
                f"正文{len(targets)}处写到{name}，可能不宜公开。", targets, "请作保密审查，必要时改为概述。"
            )


# --- P05: record of the review ---------------------------------------------------------------------------------

_REVIEWS = {
    "保密审查": (
        "publication.secrecy_review",
        re.compile(r"保密(?:审查|审核)[^：:\n]{0,8}[：:][ \t]*[^\s_]"),
    ),
    "隐私审查": (
        "publication.privacy_review",
        re.compile(r"隐私(?:审查|审核|保护)[^：:\n]{0,8}[：:][ \t]*[^\s_]"),
    ),
}


@text_rule(
    "P05",
    "没有公开前的审查记录",
    Severity.ERROR,
    Mode.DETERMINISTIC,
    "guoling-711",
    blocking=True,
    publication_only=True,
    fires=Example(outside={"卷首": "保密审查人：办公室保密员"}),
    silent=Example(outside={"卷首": "保密审查人：办公室保密员\n隐私审查人：办公室文书"}),
)
def review_record(case: Case) -> Iterator[Problem]:
    """公开前要有保密审查和隐私审查的记录。"""
    missing = [name for name, (key, line) in _REVIEWS.items() if not _is_recorded(case.report, key, line)]
    if missing:
        targets: list[Target] = [AtDimension(name) for name in missing]
        yield Problem(
            f"没有{'和'.join(missing)}的记录。",
            targets,
            "请先审查，再在报告末尾写明“保密审查人：”“隐私审查人：”和日期。",
        )


def _is_recorded(report: Report, key: str, line: re.Pattern[str]) -> bool:
    texts = (section.text for section in (*report.outside, *report.sections))
    return report.state(key) is State.GIVEN or any(line.search(text) for text in texts)


# --- P07: traces in the file ---------------------------------------------------------------------------------------

_KINDS = {
    "author": "作者",
    "last_editor": "最后编辑者",
    "company": "单位属性",
    "comment": "批注",
    "tracked_change": "修订痕迹",
    "hidden_sheet": "隐藏的工作表",
    "hidden_text": "隐藏文字",
    "embedded_path": "本机路径",
}


@text_rule(
    "P07",
    "文件里留有作者、批注等痕迹",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    publication_only=True,
    fires=Example(report={"traces": [Trace("comment", "第3段")]}),
    silent=Example(report={"traces": []}),
)
def file_traces(case: Case) -> Iterator[Problem]:
    """公开的文件里不带作者、批注、修订痕迹、隐藏内容和本机路径。"""
    by_kind: dict[str, list[str]] = {}
    for trace in case.report.traces:
        by_kind.setdefault(trace.kind, []).append(trace.detail)
    for kind, details in by_kind.items():
        name = _KINDS.get(kind, kind)
        message = f"文件里留有{name}{len(details)}处（{details[0]}）。"
        yield Problem(message, [AtDimension(name)], "请清除后再公开，或用本软件另存的成品。")
