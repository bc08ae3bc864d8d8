"""What several reviewers' labels say of each facet: § 1 of docs/method.md, fitted in a run and frozen there.

Every closed facet is fitted by itself on the current submitted readings of published texts and claims. A conditional
facet has labels only where it applies (`rules.applies`). Adjudicated attributions are known; those drawn at random
weigh with the inverse of their chance.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import count, islice
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import Exists, OuterRef

from annotate.models import Adjudication, Attribution, Reading, Review, State
from annotate.vocabulary import FACETS
from workers.rescoring.facets import PLACE, TERMS, WHO, Distribution, facets_text, table_of
from workers.rescoring.rows import Rows
from workers.scoring import Consensus, ConsensusParameters
from workers.scoring.labels import coded, codes_of

Ints = npt.NDArray[np.int64]
#: attribution → facet → distribution over its terms
Shares = Mapping[str, Mapping[str, Distribution]]

#: Attributions read by two or more from which a facet's reviewers are told apart; below, shares of readings stand.
ENOUGH = 50
#: Less is not kept: it is shown as 0 % and weighs nothing.
LEAST = 1e-3
#: Digits of a probability that are kept; it is shown in hundredths.
DIGITS = 6
#: Facets that are fitted at the same time.
AT_ONCE = 2
_CHUNK = 10_000


@dataclass(frozen=True)
class Reviewers:
    """The frozen parameters of each facet. A facet without any, and a run without reviewers, has plain shares."""

    facets: Mapping[str, ConsensusParameters] = field(default_factory=dict)
    _abilities: dict[int, float] = field(default_factory=dict, repr=False, compare=False)

    def ability(self, reviewer: int) -> float:
        """How often this reviewer says rightly who a source is; of a new one what is expected of all."""
        if WHO not in self.facets:
            return 1.0
        if reviewer not in self._abilities:
            self._abilities[reviewer] = self.facets[WHO].accuracy(reviewer)
        return self._abilities[reviewer]

    def distributions(self, rows: Rows) -> Shares:
        """Of every attribution of a block at once, facet by facet."""
        readings = [reading for group in rows.readings.values() for reading in group]
        if not readings or not self.facets:
            return {}
        names = list(rows.readings)
        item: Any = np.repeat(np.arange(len(names)), [len(group) for group in rows.readings.values()])
        reviewer: Any = np.array([r.reviewer for r in readings])
        terms, applies = table_of([r.text for r in readings])
        number: Any = np.arange(len(readings))
        each = coded(item, reviewer, number)
        terms, applies = terms[each.label], applies[each.label]
        found: list[dict[str, Distribution]] = [{} for _ in names]
        for place, name in enumerate(FACETS):
            used = np.flatnonzero(applies[:, place])
            if name not in self.facets or not len(used):
                continue
            parameters = self.facets[name]
            of_used: Any = each.item[used]
            items, codes = codes_of("items", of_used)
            of_facet = replace(
                each, items=items, item=codes, reviewer=each.reviewer[used], label=terms[used, place],
                classes=[*parameters.classes],
            )  # fmt: skip
            of, probabilities = parameters.predict_patterns(of_facet)
            shown = [*_shown(probabilities, name, parameters.classes)]
            for number, pattern in zip(items, of.tolist(), strict=True):
                found[number][name] = shown[pattern]
        return dict(zip(names, found, strict=True))

    def to_dict(self) -> dict[str, Any]:
        return {name: parameters.to_dict() for name, parameters in self.facets.items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Reviewers":
        return cls({name: ConsensusParameters.from_dict(each) for name, each in stored.items()})


def _shown(
    probabilities: npt.NDArray[np.float64], name: str, classes: Sequence[Any]
) -> Iterator[Distribution]:
    """Each row as a distribution over the facet's terms, without what is not kept."""
    rounded = np.round(probabilities, DIGITS)
    is_kept = rounded >= LEAST
    terms = np.array([TERMS[name][term] for term in classes], dtype=object)[np.nonzero(is_kept)[1]].tolist()
    pairs = zip(terms, rounded[is_kept].tolist(), strict=True)
    for n in is_kept.sum(axis=1).tolist():
        yield Distribution(islice(pairs, n))


def fit_reviewers() -> tuple[Reviewers, dict[str, Any]]:
    """Each facet's reviewers, and the figures of the fits. The labels are read once, in one stream."""
    labels, known = _Labels.read(), _adjudicated()
    # As many at once as one machine's memory is reckoned with; those of most terms take longest, so they go first.
    longest_first = sorted(FACETS, key=lambda name: -len(FACETS[name]))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        fits = threads.map(lambda name: _fit(name, labels, known), longest_first)
        made = dict(zip(longest_first, fits, strict=True))
    fitted = {name: parameters for name in FACETS if (parameters := made[name][0])}
    return Reviewers(fitted), {"consensus": {name: made[name][1] for name in FACETS}}


