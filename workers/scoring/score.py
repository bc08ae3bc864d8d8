"""One claim's credibility under a run's parameters: log-odds of independent evidence, shown line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from workers.scoring.columns import Columns
from workers.scoring.components import Component, components, counts
from workers.scoring.draws import intervals_of
from workers.scoring.evidence import Evidence, Side, Trial
from workers.scoring.lines import Contribution, Line, root_lines
from workers.scoring.parameters import Parameters
from workers.scoring.scales import admiralty_number, icd203_word
from workers.value import value


@value
class ClaimScore:
    """What is said of one claim.

    - ``probability`` is the plug-in, ``interval`` its 90 % interval, both ``None`` where
      `cannot_be_judged`, with the ``reason``; ``word`` is the ICD 203 word, only once calibrated.
    - ``admiralty`` is 1–6; 6 is *cannot be judged*, never a low number.
    - ``independent_roots`` counts asserting components, ``effective_roots`` their discounted weight.
    - ``reports``, ``denials``, ``silences`` count reports.
    - ``contributions`` sum to the logit of ``probability``; empty where it cannot be judged.
    - ``resolved_claims`` and ``calibration_status`` say how far the figure can be trusted.
    """

    claim_id: str
    run: str
    probability: float | None
    interval: tuple[float, float] | None
    admiralty: int
    word: str | None
    reason: str | None
    independent_roots: int
    effective_roots: float
    reports: int
    denials: int
    silences: int
    components: tuple[Component, ...]
    contributions: tuple[Contribution, ...]
    resolved_claims: int
    calibration_status: str
    input_erased: bool

    @property
    def cannot_be_judged(self) -> bool:
        return self.probability is None

    @property
    def calibration(self) -> dict[str, int | str]:
        return {"resolved_claims": self.resolved_claims, "status": self.calibration_status}

    @property
    def log_odds(self) -> float | None:
        return None if self.probability is None else sum(line.log_odds for line in self.contributions)


def score_claim(
    evidence: Iterable[Evidence],
    parameters: Parameters,
    *,
    claim_id: str,
    exclude_outcome_trials: Sequence[Trial] = (),
) -> ClaimScore:
    """Scores one claim; the same rows in any order, with any copy doubled, give the same figures.

    ``exclude_outcome_trials`` are the trials that the claim's *own* outcome put into the run's records
    (`outcome_trials`): they are taken out again and the coefficients of the claim's fold are used, so
    that its score never uses its own outcome. Leave it empty for an outcome the run has not seen.

    Raises ``ValueError`` for a row given twice or an outcome after the run's reference day.
    """
    weighed = weigh(evidence, parameters, claim_id=claim_id, exclude_outcome_trials=exclude_outcome_trials)
    return scores_of([weighed])[0]


class Weighed(NamedTuple):
    """A claim's voices and the lines of their roots under ``parameters``, its own outcome taken out of them, and the
    ``reason`` not to judge by them, if any. ``asserting``: the voices that assert it."""

    claim_id: str
    rows: list[Evidence]
    voices: tuple[Component, ...]
    asserting: list[Component]
    lines: list[Line]
    reason: str | None
    parameters: Parameters


def weigh(
    evidence: Iterable[Evidence],
    parameters: Parameters,
    *,
    claim_id: str,
    exclude_outcome_trials: Sequence[Trial] = (),
) -> Weighed:
    """The first half of `score_claim`: `scores_of` does the second, the arithmetic, for many claims at once."""
    rows = list(evidence)
    voices = components(rows)
    used = _without_own_outcome(parameters, claim_id, exclude_outcome_trials)
    lines = root_lines(voices, used)
    asserting = [voice for voice in voices if voice.stands(Side.ASSERTS)]
    return Weighed(claim_id, rows, voices, asserting, lines, _reason_not_to_judge(voices, lines, used), used)


def scores_of(weighed: Sequence[Weighed]) -> list[ClaimScore]:
    """The scores of these claims, in their order; all of one run."""
    judged = _columns([w for w in weighed if w.reason is None])
    probabilities = judged.probabilities()
    worked = zip(probabilities, intervals_of(judged, probabilities), judged.contributions(), strict=True)
    return [_score(w, *((None, None, ()) if w.reason else next(worked))) for w in weighed]


def probabilities_of(weighed: Sequence[Weighed]) -> list[float | None]:
    """The probabilities of `scores_of` alone, at half the price."""
    found = iter(_columns([w for w in weighed if w.reason is None]).probabilities())
    return [None if w.reason else next(found) for w in weighed]


def _columns(judged: Sequence[Weighed]) -> Columns:
    return Columns(
        [w.lines for w in judged],
        [bool(w.asserting) for w in judged],
        [w.parameters.coefficients for w in judged],
    )


def _score(
    weighed: Weighed,
    probability: float | None,
    interval: tuple[float, float] | None,
    contributions: tuple[Contribution, ...],
) -> ClaimScore:
    claim_id, rows, voices, asserting, lines, reason, used = weighed
    reports, denials, silences = counts(rows)
    told_apart = sum([not voice.has_merged_pools for voice in asserting])
    return ClaimScore(
        claim_id=claim_id,
        run=used.run,
        probability=probability,
        interval=interval,
        admiralty=admiralty_number(probability, told_apart),
        word=_word(probability, used),
        reason=reason,
        independent_roots=len(asserting),
        effective_roots=sum([line.weight for line in lines if line.sign > 0.0]),
        reports=reports,
        denials=denials,
        silences=silences,
        components=voices,
        contributions=contributions,
        resolved_claims=used.resolved_claims,
        calibration_status=used.calibration_status,
        input_erased=True in [row.is_erased for row in rows],
    )


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What would change if a piece were withdrawn: the ``score`` without it and the ``change`` in
    log-odds, ``None`` where either score cannot be judged. Need not equal the piece's own line."""

    score: ClaimScore
    change: float | None


