"""The rulebook: forms, schemes, legal register and rules, loaded from data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from zhunsheng.kernel.basis import Article, Basis, Mark
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.form import Form, form_from
from zhunsheng.kernel.scheme import (
    Band,
    OverAchievement,
    QualitativeBand,
    RequiredSection,
    ReverseRule,
    Scheme,
    Scoring,
    Setting,
    Step,
)


@dataclass(slots=True)
class Rulebook:
    forms: dict[str, Form] = field(default_factory=dict)
    schemes: dict[str, Scheme] = field(default_factory=dict)
    documents: dict[str, Basis] = field(default_factory=dict)

    def scheme_of_form(self, form: str) -> str:
        """The scheme that uses a form; the newest where several do."""
        users = [scheme for scheme in self.schemes.values() if scheme.form == form]
        if not users:
            raise RulebookError(f"没有方案使用表样“{form}”。")
        return max(users, key=lambda scheme: scheme.since).id

    def cite(self, basis: str) -> str:
        """What is printed for a basis."""
        return self.basis(basis).cite()

    def basis(self, basis: str) -> Basis:
        if basis not in self.documents:
            raise RulebookError(f"依据“{basis}”不在文件目录里。")
        return self.documents[basis]


@cache
def load_rulebook(*folders: Path) -> Rulebook:
    """The package's own rulebook, with the schemes and forms of the user's folders added.

    A folder holds forms/*.toml and schemes/*.toml, or the files directly; documents.toml adds to the
    legal register. Raises RulebookError naming the file that is wrong.
    """
    rulebook = Rulebook()
    _load_folder(rulebook, files(__package__))
    for folder in folders:
        if not folder.is_dir():
            raise RulebookError(f"找不到方案文件夹“{folder}”。")
        _load_folder(rulebook, folder)
    _verify(rulebook)
    return rulebook


def _load_folder(rulebook: Rulebook, folder: Traversable) -> None:
    documents = folder / "documents.toml"
    if documents.is_file():
        rulebook.documents |= documents_from(_decode(documents))
    for file in _toml_files(folder, "forms"):
        form = _named(file, lambda data: form_from(data))
        rulebook.forms[form.id] = form
    for file in _toml_files(folder, "schemes"):
        scheme = _named(file, lambda data: scheme_from(data))
        rulebook.schemes[scheme.id] = scheme


def _toml_files(folder: Traversable, name: str) -> list[Traversable]:
    inner = folder / name
    if not inner.is_dir():
        return []
    return sorted((file for file in inner.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def _named(file: Traversable, build: Any) -> Any:
    try:
        return build(_decode(file))
    except RulebookError as error:
        raise RulebookError(f"{file.name}：{error}") from error


def _decode(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulebookError(f"{file.name} 写法有误：{error}") from error


def documents_from(data: dict[str, Any]) -> dict[str, Basis]:
    """Documents and their claims: id and id#claim."""
    found: dict[str, Basis] = {}
    for name, entry in data.items():
        articles = tuple(Article(a["number"], a["text"], a["source"]) for a in entry.get("articles", ()))
        mark = Mark(entry["mark"])
        found[name] = Basis(name, entry["title"], entry.get("number", ""), mark, entry.get("subject", ""), articles)
        for claim in entry.get("claims", ()):
            key = f"{name}#{claim['id']}"
            found[key] = Basis(key, entry["title"], entry.get("number", ""), Mark(claim["mark"]), claim["subject"])
    return found


def scheme_from(data: dict[str, Any]) -> Scheme:
    """A scheme from its decoded description. Raises RulebookError saying what is missing."""
    try:
        return _scheme(data)
    except KeyError as error:
        raise RulebookError(f"方案“{data.get('id', '？')}”缺少“{error.args[0]}”一项。") from error


def _scheme(data: dict[str, Any]) -> Scheme:
    return Scheme(
        id=data["id"],
        title=data["title"],
        region=data["region"],
        form=data["form"],
        basis=data["basis"],
        since=data["since"],
        until=data.get("until"),
        scoring=_scoring(data["scoring"]),
        grades=tuple(Band(entry[0], Decimal(str(entry[1]))) for entry in data["grades"]["bands"]),
        grades_basis=data["grades"]["basis"],
        settings={name: _setting(name, entry) for name, entry in (_defaults() | data.get("settings", {})).items()},
        sections=tuple(RequiredSection(s["title"], tuple(s.get("synonyms", ()))) for s in data.get("sections", ())),
        annexes=tuple(data.get("annexes", ())),
    )


@cache
def _defaults() -> dict[str, Any]:
    """Thresholds every scheme has unless it says otherwise."""
    return _decode(files(__package__) / "settings.toml")


def _setting(name: str, entry: dict[str, Any]) -> Setting:
    steps = []
    for step in entry["steps"]:
        if not step.get("basis"):
            raise RulebookError(f"参数“{name}”自 {step.get('since')} 年的取值没有写依据。")
        steps.append(Step(step["since"], Decimal(str(step["value"])), step["basis"]))
    return Setting(name, entry["title"], tuple(steps))


def _scoring(data: dict[str, Any]) -> Scoring:
    bands = tuple(
        QualitativeBand(tuple(entry["words"]), Decimal(str(entry["low"])), Decimal(str(entry["high"])))
        for entry in data["qualitative"]
    )
    return Scoring(
        execution_weight=Decimal(str(data["execution_weight"])),
        execution_formula=data["execution_formula"],
        qualitative=bands,
        over_achievement=OverAchievement(data["over_achievement"]),
        over_achievement_from=Decimal(str(data["over_achievement_from"])),
        reverse=ReverseRule(data["reverse"]),
        satisfaction_full=_optional(data.get("satisfaction_full")),
        satisfaction_zero=_optional(data.get("satisfaction_zero")),
        bases=dict(data["bases"]),
    )


def _optional(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _verify(rulebook: Rulebook) -> None:
    """Every reference leads somewhere: form of a scheme, basis of anything."""
    for form in rulebook.forms.values():
        rulebook.basis(form.basis)
    for scheme in rulebook.schemes.values():
        if scheme.form not in rulebook.forms:
            raise RulebookError(f"方案“{scheme.id}”的表样“{scheme.form}”不存在。")
        bases = [scheme.basis, scheme.grades_basis, *scheme.scoring.bases.values()]
        bases += [step.basis for setting in scheme.settings.values() for step in setting.steps]
        for basis in bases:
            rulebook.basis(basis)
