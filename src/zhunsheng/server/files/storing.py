"""Keeping files: named by what they hold, checked before they are kept, never executed, sent only as downloads."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404

from zhunsheng.server.files.kinds import content_type_of, refusal_of
from zhunsheng.server.files.models import StoredFile
from zhunsheng.server.files.receiving import NO_ROOM
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused

_LONGEST_NAME = 150
_CHUNK = 1024 * 1024


def store_upload(actor: Actor, upload: UploadedFile[bytes], *, guarded: bool = False) -> StoredFile:
    """An uploaded file. Raises Refused, in words, for one that is empty, too large or of a kind not taken."""
    most = settings.OPTIONS["UPLOAD_MB"]
    name = clean_name(upload.name or "")
    if (upload.size or 0) > most * 1024 * 1024:
        raise Refused(
            f"“{name}”有 {(upload.size or 0) // 1024 // 1024} MB，超过单个文件 {most} MB。可以拆成两个，或上传扫描件 PDF。"
        )
    if not upload.size:
        raise Refused(f"“{name}”是空文件，请检查后再传。")
    reason = refusal_of(name, upload.read(16))
    if reason:
        raise Refused(reason)
    upload.seek(0)
    return store_chunks(actor, name, upload.chunks(), guarded=guarded)


def store_bytes(actor: Actor, name: str, data: bytes) -> StoredFile:
    """A file the office made itself."""
    return store_chunks(actor, clean_name(name), [data])


def store_chunks(actor: Actor, name: str, chunks: Iterable[bytes], *, guarded: bool = False) -> StoredFile:
    """Written beside its place and moved there whole: a full disk leaves nothing half."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(temporary, target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise Refused(NO_ROOM) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return StoredFile.objects.create(
        tenant_id=actor.tenant,
        sha256=digest.hexdigest(),
        size=size,
        name=name,
        by_id=actor.id,
        is_guarded=guarded,
    )


def store_stream(actor: Actor, name: str, stream: IO[bytes], *, guarded: bool = False) -> StoredFile:
    """From its beginning, a piece at a time: it may be larger than the memory."""
    stream.seek(0)
    return store_chunks(actor, clean_name(name), chunks_of(stream), guarded=guarded)


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(stream.read, _CHUNK), b"")


def own_upload(actor: Actor, file_id: int) -> StoredFile:
    """A file this person uploaded, for the next page of what they are about. Raises Http404 for any other."""
    found = StoredFile.objects.filter(
        pk=file_id, tenant_id=actor.tenant, by_id=actor.person, is_guarded=False
    )
    file = found.first()
    if file is None:
        raise Http404
    return file


def path_of(sha256: str) -> Path:
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def read_stored(file: StoredFile) -> bytes:
    return path_of(file.sha256).read_bytes()


def clean_name(name: str) -> str:
    """The last part of the name without what a file system or a header could take amiss."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(suffix)]}{dot}{suffix}" if kept else "未命名"


def download(file: StoredFile) -> FileResponse:
    """As an attachment, whatever it is: an uploaded page must never run in the office's own name."""
    return _attachment(path_of(file.sha256).open("rb"), file.name)


def sent_bytes(name: str, data: bytes) -> FileResponse:
    """A file made for this one request, not kept."""
    return _attachment(io.BytesIO(data), name)


def _attachment(stream: IO[bytes], name: str) -> FileResponse:
    response = FileResponse(stream, content_type=content_type_of(name))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