def if_withdrawn(
    evidence: Iterable[Evidence],
    parameters: Parameters,
    withdrawn: str,
    *,
    claim_id: str,
    exclude_outcome_trials: Sequence[Trial] = (),
) -> Withdrawal:
    """Scores the claim again without the rows whose id, report, root or reading is ``withdrawn``.

    Raises ``KeyError`` where no row has that id.
    """
    rows = list(evidence)
    left = [row for row in rows if withdrawn not in (row.id, row.report, row.root, *row.readings)]
    if len(left) == len(rows):
        raise KeyError(f"no evidence of claim {claim_id!r} is, or comes from, {withdrawn!r}")
    before, after = (
        score_claim(part, parameters, claim_id=claim_id, exclude_outcome_trials=exclude_outcome_trials)
        for part in (rows, left)
    )
    if before.log_odds is None or after.log_odds is None:
        return Withdrawal(after, None)
    return Withdrawal(after, after.log_odds - before.log_odds)


def _without_own_outcome(parameters: Parameters, claim_id: str, trials: Sequence[Trial]) -> Parameters:
    if not trials:
        return parameters
    for trial in trials:
        if trial.claim != claim_id:
            raise ValueError(f"exclude_outcome_trials: {trial.claim!r} is not this claim, {claim_id!r}")
    return replace(
        parameters,
        records=parameters.records.without(trials),
        coefficients=parameters.coefficients_without(claim_id),
    )


def _reason_not_to_judge(
    voices: Sequence[Component], lines: Sequence[Line], parameters: Parameters
) -> str | None:
    if all(voice.is_silent for voice in voices):
        return "no_source_asserts_or_denies"
    can_judge = parameters.records.can_judge
    for line in lines:
        if can_judge(line.asked[1], line.reliability):
            return None
    return "no_record_of_source_or_kind"


def _word(probability: float | None, parameters: Parameters) -> str | None:
    if probability is None or parameters.calibration_status != "calibrated":
        return None
    return icd203_word(probability)
