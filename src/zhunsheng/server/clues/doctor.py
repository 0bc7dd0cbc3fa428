"""What can be wrong with the keys, before somebody needs them."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from zhunsheng.server.clues import keyring
from zhunsheng.server.clues.keyring import KeyTrouble, Purpose
from zhunsheng.server.clues.models import Record, Sealed
from zhunsheng.server.clues.sealing import opened, rows_by_key


def keys() -> str:
    ring, place = keyring.load(), keyring.folder()
    if ring.unreadable:
        return f"密钥文件 {'、'.join(ring.unreadable)} 读不懂，请用密钥备份恢复。"
    open_to_others = _open_to_others(place)
    if open_to_others:
        return f"{open_to_others} 别人也能读，请改为只有运行账号能读（文件夹 0700，文件 0600）。"
    if ring.keys and settings.OPTIONS["HTTPS"] and place.is_relative_to(settings.DATA_DIR):
        return "密钥放在数据文件夹里，备份会一起带走，请用 ZHUNSHENG_CLUE_KEYS_DIR 另放一处。"
    if Record.objects.exists() and not all(ring.of(purpose) for purpose in Purpose):
        return "缺密钥，不能登记，请运行 zhunsheng office clue_keys new 或 restore。"
    for key_id in rows_by_key():
        row = Sealed.objects.filter(key_id=key_id).order_by("pk")[0]
        try:
            opened(row, ring)
        except KeyTrouble as trouble:
            return str(trouble)
    return ""


def _open_to_others(place: Path) -> str:
    if os.name != "posix" or not place.is_dir():
        return ""
    for path in (place, *sorted(place.glob("*.key"))):
        if path.stat().st_mode & 0o077:
            return path.name
    return ""
