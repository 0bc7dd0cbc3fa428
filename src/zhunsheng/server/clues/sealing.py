"""Sealing what is written about a record, and opening it. Only here do words and tables meet."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count
from django.views.decorators.debug import sensitive_variables

from zhunsheng.server.clues import keyring
from zhunsheng.server.clues.ciphers import Unopened, decrypt, encrypt
from zhunsheng.server.clues.keyring import Key, Keyring, KeyTrouble, Purpose
from zhunsheng.server.clues.models import Record, Sealed

IDENTITY = "identity/"
"""Fields that tell who complained begin so, and are sealed with keys of their own."""


def purpose_of(field: str) -> Purpose:
    return Purpose.IDENTITY if field.startswith(IDENTITY) else Purpose.RECORDS


def _place(record_id: int, field: str) -> bytes:
    """What a sealed text is bound to: put elsewhere, it doesn't open."""
    return f"zhunsheng/clues/{record_id}/{field}".encode()


@sensitive_variables()
def seal(record: Record, field: str, text: str) -> None:
    seal_bytes(record, field, text.encode())


@sensitive_variables()
def seal_bytes(record: Record, field: str, plain: bytes) -> None:
    """In place of what the field held. Inside the transaction of the change."""
    key = keyring.load().newest(purpose_of(field))
    Sealed.objects.update_or_create(
        record=record, field=field, defaults=_closed(key, record.pk, field, plain)
    )


@sensitive_variables()
def _closed(key: Key, record_id: int, field: str, plain: bytes) -> dict[str, object]:
    nonce, sealed = encrypt(key.algorithm, key.secret, plain, _place(record_id, field))
    return {"algorithm": key.algorithm, "key_id": key.id, "nonce": nonce, "sealed": sealed}


@sensitive_variables()
def unseal(record: Record, field: str) -> str:
    """Empty where nothing was written."""
    row = Sealed.objects.filter(record=record, field=field).first()
    return opened(row, keyring.load()).decode() if row is not None else ""


@sensitive_variables()
def unseal_bytes(record: Record, field: str) -> bytes:
    return opened(Sealed.objects.get(record=record, field=field), keyring.load())


@sensitive_variables()
def unseal_all(record: Record) -> dict[str, str]:
    """Every text of a record by its field; not who complained, not what files hold."""
    ring = keyring.load()
    rows = Sealed.objects.filter(record=record).exclude(field__startswith=IDENTITY)
    return {row.field: opened(row, ring).decode() for row in rows.exclude(field__endswith="/content")}


@sensitive_variables()
def opened(row: Sealed, ring: Keyring) -> bytes:
    """Raises KeyTrouble, in words, without the key or with a wrong one."""
    key = ring.key(row.key_id)
    place = _place(row.record_id, row.field)
    try:
        return decrypt(row.algorithm, key.secret, bytes(row.nonce), bytes(row.sealed), place)
    except Unopened as error:
        raise KeyTrouble(
            f"密钥 {key.id}（指纹 {key.fingerprint}）打不开这项内容：密钥不对，或者内容被改动过。"
            "请系统管理员核对密钥备份，不要删除任何文件。"
        ) from error


# --- rotation ------------------------------------------------------------------------------------------


def rows_by_key() -> dict[str, int]:
    """How many sealed texts need each key."""
    counted = Sealed.objects.order_by("key_id").values_list("key_id").annotate(many=Count("pk"))
    return dict(counted.values_list("key_id", "many"))


def behind(ring: Keyring) -> list[int]:
    """Sealed texts not under the newest key of their purpose."""
    newest = [ring.of(purpose)[-1].id for purpose in Purpose if ring.of(purpose)]
    return list(Sealed.objects.exclude(key_id__in=newest).order_by("pk").values_list("pk", flat=True))


def reseal_all() -> int:
    """Everything under the newest keys. One row a transaction: broken off, it is taken up where it stood.

    Begins only when every key in use is there.
    """
    ring = keyring.load()
    for key_id in rows_by_key():
        ring.key(key_id)
    waiting = behind(ring)
    for row_id in waiting:
        reseal(row_id, ring)
    return len(waiting)


@sensitive_variables()
@transaction.atomic
def reseal(row_id: int, ring: Keyring) -> None:
    row = Sealed.objects.select_for_update().filter(pk=row_id).first()
    if row is None:
        return
    plain = opened(row, ring)
    for name, value in _closed(ring.newest(purpose_of(row.field)), row.record_id, row.field, plain).items():
        setattr(row, name, value)
    row.save()
