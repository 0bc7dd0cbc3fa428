"""From decoded TOML to schemes and the legal register, refusing what is missing, misspelt or unfounded."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from zhunsheng.kernel.basis import Article, Basis, Mark
from zhunsheng.kernel.entries import Entry
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.formula import Binary, fact_keys, parse
from zhunsheng.kernel.scheme import (
    Band,
    ClassWeight,
    Deadline,
    EqualRule,
    OverAchievement,
    QualitativeBand,
    RequiredSection,
    ReverseRule,
    Scheme,
    Scoring,
    Setting,
    Step,
    WorkedExample,
)
from zhunsheng.rulebook.facts import label_of

_SCHEME = (
    *("id", "title", "region", "form", "basis", "since", "until", "annexes"),
    *("sections", "scoring", "weights", "grades", "settings", "example", "deadline"),
)
_SCORING = (
    *("execution_weight", "execution_formula", "qualitative", "over_achievement", "over_achievement_from"),
    *("reverse", "equal", "satisfaction_full", "satisfaction_zero", "bases"),
)
_BASES = (
    "execution_weight",
    "execution_formula",
    "quantitative",
    "qualitative",
    "over_achievement",
    "reverse",
    "equal",
)
"""Scoring values every scheme must give a basis for; satisfaction too where it is scored apart."""


def scheme_from(data: dict[str, Any]) -> Scheme:
    """A scheme from its decoded description. Raises RulebookError saying what is missing."""
    entry = Entry(data, f"方案“{data.get('id', '？')}”")
    entry.only(*_SCHEME)
    grades = Entry(entry.table("grades", required=True), f"{entry.where}的 [grades]")
    weights = Entry(entry.table("weights"), f"{entry.where}的 [weights]")
    return Scheme(
        id=entry.text("id"),
        title=entry.text("title"),
        region=entry.text("region"),
        form=entry.text("form"),
        basis=entry.text("basis"),
        since=entry.year("since"),
        until=entry.year("until") if "until" in data else None,
        scoring=_scoring(entry),
        grades=tuple(Band(str(name), lowest) for name, lowest in _pairs(grades, "bands")),
        grades_basis=grades.text("basis"),
        settings=_settings(entry),
        sections=tuple(_section(s, entry) for s in entry.tables("sections")),
        annexes=entry.texts("annexes", ()),
        class_weights=tuple(ClassWeight(name, points) for name, points in _pairs(weights, "classes"))
        if weights.data
        else (),
        class_weights_basis=weights.text("basis") if weights.data else "",
        deadlines=tuple(_deadline(d, entry) for d in entry.tables("deadline")),
        examples=tuple(_example(e, entry) for e in entry.tables("example")),
    )


def _pairs(entry: Entry, name: str) -> list[tuple[str, Decimal]]:
    """[["优", 90], …]"""
    pairs = entry.need(name)
    if (
        not isinstance(pairs, list)
        or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs)
        or not pairs
    ):
        entry.wrong(f"的“{name}”应写成 [[名称, 数], …]，写的是“{pairs}”")
    return [(str(pair[0]), entry.decimal(pair[1], f"“{pair[0]}”")) for pair in pairs]


def _section(data: dict[str, Any], scheme: Entry) -> RequiredSection:
    entry = Entry(data, f"{scheme.where}的 [[sections]]")
    entry.only("title", "synonyms")
    return RequiredSection(entry.text("title"), entry.texts("synonyms", ()))


# --- scoring -----------------------------------------------------------------------------------------


def _scoring(scheme: Entry) -> Scoring:
    entry = Entry(scheme.table("scoring", required=True), f"{scheme.where}的 [scoring]")
    entry.only(*_SCORING)
    formula = entry.text("execution_formula")
    return Scoring(
        execution_weight=entry.number("execution_weight"),
        execution_formula=formula,
        execution_names=_names(formula, entry),
        qualitative=tuple(_band(band, entry) for band in entry.tables("qualitative", required=True)),
        over_achievement=entry.choice("over_achievement", OverAchievement),
        over_achievement_from=entry.number("over_achievement_from"),
        reverse=entry.choice("reverse", ReverseRule),
        equal=entry.choice("equal", EqualRule),
        satisfaction_full=entry.number_or_none("satisfaction_full"),
        satisfaction_zero=entry.number_or_none("satisfaction_zero"),
        bases=_bases(entry),
    )


def _names(formula: str, scoring: Entry) -> dict[str, str]:
    """The facts a rate is made of, by name."""
    rate = parse(formula)
    if not isinstance(rate, Binary) or rate.operator != "/":
        scoring.wrong(f"的“execution_formula”应写成“执行数 / 预算数”，写的是“{formula}”")
    return {key: label_of(key) for key in fact_keys(rate)}


def _band(data: dict[str, Any], scoring: Entry) -> QualitativeBand:
    entry = Entry(data, f"{scoring.where}的“qualitative”")
    entry.only("words", "low", "high")
    band = QualitativeBand(entry.texts("words"), entry.number("low"), entry.number("high"))
    if not band.words or not 0 <= band.low <= band.high <= 1:
        entry.wrong("每档要有用语，low、high 在 0 与 1 之间且 low 不大于 high")
    return band


def _bases(scoring: Entry) -> dict[str, str]:
    entry = Entry(scoring.table("bases", required=True), f"{scoring.where[:-1]}.bases]")
    needed = (*_BASES, "satisfaction") if "satisfaction_full" in scoring.data else _BASES
    entry.only(*needed)
    return {name: entry.text(name) for name in needed}


# --- settings ----------------------------------------------------------------------------------------


def _settings(scheme: Entry) -> dict[str, Setting]:
    """The common thresholds with the scheme's own in their place."""
    defaults = _defaults()
    own = scheme.table("settings")
    Entry(own, f"{scheme.where}的 [settings]").only(*defaults)
    return {
        name: _setting(name, own.get(name, entry), defaults[name]["title"])
        for name, entry in defaults.items()
    }


