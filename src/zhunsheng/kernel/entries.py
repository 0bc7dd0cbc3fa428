"""Tables of a decoded TOML file, read with a Chinese sentence for whatever is missing or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from zhunsheng.kernel.errors import RulebookError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(slots=True, frozen=True)
class Entry:
    """One table; `where` names it in messages: 方案“hunan-overall”."""

    data: Mapping[str, Any]
    where: str

    def only(self, *names: str) -> None:
        """Refuse names nobody reads: most are misspelt."""
        if not isinstance(self.data, Mapping):
            self.wrong("应写成一张表")
        for name in self.data:
            if name not in names:
                meant = get_close_matches(str(name), names, 1)
                self.wrong(f"有不认识的项“{name}”" + (f"，是不是“{meant[0]}”" if meant else ""))

    def wrong(self, what: str) -> NoReturn:
        gap = " " if self.where.endswith("]") else ""
        raise RulebookError(f"{self.where}{gap}{what}。")

    def need(self, name: str) -> Any:
        if name not in self.data:
            self.wrong(f"缺少“{name}”一项")
        return self.data[name]

    def text(self, name: str, default: str | None = None) -> str:
        value = self.need(name) if default is None else self.data.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(f"的“{name}”应为文字，写的是“{value}”")
        return value

    def year(self, name: str) -> int:
        value = self.need(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1990 <= value <= 2100:
            self.wrong(f"的“{name}”应为年度，写的是“{value}”")
        return value

    def day(self, name: str) -> date:
        value = self.need(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            self.wrong(f"的“{name}”应为日期（2024-08-31，不加引号），写的是“{value}”")
        return value

    def number(self, name: str) -> Decimal:
        return self.decimal(self.need(name), f"“{name}”")

    def number_or_none(self, name: str) -> Decimal | None:
        return self.number(name) if name in self.data else None

    def decimal(self, value: Any, what: str) -> Decimal:
        """A number, best written in quotes so that it stays exact."""
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.wrong(f"的{what}应为数，写的是“{value}”")
        return number

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        value = self.need(name)
        if value not in [choice.value for choice in choices]:
            self.wrong(f"的“{name}”只能是{'、'.join(choices)}，写的是“{value}”")
        return choices(value)

    def listed(self, name: str, default: list[Any] | None = None) -> list[Any]:
        value = self.need(name) if default is None else self.data.get(name, default)
        if not isinstance(value, list):
            self.wrong(f"的“{name}”应写在方括号里")
        return value

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self.need(name) if default is None else self.data.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            self.wrong(f"的“{name}”应为一列文字")
        return tuple(value)

    def table(self, name: str, required: bool = False) -> dict[str, Any]:
        value = self.need(name) if required else self.data.get(name, {})
        if not isinstance(value, dict):
            self.wrong(f"的“{name}”应为一张表（[{name}]）")
        return value

    def tables(self, name: str, required: bool = False) -> list[dict[str, Any]]:
        value = self.need(name) if required else self.data.get(name, [])
        if (
            not isinstance(value, list)
            or not all(isinstance(entry, dict) for entry in value)
            or (required and not value)
        ):
            self.wrong(f"的“{name}”应逐项写成 [[{name}]]")
        return value

    def texts_by_name(self, name: str) -> dict[str, str]:
        return {str(key): self._text_of(key, value, name) for key, value in self.table(name).items()}

    def _text_of(self, key: str, value: Any, name: str) -> str:
        if not isinstance(value, str):
            self.wrong(f"的“{name}”里“{key}”应为文字，写的是“{value}”")
        return value

    def lists_by_name(self, name: str) -> dict[str, tuple[str, ...]]:
        inner = Entry(self.table(name), f"{self.where}的“{name}”里")
        return {key: inner.texts(key) for key in inner.data}
