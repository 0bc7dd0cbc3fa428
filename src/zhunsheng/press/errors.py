"""What can go wrong when a document is written."""

from __future__ import annotations

from zhunsheng.kernel.errors import ZhunshengError


class PressError(ZhunshengError):
    """A document can't be produced on this machine. The message is a Chinese sentence."""
