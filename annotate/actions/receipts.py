"""Receipts for requests that may be repeated. Part of the writing of what they are for, in its transaction."""

import datetime as dt

from django.utils import timezone

from annotate.models import ApiKey, Receipt

KEPT = dt.timedelta(hours=24)


def find(*, key: ApiKey, token: str) -> Receipt | None:
    """What this key's request made, if it was made within a day."""
    return Receipt.objects.filter(api_key=key, token=token, created_at__gt=timezone.now() - KEPT).first()


def note(*, key: ApiKey, token: str, fingerprint: str, object_id: str) -> Receipt:
    """Keep what it made, and drop this key's old ones. The second of two at once fails by constraint, and undoes all."""
    Receipt.objects.filter(api_key=key, created_at__lte=timezone.now() - KEPT).delete()
    return Receipt.objects.create(api_key=key, token=token, fingerprint=fingerprint, object_id=object_id)
