"""Excels of made-up issues, as offices send them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

HEAD = ("编号", "问题表述", "来源", "轮次", "单位", "发现日期", "类别", "主题", "措施1", "措施1时限")
Value = str | int | float | date | None


def workbook(rows: Sequence[Sequence[Value]], merged: Sequence[str] = ()) -> bytes:
    """One sheet of these rows from A1 on."""
    book = openpyxl.Workbook()
    page: Any = book.active
    for row in rows:
        page.append(list(row))
    for area in merged:
        page.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(data: bytes, name: str = "清单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
