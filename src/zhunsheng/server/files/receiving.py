"""Receiving an upload: a full disk stops the file, not the request, so that it can be answered in words."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, NoReturn

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

NO_ROOM = "服务器的磁盘写不下这个文件，请告诉系统管理员；您可以稍后再传。"


class ReceivingUploadHandler(TemporaryFileUploadHandler):
    """Reads on to the end of what cannot be kept: a browser still sending would see only a broken connection."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._stop(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._stop(error)

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError as error:
            self._stop(error)

    def _stop(self, error: OSError) -> NoReturn:
        self.request.upload_stopped = True  # type: ignore[union-attr]
        if self.file is not None:
            with suppress(OSError):  # what still waits to be written fails once more
                self.file.close()
        raise StopUpload(connection_reset=False) from error


def upload_stopped(request: HttpRequest) -> bool:
    return getattr(request, "upload_stopped", False)
