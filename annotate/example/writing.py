"""Writes the example by the same verbs as everybody: imports, readings, submissions, outcomes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotate.actions import articles, claims, imports, parties, queue, readings
from annotate.actions.imports import OldArticle, OldClaim
from annotate.actions.new_reading import NewReading
from annotate.example.archive import Archive
from annotate.example.cast import OUTLETS, SOURCES
from annotate.example.shapes import Became, Piece, Proposition, Said, Voice, span_of
from annotate.models import Article, Attribution, Claim, Outlet, Source, User
from annotate.roles import SETUP


@dataclass
class Desk:
    """Who reads, and everything written so far by the keys of the example."""

    people: dict[str, User]
    midnight: dt.datetime
    outlets: dict[str, Outlet] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    #: What was read of (piece, claim) last.
    read: dict[tuple[str, str], Attribution] = field(default_factory=dict)


def write_outlets(desk: Desk) -> None:
    for key, (name, kind, domain) in OUTLETS.items():
        desk.outlets[key] = parties.create_outlet(name=name, kind=kind, domain=domain, by=SETUP)


def write_sources(desk: Desk) -> None:
    for key, (name, identification, affiliation, description, is_public) in SOURCES.items():
        desk.sources[key] = parties.create_source(
            name=name, identification=identification, affiliation=affiliation, description=description,
            has_public_role=is_public, by=SETUP,
        )  # fmt: skip


def write_archive(desk: Desk, archive: Archive) -> None:
    """All of it in one block, as an archive is imported."""
    became = {one.claim: one for one in archive.outcomes}
    old = [_old_claim(desk, made, became.get(made.key)) for made in archive.claims]
    by_piece = _by_piece(archive.said)
    printed = [_old_article(desk, piece, by_piece.get(piece.key, [])) for piece in archive.pieces]
    imports.import_archive(claims=old, articles=printed)


def _old_claim(desk: Desk, made: Proposition, became: Became | None) -> OldClaim:
    claim = Claim(wording=made.wording, **made.values)
    desk.claims[made.key] = claim
    if became is None:
        return OldClaim(claim, made.topics)
    return OldClaim(
        claim, made.topics, became.verdict, became.why_checked, became.evidence_url, became.evidence_quote,
        desk.midnight - became.at,
    )  # fmt: skip


def _old_article(desk: Desk, piece: Piece, said: list[Said]) -> OldArticle:
    read = [(desk.people[name], _reading(desk, piece, one, name)) for name in piece.readers for one in said]
    return OldArticle(readings=read, **_particulars(desk, piece))


def _particulars(desk: Desk, piece: Piece) -> dict[str, Any]:
    outlet = desk.outlets[piece.outlet]
    return {
        "outlet": outlet,
        "headline": piece.headline,
        "text": piece.body,
        "url": piece.url(str(outlet.domain)),
        "published_at": desk.midnight - piece.at,
        "byline": piece.byline,
        "credit_line": piece.credit_line,
        "language": piece.language,
        "precision": piece.precision,
    }


def write_articles(desk: Desk, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        origin = desk.articles[piece.copy_of] if piece.copy_of else None
        article = articles.import_article(**_particulars(desk, piece), syndicated_from=origin, by=SETUP)
        desk.articles[piece.key] = articles.publish_article(article=article, by=SETUP)


def write_claims(desk: Desk, propositions: Iterable[Proposition]) -> None:
    for made in propositions:
        claim = claims.create_claim(wording=made.wording, topics=list(made.topics), by=SETUP, **made.values)
        desk.claims[made.key] = claims.publish_claim(claim=claim, by=SETUP)


def write_readings(desk: Desk, pieces: Iterable[Piece], said: Iterable[Said]) -> None:
    """Each reviewer reads each of their pieces to the end and submits before the next one begins."""
    by_piece = _by_piece(said)
    for piece in pieces:
        revision = desk.articles[piece.key].latest
        if len(piece.readers) > queue.WANTED:
            queue.ask_readings(revision=revision, wanted=len(piece.readers), by=SETUP)
        for name in piece.readers:
            reader = desk.people[name]
            review = readings.start_review(revision=revision, by=reader)
            for one in by_piece.get(piece.key, []):
                if not one.only or name in one.only:
                    new = _reading(desk, piece, one, name)
                    saved = readings.save_reading(revision=revision, reading=new, by=reader)
                    desk.read[piece.key, one.claim] = saved.attribution
            readings.submit_review(review=review, by=reader)


def _by_piece(said: Iterable[Said]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for one in said:
        found.setdefault(one.piece, []).append(one)
    return found


def _reading(desk: Desk, piece: Piece, one: Said, reader: str) -> NewReading:
    facets = one.voice.facets | {"stance": one.stance, **one.facets, **one.otherwise.get(reader, {})}
    content = span_of(piece.body, one.content, one.passage)
    if content is None:
        raise ValueError(f"{piece.key}: a reading of {one.claim} has no content")
    return NewReading(
        claim=desk.claims[one.claim],
        content=content,
        cue=span_of(piece.body, one.cue, one.passage),
        source_span=span_of(piece.body, one.speaker, one.passage),
        facets=facets,
        source=desk.sources[one.voice.source] if one.voice.source else None,
        relays=_relays(desk, one.voice),
        details={"speaks_for": one.voice.speaks_for, **one.details},
    )


def _relays(desk: Desk, voice: Voice) -> list[Outlet]:
    return [desk.outlets[key] for key in voice.relays]
