"""The second factor (动态口令), by choice of each person."""

from __future__ import annotations

from django.db import transaction
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.models import User


def new_device(user: User) -> TOTPDevice:
    """The device waiting for its first code; one for each person."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "验证器"})
    return device


def token_is_good(user: User, token: str) -> bool:
    """Whether the code fits, for who has turned the second factor on. Wrong codes slow further tries."""
    if not TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        return True
    return bool(token) and match_token(user, token) is not None


@transaction.atomic
def confirm_device(actor: Actor, device: TOTPDevice, token: str) -> bool:
    if not device.verify_token(token):
        return False
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    record(actor, "enable_totp", Subject("user", device.user_id, actor.name))
    return True
