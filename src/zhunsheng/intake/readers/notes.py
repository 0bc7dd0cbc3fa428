"""What readers of several formats tell of what they left out."""

from __future__ import annotations

from typing import Final

STRUCK_OUT: Final = "带删除线的文字当作删去的，没有读取。"
