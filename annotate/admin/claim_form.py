"""Making a claim, and wording it anew."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from annotate.actions.claims import create_claim, reword_claim
from annotate.actions.dividing import divide_claim
from annotate.admin.base import VerbForm
from annotate.admin.fields import Day
from annotate.models import Attribution, Claim

FIELDS = ("wording", "language", "subject", "about_from", "about_to", "figure", "unit", "tolerance")


class ClaimForm(VerbForm):
    topics = forms.CharField(
        required=False, max_length=500, help_text="Separated by commas.", widget=forms.TextInput(attrs={"dir": "auto"})
    )  # fmt: skip

    class Meta:
        model = Claim
        fields = FIELDS
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            "subject": forms.TextInput(attrs={"dir": "auto"}),
            "about_from": Day(),
            "about_to": Day(),
        }
        help_texts = {
            "wording": "One affirmative proposition. A denial is no claim of its own: it denies this one."
        }

    def write(self) -> Claim:
        given = dict(self.cleaned_data)
        topics = [t.strip() for t in given.pop("topics").split(",") if t.strip()]
        return create_claim(by=self.by, topics=topics, **given)


class Reword(forms.ModelForm):
    """Other words, or other particulars, for a claim that is there."""

    class Meta(ClaimForm.Meta):
        pass

    def _post_clean(self) -> None:
        """The verb validates."""

    @classmethod
    def given(cls, claim: Claim) -> dict[str, Any]:
        return {"instance": claim}


def reword(claim: Claim, by: Any, **values: Any) -> str:
    reword_claim(claim=Claim.objects.get(pk=claim.pk), by=by, **values)
    return "Reworded. What was read under the old words stays as it was."


class Divide(forms.Form):
    """Which attributions are of another proposition, and how that one reads."""

    wording = forms.CharField(
        max_length=1000, label="The other proposition",
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "class": "vLargeTextField"}),
    )  # fmt: skip
    attributions = forms.ModelMultipleChoiceField(
        Attribution.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Their readings go along as they are. At least one stays.",
    )  # fmt: skip
    reason = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))


def divide(claim: Claim, by: Any, **cleaned: Any) -> str:
    new = divide_claim(claim=claim, by=by, **cleaned)
    return f"“{new}” is a claim of its own now. Merging it into this one undoes that."


class OtherClaim(forms.Form):
    """Which one it is merged into."""

    kept = forms.ModelChoiceField(
        Claim.objects.kept(), label="It is the same claim as",
        widget=AutocompleteSelect(Claim._meta.get_field("merged_into"), admin.site),
        help_text="That one stays. An opposite is never merged: link its passage as negated instead.",
    )  # fmt: skip
    reason = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))
