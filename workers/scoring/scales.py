"""The published scales: Admiralty A–F and 1–6 (STANAG 2511) and the words of ICD 203.

Reliability is of a source, credibility is of a claim; neither is ever turned into the other.
"""

CANNOT_BE_JUDGED = 6
LEAST_EFFECTIVE_N = 3.0  # a record thinner than three resolved claims is no record

_LETTERS = ((0.9, "A"), (0.75, "B"), (0.6, "C"), (0.4, "D"))
_GRADES = ((0.9, 1), (0.7, 2), (0.45, 3), (0.2, 4))
_WORDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even"),
    (0.80, "likely"),
    (0.95, "very likely"),
)


def admiralty_letter(lower_quartile: float, effective_n: float) -> str:
    """Admiralty reliability of a source: ``F`` while its record is thin, else by the 25 % quantile."""
    if effective_n < LEAST_EFFECTIVE_N:
        return "F"
    return next((letter for least, letter in _LETTERS if lower_quartile >= least), "E")


def admiralty_number(probability: float | None, told_apart: int) -> int:
    """Admiralty credibility of a claim, 1–6.

    ``told_apart`` counts the asserting roots that can be told apart: *confirmed by other sources*
    (1) needs two, whatever the probability.
    """
    if probability is None:
        return CANNOT_BE_JUDGED
    grade = next((grade for least, grade in _GRADES if probability >= least), 5)
    return 2 if grade == 1 and told_apart < 2 else grade


def icd203_word(probability: float) -> str:
    """The estimative word of ICD 203; bands share end points and the point belongs to the lower band."""
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability: {probability!r} is not between 0 and 1")
    return next((word for most, word in _WORDS if probability <= most), "almost certain")
