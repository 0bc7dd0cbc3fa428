"""Finding a unit by what somebody called it: code, exact name, tidied name, the name within a longer one."""

from __future__ import annotations

from collections.abc import Iterable

from zhunsheng.kernel.labels import compact
from zhunsheng.server.orgs.models import Unit

_LEAST_SIGNS = 3
"""A shorter name is found in too many others."""


class UnitNames:
    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = list(units)
        self._codes = {compact(unit.code): unit for unit in self.units}
        self._names: dict[str, list[Unit]] = {}
        for unit in self.units:
            self._names.setdefault(compact(unit.name), []).append(unit)

    def find(self, code: str, name: str) -> tuple[Unit | None, str]:
        """The unit of a row of a list; or None and, in words, why not. Never a guess."""
        by_code = self._codes.get(compact(code)) if code else None
        same = self._names.get(compact(name), []) if name else []
        if by_code is not None:
            if name and same and by_code not in same:
                return None, f"编码是{by_code.name}的，名称却是{name}，请核对。"
            return by_code, ""
        if code and not same:
            return (
                None,
                f"没有编码为 {code}、名称为“{name}”的单位。" if name else f"没有编码为 {code} 的单位。",
            )
        if len(same) == 1:
            return same[0], ""
        if same:
            return None, f"有 {len(same)} 个单位都叫“{name}”，请填单位编码。"
        return None, f"没有叫“{name}”的单位，请核对名称。" if name else "没有单位编码，也没有单位名称。"

    def sure(self, names: Iterable[str]) -> Unit | None:
        """The one unit all of the names can only be: the same after tidying, or one the other without what
        stands in front (示例区甲局 and 甲局). What stands behind (甲局幼儿园) makes another unit.
        """
        found: dict[int, Unit] = {}
        for tidied in filter(None, map(compact, names)):
            exact = self._names.get(tidied)
            same = exact or [unit for unit in self.units if _ends_alike(tidied, compact(unit.name))]
            found |= {unit.pk: unit for unit in same}
        return next(iter(found.values())) if len(found) == 1 else None

    def candidates(self, names: Iterable[str]) -> list[Unit]:
        """The units a report may be of, by the names found in it and on it; the surest rule that finds any decides.

        Exact after tidying, else one name within the other (示例区甲局 and 甲局).
        """
        wanted = [tidied for name in names if len(tidied := compact(name)) >= _LEAST_SIGNS]
        exact = [unit for name in wanted for unit in self._names.get(name, [])]
        if exact:
            return _once(exact)
        within = [
            unit
            for name in wanted
            for unit in self.units
            if compact(unit.name) in name or name in compact(unit.name)
        ]
        return _longest(_once(within))


def _ends_alike(name: str, other: str) -> bool:
    shorter, longer = sorted((name, other), key=len)
    return len(shorter) >= _LEAST_SIGNS and longer.endswith(shorter)


def _once(units: list[Unit]) -> list[Unit]:
    return list({unit.pk: unit for unit in units}.values())


def _longest(units: list[Unit]) -> list[Unit]:
    """Without those whose name lies within another found: 教育局 beside 教育局幼儿园."""
    names = {unit.pk: compact(unit.name) for unit in units}
    return [
        unit
        for unit in units
        if not any(names[unit.pk] != other and names[unit.pk] in other for other in names.values())
    ]
