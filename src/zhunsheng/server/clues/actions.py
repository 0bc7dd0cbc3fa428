"""What people do to clues and complaints. The trace says which, which step and who; never a word of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.clues.counts import transferred_in
from zhunsheng.server.clues.models import Attachment, CountRelease, Handler, Kind, Record, Sealed, State, Step
from zhunsheng.server.clues.numbering import paper_number, record_number
from zhunsheng.server.clues.policy import (
    can_be_named,
    is_orphan,
    may_name,
    may_register,
    may_see,
    may_show_identity,
    may_withdraw_subject,
    staff,
    subjects_of,
)
from zhunsheng.server.clues.queries import chain_of, record_for, subject_of
from zhunsheng.server.clues.sealing import seal, seal_bytes, unseal
from zhunsheng.server.clues.workflow import ENDED, FIELDS, FIRST, Verb, move_of, verdict
from zhunsheng.server.files.kinds import refusal_of
from zhunsheng.server.files.storing import clean_name
from zhunsheng.server.inspections import queries as register
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import Role, User
from zhunsheng.server.orgs.verdicts import Refused, require

MOST_BYTES = 20 * 1024 * 1024
"""Of one file: it is held in memory while it is sealed, and never lies on a disk in the clear."""
SHORTEST = 4


@dataclass(slots=True, frozen=True)
class NewRecord:
    """What is written down at the beginning. Nothing of it shows in a log."""

    kind: Kind
    registered_on: date
    wording: str = field(repr=False)
    origin: str = field(default="", repr=False)
    """Where it comes from: 巡察发现, 来信, 来访."""
    about: str = field(default="", repr=False)
    """Whom it is about, in words."""
    issue_number: str = field(default="", repr=False)
    subjects: tuple[User, ...] = field(default=(), repr=False)
    """Of a complaint: the people of this office it names."""
    complainant: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


@sensitive_variables()
@transaction.atomic
def register_record(actor: Actor, new: NewRecord) -> Record:
    """登记 a clue, 受理 a complaint. Who does it is its first handler."""
    require(may_register(actor, new.kind))
    _sound(actor, new)
    entry = Record.objects.create(
        tenant_id=actor.tenant,
        kind=new.kind,
        number=record_number(actor.tenant, new.kind, new.registered_on),
        state=FIRST[new.kind],
        state_since=timezone.now(),
        registered_on=new.registered_on,
        registered_by_id=actor.person,
    )
    texts = {"wording": new.wording, "origin": new.origin, "about": new.about}
    if new.kind is Kind.COMPLAINT:
        texts |= {"identity/name": new.complainant, "identity/contact": new.contact}
        texts["subjects"] = json.dumps(sorted(user.pk for user in new.subjects))
    if new.issue_number.strip():
        texts["issue"] = _issue_id(actor, new.issue_number)
    for name, text in texts.items():
        seal(entry, name, text.strip())
    known = bool(new.complainant.strip() or new.contact.strip())
    Handler.objects.create(record=entry, user_id=actor.person, sees_identity=known)
    record(actor, "register_clue", subject_of(entry), {}, chain_of(entry))
    return entry


@sensitive_variables()
def _sound(actor: Actor, new: NewRecord) -> None:
    if len(new.wording.strip()) < SHORTEST:
        raise Refused(f"内容至少写 {SHORTEST} 个字。")
    if new.registered_on > timezone.localdate():
        raise Refused(f"登记日期 {new.registered_on} 还没有到。")
    if actor.id in {user.pk for user in new.subjects}:
        raise Refused("举报的是您本人，请由其他人受理。")
    if any(user.tenant_id != actor.tenant for user in new.subjects):
        raise Refused("被举报人应是本地区的人。")


@sensitive_variables()
def _issue_id(actor: Actor, number: str) -> str:
    """The link is kept, sealed, on this side alone: an issue doesn't show that a clue came of it."""
    found = register.visible_to(actor).filter(number=number.strip()).values_list("pk", flat=True).first()
    if found is None:
        raise Refused("没有这个编号的问题，请核对，或者留空。")
    return str(found)


# --- steps ---------------------------------------------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Said:
    """What is filled in with a step."""

    words: str = field(default="", repr=False)
    recipient: str = field(default="", repr=False)
    ground: str = field(default="", repr=False)
    signer: str = field(default="", repr=False)
    on: date | None = None
    due_on: date | None = None
    approver: User | None = None


_SEALED_WITH_A_STEP = ("recipient", "ground", "signer")


