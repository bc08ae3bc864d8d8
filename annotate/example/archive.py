"""A generated archive of resolved claims: fiction, by a seeded generator, so that sources differ in record.

Each week one paper prints a handful of claims, sometimes a second paper some of them too. Every claim has a
first voice, some a second one, some a denial. A claim is true as often as its first voice is right; further
voices side with the truth as often as they are right. All of it is decided here, without a database.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from annotate.example.cast import SOURCES
from annotate.example.roster import (
    DENIERS,
    FOLLOWED,
    PAPERS,
    PLANS,
    THINGS,
    TOWNS,
    UNHEARD,
    VOICES,
    Member,
)
from annotate.example.shapes import Became, Piece, Proposition, Said
from annotate.example.story import READERS

TOPIC = "fiction (generated archive)"
SEED = 20250120
CLAIMS = 256
A_WEEK = 4
OLDEST_DAYS = 3 * 365
NEWEST_DAYS = 30
CREDIT = "Generated archive: fiction"


@dataclass
class Archive:
    claims: list[Proposition] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    outcomes: list[Became] = field(default_factory=list)


@dataclass
class Draft:
    """A paper's article of one week, being written."""

    key: str
    outlet: str
    at: dt.timedelta
    readers: tuple[str, ...]
    paragraphs: list[str] = field(default_factory=list)

    def piece(self) -> Piece:
        number = self.key.removeprefix("week-")
        headline = f"The week in {PAPERS[self.outlet]}, {'in brief' if number == 'open' else f'no. {number}'}"
        text = "\n\n".join([headline, *self.paragraphs])
        return Piece(self.key, self.outlet, self.at, text, self.readers, credit_line=CREDIT)


def generate(seed: int = SEED, claims: int = CLAIMS) -> Archive:
    """The same archive for the same seed; ``claims`` of them have an outcome, a few more have none."""
    rng = random.Random(seed)
    archive = Archive()
    wordings = rng.sample([(town, thing, plan) for town in TOWNS for thing in THINGS for plan in PLANS], claims + len(UNHEARD))  # fmt: skip
    sentences = [f"{town} {plan.format(thing=thing)}" for town, thing, plan in wordings]
    weeks = [sentences[i : i + A_WEEK] for i in range(0, claims, A_WEEK)]
    for number, week in enumerate(weeks):
        days = OLDEST_DAYS - number * (OLDEST_DAYS - NEWEST_DAYS) // max(1, len(weeks) - 1)
        _write_week(archive, rng, number, days, week)
    _write_open(archive, rng, sentences[claims:])
    return archive


def _write_week(archive: Archive, rng: random.Random, number: int, days: int, week: list[str]) -> None:
    first, second = (_draft(rng, f"week-{number}{mark}", days - late, outlet) for mark, late, outlet in zip(
        ("", "b"), (0, 1), rng.sample(sorted(PAPERS), 2), strict=True))  # fmt: skip
    for place, sentence in enumerate(week):
        key = f"archive-{number}-{place}"
        archive.claims.append(Proposition(key, f"{sentence}.", (TOPIC,)))
        member = rng.choices(VOICES, [m.weight for m in VOICES])[0]
        truth = rng.random() < member.right
        archive.said.append(_assert(rng, first, key, sentence, member))
        if rng.random() < 0.3:
            _add_second(archive, rng, second, key, sentence, member, truth)
        if rng.random() < (0.1 if truth else 0.35):
            archive.said.append(_deny(first, key, sentence, rng.choice(DENIERS)))
        archive.outcomes.append(_outcome(rng, key, sentence, truth, days))
    archive.pieces += [draft.piece() for draft in (first, second) if draft.paragraphs]


def _draft(rng: random.Random, key: str, days: int, outlet: str) -> Draft:
    readers = rng.sample(READERS, 2 if rng.random() < 0.15 else 1)
    at = dt.timedelta(days=days, hours=-rng.randrange(5, 19), minutes=-rng.randrange(60))
    return Draft(key, outlet, at, tuple(sorted(readers)))


def _add_second(
    archive: Archive,
    rng: random.Random,
    draft: Draft,
    key: str,
    sentence: str,
    member: Member,
    truth: bool,
) -> None:
    """Another paper has it too: from the same root, or from one of its own, who may say the opposite."""
    if rng.random() < 0.4:
        archive.said.append(_assert(rng, draft, key, sentence, member))
        return
    other = rng.choice([m for m in VOICES if m.voice.source != member.voice.source or m.voice.relays != member.voice.relays])  # fmt: skip
    asserts = (rng.random() < other.right) == truth
    archive.said.append(
        _assert(rng, draft, key, sentence, other) if asserts else _deny(draft, key, sentence, other)
    )


def _assert(rng: random.Random, draft: Draft, key: str, sentence: str, member: Member) -> Said:
    speaker, cue = member.speaker, member.cue
    paragraph = f"{sentence}, {speaker} {cue}."
    draft.paragraphs.append(paragraph)
    hedged = rng.random() < 0.2
    otherwise = {reader: {"certainty": "hedged"} for reader in draft.readers[1:] if rng.random() < 0.3}
    return Said(draft.key, key, member.voice, sentence, cue, speaker, paragraph,
                facets={"directness": member.directness, "certainty": "hedged" if hedged else "plain"},
                details=_unnamed(member), otherwise=otherwise)  # fmt: skip


def _deny(draft: Draft, key: str, sentence: str, member: Member) -> Said:
    content = f"it is not true that {sentence}"
    paragraph = f"{member.speaker} {member.cue} that {content}."
    paragraph = paragraph[0].upper() + paragraph[1:]
    draft.paragraphs.append(paragraph)
    speaker = paragraph[: len(member.speaker)]
    return Said(draft.key, key, member.voice, content, member.cue, speaker, paragraph, stance="denies",
                facets={"directness": member.directness}, details=_unnamed(member))  # fmt: skip


def _unnamed(member: Member) -> dict[str, object]:
    if member.voice.source:
        return {}
    return {"is_described": True, "count_floor": 2 if member.voice.identification == "unnamed_group" else 1}


def _outcome(rng: random.Random, key: str, sentence: str, truth: bool, days: int) -> Became:
    verdict, why = "confirmed" if truth else "refuted", rng.choice(FOLLOWED)
    if (luck := rng.random()) < 0.05:
        verdict = "partly"
    elif luck < 0.08:
        verdict = "unresolved"
    later = dt.timedelta(days=max(1, days - rng.randrange(7, 28)))
    quote = {"confirmed": f"Checked: {sentence}.", "refuted": f"Checked: it is not true that {sentence}.",
             "partly": f"Checked: {sentence}, in part.", "unresolved": "No record settles it."}[verdict]  # fmt: skip
    return Became(key, verdict, why, f"https://archive.example/outcomes/{key}", quote, later)


def _write_open(archive: Archive, rng: random.Random, sentences: list[str]) -> None:
    """Claims without outcome that rest on roots and kinds never heard before: they cannot be judged."""
    draft = replace(_draft(rng, "week-open", NEWEST_DAYS - 8, "gazette"), readers=READERS[:2])
    for place, (sentence, member) in enumerate(zip(sentences, UNHEARD, strict=True)):
        key = f"archive-open-{place}"
        archive.claims.append(Proposition(key, f"{sentence}.", (TOPIC,)))
        archive.said.append(_assert(rng, draft, key, sentence, member))
    archive.pieces.append(draft.piece())


def sources_used(archive: Archive) -> set[str]:
    """Keys of the cast that the archive cites."""
    return {s.voice.source for s in archive.said if s.voice.source} & SOURCES.keys()
