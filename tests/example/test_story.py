"""The story's texts say what the issue lists, and every reading quotes words that stand in them once."""

import re

import pytest

from annotate.example import cast, story
from annotate.example.said import SAID
from annotate.example.shapes import span_of
from annotate.vocabulary import FACETS, SILENT
from workers.suggesting import suggest

PIECES = {piece.key: piece for piece in story.PIECES}
LEDGER = PIECES["vantrel-v5-home-chips"]
CLAIMS = {claim.key for claim in story.CLAIMS}


def said_of(claim, piece=LEDGER.key):
    return [said for said in SAID if said.claim == claim and said.piece == piece]


def test_the_article_is_as_long_as_a_real_one():
    assert 600 <= len(LEDGER.body.split()) <= 900


@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.piece}-{said.claim}-{said.voice.source}")
def test_a_reading_quotes_the_text_and_uses_the_vocabulary(said):
    piece = PIECES[said.piece]
    for words in (said.content, said.cue, said.speaker):
        if span := span_of(piece.body, words, said.passage):
            assert piece.body[slice(*span)] == words
    assert said.claim in CLAIMS
    assert {*said.otherwise} <= {*story.READERS}
    assert {*said.only} <= {*piece.readers}
    for facets in (said.voice.facets, {"stance": said.stance}, said.facets, *said.otherwise.values()):
        assert all(term in FACETS[name].values for name, term in facets.items())


def test_words_that_stand_there_twice_or_not_at_all_are_refused():
    assert span_of("a b a", "b") == (2, 3)
    assert span_of("a b a", "a", within="b a") == (4, 5)
    assert span_of("a b a", "") is None
    for words in ("a", "c"):
        with pytest.raises(ValueError, match="times"):
            span_of("a b a", words)


def test_the_news_rests_on_unnamed_sources_of_a_wire_and_so_does_the_official():
    for claim in ("early_access", "withheld", "controlled_chips"):
        wire = [said for said in said_of(claim) if said.voice.relays == ("calder",)]
        assert [said.voice.source for said in wire] == [None]
        assert wire[0].voice.identification.startswith("unnamed")


def test_two_companies_gave_no_official_explanation():
    silent = [said.voice.source for said in said_of("withheld") if said.stance == "no_official_explanation"]
    assert silent == ["vantrel", "hesperon"]
    assert all(
        said.stance in SILENT for said in said_of("withheld") if said.voice.source in ("altamar", "brennock")
    )


@pytest.mark.parametrize(
    "words",
    [
        "$390 million",
        "75 million times since January 2025",
        "two inference chips",
        "believes the impact",
        "unclear",
    ],
)
def test_the_article_says(words):
    assert words in LEDGER.body


def test_the_copy_is_word_for_word_and_says_whose_it_is():
    copy = PIECES["home-chips-head-start"]
    assert copy.copy_of == LEDGER.key
    assert LEDGER.body.startswith(copy.body)
    assert "Fernwick Ledger" in copy.credit_line


def test_one_article_is_in_another_script_and_read_by_somebody():
    arabic = PIECES["v5-ministry"]
    assert re.search(r"[\u0600-\u06ff]{3}", arabic.body)
    assert [said.details.get("polarity") for said in SAID if said.piece == arabic.key].count("negated") == 1


def test_the_second_paper_does_not_rest_on_the_wire():
    own = [
        said for said in SAID if said.piece == "keep-it-off-shared-machines" and said.claim == "early_access"
    ]
    assert own
    assert not any(said.voice.relays for said in own)


def test_the_cast_is_complete():
    assert {said.voice.source for said in SAID} - {None} <= {*cast.SOURCES}
    assert {piece.outlet for piece in story.PIECES} <= {*cast.OUTLETS}


def test_what_nobody_has_read_has_an_unnamed_source_and_a_denial_to_be_found():
    unread = PIECES[story.UNREAD]
    assert not unread.readers
    found = {each.kind for each in suggest(unread.body, language="en")}
    assert {"anonymous_source", "denial"} <= found
