"""All keys in one file under a passphrase: to be kept apart from the database, restored on any machine."""

from __future__ import annotations

import base64
import hashlib
import json
import os

from zhunsheng.server.clues import keyring
from zhunsheng.server.clues.ciphers import Unopened, decrypt, encrypt
from zhunsheng.server.clues.keyring import Key, KeyTrouble, key_from_json

SHORTEST = 12
_FORMAT = "zhunsheng-clue-keys-1"
_ALGORITHM = "aes-256-gcm"
_COST = 2**16


def backup(passphrase: str) -> bytes:
    keys = keyring.load().keys.values()
    if not keys:
        raise KeyTrouble("还没有密钥可以备份。")
    if len(passphrase) < SHORTEST:
        raise KeyTrouble(f"备份口令至少 {SHORTEST} 位。")
    salt = os.urandom(16)
    plain = json.dumps([key.to_json() for key in keys]).encode()
    nonce, sealed = encrypt(_ALGORITHM, _derived(passphrase, salt), plain, _FORMAT.encode())
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    told = {name: base64.b64encode(part).decode("ascii") for name, part in parts.items()}
    return json.dumps({"format": _FORMAT, **told}, indent=1).encode()


def restore(data: bytes, passphrase: str) -> list[Key]:
    """The keys that were missing here, now kept. Never over a key that differs."""
    present = keyring.load().keys
    found = _keys_in(data, passphrase)
    for key in found:
        held = present.get(key.id)
        if held is not None and held.secret != key.secret:
            raise KeyTrouble(f"这里的密钥 {key.id} 和备份里的不同，没有恢复。请核对是不是同一套系统的备份。")
    missing = [key for key in found if key.id not in present]
    for key in missing:
        keyring.save_key(key)
    return missing


def _keys_in(data: bytes, passphrase: str) -> list[Key]:
    try:
        told = json.loads(data)
        if told["format"] != _FORMAT:
            raise ValueError(told["format"])
        salt, nonce, sealed = (
            base64.b64decode(told[name], validate=True) for name in ("salt", "nonce", "sealed")
        )
    except (ValueError, KeyError, TypeError) as error:
        raise KeyTrouble("这不是密钥备份文件。") from error
    try:
        plain = decrypt(_ALGORITHM, _derived(passphrase, salt), nonce, sealed, _FORMAT.encode())
    except (Unopened, ValueError) as error:
        raise KeyTrouble("口令不对，或者备份文件被改动过。") from error
    return [key_from_json(entry) for entry in json.loads(plain)]


def _derived(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=_COST, r=8, p=1, maxmem=2**28, dklen=32)
