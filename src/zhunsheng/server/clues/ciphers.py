"""Authenticated encryption by name: a sealed text and a key each say which one they were made for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_NONCE_BYTES = 12
_TAG_BYTES = 16


class Unopened(Exception):
    """Not sealed with this key, not for this place, or changed since."""


@dataclass(slots=True, frozen=True)
class Algorithm:
    name: str
    key_bytes: int
    block: Any
    """The block cipher, run in GCM."""


ALGORITHMS = {
    found.name: found
    for found in (
        Algorithm("aes-256-gcm", 32, algorithms.AES256),
        Algorithm("sm4-gcm", 16, algorithms.SM4),
    )
}


def encrypt(name: str, key: bytes, plain: bytes, bound_to: bytes) -> tuple[bytes, bytes]:
    """Nonce and sealed bytes. They open only with the same `bound_to`, the place they belong to."""
    nonce = os.urandom(_NONCE_BYTES)
    encryptor = Cipher(ALGORITHMS[name].block(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound_to)
    sealed = encryptor.update(plain) + encryptor.finalize()
    return nonce, sealed + encryptor.tag


def decrypt(name: str, key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    algorithm = ALGORITHMS.get(name)
    if algorithm is None or len(key) != algorithm.key_bytes or len(sealed) < _TAG_BYTES:
        raise Unopened
    body, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
    decryptor = Cipher(algorithm.block(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound_to)
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag as error:
        raise Unopened from error
