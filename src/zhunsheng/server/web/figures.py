"""How figures stand on a page."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from zhunsheng.kernel.numerals import plain_decimal


def points(value: Decimal | None) -> str:
    """A score or an amount without idle zeros; a dash where there is none."""
    return "—" if value is None else plain_decimal(value)


def percent(value: Decimal | None) -> str:
    """A ratio, 93.0%; a dash where there is none."""
    if value is None:
        return "—"
    return f"{(value * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
