"""附件 of a 通报. The trace has what was attached and removed, by its sha256; the name may say too much."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404

from zhunsheng.server.audit.trail import record
from zhunsheng.server.files.storing import store_upload
from zhunsheng.server.inspections.circulars.actions import NewCircular, issue_circular, subject_of
from zhunsheng.server.inspections.circulars.models import Circular, CircularFile
from zhunsheng.server.inspections.circulars.queries import (
    circulars_visible_to,
    files_visible_to,
    may_change_files,
)
from zhunsheng.server.inspections.queries import locked
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require

MOST = 20


@transaction.atomic
def issue_with_files(actor: Actor, new: NewCircular, uploads: Sequence[UploadedFile[bytes]]) -> Circular:
    """Whom it goes to see it with its files from the first."""
    circular = issue_circular(actor, new)
    if uploads:
        attach_files(actor, circular_id=circular.pk, uploads=uploads)
    return circular


@transaction.atomic
def attach_files(actor: Actor, *, circular_id: int, uploads: Sequence[UploadedFile[bytes]]) -> None:
    circular = locked(circulars_visible_to(actor), circular_id)
    require(may_change_files(actor, circular))
    if not uploads:
        raise Refused("还没有选文件。")
    if circular.files.count() + len(uploads) > MOST:
        raise Refused(f"一份通报最多 {MOST} 个附件，请减少或者打成一个压缩包。")
    for upload in uploads:
        stored = store_upload(actor, upload, guarded=True)
        entry = CircularFile.objects.create(circular=circular, file=stored)
        _note(actor, "attach_circular_file", entry)


@transaction.atomic
def remove_file(actor: Actor, *, file_id: int) -> Circular:
    entry = files_visible_to(actor).filter(pk=file_id).first()
    if entry is None:
        raise Http404
    circular = locked(circulars_visible_to(actor), entry.circular_id)
    require(may_change_files(actor, circular))
    _note(actor, "remove_circular_file", entry)
    entry.delete()
    return circular


def _note(actor: Actor, verb: str, entry: CircularFile) -> None:
    details = {"file": entry.pk, "sha256": entry.file.sha256}
    record(actor, verb, subject_of(entry.circular), details)
