"""The rulebook: forms, schemes and the legal register, loaded from data."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from zhunsheng.kernel.basis import Basis
from zhunsheng.kernel.errors import RulebookError
from zhunsheng.kernel.form import Form
from zhunsheng.kernel.form_files import form_from
from zhunsheng.kernel.formula import fact_keys, parse
from zhunsheng.kernel.scheme import Scheme
from zhunsheng.rulebook.facts import catalogue
from zhunsheng.rulebook.scheme_files import documents_from, scheme_from

Built = TypeVar("Built")
REGISTER = "documents.toml"


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
    legal register. A form or scheme with the id of an earlier one replaces it. Raises RulebookError
    naming the file that is wrong.
    """
    rulebook = Rulebook()
    package = files(__package__)
    _add(rulebook, package / REGISTER, _toml_files(package / "forms"), _toml_files(package / "schemes"))
    for folder in folders:
        if not folder.is_dir():
            raise RulebookError(f"找不到方案文件夹“{folder}”。")
        forms, schemes = _user_files(folder)
        if not forms and not schemes:
            raise RulebookError(f"方案文件夹“{folder}”里没有表样，也没有方案。")
        _add(rulebook, folder / REGISTER, forms, schemes)
    for scheme in rulebook.schemes.values():
        rulebook.schemes[scheme.id] = _with_form(scheme, rulebook.forms[scheme.form])
    return rulebook


def _add(
    rulebook: Rulebook, register: Traversable, forms: list[Traversable], schemes: list[Traversable]
) -> None:
    """Take a folder's files, then see that every reference in them leads somewhere."""
    if register.is_file():
        rulebook.documents |= _built(register, documents_from)
    read_forms = [(file, _built(file, form_from)) for file in forms]
    read_schemes = [(file, _built(file, scheme_from)) for file in schemes]
    rulebook.forms |= {form.id: form for _, form in read_forms}
    rulebook.schemes |= {scheme.id: scheme for _, scheme in read_schemes}
    for file, scheme in read_schemes:
        with _naming(file):
            _verify_scheme(rulebook, scheme)
    for file, form in read_forms:
        with _naming(file):
            _verify_form(rulebook, form)
    for file, scheme in read_schemes:
        with _naming(file):
            _verify_execution(scheme, rulebook.forms[scheme.form])


def _with_form(scheme: Scheme, form: Form) -> Scheme:
    """The scheme knows what its form prints: classes of indicators, units of money."""
    classes = tuple((level.name, level.parts) for table in form.tables for level in table.classes)
    units = tuple(table.id for table in form.tables if table.prints_unit)
    return replace(scheme, classes=classes, unit_tables=units)


# --- files -------------------------------------------------------------------------------------------


def _toml_files(folder: Traversable) -> list[Traversable]:
    if not folder.is_dir():
        return []
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
    )


def _user_files(folder: Traversable) -> tuple[list[Traversable], list[Traversable]]:
    """Forms and schemes of a folder: by its inner folders, else by what a file holds."""
    forms, schemes = _toml_files(folder / "forms"), _toml_files(folder / "schemes")
    for file in _toml_files(folder):
        if file.name == REGISTER:
            continue
        data = _decode(file)
        if "table" in data:
            forms.append(file)
        elif "scoring" in data or "form" in data:
            schemes.append(file)
        else:
            raise RulebookError(f"{file.name}：既不是表样（没有 [[table]]），也不是方案（没有 [scoring]）。")
    return forms, schemes


def _built(file: Traversable, build: Callable[[dict[str, Any]], Built]) -> Built:
    data = _decode(file)
    with _naming(file):
        return build(data)


@contextmanager
def _naming(file: Traversable) -> Iterator[None]:
    """Puts the file's name before the message of an error."""
    try:
        yield
    except RulebookError as error:
        raise RulebookError(f"{file.name}：{error}") from error


def _decode(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise RulebookError(f"{file.name}：不是 UTF-8 编码，请另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"{file.name}：TOML 写法有误（{error}）。") from error


# --- references --------------------------------------------------------------------------------------


def _verify_form(rulebook: Rulebook, form: Form) -> None:
    rulebook.basis(form.basis)
    rulebook.scheme_of_form(form.id)
    known = catalogue()
    for key in form.keys:
        if key not in known:
            raise RulebookError(f"数据项“{key}”不在数据项目录（facts.toml）里。")
    for table in form.tables:
        for key, formula in table.computed.items():
            _verify_formula(formula, form, f"“{key}”的公式")


def _verify_formula(formula: str, form: Form, where: str) -> None:
    for key in fact_keys(parse(formula)):
        if key not in form.keys:
            raise RulebookError(f"{where}用到的数据项“{key}”不在表上。")


def _verify_scheme(rulebook: Rulebook, scheme: Scheme) -> None:
    if scheme.form not in rulebook.forms:
        raise RulebookError(f"方案“{scheme.id}”的表样“{scheme.form}”不存在。")
    for where, basis in _bases(scheme):
        if basis not in rulebook.documents:
            raise RulebookError(f"{where}的依据“{basis}”没有登记在 {REGISTER} 里。")
    _verify_formula(scheme.scoring.execution_formula, rulebook.forms[scheme.form], "执行率的公式")
    weight = scheme.setting("execution_weight", None)
    if weight != scheme.scoring.execution_weight:
        raise RulebookError(
            f"方案“{scheme.id}”的资金执行分值，[scoring] 写 {scheme.scoring.execution_weight}，"
            f"参数 execution_weight 写 {weight}，应当一致。"
        )
    points = sum(level.points for level in scheme.class_weights)
    if points and points + scheme.scoring.execution_weight != scheme.full_mark:
        raise RulebookError(f"方案“{scheme.id}”的各类分值加资金执行分值，合计应为 {scheme.full_mark} 分。")


def _verify_execution(scheme: Scheme, form: Form) -> None:
    """The form computes the rate of execution the way the scheme does."""
    formula = scheme.scoring.execution_formula
    for table in form.tables:
        printed = table.computed.get("funds.execution_rate", formula)
        if parse(printed) != parse(formula):
            raise RulebookError(
                f"方案“{scheme.id}”的执行率公式是“{formula}”，表样“{form.id}”算的是“{printed}”，应当一致。"
            )


def _bases(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """(what of, basis) for everything in a scheme that rests on one."""
    yield f"方案“{scheme.id}”", scheme.basis
    yield "等级", scheme.grades_basis
    if scheme.class_weights:
        yield "各类分值", scheme.class_weights_basis
    for name, basis in scheme.scoring.bases.items():
        yield f"计分“{name}”", basis
    for deadline in scheme.deadlines:
        yield f"{deadline.fiscal_year} 年度报送截止日期", deadline.basis
    for setting in scheme.settings.values():
        for step in setting.steps:
            yield f"参数“{setting.name}”自 {step.since} 年的取值", step.basis
