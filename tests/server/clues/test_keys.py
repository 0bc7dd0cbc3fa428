"""What is sealed opens with its key in its place, and with nothing else; keys are rotated, backed up, restored."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from tests.server.clues.conftest import WORDING, Cast

from zhunsheng.server.clues import keyring
from zhunsheng.server.clues.ciphers import ALGORITHMS, Unopened, decrypt, encrypt
from zhunsheng.server.clues.doctor import keys as examined
from zhunsheng.server.clues.keyring import KeyTrouble, Purpose
from zhunsheng.server.clues.models import Record, Sealed
from zhunsheng.server.clues.queries import opened_for
from zhunsheng.server.clues.sealing import behind, reseal, reseal_all, seal, unseal


def _run(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("clue_keys", *arguments, stdout=out, **options)
    return out.getvalue()


def _key_ids() -> set[str]:
    return set(Sealed.objects.values_list("key_id", flat=True))


# --- sealing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALGORITHMS)
def test_what_is_sealed_opens_with_the_same_key_in_the_same_place_alone(name: str) -> None:
    size = ALGORITHMS[name].key_bytes
    key, other = b"k" * size, b"x" * size
    nonce, sealed = encrypt(name, key, WORDING.encode(), b"clue/1/wording")
    assert decrypt(name, key, nonce, sealed, b"clue/1/wording").decode() == WORDING
    for wrong in (
        (key, sealed, b"clue/2/wording"),
        (key, sealed, b"clue/1/about"),
        (other, sealed, b"clue/1/wording"),
        (key, sealed[:-1] + bytes([sealed[-1] ^ 1]), b"clue/1/wording"),
        (key, b"", b"clue/1/wording"),
    ):
        with pytest.raises(Unopened):
            decrypt(name, wrong[0], nonce, wrong[1], wrong[2])


def test_the_row_names_algorithm_and_key_and_holds_no_word(cast: Cast, clue: Record) -> None:
    ring = keyring.load()
    row = Sealed.objects.get(record=clue, field="wording")
    newest = ring.newest(Purpose.RECORDS)
    assert (row.algorithm, row.key_id, len(row.nonce)) == ("aes-256-gcm", newest.id, 12)
    assert WORDING.encode() not in bytes(row.sealed)


def test_who_complained_is_sealed_with_another_key(cast: Cast, complaint: Record) -> None:
    found = dict(Sealed.objects.filter(record=complaint).values_list("field", "key_id"))
    purposes = {field: key_id.split("-")[0] for field, key_id in found.items()}
    assert purposes == {
        "wording": "records",
        "origin": "records",
        "about": "records",
        "subjects": "records",
        "identity/name": "identity",
        "identity/contact": "identity",
    }


def test_two_texts_changed_places_do_not_open(cast: Cast, clue: Record, complaint: Record) -> None:
    one, other = Sealed.objects.filter(field="wording").order_by("pk")
    one.nonce, other.nonce = other.nonce, one.nonce
    one.sealed, other.sealed = other.sealed, one.sealed
    one.save()
    other.save()
    for entry in (clue, complaint):
        with pytest.raises(KeyTrouble, match="密钥不对，或者内容被改动过"):
            unseal(entry, "wording")


def test_new_text_is_sealed_by_the_algorithm_of_the_site(cast: Cast, clue: Record, settings: Any) -> None:
    settings.OPTIONS = {**settings.OPTIONS, "CLUE_CIPHER": "sm4-gcm"}
    _run("rotate")
    assert set(Sealed.objects.values_list("algorithm", flat=True)) == {"sm4-gcm"}
    assert unseal(clue, "wording") == WORDING


# --- rotation ------------------------------------------------------------------------------------------


def test_rotation_seals_everything_anew_and_keeps_the_old_key(cast: Cast, clue: Record) -> None:
    before = keyring.load().newest(Purpose.RECORDS)
    assert _run("rotate").endswith("3 项已改用新密钥。旧密钥请留着：旧的数据库备份还要用它。\n")
    after = keyring.load().newest(Purpose.RECORDS)
    assert (after.number, _key_ids()) == (before.number + 1, {after.id})
    assert before.id in keyring.load().keys
    assert opened_for(cast.office.actor("inspector"), clue.pk).texts["wording"] == WORDING


def test_a_rotation_broken_off_is_finished_before_another_begins(cast: Cast, clue: Record) -> None:
    for purpose in Purpose:
        keyring.new_key(purpose)
    ring = keyring.load()
    reseal(behind(ring)[0], ring)
    assert len(_key_ids()) == 2
    assert unseal(clue, "wording") == WORDING
    _run("rotate")
    assert (_key_ids(), len(keyring.load().of(Purpose.RECORDS))) == ({ring.newest(Purpose.RECORDS).id}, 2)


def test_what_is_written_with_the_old_key_during_a_rotation_is_not_lost(cast: Cast, clue: Record) -> None:
    old = keyring.load().newest(Purpose.RECORDS)
    for purpose in Purpose:
        keyring.new_key(purpose)
    reseal_all()
    path = cast.keys / f"{keyring.load().newest(Purpose.RECORDS).id}.key"
    unseen = path.rename(path.with_suffix(".unseen"))
    seal(clue, "about", "补充的说明")
    unseen.rename(path)
    assert old.id in _key_ids()
    assert unseal(clue, "about") == "补充的说明"
    _run("rotate")
    assert (old.id in _key_ids(), unseal(clue, "about")) == (False, "补充的说明")


# --- missing, wrong ------------------------------------------------------------------------------------


def test_without_its_key_a_text_stays_and_the_page_says_what_to_do(cast: Cast, clue: Record) -> None:
    key = keyring.load().newest(Purpose.RECORDS)
    path = cast.keys / f"{key.id}.key"
    hidden = path.rename(path.with_suffix(".away"))
    page = cast.office.client("inspector").get(f"/clues/{clue.pk}/")
    assert page.status_code == 403
    assert f"缺少密钥 {key.id}，内容还在，打不开。" in page.content.decode()
    assert examined().startswith("缺密钥，不能登记")
    with pytest.raises(CommandError, match=f"缺少密钥 {key.id}"):
        _run("rotate")
    hidden.rename(path)
    assert unseal(clue, "wording") == WORDING
    assert examined() == ""


def test_a_wrong_key_under_the_right_name_is_told(cast: Cast, clue: Record) -> None:
    good = keyring.load().newest(Purpose.RECORDS)
    path = cast.keys / f"{good.id}.key"
    kept = path.read_text("utf-8")
    _put_in_place_of(cast.keys, good.id)
    with pytest.raises(KeyTrouble, match="密钥不对，或者内容被改动过"):
        unseal(clue, "wording")
    with pytest.raises(CommandError, match="密钥不对"):
        _run("rotate")
    assert "密钥不对" in examined()
    path.write_text(kept, "utf-8")
    assert unseal(clue, "wording") == WORDING


def _put_in_place_of(folder: Path, key_id: str) -> str:
    """Another key under the name of this one."""
    stranger = keyring.new_key(Purpose.RECORDS)
    path = folder / f"{stranger.id}.key"
    told = path.read_text("utf-8").replace(stranger.id, key_id)
    path.unlink()
    (folder / f"{key_id}.key").write_text(told, "utf-8")
    return told


def test_nothing_is_registered_before_there_is_a_key(cast: Cast) -> None:
    shutil.rmtree(cast.keys)
    typed = {"wording": WORDING, "registered_on": "2023-05-10"}
    page = cast.office.client("inspector").post("/clues/new/", typed)
    assert "还没有密钥，不能登记。" in page.content.decode()
    assert not Record.objects.exists()


# --- backup and restoring ------------------------------------------------------------------------------


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    path = tmp_path / "passphrase"
    path.write_text("shili-backup-2023\n", "utf-8")
    return str(path)


def test_another_machine_with_the_backup_reads_everything(
    cast: Cast, clue: Record, tmp_path: Path, passphrase: str, settings: Any
) -> None:
    """The database moves as it is; the keys come from the backup."""
    saved = tmp_path / "keys.backup"
    _run("backup", str(saved), passphrase_file=passphrase)
    ids = set(keyring.load().keys)
    settings.OPTIONS = {**settings.OPTIONS, "CLUE_KEYS_DIR": str(tmp_path / "other")}
    with pytest.raises(KeyTrouble):
        unseal(clue, "wording")
    assert _run("restore", str(saved), passphrase_file=passphrase) == "恢复了 2 把密钥。\n"
    assert (set(keyring.load().keys), unseal(clue, "wording")) == (ids, WORDING)
    assert _run("restore", str(saved), passphrase_file=passphrase) == "恢复了 0 把密钥。\n"


def test_a_backup_older_than_the_keys_names_what_is_missing(
    cast: Cast, clue: Record, tmp_path: Path, passphrase: str, settings: Any
) -> None:
    saved = tmp_path / "keys.backup"
    _run("backup", str(saved), passphrase_file=passphrase)
    _run("rotate")
    newest = keyring.load().newest(Purpose.RECORDS).id
    settings.OPTIONS = {**settings.OPTIONS, "CLUE_KEYS_DIR": str(tmp_path / "other")}
    said = _run("restore", str(saved), passphrase_file=passphrase)
    assert said == f"恢复了 2 把密钥。\n还缺 {newest}，请找更晚的备份。\n"


def test_a_backup_says_nothing_without_its_passphrase(cast: Cast, tmp_path: Path, passphrase: str) -> None:
    saved, wrong = tmp_path / "keys.backup", tmp_path / "wrong"
    _run("backup", str(saved), passphrase_file=passphrase)
    wrong.write_text("shili-backup-2024", "utf-8")
    secrets = [key.to_json()["secret"] for key in keyring.load().keys.values()]
    assert [secret for secret in secrets if secret in saved.read_text("ascii")] == []
    assert oct(saved.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(CommandError, match="口令不对，或者备份文件被改动过"):
        _run("restore", str(saved), passphrase_file=str(wrong))
    with pytest.raises(CommandError, match="这不是密钥备份文件"):
        _run("restore", passphrase, passphrase_file=passphrase)


def test_nothing_is_written_over(cast: Cast, tmp_path: Path, passphrase: str) -> None:
    """Neither a backup that exists nor a key that differs."""
    saved = tmp_path / "keys.backup"
    _run("backup", str(saved), passphrase_file=passphrase)
    with pytest.raises(CommandError, match="已经有了，请换一个文件名"):
        _run("backup", str(saved), passphrase_file=passphrase)
    key_id = keyring.load().newest(Purpose.RECORDS).id
    changed = _put_in_place_of(cast.keys, key_id)
    with pytest.raises(CommandError, match="和备份里的不同，没有恢复"):
        _run("restore", str(saved), passphrase_file=passphrase)
    assert (cast.keys / f"{key_id}.key").read_text("utf-8") == changed


def test_a_short_passphrase_is_not_taken(cast: Cast, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("123456", "utf-8")
    with pytest.raises(CommandError, match="备份口令至少 12 位"):
        _run("backup", str(tmp_path / "keys.backup"), passphrase_file=str(short))


def test_the_list_tells_use_and_fingerprint_never_the_key(cast: Cast, clue: Record) -> None:
    said = _run("list")
    parts = [line.split("　") for line in said.splitlines()]
    assert [(part[1], part[2], part[4]) for part in parts] == [
        ("线索与举报", "aes-256-gcm", "加密 3 项，新写的用它"),
        ("举报人身份", "aes-256-gcm", "加密 0 项，新写的用它"),
    ]
    assert [key.id for key in keyring.load().keys.values() if key.to_json()["secret"] in said] == []
    assert "secret" not in repr(keyring.load())


# --- the doctor ----------------------------------------------------------------------------------------


def test_the_doctor_looks_at_the_key_files(cast: Cast, clue: Record, settings: Any) -> None:
    path = min(cast.keys.glob("records-*.key"))
    assert (examined(), oct(path.stat().st_mode & 0o777)) == ("", "0o600")
    assert oct(cast.keys.stat().st_mode & 0o777) == "0o700"
    path.chmod(0o640)
    assert examined().startswith(f"{path.name} 别人也能读")
    path.chmod(0o600)
    (cast.keys / "broken.key").touch(mode=0o600)
    assert examined() == "密钥文件 broken.key 读不懂，请用密钥备份恢复。"
    os.remove(cast.keys / "broken.key")
    settings.DATA_DIR, settings.OPTIONS = cast.keys.parent, {**settings.OPTIONS, "HTTPS": True}
    assert "备份会一起带走" in examined()
