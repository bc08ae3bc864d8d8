"""What rests on one unnamed source? Who denied it? Claims filtered by what supports them."""

import itertools
from types import SimpleNamespace

import pytest

from annotate import rules
from annotate.actions import articles
from annotate.models import Attribution, ChainNode, Passage, Reading, Review
from annotate.roles import SETUP
from annotate.vocabulary import VERSION, Identification, Role
from api.filters import kind_expression
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db


def found(**query) -> set[str]:
    return {claim["id"] for claim in Newsdesk().read("claims/", **query)["results"]}


def test_by_kind_stance_source_and_outlet_of_what_was_read() -> None:
    anonymous, denied, article, source = make.claim(), make.claim(), make.article(), make.source()
    make.read(article, anonymous)
    make.read(article, denied, source=source, facets=make.NAMED | {"stance": "denies"})
    make.claim()
    assert found(kind="anonymous_source") == {anonymous.pk}
    assert found(stance="denies") == found(kind="denial") == found(source=source.pk) == {denied.pk}
    assert found(outlet=article.outlet_id) == {anonymous.pk, denied.pk}
    assert found(outlet=make.outlet().pk) == set()


def test_readings_of_unfinished_reviews_and_withdrawn_articles_find_nothing() -> None:
    article, claim = make.article(), make.claim()
    make.read(article, claim, submitted=False)
    assert found(stance="asserts") == set()
    make.read(article, claim)
    assert found(stance="asserts") == {claim.pk}
    articles.withdraw_article(article=article, reason="Wrong.", by=SETUP)
    assert found(stance="asserts") == set()


def test_by_probability_roots_and_language() -> None:
    weak, strong, unknown = make.claim(), make.claim(language="de-AT"), make.claim()
    rows.score(weak, probability=0.3, low=0.1, independent_roots=1, admiralty=4)
    rows.score(strong, probability=0.9, low=0.1, independent_roots=3)
    rows.score(unknown, **rows.NOT_JUDGED)
    assert found(min_probability="0.5") == found(min_roots=3) == found(language="de") == {strong.pk}
    assert found(max_probability="0.3") == found(max_roots=1) == {weak.pk}


def test_what_is_withdrawn_is_not_found_by_a_score_that_is_no_longer_told() -> None:
    from annotate.actions import claims

    claim = make.claim()
    rows.score(claim)
    claims.withdraw_claim(claim=claim, reason="Wrong.", by=SETUP)
    assert found(state="withdrawn") == {claim.pk}
    assert found(state="withdrawn", admiralty=2) == found(state="any", min_probability=0) == set()


def test_the_database_finds_the_same_kind_as_the_rule_for_every_combination() -> None:
    article, claim, wire = make.article(), make.claim(), make.outlet()
    combinations = [
        SimpleNamespace(identification=i, role=r, stance=s, channel=c, ends_at_outlet=e)
        for i, r, s, c, e in itertools.product(
            Identification.values, Role.values, ("asserts", "announces", "denies", "did_not_respond"),
            ("quote", "statement", "public_speech", "document", "press_report"), (True, False),
        )
    ]  # fmt: skip
    reviewer = make.user("reviewer")
    review = Review.objects.create(revision=article.latest, reviewer=reviewer)
    passage = Passage.objects.create(revision=article.latest, start=0, end=5, exact="x")
    attributions = Attribution.objects.bulk_create(
        Attribution(passage=passage, claim=claim) for _ in combinations
    )
    made = Reading.objects.bulk_create(
        Reading(
            attribution=attribution, review=review, reviewer=reviewer, vocabulary_version=VERSION, content_start=0,
            content_end=5, identification=c.identification, role=c.role, stance=c.stance, channel=c.channel,
        )
        for c, attribution in zip(combinations, attributions, strict=True)
    )  # fmt: skip
    ends = [(reading, c.ends_at_outlet) for reading, c in zip(made, combinations, strict=True)]
    ChainNode.objects.bulk_create(ChainNode(reading=reading, position=0, outlet=wire) for reading, _ in ends)
    ChainNode.objects.bulk_create(
        ChainNode(reading=reading, position=1, pool_affiliation="government", pool_role="participant")
        for reading, at_outlet in ends
        if not at_outlet
    )
    kinds = dict(Reading.objects.annotate(kind=kind_expression()).values_list("id", "kind"))
    for reading, c in zip(made, combinations, strict=True):
        assert kinds[reading.pk] == rules.kind(c, nobody_behind_outlet=c.ends_at_outlet), c