@cache
def _defaults() -> dict[str, Any]:
    """Thresholds every scheme has unless it says otherwise."""
    return tomllib.loads((files(__package__) / "settings.toml").read_text("utf-8"))


def _setting(name: str, data: dict[str, Any], title: str) -> Setting:
    entry = Entry(data, f"参数“{name}”")
    entry.only("title", "steps")
    steps = []
    for step in entry.tables("steps", required=True):
        if not step.get("basis"):
            raise RulebookError(f"参数“{name}”自 {step.get('since')} 年的取值没有写依据。")
        at = Entry(step, f"参数“{name}”的取值")
        steps.append(Step(at.year("since"), at.number("value"), at.text("basis")))
    return Setting(name, entry.text("title", title), tuple(steps))


def _deadline(data: dict[str, Any], scheme: Entry) -> Deadline:
    entry = Entry(data, f"{scheme.where}的 [[deadline]]")
    entry.only("fiscal_year", "day", "basis")
    return Deadline(entry.year("fiscal_year"), entry.day("day"), entry.text("basis"))


# --- worked examples ---------------------------------------------------------------------------------


def _example(data: dict[str, Any], scheme: Entry) -> WorkedExample:
    entry = Entry(data, f"{scheme.where}的例子“{data.get('title', '？')}”")
    entry.only("title", "indicator", "facts", "total", "score", "steps", "grade")
    if len({"indicator", "facts", "total"} & data.keys()) != 1:
        entry.wrong("要给出“indicator”“facts”“total”中的一项")
    return WorkedExample(
        title=entry.text("title"),
        indicator=entry.texts_by_name("indicator"),
        facts=entry.texts_by_name("facts"),
        total=entry.number_or_none("total"),
        score=entry.number_or_none("score"),
        steps=entry.text("steps", ""),
        grade=entry.text("grade", ""),
    )


# --- legal register ----------------------------------------------------------------------------------


def documents_from(data: dict[str, Any]) -> dict[str, Basis]:
    """Documents and their claims: id and id#claim."""
    found: dict[str, Basis] = {}
    for name, fields in data.items():
        if not isinstance(fields, dict):
            raise RulebookError(f"依据“{name}”应写成 [{name}] 一张表。")
        entry = Entry(fields, f"依据“{name}”")
        title, number = entry.text("title"), entry.text("number", "")
        articles = tuple(_article(article, entry) for article in entry.tables("articles"))
        found[name] = Basis(
            name, title, number, entry.choice("mark", Mark), entry.text("subject", ""), articles
        )
        for claim in entry.tables("claims"):
            part = Entry(claim, f"{entry.where}的 [[claims]]")
            key = f"{name}#{part.text('id')}"
            found[key] = Basis(key, title, number, part.choice("mark", Mark), part.text("subject"))
    return found


def _article(data: dict[str, Any], document: Entry) -> Article:
    entry = Entry(data, f"{document.where}的 [[articles]]")
    return Article(entry.text("number"), entry.text("text"), entry.text("source"))
