"""The scales in others' notations: a round trip changes nothing, and 6 never becomes 3."""

import pytest

from annotate.formats import scales


@pytest.mark.parametrize("grade", scales.CREDIBILITY)
def test_a_credibility_comes_back_from_misp_and_from_stix(grade: int) -> None:
    assert scales.credibility_from_misp(["tlp:clear", scales.misp_credibility(grade)]) == grade
    assert scales.credibility_from_stix(scales.stix_confidence(grade)) == grade


@pytest.mark.parametrize("letter", scales.RELIABILITY)
def test_a_reliability_comes_back_from_misp(letter: str) -> None:
    assert scales.reliability_from_misp([scales.misp_reliability(letter)]) == letter


def test_the_published_values() -> None:
    assert scales.misp_credibility(2) == 'admiralty-scale:information-credibility="2"'
    assert scales.misp_reliability("F") == 'admiralty-scale:source-reliability="f"'
    assert [scales.stix_confidence(grade) for grade in scales.CREDIBILITY] == [90, 70, 50, 30, 10, None]


def test_cannot_be_judged_has_no_number() -> None:
    assert scales.stix_confidence(6) is None
    assert scales.credibility_from_stix(None) == 6
    assert scales.credibility_from_stix(50) == 3  # a number that somebody wrote is a judgement
    assert "50" not in scales.misp_credibility(6)


def test_nothing_is_made_of_nothing() -> None:
    assert scales.credibility_from_misp([]) is None
    assert scales.reliability_from_misp(["admiralty-scale:source-reliability"]) is None


@pytest.mark.parametrize("confidence", range(101))
def test_every_confidence_falls_into_the_band_that_writes_the_nearest(confidence: int) -> None:
    grade = scales.credibility_from_stix(confidence)
    assert abs((scales.stix_confidence(grade) or 0) - confidence) <= 10


@pytest.mark.parametrize("bad", [0, 7, 2.0, True, "2", None])
def test_what_is_no_grade_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="admiralty"):
        scales.misp_credibility(bad)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="admiralty"):
        scales.stix_confidence(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [-1, 101, 50.0, True, "50"])
def test_what_is_no_confidence_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="leave it out"):
        scales.credibility_from_stix(bad)  # type: ignore[arg-type]


def test_tags_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="more than one"):
        scales.credibility_from_misp([scales.misp_credibility(2), scales.misp_credibility(3)])
    with pytest.raises(ValueError, match="more than one"):
        scales.reliability_from_misp([scales.misp_reliability("A"), scales.misp_reliability("F")])


@pytest.mark.parametrize("bad", ["", "G", "a", "AB"])
def test_what_is_no_letter_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="admiralty"):
        scales.misp_reliability(bad)