@sensitive_variables()
@transaction.atomic
def move(actor: Actor, *, record_id: int, verb: Verb, said: Said) -> Record:
    """Take a step of the table. Raises Refused for what isn't open, or lacks something."""
    entry = _locked(actor, record_id)
    require(verdict(actor, entry, verb))
    step = move_of(entry, verb)
    assert step is not None
    missing = [FIELDS[name] for name in step.needs if not _given(said, name)]
    if missing:
        raise Refused(f"{verb.label}要填写{'、'.join(missing)}。")
    _in_time(entry, verb, said)
    before, now = State(entry.state), timezone.now()
    entry.state, entry.state_since = step.target, now
    _note_dates(entry, verb, said)
    entry.save()
    taken = Step.objects.create(
        record=entry,
        verb=verb,
        origin=before,
        target=step.target,
        on=said.on,
        due_on=said.due_on,
        by_id=actor.person,
        at=now,
    )
    if said.words.strip():
        seal(entry, f"step/{taken.pk}", said.words.strip())
    for name in _SEALED_WITH_A_STEP:
        if name in step.needs:
            seal(entry, name, getattr(said, name).strip())
    if said.approver is not None and "approver" in step.needs:
        _ask(actor, entry, said.approver)
    record(actor, verb, subject_of(entry), {"from": before, "to": step.target}, chain_of(entry))
    return entry


def _given(said: Said, name: str) -> bool:
    value = getattr(said, name)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _in_time(entry: Record, verb: Verb, said: Said) -> None:
    if said.on is not None and said.on > timezone.localdate():
        raise Refused(f"日期 {said.on} 还没有到。")
    earliest = entry.transferred_on or entry.registered_on
    if said.on is not None and said.on < earliest:
        raise Refused(f"日期 {said.on} 早于上一步的 {earliest}。")
    if verb is Verb.URGE and said.due_on is not None and said.due_on < timezone.localdate():
        raise Refused(f"督办期限 {said.due_on} 已经过了。")


def _note_dates(entry: Record, verb: Verb, said: Said) -> None:
    match verb:
        case Verb.TRANSFER:
            assert said.on is not None
            entry.transferred_on = said.on
            entry.paper_number = paper_number(entry.tenant_id, said.on)
        case Verb.RECEIVE:
            entry.received_on = said.on
        case Verb.URGE:
            entry.due_on = said.due_on
        case Verb.CLOSE | Verb.REPLY:
            entry.closed_on = timezone.localdate()
        case Verb.ASK_MORE:
            entry.due_on = None  # it was kept, or missed: what is asked now needs one of its own
        case Verb.REOPEN:
            entry.closed_on = entry.due_on = None


def _ask(actor: Actor, entry: Record, approver: User) -> None:
    """Who is asked to approve is named for the record by that."""
    if approver.pk == actor.id:
        raise Refused("不能请自己批准，请选领导小组的另一位。")
    require(can_be_named(entry, approver))
    if not _leads(approver):
        raise Refused(f"“{approver.name}”不是领导小组的人，不能批准。")
    _name(actor, entry, approver)


def _leads(user: User) -> bool:
    return staff(user.tenant_id, Role.LEADING).filter(pk=user.pk).exists()


# --- who is named --------------------------------------------------------------------------------------


@transaction.atomic
def add_handler(actor: Actor, *, record_id: int, user: User) -> None:
    entry = _named_by(actor, record_id)
    require(can_be_named(entry, user))
    _name(actor, entry, user)


def _name(actor: Actor, entry: Record, user: User) -> None:
    _, made = Handler.objects.get_or_create(record=entry, user=user)
    if made:
        record(actor, "name_handler", subject_of(entry), {"user": user.name}, chain_of(entry))


@transaction.atomic
def remove_handler(actor: Actor, *, record_id: int, user_id: int) -> None:
    entry = _named_by(actor, record_id)
    handler = Handler.objects.select_related("user").filter(record=entry, user_id=user_id).first()
    if handler is None:
        raise Http404
    handler.delete()
    if is_orphan(entry):
        raise Refused("至少留一位能办理的经办人，请先指定别人。")
    record(actor, "remove_handler", subject_of(entry), {"user": handler.user.name}, chain_of(entry))


@transaction.atomic
def let_see_identity(actor: Actor, *, record_id: int, user_id: int, sees: bool) -> None:
    """The second list."""
    entry = _locked(actor, record_id)
    require(may_show_identity(actor, entry))
    handler = Handler.objects.select_related("user").filter(record=entry, user_id=user_id).first()
    if handler is None:
        raise Http404
    others = Handler.objects.filter(record=entry, sees_identity=True).exclude(user_id=user_id)
    if not sees and not others.exists():
        raise Refused("至少留一位可以看举报人身份的人。")
    handler.sees_identity = sees
    handler.save(update_fields=["sees_identity"])
    details = {"user": handler.user.name}
    record(actor, "show_identity" if sees else "hide_identity", subject_of(entry), details, chain_of(entry))


