"""First passwords: made by chance, told once, changed at the first login."""

from __future__ import annotations

import secrets

from django.conf import settings

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike when it is read out or copied by hand."""
_LEAST = 12


def first_password() -> str:
    length = max(_LEAST, settings.OPTIONS["PASSWORD_LENGTH"])
    signs = "".join(secrets.choice(_SIGNS) for _ in range(length))
    return "-".join(signs[at : at + 4] for at in range(0, length, 4))
