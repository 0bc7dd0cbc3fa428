"""N12, T08: documents cited by title and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from zhunsheng.kernel.basis import Mark
from zhunsheng.kernel.checks import Case, Example, Mode
from zhunsheng.kernel.findings import Problem, Severity
from zhunsheng.kernel.labels import compact
from zhunsheng.kernel.sentences import occurrences
from zhunsheng.rulebook.checks.passages import passages
from zhunsheng.rulebook.checks.registry import text_rule
from zhunsheng.rulebook.loading import load_rulebook

_CITED = re.compile(r"《([^《》\n]{4,60})》\s*[（(]([^（）()\n]{3,30}?号)[）)]")
_TRIAL = re.compile(r"\((?:试行|暂行|修订|20版|2\.0版)\)")
_BLANK_FORM = "blank-form"
_TO_HOOKED = str.maketrans("[]【】", "〔〕〔〕")


@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    """(title → number, number → title) of the documents whose number was seen in print."""
    numbers: dict[str, str] = {}
    titles: dict[str, str] = {}
    documents = load_rulebook().documents
    confirmed = {key.partition("#")[0] for key, basis in documents.items() if basis.mark is Mark.CONFIRMED}
    for key, basis in documents.items():
        if basis.number and key in confirmed and not key.startswith(_BLANK_FORM):
            numbers[_bare(basis.title)] = basis.number
            titles[_plain(basis.number)] = basis.title
    return numbers, titles


def _bare(title: str) -> str:
    return _TRIAL.sub("", compact(title))


def _plain(number: str) -> str:
    return compact(number.translate(_TO_HOOKED)).translate(str.maketrans("()[]", "〔〕〔〕"))


@text_rule(
    "N12",
    "文件名称与文号不符",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "common-practice",
    fires=Example(prose=("一、部门基本情况", "依据《项目支出绩效评价管理办法》（财预〔2019〕10号）自评。")),
    silent=Example(prose=("一、部门基本情况", "依据《项目支出绩效评价管理办法》（财预〔2020〕10号）自评。")),
)
def citation_mismatch(case: Case) -> Iterator[Problem]:
    """引用文件的名称和文号要对得上；只核对文件目录里已核实文号的文件。"""
    found = passages(case)
    if "《" not in found.text or "号" not in found.text:
        return
    numbers, titles = _known()
    for match, target in found.find(_CITED):
        title, number = _bare(match[1]), _plain(match[2])
        right = numbers.get(title)
        if right is not None and _plain(right) != number and _issuer(right) == _issuer(number):
            yield Problem(f"《{match[1]}》的文号是{right}，写成了{match[2]}。", [target], f"请改为{right}。")
        elif right is None and number in titles and not _names(title, _bare(titles[number])):
            yield Problem(
                f"{match[2]}是《{titles[number]}》，写成了《{match[1]}》。",
                [target],
                "请核对文件名称和文号。",
            )


def _issuer(number: str) -> str:
    """财预 of 财预〔2020〕10号: another issuer may well have a document of the same title."""
    return _plain(number).partition("〔")[0]


def _names(title: str, known: str) -> bool:
    """A notice that issues a document cites its title; a short form is contained in it."""
    return title in known or known in title


# --- T08: brackets of document numbers -----------------------------------------------------------------

_ISSUERS = "发办字函财预绩政委通规综令会教农建行资采监"
_NUMBER = re.compile(
    rf"[一-鿿]{{0,4}}[{_ISSUERS}]\s?([〔\[（(【［]?)((?:19|20)\d{{2}})([〕\]）)】］]?)(\d{{1,4}})\s?号$"
)
_LONGEST = 18
_BEFORE = "和与及按照据根依由对以"
"""Words that may stand right before a document's number."""


@text_rule(
    "T08",
    "文号的括号不对",
    Severity.WARNING,
    Mode.DETERMINISTIC,
    "gbt-9704-2012",
    fires=Example(prose=("一、部门基本情况", "按照示财绩〔20231号文件填报。")),
    silent=Example(prose=("一、部门基本情况", "按照示财绩〔2023〕1号文件填报。")),
)
def lost_brackets(case: Case) -> Iterator[Problem]:
    """文号里的年份用六角括号〔〕括起，左右成对。"""
    found = passages(case)
    if "号" not in found.text:
        return
    for match in _numbers(found.text):
        opening, year, closing, number = match.groups()
        if opening == "〔" and closing == "〕":
            continue
        written = match.group().lstrip(_BEFORE)
        if opening and closing:
            message, severity = f"文号“{written}”没有用六角括号。", Severity.HINT
        else:
            message, severity = f"文号“{written}”的括号缺了。", None
        target = found.target(*match.span())
        yield Problem(message, [target], f"请改为“…〔{year}〕{number}号”。", severity)


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Document numbers, found from their closing 号."""
    for end in occurrences(text, "号"):
        match = _NUMBER.search(text, max(0, end - _LONGEST), end + 1) if text[end - 1].isdigit() else None
        if match is not None:
            yield match
