"""Adding an article by pasting its text, and revising it."""

import zoneinfo
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from annotate.actions.articles import WORDS, import_article, revise_article
from annotate.admin.base import VerbForm, put_errors
from annotate.admin.fields import Clock, Day, ZoneInput, moment_in
from annotate.models import Article, Revision
from annotate.vocabulary import Precision


class Words(forms.Form):
    """What a revision says, and when it came out."""

    headline = forms.CharField(
        max_length=500, widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"})
    )
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto", "class": "vLargeTextField"}),
        help_text="Paste the whole text, without HTML. It is stored as NFC and never changed; a later version is a revision.",
    )
    byline = forms.CharField(
        max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"})
    )
    credit_line = forms.CharField(
        max_length=300, required=False, help_text="Such as “with reporting by …” or “(Agency)”.",
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
    )  # fmt: skip
    language = forms.CharField(
        max_length=35, initial="en", help_text="A BCP 47 tag, such as en, de or ar-EG.",
        widget=forms.TextInput(attrs={"size": 10, "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    published_on = forms.DateField(label="Published on", widget=Day)
    published_time = forms.TimeField(
        label="at", widget=Clock, required=False, help_text="Leave empty where only the day is known."
    )
    precision = forms.ChoiceField(
        choices=Precision.choices, initial=Precision.MINUTE,
        help_text="How exactly the time is known. A day alone never decides who was earlier.",
    )  # fmt: skip
    time_zone = forms.CharField(
        max_length=64, initial="UTC", widget=ZoneInput, help_text="The zone in which that time is read."
    )

    verb_names: Mapping[str, str] = {"published_at": "published_on"}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        if not values["published_time"] and values["precision"] == Precision.MINUTE:
            self.add_error(
                "published_time", "Give the time, or say that only the day is known (precision: day)."
            )
            return values
        try:
            clock = values["published_time"] if values["precision"] == Precision.MINUTE else None
            values["published_at"] = moment_in(values["published_on"], clock, values["time_zone"])
        except ValidationError as error:
            put_errors(self, error)
        return values

    def words(self) -> dict[str, Any]:
        """What the verbs take."""
        return {name: self.cleaned_data[name] for name in WORDS}


class ArticleForm(Words, VerbForm):
    url = forms.CharField(
        label="URL", max_length=2000, required=False,
        widget=forms.URLInput(attrs={"class": "vURLField", "placeholder": "https://"}),
    )  # fmt: skip

    class Meta:
        model = Article
        fields = ["outlet"]

    def write(self) -> Article:
        return import_article(
            outlet=self.cleaned_data["outlet"],
            url=self.cleaned_data["url"] or None,
            by=self.by,
            **self.words(),
        )


class Revise(Words):
    """A later version of the text."""

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        last = article.latest
        at = last.published_at.astimezone(_zone(last))
        initial = {name: getattr(last, name) for name in WORDS}
        initial |= {
            "published_on": at.date(),
            "published_time": at.time() if last.precision == Precision.MINUTE else None,
        }
        super().__init__(*args, **kwargs | {"initial": initial})

    @classmethod
    def given(cls, article: Article) -> dict[str, Any]:
        return {"article": article}


def _zone(revision: Revision) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(revision.time_zone)


class Syndication(forms.Form):
    """Whose copy it is."""

    origin = forms.ModelChoiceField(
        Article.objects.none(), required=False, label="Syndicated from",
        help_text="The article that this one repeats, word for word or nearly. Leave empty where it is no copy.",
    )  # fmt: skip


def revise(article: Article, by: Any, **cleaned: Any) -> str:
    before = article.latest.pk
    revision = revise_article(article=article, by=by, **{name: cleaned[name] for name in WORDS})
    if revision.pk == before:
        return "Nothing differs from the latest revision; none was made."
    orphans = revision.orphans.count()
    carried = revision.passages.count()
    return f"Revision {revision.number}: {carried} passages carried over, {orphans} to place again."
