"""What is another newsroom's does not exist, and leaves no trace in anybody else's answers."""

import pytest

from annotate.actions import parties
from annotate.roles import SETUP
from tests import factories as make
from tests.api import rows
from tests.api.asking import Newsdesk

pytestmark = pytest.mark.django_db

READS = (
    "claims/", "claims/?state=any", "sources/", "outlets/", "articles/", "articles/?state=any", "changes/",
    "articles/lookup/?url=https://p.example/1",
)  # fmt: skip


def submission(of: Newsdesk) -> dict[str, str]:
    """Everything that a newsroom can bring, before an editor published it."""
    outlet = parties.create_outlet(name="Own Site", kind="site", private_to=of.newsroom, by=SETUP)
    source = make.source("Own Source", private_to=of.newsroom)
    article = make.article(newsroom=of.newsroom, outlet=outlet, url="https://p.example/1", published=False)
    claim = make.claim(newsroom=of.newsroom, published=False)
    make.read(article, claim, source=source, facets=make.NAMED)
    rows.score(claim)
    rows.record(source.root_key)
    return {"outlets": outlet.pk, "sources": source.pk, "articles": article.pk, "claims": claim.pk}


@pytest.mark.parametrize("of_the_desk", [False, True])
def test_another_newsrooms_and_the_desks_drafts_answer_404(of_the_desk: bool) -> None:
    owner = Newsdesk()
    made = submission(owner)
    if of_the_desk:
        made = {"articles": make.article(published=False).pk, "claims": make.claim(published=False).pk}
    for kind, pk in made.items():
        paths = [f"{kind}/{pk}/", *[f"{kind}/{pk}/history/"] * (kind == "claims")]
        for path in paths:
            assert Newsdesk().ask(path).status_code == 404, path
            assert owner.ask(path).status_code == (404 if of_the_desk else 200), path


def test_a_private_submission_changes_no_byte_of_another_keys_answers() -> None:
    other, owner = Newsdesk(), Newsdesk()
    rows.score(make.claim())
    make.article(url="https://q.example/1")
    before = [other.ask(path).content for path in READS]
    submission(owner)
    assert [other.ask(path).content for path in READS] == before
    assert [owner.ask(path).content for path in READS] != before


def test_a_private_source_in_a_published_article_has_no_name_for_others() -> None:
    owner = Newsdesk()
    source, article, claim = (
        make.source("Own Source", private_to=owner.newsroom),
        make.article(),
        make.claim(),
    )
    make.read(article, claim, source=source, facets=make.NAMED)
    rows.score(claim, contributions=[rows.line(source.root_key)])
    told = Newsdesk().ask(f"claims/{claim.pk}/")
    assert "Own Source" not in told.content.decode()
    assert told.json()["attributions"][0]["chain"][-1]["id"] is None
    assert "Own Source" in owner.ask(f"claims/{claim.pk}/").content.decode()
