"""What a run learns of reviewers, facet by facet, and what their readings then come to."""

from typing import Any

import pytest

from annotate.actions import adjudication, articles, cases, claims, readings
from annotate.models import AdjudicationCase, Consensus, Reading
from annotate.roles import SETUP
from tests import factories as make
from tests.rescoring.test_rescore import SAYS, fitted
from workers.rescoring import reviewers, store
from workers.rescoring.reviewers import Reviewers, _adjudicated, fit_reviewers
from workers.scoring import temperature

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewers, "ENOUGH", 6)


def read_by(people: list[Any], facets: list[dict[str, str]]) -> Reading:
    """One more article that they all read, each in their own way. Returns the first one's reading."""
    article, claim, source = make.article(), make.claim(), make.source()
    found = [
        make.read(
            article,
            claim,
            by=person,
            facets=SAYS | each,
            source=source,
        )
        for person, each in zip(people, facets, strict=True)
    ]
    return found[0]


def consensus_on(reading: Reading) -> Consensus:
    store.rescore_stale()
    return Consensus.objects.get(attribution=reading.attribution_id)


def test_who_differs_from_all_others_again_and_again_counts_for_less() -> None:
    people = [make.user("reviewer") for _ in range(3)]
    for n in range(8):
        certainty = ("plain", "hedged")[n % 2]
        other = ("hedged", "plain")[n % 2]
        read_by(people, [{"certainty": certainty}, {"certainty": certainty}, {"certainty": other}])
    run = fitted()
    assert run.figures["consensus"]["certainty"] == {
        "labels": 24, "read_twice": 8, "adjudicated": 0,
        "temperature": pytest.approx(0.35),
    }  # fmt: skip
    open_one = read_by([people[0], people[2]], [{"certainty": "hedged"}, {"certainty": "plain"}])
    found = consensus_on(open_one).facets["certainty"]
    assert found["hedged"] > 0.6
    assert sum(found.values()) == pytest.approx(1)


def test_a_facet_that_few_have_read_twice_has_the_shares_of_its_readings() -> None:
    people = [make.user("reviewer") for _ in range(2)]
    for _ in range(5):
        read_by(people, [{}, {}])
    assert "temperature" not in fitted().figures["consensus"]["certainty"]
    open_one = read_by(people, [{"certainty": "hedged"}, {"certainty": "plain"}])
    assert consensus_on(open_one).facets["certainty"] == {"hedged": 0.5, "plain": 0.5}


def test_a_conditional_facet_has_labels_only_where_it_applies() -> None:
    """A document has no role: what stands in that column is nobody's word, and must not tell reviewers apart."""
    people = [make.user("reviewer") for _ in range(2)]
    for _ in range(6):
        read_by(people, [{}, {}])
    for _ in range(3):
        read_by(people, [{"identification": "document"}, {"identification": "document"}])
    _, figures = fit_reviewers()
    labels = {name: each["labels"] for name, each in figures["consensus"].items()}
    assert labels["stance"] == labels["identification"] == labels["affiliation"] == 18
    assert labels["role"] == labels["tenure"] == labels["ground_rule"] == 12


def test_only_what_is_published_and_handed_in_and_stands_tells_of_reviewers() -> None:
    person = make.user("reviewer")
    counted = make.read(make.article(), make.claim(), by=person)
    make.read(make.article(), make.claim(), by=person, submitted=False)
    withdrawn = make.read(make.article(), make.claim(), by=person)
    readings.withdraw_reading(reading=withdrawn, by=person)
    off, gone = make.article(), make.claim()
    make.read(off, make.claim(), by=person)
    make.read(make.article(), gone, by=person)
    articles.withdraw_article(article=off, reason="So.", by=SETUP)
    claims.withdraw_claim(claim=gone, reason="So.", by=SETUP)
    labels = reviewers._Labels.read()
    assert labels.names == [counted.attribution_id]
    assert labels.reviewer.tolist() == [person.pk]


def test_adjudicated_terms_are_known_and_those_drawn_at_random_weigh_with_the_inverse_of_their_chance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cases, "_draw", lambda: 1.0)  # by chance the other would be drawn too, once in twenty
    people, judge = [make.user("reviewer") for _ in range(2)], make.user("adjudicator")
    drawn, differing, absent = (read_by(people, [{}, {"certainty": "hedged"}]) for _ in range(3))
    AdjudicationCase.objects.update_or_create(
        attribution=drawn.attribution, defaults={"why": "random", "probability": 0.05}
    )
    for reading in (drawn, differing):
        adjudication.adjudicate(
            attribution=reading.attribution, facets={"certainty": "plain"}, reason="It is plain.", by=judge
        )
    adjudication.adjudicate(attribution=absent.attribution, exists=False, reason="It is not there.", by=judge)
    known = _adjudicated()
    assert known == {
        drawn.attribution_id: ({"certainty": "plain"}, pytest.approx(20)),
        differing.attribution_id: ({"certainty": "plain"}, 1.0),
    }
    for _ in range(6):
        read_by(people, [{}, {}])
    assert fitted().figures["consensus"]["certainty"]["adjudicated"] == 2


def test_what_was_drawn_at_random_says_more_of_how_far_to_trust_a_consensus(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of agreed readings one in twenty is adjudicated; if those hold and the disputed do not, most of all hold."""
    monkeypatch.setattr(temperature, "LEAST_ADJUDICATED", 4)
    people, judge = [make.user("reviewer") for _ in range(3)], make.user("adjudicator")
    agreed = [read_by(people, [{}, {}, {}]) for _ in range(4)]
    disputed = [read_by(people, [{}, {}, {"certainty": "hedged"}]) for _ in range(4)]
    for reading in (*agreed, *disputed):
        drawn = (
            {"why": "random", "probability": 1.0}
            if reading in agreed
            else {"why": "differ", "probability": 1.0}
        )
        AdjudicationCase.objects.update_or_create(attribution=reading.attribution, defaults=drawn)
        term = "plain" if reading in agreed else "hedged"
        adjudication.adjudicate(
            attribution=reading.attribution, facets={"certainty": term}, reason="So.", by=judge
        )
    alike = fit_reviewers()[1]["consensus"]["certainty"]["temperature"]
    AdjudicationCase.objects.filter(why="random").update(probability=0.05)
    weighed = fit_reviewers()[1]["consensus"]["certainty"]["temperature"]
    assert weighed > 1.2 * alike


def test_what_was_fitted_is_kept_in_the_run_to_the_last_digit() -> None:
    people = [make.user("reviewer") for _ in range(3)]
    for n in range(6):
        read_by(
            people, [{"stance": "asserts"}, {"stance": "asserts"}, {"stance": ("denies", "asserts")[n % 2]}]
        )
    made, _ = fit_reviewers()
    again = Reviewers.from_dict(fitted().parameters["consensus"])
    assert made.facets.keys() == again.facets.keys() >= {"stance", "certainty", "role"}
    for person in people:
        assert again.ability(person.pk) == made.ability(person.pk)
        given = [person.pk], [0]
        assert (
            again.facets["stance"].predict(*given).tolist() == made.facets["stance"].predict(*given).tolist()
        )
