"""Remarks used often (常用意见): kept for the whole bureau, the most used first."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, QuerySet

from zhunsheng.server.audit.trail import Subject, record
from zhunsheng.server.orgs.actors import Actor
from zhunsheng.server.orgs.verdicts import Refused, require
from zhunsheng.server.reviews.models import Phrase
from zhunsheng.server.reviews.policy import may_keep_phrases

LONGEST = 300
_SHOWN = 30


def phrases_for(actor: Actor) -> QuerySet[Phrase]:
    return Phrase.objects.filter(tenant_id=actor.tenant).order_by("-used", "pk")[:_SHOWN]


@transaction.atomic
def keep_phrase(actor: Actor, *, text: str) -> Phrase:
    """Once, however often it is kept."""
    require(may_keep_phrases(actor))
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Refused(f"常用意见要有内容，最多 {LONGEST} 个字。")
    phrase, made = Phrase.objects.get_or_create(
        tenant_id=actor.tenant, text=text, defaults={"by_id": actor.person}
    )
    if made:
        record(actor, "keep_phrase", Subject("phrase", phrase.pk, text))
    return phrase


@transaction.atomic
def drop_phrase(actor: Actor, *, phrase_id: int) -> None:
    require(may_keep_phrases(actor))
    phrase = Phrase.objects.filter(pk=phrase_id, tenant_id=actor.tenant).first()
    if phrase is None:
        raise Refused("这条常用意见已经删除。")
    phrase.delete()
    record(actor, "drop_phrase", Subject("phrase", phrase_id, phrase.text))


def note_use(actor: Actor, text: str) -> None:
    """Counted when a remark says the phrase, however it got there; no trace, it changes no record."""
    Phrase.objects.filter(tenant_id=actor.tenant, text=text.strip()).update(used=F("used") + 1)