@sensitive_variables()
@transaction.atomic
def name_subjects(actor: Actor, *, record_id: int, users: Iterable[User]) -> None:
    """Who is named in the complaint. They lose sight of it with this very write, handlers or not.

    The trace doesn't say who: they may be among those who read it.
    """
    entry = _locked(actor, record_id)
    if entry.kind != Kind.COMPLAINT:
        raise Http404
    named = frozenset(user.pk for user in users)
    if actor.id in named:
        raise Refused("举报的是您本人，请由其他人登记。")
    if User.objects.filter(pk__in=named).exclude(tenant_id=entry.tenant_id).exists():
        raise Refused("被举报人应是本地区的人。")
    seal(entry, "subjects", json.dumps(sorted(subjects_of(entry) | named)))
    record(actor, "name_subjects", subject_of(entry), {}, chain_of(entry))


@sensitive_variables()
@transaction.atomic
def withdraw_subject(actor: Actor, *, record_id: int, user_id: int, reason: str) -> None:
    """Named by mistake: a leader who handles the complaint takes the name back.

    Not whoever handles it without that duty, for they could clear somebody on their own. Name, reason and
    leader are sealed with the rest; the trace says only that it was done.
    """
    entry = _locked(actor, record_id)
    require(may_withdraw_subject(actor, entry))
    named = subjects_of(entry)
    if user_id not in named:
        raise Http404
    if len(reason.strip()) < SHORTEST:
        raise Refused(f"请写明登记错在哪里，至少 {SHORTEST} 个字。")
    name = User.objects.get(pk=user_id).name
    why = " ".join(reason.split())
    told = f"{timezone.localdate()} 撤回 {name}：{why}（{actor.name}）"
    seal(entry, "withdrawn", "\n".join(filter(None, (unseal(entry, "withdrawn"), told))))
    seal(entry, "subjects", json.dumps(sorted(named - {user_id})))
    record(actor, "withdraw_subject", subject_of(entry), {}, chain_of(entry))


def _named_by(actor: Actor, record_id: int) -> Record:
    """The record, where the actor may name people for it; told to nobody else."""
    entry = Record.objects.select_for_update().filter(pk=record_id, tenant_id=actor.tenant).first()
    if entry is None:
        raise Http404
    allowed = may_name(actor, entry)
    if not allowed and not may_see(actor, entry):
        raise Http404
    require(allowed)
    return entry


# --- files ---------------------------------------------------------------------------------------------


@sensitive_variables()
@transaction.atomic
def add_file(actor: Actor, *, record_id: int, upload: UploadedFile[bytes] | None) -> None:
    """A file, its name and content sealed."""
    entry = _locked(actor, record_id)
    if entry.state in ENDED:
        raise Refused(f"{entry.number} 已经办结，不能再加附件。")
    if upload is None or not upload.size:
        raise Refused(f"没有收到文件：请选择不超过 {MOST_BYTES // 1024 // 1024} MB、不是空的文件。")
    if upload.size > MOST_BYTES:
        raise Refused(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请拆开再传。")
    name, content = clean_name(upload.name or ""), upload.read()
    if refusal_of(name, content[:16]):
        # Its own words would tell the name, and a refusal may be logged.
        raise Refused("不收这种文件。可以上传 Word、Excel、PDF、图片或压缩包（zip）。")
    kept = Attachment.objects.create(record=entry, by_id=actor.person)
    seal(entry, f"file/{kept.pk}/name", name)
    seal_bytes(entry, f"file/{kept.pk}/content", content)
    record(actor, "add_clue_file", subject_of(entry), {"file": kept.pk}, chain_of(entry))


@transaction.atomic
def remove_file(actor: Actor, *, record_id: int, file_id: int) -> None:
    entry = _locked(actor, record_id)
    kept = Attachment.objects.filter(pk=file_id, record=entry).first()
    if kept is None:
        raise Http404
    if entry.state in ENDED:
        raise Refused(f"{entry.number} 已经办结，不能再移出附件。")
    Sealed.objects.filter(record=entry, field__startswith=f"file/{kept.pk}/").delete()
    record(actor, "remove_clue_file", subject_of(entry), {"file": kept.pk}, chain_of(entry))
    kept.delete()


def _locked(actor: Actor, record_id: int) -> Record:
    """Its row, held until the transaction ends. Raises Http404 for who isn't named for it."""
    entry = Record.objects.select_for_update().filter(pk=record_id).first()
    if entry is None:
        raise Http404
    record_for(actor, record_id)
    return entry


# --- counts --------------------------------------------------------------------------------------------


@transaction.atomic
def release_count(actor: Actor, *, year: int) -> None:
    """A leader has looked at a small count and lets it leave."""
    if not actor.has(Role.LEADING):
        raise Refused("件数少的，由领导小组的人复核后提供。")
    count = transferred_in(actor.tenant, year)
    CountRelease.objects.get_or_create(
        tenant_id=actor.tenant, year=year, count=count, defaults={"by_id": actor.person}
    )
    record(
        actor, "release_count", Subject("tenant", actor.tenant, "线索件数"), {"year": year, "count": count}
    )
