"""What bad input gets: an answer, possibly empty, in work that grows with the text and no faster."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.suggesting import suggest
from workers.suggesting.document import Document
from workers.suggesting.rules import RuleFinder

PARAGRAPH = (
    "Two officials told Reuters on Monday that the “deal” would close, and Jane Smith, a professor at Yale, said: "
    "“It is not true.” She declined to comment.\n\n"
)
BAD = {
    "empty": "",
    "only spaces": " \t\n\u00a0 " * 1000,
    "no spaces": "a" * 200_000,
    "no spaces, dotted": "a.b" * 50_000,
    "a thousand nested quotes": "“he said " * 1000 + "x" + "”" * 1000,
    "unbalanced quotes": "“He said it. ‘She 'denied' it,” and \" «he” said.\n" * 200,
    "only quotes": "\"'" * 20_000,
    "only parentheses": "((((((" * 10_000,
    "only commas": "a, " * 20_000,
    "only full stops": ". " * 20_000,
    "spaces after stops": ("." + " " * 500) * 100,
    "spaces after line ends": ("\n" + " " * 500) * 100,
    "only names": "Ab Cd " * 10_000,
    "only cues": "said told deny " * 2_000,
    "only cue phrases": "did not respond to a request for comment " * 2_000,
    "half cue phrases": "did not deny claim claim " * 4_000,
    "names with brackets": "Ab (x) " * 10_000,
    "no full stop": "the man who said the man who said " * 2_000,
    "html": '<p class="x">He said &amp; <b>it</b><br/></p>' * 500,
    "mixed scripts": "Он сказал, что 他说 said קבל he said وقال " * 500,
    "control characters": "\x00\x01\ufeff\u202e he said\x00 it.\u2028" * 500,
    "surrogates": "\ud800 he said \udfff that it is so. " * 50,
    "combining": "e\u0301" * 20_000,
    "German": "Der Minister sagte, dass die Brücke geschlossen werde. „Nein“, so der Bürgermeister. " * 100,
    "Chinese": "部长说桥将关闭。" * 2_000,
    "numbers": "1,000.50 " * 10_000,
    "one long line of code": "if(x){return y;}" * 5_000,
}


@pytest.mark.parametrize("name", BAD)
def test_bad_text_gets_an_answer_whose_spans_fit(name: str) -> None:
    text = BAD[name]
    for item in suggest(text, outlet=text[:50]):
        spans = [item.cue, item.source, item.content, item.relay, *(why.span for why in item.because)]
        assert all(0 <= span[0] < span[1] <= len(text) for span in spans if span)


@given(st.text(alphabet=st.sampled_from("ab. ,“”\"'()-:\n") | st.characters(), max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_gets_an_answer(text: str) -> None:
    for item in suggest(text):
        assert 0 <= item.cue[0] < item.cue[1] <= len(text)


@given(
    st.lists(
        st.sampled_from(PARAGRAPH.split() + ["“", "”", ",", ".", "who", "and", "of", "not", "(", ")"]),
        max_size=60,
    )
)
@settings(max_examples=150, deadline=None)
def test_any_order_of_words_gets_an_answer(words: list[str]) -> None:
    text = " ".join(words)
    for item in suggest(text):
        for facet, terms in item.facets.items():
            assert sum(terms.values()) == pytest.approx(1, abs=1e-3), facet


def test_the_answer_to_a_long_text_is_that_of_its_parts() -> None:
    """No rule looks across paragraphs for a span, so ten times the text finds ten times as much."""
    once, often = suggest(PARAGRAPH), suggest(PARAGRAPH * 50)
    assert len(often) == 50 * len(once)
    last = len(PARAGRAPH) * 49
    assert [item.cue for item in often[-len(once) :]] == [
        (a + last, b + last) for a, b in (i.cue for i in once)
    ]


def test_a_quotation_that_is_never_closed_ends_with_its_paragraph() -> None:
    text = "“It will close, he thinks.\n\nThe mayor said that it was late."
    assert [text[slice(*item.cue)] for item in suggest(text)] == ["said"]


@pytest.mark.parametrize("language", ["xx", "", "klingon", "EN-us", "fr"])
def test_a_language_without_rules_gets_nothing(language: str) -> None:
    assert bool(suggest("The mayor said so.", language=language)) == (language == "EN-us")


def test_work_is_linear() -> None:
    """The looks that rules take at the classes of words, counted: twice the text, twice the looks."""
    text = "the man of the town who said and the man said, "
    counts = []
    for times in (200, 400):
        document = _Counting.of(text * times)
        RuleFinder().find(document)
        counts.append(document.looks[0])
    assert counts[1] < 2.2 * counts[0]


class _Counting(Document):
    """A document that counts how often it is looked at."""

    looks = [0]

    @classmethod
    def of(cls, text: str) -> "_Counting":
        cls.looks = [0]
        plain = Document.of(text)
        return cls(plain.text, plain.tokens, plain.kinds, plain.stems, plain.quoted)

    def kind(self, index: int) -> str:
        self.looks[0] += 1
        return super().kind(index)
