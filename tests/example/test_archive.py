"""The generated archive: the same for the same seed, marked as fiction, with sources that differ in record."""

from collections import Counter

from annotate.example import archive
from annotate.example.roster import UNHEARD
from annotate.vocabulary import FACETS

ARCHIVE = archive.generate()
VERDICTS = {one.claim: one.verdict for one in ARCHIVE.outcomes}
SETTLED = {claim for claim, verdict in VERDICTS.items() if verdict != "unresolved"}


def kind(voice):
    return voice.identification, voice.affiliation, voice.role


def test_the_same_seed_gives_the_same_archive_and_another_seed_another():
    assert archive.generate() == ARCHIVE
    assert archive.generate(seed=archive.SEED + 1) != ARCHIVE


def test_everything_in_it_is_marked_as_fiction():
    assert all(archive.TOPIC in claim.topics and "fiction" in archive.TOPIC for claim in ARCHIVE.claims)
    assert all("fiction" in piece.credit_line for piece in ARCHIVE.pieces)


def test_it_has_enough_settled_claims_to_calibrate_over_three_years():
    assert 240 <= len(ARCHIVE.claims) <= 270
    assert len(SETTLED) >= 200
    assert {"confirmed", "refuted", "partly", "unresolved"} == set(VERDICTS.values())
    days = [one.at.days for one in ARCHIVE.outcomes]
    assert max(days) > 2.5 * 365
    assert 0 < min(days) < 60


def test_no_wording_comes_twice():
    wordings = Counter(claim.wording for claim in ARCHIVE.claims)
    assert max(wordings.values()) == 1


def test_each_common_kind_has_more_settled_claims_than_judging_takes():
    claims_of_kind: dict = {}
    for said in ARCHIVE.said:
        if said.claim in SETTLED:
            claims_of_kind.setdefault(kind(said.voice), set()).add(said.claim)
    assert sum(len(claims) > 20 for claims in claims_of_kind.values()) >= 8
    assert not claims_of_kind.keys() & {kind(member.voice) for member in UNHEARD}


def test_sources_differ_in_how_often_they_are_right():
    right: dict[str, list[float]] = {}
    for said in ARCHIVE.said:
        if (
            said.stance == "asserts"
            and said.voice.source
            and VERDICTS.get(said.claim) in ("confirmed", "refuted")
        ):
            right.setdefault(said.voice.source, []).append(VERDICTS[said.claim] == "confirmed")
    rates = {name: sum(hits) / len(hits) for name, hits in right.items() if len(hits) >= 5}
    assert max(rates.values()) - min(rates.values()) > 0.5
    assert rates["abara"] > rates["marchetti"]


def test_denials_occur_and_every_reading_uses_terms_of_the_vocabulary():
    assert sum(said.stance == "denies" for said in ARCHIVE.said) > 20
    for said in ARCHIVE.said:
        facets = said.voice.facets | {"stance": said.stance} | dict(said.facets)
        assert all(term in FACETS[name].values for name, term in facets.items())


def test_a_few_claims_have_no_outcome():
    assert len(ARCHIVE.claims) - len(VERDICTS) == len(UNHEARD) >= 3
