"""The append-only trace (留痕): a chain of entries for every report and one for the site."""

from __future__ import annotations

from django.db import models


class Chain(models.Model):
    """One hash chain: `report/12`, `site`. Its row is locked while an entry is appended."""

    name = models.CharField(max_length=60, unique=True)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default="")


class Entry(models.Model):
    """Who did what to what, when. Never changed, never deleted."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    """As it was then."""
    request_id = models.CharField(max_length=36, blank=True)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    """report/12, user/3 …"""
    subject_name = models.CharField(max_length=200)
    details = models.TextField()
    """JSON with sorted keys, exactly as it was hashed."""
    algorithm = models.CharField(max_length=10)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="entry_number_once")]
        indexes = [
            models.Index(fields=["subject", "at"]),
            models.Index(fields=["actor_id", "at"]),
            models.Index(fields=["at"]),
            models.Index(fields=["verb", "at"]),
            models.Index(fields=["actor_id", "verb", "at"]),
        ]
        ordering = ["chain_id", "number"]
