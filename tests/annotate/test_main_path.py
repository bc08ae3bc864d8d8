"""The verbs in a row, as a newsroom's day goes."""

import pytest
from django.core.exceptions import ValidationError

from annotate.actions import claims
from annotate.models import Change, Claim, Reading
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_two_blind_readings_of_the_same_words_share_an_attribution_and_make_the_claim_stale() -> None:
    article, claim = make.article(), make.claim()
    Claim.objects.update(scored_change=10**6)
    Claim.objects.update(touched_change=0)
    a = make.read(article, claim, cue=make.span(article, "according to"))
    b = make.read(article, claim, cue=make.span(article, "according to two officials"))
    assert a.attribution_id == b.attribution_id
    assert Reading.objects.current().submitted().count() == 2
    assert Claim.objects.get(pk=claim.pk).touched_change == Change.objects.first().number


def test_every_verb_leaves_consecutive_numbers() -> None:
    make.read(make.article(), make.claim())
    numbers = sorted(Change.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Change.objects.filter(verb="reading.save", audience="desk").exists()
    assert Change.objects.filter(verb="claim.publish", audience="public").exists()


def test_two_claims_answer_one_question() -> None:
    editor = make.user("editor")
    question = claims.create_question(wording="How many people will be laid off?", by=editor)
    few, many = make.claim("300 people will be laid off."), make.claim("900 people will be laid off.")
    for claim in (few, many):
        claims.reword_claim(claim=claim, question=question, by=editor)
    assert {*question.claims.all()} == {few, many}
    assert Change.objects.of(few).first().detail.after == {"question_id": question.pk}
    with pytest.raises(ValidationError, match="500"):
        claims.create_question(wording="w" * 501, by=editor)
