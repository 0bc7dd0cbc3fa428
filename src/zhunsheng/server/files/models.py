"""Uploaded and produced files, kept by what they hold."""

from __future__ import annotations

from django.db import models

from zhunsheng.server.orgs.models import Tenant, User


class StoredFile(models.Model):
    """One upload or product. Its bytes lie under their sha256, once however often they come."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    name = models.CharField("文件名", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_guarded = models.BooleanField(default=False)
    """Holds the wording of issues: only the register's own pages hand it out, to whom they ask about."""
