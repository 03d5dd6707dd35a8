"""Installations whose bundles are believed, and the bundles that came in."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class TrustedKey(models.Model):
    """The public key of another installation, whose fingerprint somebody compared before believing it."""

    fingerprint = models.CharField(primary_key=True, max_length=64)
    public_key = models.CharField(max_length=64)
    trusted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    trusted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.fingerprint


class BundleReceipt(models.Model):
    """A bundle that was brought in: what it held, who signed it, and how much of it was new."""

    digest = models.CharField(max_length=64)
    about = models.UUIDField()
    signed_by = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        ordering: ClassVar = ["received_at"]
        indexes: ClassVar = [models.Index(fields=["about"], name="bundles_about")]

    def __str__(self) -> str:
        return self.digest[:12]
