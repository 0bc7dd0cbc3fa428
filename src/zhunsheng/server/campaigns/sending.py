"""Handing reminders to a command of the bureau's own that sends SMS or 政务微信 (外发消息).

The command is run once a message and gets one line of JSON on its standard input; 0 means sent. It is told
the unit and the duty, never a number: whose telephone that is, is the command's own affair. A message is
handed over at most once by itself; what failed, or was cut off half way, is shown and sent again by a person.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhunsheng.server.audit.trail import record
from zhunsheng.server.campaigns.models import Message
from zhunsheng.server.campaigns.policy import may_remind
from zhunsheng.server.jobs.rounds import every_minute
from zhunsheng.server.orgs.actors import Actor, machine
from zhunsheng.server.orgs.models import Role
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reports.models import State
from zhunsheng.server.reports.subjects import chain_of, subject_of

SYSTEM = machine("系统")
_LONGEST_ROUND = 30
"""Seconds a round may take: a command that hangs must not keep the worker from its jobs."""
_GRACE = timedelta(minutes=1)
_LONGEST_TROUBLE = 200
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")
"""Of our environment; passwords of the database stay here."""
_log = logging.getLogger("zhunsheng.messages")


@every_minute
def send_waiting() -> None:
    if not settings.OPTIONS["MESSAGE_COMMAND"]:
        return
    give_up_interrupted()
    until = time.monotonic() + _LONGEST_ROUND
    waiting = Message.objects.filter(state=Message.State.WAITING).order_by("id")
    for message_id in list(waiting.values_list("pk", flat=True)):
        if time.monotonic() >= until:
            return
        send(message_id)


def send(message_id: int) -> None:
    """By whoever takes it first: compare-and-swap on its state."""
    mine = Message.objects.filter(pk=message_id, state=Message.State.WAITING)
    if not mine.update(state=Message.State.SENDING, changed_at=timezone.now()):
        return
    trouble = _run(line_of(_message(message_id)))
    if trouble:
        _log.warning("message not sent", extra={"sent_message": message_id})
    _note(message_id, Message.State.FAILED if trouble else Message.State.SENT, trouble)


def _message(message_id: int) -> Message:
    return Message.objects.select_related("reminder__report__unit", "reminder__report__campaign").get(
        pk=message_id
    )


def line_of(message: Message) -> str:
    """What the command is told; `id` is the same when it is sent again."""
    entry = message.reminder
    report = entry.report
    told = {
        "id": message.pk,
        "unit": report.unit.name,
        "unit_code": report.unit.code,
        "matter": "催报",
        "campaign": report.campaign.title,
        "deadline": timezone.localtime(report.deadline).isoformat(timespec="minutes"),
        "duty": (Role.HEAD if report.state == State.WITH_HEAD else Role.PREPARER).label,
        "number": entry.number,
        "text": entry.text,
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _run(line: str) -> str:
    """Empty where it was sent, else why not."""
    seconds = settings.OPTIONS["MESSAGE_SECONDS"]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            settings.OPTIONS["MESSAGE_COMMAND"],
            input=line.encode(),
            capture_output=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"发送命令 {seconds} 秒没有结束，不能确定是否发出。"
    except OSError as error:
        return f"发送命令不能运行：{error.strerror}。"
    if done.returncode == 0:
        return ""
    said = _without_numbers(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return f"发送命令返回 {done.returncode}{f'：{said}' if said else ''}"[:_LONGEST_TROUBLE]


def _without_numbers(text: str) -> str:
    """What looks like a telephone number is not kept."""
    return re.sub(r"\d[\d \-]{5,}\d", "……", text)


@transaction.atomic
def _note(message_id: int, state: Message.State, trouble: str) -> None:
    ours = Message.objects.filter(pk=message_id, state=Message.State.SENDING)
    if not ours.update(state=state, trouble=trouble, changed_at=timezone.now()):
        return
    report = _message(message_id).reminder.report
    record(
        SYSTEM,
        "send_message",
        subject_of(report),
        {"result": state.label, "reason": trouble},
        chain_of(report),
    )


def give_up_interrupted() -> None:
    """What a worker was sending when it died: nobody knows whether it went out."""
    silent = timezone.now() - timedelta(seconds=settings.OPTIONS["MESSAGE_SECONDS"]) - _GRACE
    for message in Message.objects.filter(state=Message.State.SENDING, changed_at__lt=silent):
        _note(message.pk, Message.State.FAILED, "发送时进程中断，不能确定是否发出。")


@transaction.atomic
def resend(actor: Actor, *, message_id: int) -> Message:
    """再发一次, of what was not sent or may not have been."""
    message = Message.objects.select_for_update().get(pk=message_id)
    report = _message(message_id).reminder.report
    require(may_remind(actor, report.campaign))
    if message.state != Message.State.FAILED:
        raise Refused("这条消息没有发送失败，不用重发。")
    message.state, message.trouble, message.changed_at = Message.State.WAITING, "", timezone.now()
    message.save(update_fields=["state", "trouble", "changed_at"])
    details = {"number": message.reminder.number}
    record(actor, "resend_message", subject_of(report), details, chain_of(report))
    return message
