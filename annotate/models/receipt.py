"""Receipts: what a key's repeatable request made, so that repeating it makes nothing again."""

from django.db import models
from django.db.models import Q


class Receipt(models.Model):
    """One `Idempotency-Key` of one key. Names what was made and keeps no word of it: there is nothing to erase."""

    api_key = models.ForeignKey("annotate.ApiKey", models.CASCADE, related_name="+")
    token = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of address and body.")
    object_id = models.CharField(max_length=28)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_once_per_key", fields=["api_key", "token"]),
            models.CheckConstraint(name="receipt_has_a_token", condition=~Q(token="")),
            models.CheckConstraint(
                name="receipt_fingerprint_is_sha256", condition=Q(fingerprint__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object_id} by {self.api_key_id}"
