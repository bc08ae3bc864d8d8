"""Ten reports of one text are one: found in published articles, fed into the score, forgotten with the article."""

import datetime as dt

import pytest
from django.db import IntegrityError, models, transaction

from annotate.actions import articles
from annotate.models import Article, Copy, CopyCheck, Score
from annotate.roles import SETUP
from tests import factories as make
from workers import copies
from workers.rescoring import store

pytestmark = pytest.mark.django_db

STORY = " ".join(
    f"Sentence {n} tells of the {word} that the council weighed at length before it voted on the {word} again."
    for n, word in enumerate(
        ("harbour", "bridge", "school", "market", "tramway", "theatre", "reservoir", "archive")
    )
)
LATER = make.NOON + dt.timedelta(hours=3)


@pytest.fixture(autouse=True)
def _own_index(settings: object, tmp_path: object) -> None:
    settings.DATA_DIR = tmp_path


def test_a_later_copy_is_found_and_its_report_joins_the_origins() -> None:
    claim = make.claim()
    origin = make.article(STORY)
    copy = make.article(STORY + " Our own reporter adds a line.", published_at=LATER)
    make.read(origin, claim)
    make.read(copy, claim, facets=make.UNNAMED | {"affiliation": "corporate"})
    store.rescore_stale()
    assert Score.objects.get().independent_roots == 2
    assert copies.trace_new_texts() == 2
    found = Copy.objects.get()
    assert (found.article, found.other, found.origin, found.because) == (copy, origin, origin, "earlier")
    assert found.share > 0.9
    store.rescore_stale()
    assert Score.objects.get().independent_roots == 1


def test_a_text_of_its_own_is_no_copy() -> None:
    make.article(STORY)
    make.article()
    assert copies.trace_new_texts() == 2
    assert not Copy.objects.exists()
    assert copies.trace_new_texts() == 0


def test_drafts_and_private_submissions_enter_neither_index_nor_match() -> None:
    make.article(STORY)
    make.article(STORY, published=False, newsroom=make.newsroom())
    assert copies.trace_new_texts() == 1
    assert not Copy.objects.exists()


def test_a_withdrawn_article_is_forgotten_and_the_claims_of_its_copies_are_scored_again() -> None:
    claim, origin = make.claim(), make.article(STORY)
    copy = make.article(STORY, published_at=LATER)
    make.read(copy, claim)
    copies.trace_new_texts()
    store.rescore_stale()
    articles.withdraw_article(article=origin, reason="Retracted.", by=SETUP)
    store.rescore_stale()
    copies.trace_new_texts()
    assert not Copy.objects.exists()
    assert claim.__class__.objects.stale().exists()
    with copies.index() as kept:
        assert len(kept) == 1


def test_a_new_revision_is_compared_again() -> None:
    origin = make.article(STORY)
    other = make.article(published_at=LATER)
    copies.trace_new_texts()
    articles.revise_article(article=other, text=STORY, by=make.user("editor"))
    assert copies.trace_new_texts() == 1
    assert Copy.objects.get().other == origin


def test_a_lost_or_damaged_index_is_made_again(tmp_path: object) -> None:
    make.article(STORY)
    copies.trace_new_texts()
    for file in tmp_path.glob("copies.sqlite3*"):
        file.unlink()
    (tmp_path / "copies.sqlite3").write_bytes(b"not a database at all, but long enough to look like one" * 40)
    make.article(STORY, published_at=LATER)
    copies.trace_new_texts()
    assert Copy.objects.count() == 1


def test_the_database_refuses_what_does_not_hold() -> None:
    one, two, three = make.article(), make.article(), make.article()
    row = Copy.objects.create(article=one, other=two, kind="partial", share=0.5, other_share=0.4, spans=[])
    for values, name in (
        ({"other": one}, "copy_is_of_another"),
        ({"kind": "stolen"}, "copy_kind_is_known"),
        ({"origin": three}, "copy_origin_is_one_of_the_two"),
        ({"share": 1.5}, "copy_shares_are_shares"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            models.QuerySet(Copy).filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Copy.objects.create(article=one, other=two, kind="partial", share=0.5, other_share=0.4, spans=[])
    assert Article.objects.count() == 3
    assert not CopyCheck.objects.exists()
