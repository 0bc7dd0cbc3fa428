"""The keys, each a file in a folder outside the database. The newest of a purpose seals; all of them open."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhunsheng.server.clues.ciphers import ALGORITHMS
from zhunsheng.server.orgs.verdicts import Refused

_SUFFIX = ".key"


class KeyTrouble(Refused):
    """A key that is missing or doesn't fit. Nothing is lost: with the right key the text opens again."""


class Purpose(StrEnum):
    """Who complained is sealed with keys of its own."""

    RECORDS = "records"
    IDENTITY = "identity"

    @property
    def label(self) -> str:
        return {"records": "线索与举报", "identity": "举报人身份"}[self.value]


@dataclass(slots=True, frozen=True)
class Key:
    id: str
    """records-0001-9f3a2c: purpose, number in order, and something no other machine gives."""
    purpose: Purpose
    algorithm: str
    made_at: str
    secret: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Tells two keys apart without telling either."""
        return hashlib.sha256(self.secret).hexdigest()[:12]

    @property
    def number(self) -> int:
        return int(self.id.split("-")[1])

    def to_json(self) -> dict[str, str]:
        return {
            "id": self.id,
            "purpose": self.purpose.value,
            "algorithm": self.algorithm,
            "made_at": self.made_at,
            "secret": base64.b64encode(self.secret).decode("ascii"),
        }


def key_from_json(data: dict[str, Any]) -> Key:
    """Raises ValueError for what is no key."""
    try:
        key = Key(
            str(data["id"]),
            Purpose(data["purpose"]),
            str(data["algorithm"]),
            str(data["made_at"]),
            base64.b64decode(data["secret"], validate=True),
        )
        fits = len(key.secret) == ALGORITHMS[key.algorithm].key_bytes and key.number > 0
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError("不是密钥") from error
    if not fits or Path(key.id).name != key.id:
        raise ValueError("不是密钥")
    return key


@dataclass(slots=True, frozen=True)
class Keyring:
    keys: dict[str, Key]
    unreadable: tuple[str, ...] = ()
    """Names of files that hold no key."""

    def of(self, purpose: Purpose) -> list[Key]:
        """The newest last."""
        found = [key for key in self.keys.values() if key.purpose is purpose]
        return sorted(found, key=lambda key: (key.number, key.id))

    def newest(self, purpose: Purpose) -> Key:
        found = self.of(purpose)
        if not found:
            raise KeyTrouble("还没有密钥，不能登记。请系统管理员先运行 zhunsheng office clue_keys new。")
        return found[-1]

    def key(self, key_id: str) -> Key:
        found = self.keys.get(key_id)
        if found is None:
            raise KeyTrouble(
                f"缺少密钥 {key_id}，内容还在，打不开。"
                "请系统管理员用密钥备份恢复（zhunsheng office clue_keys restore）。"
            )
        return found


def folder() -> Path:
    given: str = settings.OPTIONS["CLUE_KEYS_DIR"]
    return Path(given).expanduser().absolute() if given else Path(settings.DATA_DIR) / "clue-keys"


def load() -> Keyring:
    """Read anew each time: a key made or restored meanwhile counts at once."""
    keys: dict[str, Key] = {}
    unreadable = []
    for path in sorted(folder().glob(f"*{_SUFFIX}")):
        try:
            key = key_from_json(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError):
            unreadable.append(path.name)
        else:
            keys[key.id] = key
    return Keyring(keys, tuple(unreadable))


def new_key(purpose: Purpose) -> Key:
    """One more key; from now on it seals what is written."""
    algorithm: str = settings.OPTIONS["CLUE_CIPHER"]
    number = max((key.number for key in load().of(purpose)), default=0) + 1
    key = Key(
        id=f"{purpose.value}-{number:04}-{os.urandom(3).hex()}",
        purpose=purpose,
        algorithm=algorithm,
        made_at=timezone.now().isoformat(timespec="seconds"),
        secret=os.urandom(ALGORITHMS[algorithm].key_bytes),
    )
    save_key(key)
    return key


def save_key(key: Key) -> None:
    """Readable by its owner alone, on the disk before anything is sealed with it; never over another key."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place / f"{key.id}{_SUFFIX}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(key.to_json(), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
