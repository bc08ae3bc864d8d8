"""What a webhook is made of, and what is sent again, as forms: for administrators and for a newsroom's own manager."""

from typing import Any

from django import forms

from annotate.admin.fields import Moment
from annotate.models import Event, Hook


class HookForm(forms.Form):
    name = forms.CharField(
        max_length=100, widget=forms.TextInput(attrs={"dir": "auto"}), help_text="What it is for: “our CMS”."
    )
    url = forms.CharField(
        label="Address",
        max_length=2000,
        widget=forms.URLInput(attrs={"inputmode": "url"}),
        help_text="https:// and public.",
    )
    events = forms.MultipleChoiceField(
        label="It is told when", choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )
    threshold = forms.FloatField(
        label="Smallest change of a probability", min_value=0, max_value=1, initial=0.05,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
        help_text="0.05 is five points. Small steps add up: it is measured from what was last told.",
    )  # fmt: skip
    quiet_minutes = forms.IntegerField(
        label="Quiet period, in minutes", min_value=0, max_value=7 * 24 * 60, initial=0,
        help_text="For so long after a claim’s score was told, its further changes are gathered into one.",
    )  # fmt: skip

    @classmethod
    def of(cls, hook: Hook) -> dict[str, Any]:
        return {name: getattr(hook, name) for name in cls.base_fields}


class Replay(forms.Form):
    since = forms.DateTimeField(label="Made since", widget=Moment, help_text="In your time zone.")
    until = forms.DateTimeField(label="Made until", widget=Moment, required=False)
    delivered_too = forms.BooleanField(label="Also those that were taken", required=False)
