"""Copied text is found, measured and shown; the same event in other words is not taken for a copy."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.tracing.prose import article, paragraphs
from workers.tracing import Article, Copy, Moment, compare

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def found(one: Article, other: Article) -> Copy:
    copy = compare(one, other)
    assert copy is not None
    return copy


def mixed(seed: int, share: float) -> tuple[str, str]:
    """An article, and another that has `share` of its own paragraphs from it."""
    rng = random.Random(seed)
    ours, theirs = paragraphs(rng, 20), paragraphs(rng, 20)
    taken = set(rng.sample(range(20), round(20 * share)))
    return "\n\n".join(ours), "\n\n".join(ours[i] if i in taken else theirs[i] for i in range(20))


def test_a_copy_with_another_headline_is_verbatim() -> None:
    text = article(1)
    copy = found(Article("b", "Quite another headline\n\n" + text), Article("a", text))
    assert (copy.kind, copy.is_dependence) == ("verbatim", True)
    assert copy.other_share == 1
    assert 0.98 < copy.share < 1


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.85])
def test_some_copied_paragraphs_are_a_partial_copy_of_that_share(share: float) -> None:
    origin, text = mixed(3, share)
    copy = found(Article("b", text), Article("a", origin))
    assert copy.kind == "partial"
    assert copy.share == pytest.approx(share, abs=0.04)


def test_every_copied_span_reads_the_same_in_both_texts() -> None:
    origin, text = mixed(4, 0.4)
    for span in found(Article("b", text), Article("a", origin)).spans:
        assert text[span.start : span.end] == origin[span.other_start : span.other_end]


def test_spans_count_code_points() -> None:
    text = article(5, 4)
    copy = found(Article("b", "🙂🙂 " + text), Article("a", text))
    assert ("🙂🙂 " + text)[copy.spans[0].start :].startswith(text[:30])


def test_a_changed_word_does_not_tear_a_span_apart() -> None:
    text = article(6, 4)
    words = text.split(" ")
    words[60] = "ANOTHER"
    copy = found(Article("b", " ".join(words)), Article("a", text))
    assert len(copy.spans) == 1
    assert copy.spans[0].words == len(re.findall(r"\w+", text)) - 1


def test_the_same_event_in_other_words_is_no_copy() -> None:
    assert compare(Article("a", article(7)), Article("b", article(8))) is None


QUOTE = (
    "We looked at every pipe in the building, we wrote down what we saw on each floor, "
    "and we will not sign anything before the laboratory has answered us in writing"
)


@pytest.mark.parametrize("marks", ['"{}"', "“{}”", "„{}“", "«{}»", "‘{}’", "\"{}''"])
def test_the_same_quotation_in_two_reports_is_quoting_and_no_dependence(marks: str) -> None:
    texts = [
        f"{article(seed, 3)}\n\n{marks.format(QUOTE)}, she said.\n\n{article(seed + 9, 3)}"
        for seed in (10, 11)
    ]
    copy = found(Article("b", texts[0]), Article("a", texts[1]))
    assert (copy.kind, copy.is_dependence) == ("quoting", False)
    assert all(span.is_quoted for span in copy.spans)


def test_the_same_words_outside_quotation_marks_are_a_partial_copy() -> None:
    texts = [f"{article(seed, 3)}\n\n{QUOTE}, she said.\n\n{article(seed + 9, 3)}" for seed in (10, 11)]
    assert found(Article("b", texts[0]), Article("a", texts[1])).kind == "partial"


def test_an_apostrophe_opens_no_quotation() -> None:
    from workers.tracing.words import quoted_spans

    assert quoted_spans("The council’s pipes and the workers’ rights aren’t theirs") == []


def test_a_quotation_never_closed_ends_with_its_paragraph() -> None:
    from workers.tracing.words import quoted_spans

    text = "“First paragraph of it\n\nNot quoted\n\n“Second” and not"
    assert [text[a:b] for a, b in quoted_spans(text)] == ["“First paragraph of it", "“Second”"]


def test_a_rights_notice_in_both_is_no_copy() -> None:
    notice = (
        "\n\n© 2026 All rights reserved. This material may not be published, broadcast, rewritten or redistributed "
        "without the written permission of the publisher, whom you may ask at any time of the day."
    )
    assert compare(Article("a", article(12, 3) + notice), Article("b", article(13, 3) + notice)) is None


def test_an_outlets_own_background_in_two_of_its_articles_is_no_copy() -> None:
    background = "\n\n" + article(99, 1)
    one, other = article(14, 5) + background, article(15, 5) + background
    assert compare(Article("a", one, "Post"), Article("b", other, "Post")) is None
    assert found(Article("a", one, "Post"), Article("b", other, "Times")).kind == "partial"


def at(minutes: float = 0) -> Moment:
    return Moment(NOON + timedelta(minutes=minutes))


def test_the_earlier_one_is_the_origin_in_either_order() -> None:
    text = article(16)
    first, later = Article("a", text, published=at(0)), Article("b", text, published=at(5))
    assert [(c.origin, c.because) for c in (found(first, later), found(later, first))] == [
        ("a", "earlier")
    ] * 2


def test_zones_are_compared_as_instants() -> None:
    text = article(16)
    paris = Moment(datetime(2026, 5, 1, 13, 30, tzinfo=timezone(timedelta(hours=2))))
    assert found(Article("a", text, published=at(0)), Article("b", text, published=paris)).origin == "b"


@pytest.mark.parametrize("hours", [-20, 0, 3, 20])
def test_a_day_without_a_time_never_makes_an_origin_near_that_day(hours: int) -> None:
    text, day = article(16), Moment(NOON, "day")
    copy = found(Article("a", text, published=day), Article("b", text, published=at(60 * hours)))
    assert (copy.origin, copy.because) == (None, None)


def test_days_apart_are_told_apart() -> None:
    text, day = article(16), Moment(NOON, "day")
    assert (
        found(Article("a", text, published=day), Article("b", text, published=at(60 * 24 * 3))).origin == "a"
    )


def test_a_credit_line_makes_the_credited_outlet_the_origin_whatever_the_time() -> None:
    text = article(17)
    copied = Article("b", f"PARIS (AP) — {text}", "Daily", at(0))
    wire = Article("a", text, "Associated Press", at(20))
    copy = found(copied, wire)
    assert (copy.origin, copy.because) == ("a", "credited")


def test_ninjs_info_sources_credit_as_well() -> None:
    text = article(17)
    copied = Article("b", text, "Daily", at(0), info_sources=("AFP",))
    assert found(copied, Article("a", text, "Agence France-Presse", at(20))).because == "credited"


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="at: .* has no time zone"):
        Moment(datetime(2026, 5, 1, 12))
