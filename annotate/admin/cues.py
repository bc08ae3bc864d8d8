"""English words that attribute, and the stance that they usually carry: what a new reading is filled in with."""

from annotate.vocabulary import Stance

#: The more telling first: “declined to comment” before “said”. All lower case.
CUES: tuple[tuple[str, str], ...] = (
    ("declined to comment", Stance.DECLINES_TO_COMMENT),
    ("would not comment", Stance.DECLINES_TO_COMMENT),
    ("refused to comment", Stance.DECLINES_TO_COMMENT),
    ("did not respond", Stance.DID_NOT_RESPOND),
    ("did not immediately respond", Stance.DID_NOT_RESPOND),
    ("could not be reached", Stance.DID_NOT_RESPOND),
    ("no official explanation", Stance.NO_OFFICIAL_EXPLANATION),
    ("denied", Stance.DENIES),
    ("denies", Stance.DENIES),
    ("rejected", Stance.DENIES),
    ("disputed", Stance.DISPUTES),
    ("disputes", Stance.DISPUTES),
    ("confirmed", Stance.CONFIRMS),
    ("confirms", Stance.CONFIRMS),
    ("announced", Stance.ANNOUNCES),
    ("announces", Stance.ANNOUNCES),
    ("estimated", Stance.ESTIMATES),
    ("estimates", Stance.ESTIMATES),
    ("believes", Stance.ESTIMATES),
    ("expects", Stance.ESTIMATES),
    ("according to", Stance.ASSERTS),
    ("told", Stance.ASSERTS),
    ("said", Stance.ASSERTS),
    ("says", Stance.ASSERTS),
)
