"""Form fields that several screens use."""

import datetime as dt
import zoneinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Clock(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ZoneInput(forms.TextInput):
    """A zone by typing; the browser offers the names."""

    template_name = "admin/annotate/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}_zones"
        context["zones"] = sorted(zoneinfo.available_timezones())
        return context


def moment_in(day: dt.date, clock: dt.time | None, zone: str) -> dt.datetime:
    """A day and a clock time as they are read in a zone. Raises `ValidationError` where there is no such zone."""
    if not 1000 < day.year < 9999:
        raise ValidationError(
            {"published_at": f"{day.isoformat()} is no day on which anything was published."}
        )
    try:
        return dt.datetime.combine(day, clock or dt.time(), zoneinfo.ZoneInfo(zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValidationError(
            {"time_zone": f"“{zone[:40]}” is not a time zone. Give a name such as Europe/Berlin."}
        ) from None


class Until(forms.Form):
    embargo_until = forms.DateTimeField(
        label="Embargoed until", widget=Moment, help_text="In your own time zone, as set in your profile."
    )

    def clean_embargo_until(self) -> dt.datetime:
        until: dt.datetime = self.cleaned_data["embargo_until"]
        if until <= timezone.now():
            raise ValidationError("Give a time that is still to come.")
        return until
