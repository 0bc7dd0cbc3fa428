"""The keys of clues and complaints: make, list, rotate, back up, restore."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhunsheng.server.clues import key_backup, keyring
from zhunsheng.server.clues.keyring import KeyTrouble, Purpose
from zhunsheng.server.clues.sealing import behind, reseal_all, rows_by_key


class Command(BaseCommand):
    help = "线索与举报的密钥：new 新建，list 查看，rotate 轮换，backup 备份，restore 恢复"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("new", "list", "rotate", "backup", "restore"), help="办什么")
        parser.add_argument("file", nargs="?", help="备份文件（backup、restore 要写）")
        parser.add_argument("--passphrase-file", help="备份口令所在的文件；不写就当面输入")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            match options["what"]:
                case "new":
                    self._new()
                case "list":
                    self._list()
                case "rotate":
                    self._rotate()
                case "backup":
                    self._backup(self._file(options), options["passphrase_file"])
                case _:
                    self._restore(self._file(options), options["passphrase_file"])
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble
        except FileExistsError as error:
            raise CommandError(f"{error.filename} 已经有了，请换一个文件名。") from error
        except OSError as error:
            raise CommandError(f"{error.filename}：{error.strerror}。") from error

    def _new(self) -> None:
        for purpose in Purpose:
            key = keyring.new_key(purpose)
            self.stdout.write(
                f"新建密钥 {key.id}（{purpose.label}，{key.algorithm}，指纹 {key.fingerprint}）"
            )
        self.stdout.write(f"密钥在 {keyring.folder()}。请马上备份：zhunsheng office clue_keys backup 文件")

    def _list(self) -> None:
        ring, used = keyring.load(), rows_by_key()
        for purpose in Purpose:
            for key in ring.of(purpose):
                newest = "，新写的用它" if key is ring.newest(purpose) else ""
                self.stdout.write(
                    f"{key.id}　{purpose.label}　{key.algorithm}　指纹 {key.fingerprint}　"
                    f"加密 {used.get(key.id, 0)} 项{newest}"
                )
        for key_id in sorted(set(used) - set(ring.keys)):
            self.stdout.write(f"{key_id}　缺少这把密钥，有 {used[key_id]} 项打不开，请用备份恢复")
        if not ring.keys and not used:
            self.stdout.write("还没有密钥。")

    def _rotate(self) -> None:
        """Where a rotation was broken off, it is finished first."""
        ring = keyring.load()
        for key_id in rows_by_key():
            ring.key(key_id)
        if not behind(ring):
            self._new()
        count = reseal_all()
        self.stdout.write(f"{count} 项已改用新密钥。旧密钥请留着：旧的数据库备份还要用它。")

    def _backup(self, path: Path, passphrase_file: str | None) -> None:
        data = key_backup.backup(self._passphrase(passphrase_file, twice=True))
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        many = len(keyring.load().keys)
        self.stdout.write(f"{many} 把密钥已备份到 {path}。文件和口令分开保管，都不要和数据库放在一处。")

    def _restore(self, path: Path, passphrase_file: str | None) -> None:
        restored = key_backup.restore(path.read_bytes(), self._passphrase(passphrase_file, twice=False))
        missing = set(rows_by_key()) - set(keyring.load().keys)
        self.stdout.write(f"恢复了 {len(restored)} 把密钥。")
        if missing:
            self.stdout.write(f"还缺 {'、'.join(sorted(missing))}，请找更晚的备份。")

    def _file(self, options: dict[str, Any]) -> Path:
        if not options["file"]:
            raise CommandError(f"请写明备份文件：zhunsheng office clue_keys {options['what']} 文件")
        return Path(options["file"])

    def _passphrase(self, file: str | None, *, twice: bool) -> str:
        if file:
            return Path(file).read_text("utf-8").strip()
        given = getpass.getpass("备份口令：")
        if twice and getpass.getpass("再输一遍：") != given:
            raise CommandError("两遍口令不一样。")
        return given