def _fit(
    name: str, labels: "_Labels", known: Mapping[str, tuple[dict[str, str], float]]
) -> tuple[ConsensusParameters | None, dict[str, Any]]:
    """One facet: its parameters, where there is enough to tell its reviewers apart, and figures of the fit."""
    used = labels.of(name)
    twice = used.read_twice()
    figures = {"labels": len(used.label), "read_twice": twice}
    if twice < ENOUGH:
        return None, figures
    decided = used.known({pk: facets[name] for pk, (facets, _) in known.items() if name in facets}, name)
    weights = {place: known[used.names[place]][1] for place in decided}
    item, reviewer, label = used.columns()
    terms = range(len(TERMS[name]))
    made = Consensus().fit(item, reviewer, label, decided, known_weights=weights, classes=terms)
    return made.parameters_, figures | {"adjudicated": len(decided), "temperature": made.temperature_}


@dataclass(frozen=True)
class _OfFacet:
    """The labels of one facet by places: ``names[item]`` is the attribution, ``label`` a term's place."""

    names: list[str]
    item: Ints
    reviewer: Ints
    label: Ints

    def columns(self) -> tuple[Any, Any, Any]:
        return self.item, self.reviewer, self.label

    def read_twice(self) -> int:
        """Attributions with two labels or more."""
        return int((np.bincount(self.item, minlength=1) > 1).sum())

    def known(self, decided: Mapping[str, str], name: str) -> dict[int, int]:
        place = {pk: n for n, pk in enumerate(self.names) if pk in decided} if decided else {}
        return {place[pk]: PLACE[name][term] for pk, term in decided.items() if pk in place}


@dataclass(frozen=True)
class _Labels:
    """All readings: ``code`` is a row of ``terms``, which has a column for each facet, as has ``applies``."""

    names: list[str]
    item: Ints
    reviewer: Ints
    code: Ints
    terms: Ints
    applies: npt.NDArray[np.bool_]

    @classmethod
    def read(cls) -> "_Labels":
        """One stream over all readings, in any order. Of the texts of their facets few differ."""
        place: dict[str, int] = defaultdict(count().__next__)
        seen: dict[str, int] = defaultdict(count().__next__)
        items, reviewers, codes = array("q"), array("q"), array("q")
        rows = _stream()
        while some := [*islice(rows, _CHUNK)]:  # column by column: row by row takes twice as long
            attributions, of, texts = zip(*some, strict=True)
            items.extend(map(place.__getitem__, attributions))
            reviewers.extend(of)
            codes.extend(map(seen.__getitem__, texts))
        names = np.array([*place], dtype=np.str_)
        order = np.argsort(names)
        rank = np.empty_like(order)
        rank[order] = np.arange(len(order))
        item, reviewer, code = rank[np.array(items, dtype=np.int64)], np.array(reviewers), np.array(codes)
        # So that the fit adds up in one order, whatever order the rows came in, and no facet need sort them again.
        row = np.argsort(item * (reviewer.max(initial=0) + 1) + reviewer)
        terms, applies = table_of([*seen])
        return cls(names[order].tolist(), item[row], reviewer[row], code[row], terms, applies)

    def of(self, name: str) -> _OfFacet:
        place = list(FACETS).index(name)
        label, used = self.terms[:, place][self.code], self.applies[:, place][self.code]
        if used.all():
            return _OfFacet(self.names, self.item, self.reviewer, label)
        return _OfFacet(self.names, self.item[used], self.reviewer[used], label[used])


def _stream() -> Iterator[tuple[str, int, str]]:
    """PostgreSQL goes on reading while we count."""
    here = Attribution.objects.filter(pk=OuterRef("attribution"))
    rows = Reading.objects.current().order_by()
    # What does not count is little: to find that is half the work of finding for each reading that it does.
    for other in (
        Review.objects.filter(pk=OuterRef("review"), submitted_at=None),
        here.exclude(claim__state=State.PUBLISHED),
        here.exclude(passage__revision__article__state=State.PUBLISHED),
    ):
        rows = rows.exclude(Exists(other))
    found = rows.values_list("attribution", "reviewer", facets_text())
    if connection.vendor != "postgresql":
        yield from found.iterator(chunk_size=_CHUNK)
        return
    with connection.cursor() as cursor:  # not a cursor of the server's: it would wait while we count
        yield from cursor.stream(*found.query.sql_with_params(), size=_CHUNK)


def _adjudicated() -> dict[str, tuple[dict[str, str], float]]:
    """attribution → what was decided, and the inverse of its chance to be."""
    rows = Adjudication.objects.filter(superseded_at=None, exists=True).order_by()
    chance = "attribution__case__probability"
    return {
        pk: (facets, 1.0 / probability if random and probability else 1.0)
        for pk, facets, random, probability in rows.values_list("attribution", "facets", "was_random", chance)
    }
