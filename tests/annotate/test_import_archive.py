"""Importing an archive in blocks: what single verbs would have written, or nothing of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from annotate.actions import imports
from annotate.actions.imports import OldArticle, OldClaim
from annotate.models import (
    Article,
    Attribution,
    Change,
    ChangeHead,
    Claim,
    ClaimPassage,
    Outcome,
    Reading,
    Review,
)
from annotate.roles import WORKER
from tests import factories as make

pytestmark = pytest.mark.django_db


def old_claim(**values) -> OldClaim:
    given = {
        "topics": ("Plants",),
        "verdict": "confirmed",
        "why_checked": "sampled",
        "evidence_url": "https://evidence.example/1",
        "evidence_quote": "It closed.",
        "decided_at": make.NOON,
    }
    return OldClaim(Claim(wording="The plant will close."), **given | values)


def old_article(claim: OldClaim, *reviewers, cues=((0, 12), (4, 12)), **values) -> OldArticle:
    readings = [
        (reviewer, make.NewReading(claim=claim.claim, facets=make.UNNAMED, content=(0, 41), cue=cue))
        for reviewer, cue in zip(reviewers, cues, strict=False)
    ]
    given = {
        "headline": "Plant",
        "text": make.TEXT,
        "published_at": make.NOON,
        "url": "https://paper.example/plant",
    }
    return OldArticle(outlet=make.outlet(), readings=readings, **given | values)


def test_readings_of_the_same_words_share_an_attribution_and_count_at_once() -> None:
    claim, people = old_claim(), [make.user("reviewer"), make.user("reviewer")]
    imports.import_archive(claims=[claim], articles=[old_article(claim, *people)])
    assert Attribution.objects.count() == ClaimPassage.objects.count() == 1
    assert Reading.objects.current().submitted().count() == 2
    assert all(reading.chain.get().pool_affiliation == "government" for reading in Reading.objects.all())
    assert Claim.objects.published().get().topics.get().name == "Plants"
    assert Outcome.objects.get().imported


def test_readings_of_other_words_are_apart() -> None:
    claim, people = old_claim(), [make.user("reviewer"), make.user("reviewer")]
    imports.import_archive(claims=[claim], articles=[old_article(claim, *people, cues=((0, 12), (20, 41)))])
    assert Attribution.objects.count() == 2


def test_every_row_has_its_entry_and_the_claim_is_to_be_scored() -> None:
    claim = old_claim()
    article = old_article(claim, make.user("reviewer"))
    before = ChangeHead.objects.get().last
    imports.import_archive(claims=[claim], articles=[article])
    verbs = Change.objects.filter(number__gt=before).values_list("verb", flat=True)
    assert sorted(verbs) == [
        "article.publish",
        "claim.publish",
        "outcome.import",
        "reading.save",
        "review.submit",
    ]
    assert Claim.objects.stale().get().touched_change == ChangeHead.objects.get().last


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (lambda c, r: ([OldClaim(Claim(wording=" "))], []), "wording"),
        (lambda c, r: ([c], [old_article(c, r, cues=[(0, 999)])]), "cue"),
        (lambda c, r: ([c], [old_article(c, r, text="<p>no</p>")]), "text"),
        (lambda c, r: ([old_claim(verdict="maybe")], []), "verdict"),
        (lambda c, r: ([c], [old_article(c, r, url="https://evidence.example/1")]), "evidence_url"),
    ],
)
def test_one_bad_row_and_nothing_is_written(broken, field) -> None:
    claims, articles = broken(old_claim(), make.user("reviewer"))
    with pytest.raises(ValidationError) as refused:
        imports.import_archive(claims=claims, articles=articles)
    assert field in refused.value.message_dict
    assert not Claim.objects.exists()
    assert not Article.objects.exists()
    assert not Review.objects.exists()


def test_only_set_up_imports_and_only_reviewers_have_read() -> None:
    claim = old_claim()
    with pytest.raises(PermissionDenied):
        imports.import_archive(claims=[claim], articles=[], by=WORKER)
    with pytest.raises(PermissionDenied):
        imports.import_archive(claims=[claim], articles=[old_article(claim, make.user("editor"))])
    assert not Claim.objects.exists()
