"""A record with something of everything in it, taken out, wiped away, and brought in again."""

from typing import Any

from django.apps import apps
from django.db import connection

from annotate import exporting
from annotate.actions import (
    adjudication,
    article_imports,
    articles,
    claims,
    disputes,
    erasure,
    guidelines,
    outcomes,
    parties,
    queue,
    readings,
)
from annotate.actions.new_reading import NewReading
from annotate.formats import record_files
from annotate.models import ArticleImport, Claim, ExternalId, Review, User
from annotate.roles import SETUP
from tests import factories as make
from workers.imports import import_articles

FILES = {"record": record_files.lines, "tables": record_files.tables}
#: What a spreadsheet would run, and what looks as if it had been kept from that.
FORMULAS = (
    "=1+1",
    "'=1+1",
    "''tis",
    "'tis",
    " =x",
    "＝x",
    "-5",
    "@a",
    "+1 (55)",
    "- a list",
    '"quoted", with\nlines',
)
TEXT = (
    "The mınistry 👩‍👩‍👧 will close the plant in May, according to two officials familiar with the plan. مها said so too. "
    "A spokeswoman for the ministry denied it. “It is not so,” she said. =2+2 is four, said the union."
)


def build() -> None:
    """By the verbs, as people would."""
    wire = make.outlet("Calder Wire")
    paper = make.outlet("=Paper", domain="paper.example")
    parties.merge_outlets(kept=wire, merged=make.outlet("Calder Newswire Service"), by=SETUP)
    minister = make.source("Mára Ñandú", affiliation="government")
    ExternalId.objects.create(scheme="wikidata", value="Q42", source=minister)
    parties.merge_sources(kept=minister, merged=make.source("M. Ñandú"), by=SETUP)
    question = claims.create_question(wording="When does it close?", by=SETUP)
    about = make.claim(
        "The plant will close in May.",
        topics=["plants", "a; b"],
        question=question,
        figure="1.50",
        tolerance="0.1",
        unit="t",
    )
    claims.reword_claim(claim=about, wording="The plant will close in May 2026.", by=SETUP)
    claims.merge_claims(kept=about, merged=make.claim("In May the plant closes."), by=SETUP)
    claims.withdraw_claim(claim=make.claim("It is on fire."), reason="Never said.", by=SETUP)
    make.claim("A draft.", published=False)
    _read(
        make.article(
            TEXT, outlet=paper, url="https://paper.example/a?b=1;2", byline="=By", time_zone="Europe/Berlin"
        ),
        about,
        wire,
        minister,
    )
    copy = make.article("Another text. It will close, they said.", outlet=wire)
    articles.declare_syndication(
        article=copy, origin=articles.Article.objects.get(canonical_url__startswith="paper"), by=SETUP
    )
    articles.withdraw_article(article=make.article("Wrong. All of it."), reason="It was not ours.", by=SETUP)
    _decide(about, minister)
    example = guidelines.add_example(term="stance.denies", text="=It is not so.", by=make.user("editor"))
    guidelines.retire_example(example=example, by=make.user("editor"))
    _erase(make.article("Gone with it all, according to two officials.", url="https://paper.example/gone"))
    _what_is_not_of_the_record(about)


def _read(article: Any, about: Claim, wire: Any, minister: Any) -> None:
    articles.note_address(article=article, url="https://short.example/x", by=SETUP)
    ann, ben, cem = (make.user("reviewer", username=name) for name in ("ann", "ben", "+cem"))
    spans = {"cue": make.span(article, "according to"), "source_span": make.span(article, "two officials")}
    for n, person in enumerate((ann, ben, cem)):
        details = {"note": FORMULAS[n], "speaks_for": FORMULAS[n + 3], "stated_count": 2}
        first = make.read(article, about, by=person, submitted=False, relays=[wire], details=details, **spans)
        denied = NewReading(
            claim=about, content=make.span(article, "It is not so,"), cue=make.span(article, "she said"), source=minister,
            facets=make.NAMED | {"stance": "denies"}, details={"note": FORMULAS[n + 6]},
        )  # fmt: skip
        denial = readings.save_reading(revision=article.latest, reading=denied, by=person)
        if person is ann:
            changed = make.new_reading(
                article, about, details={"note": FORMULAS[9], "motive_words": FORMULAS[10]}, **spans
            )
            changed.facets = changed.facets | {"role": "participant"}
            first = readings.save_reading(revision=article.latest, reading=changed, by=ann, supersedes=first)
        if person is ben:
            readings.restore_reading(withdrawal=readings.withdraw_reading(reading=denial, by=ben), by=ben)
        if person is cem:
            readings.withdraw_reading(reading=denial, by=cem)
        if not article.latest.tasks.filter(review=None).exists():
            queue.ask_readings(revision=article.latest, wanted=3, by=SETUP)
        readings.submit_review(review=Review.objects.get(revision=article.latest, reviewer=person), by=person)
    adjudication.link_denial(denial=denial.attribution, denied=first.attribution, by=SETUP)
    decided = adjudication.adjudicate(attribution=first.attribution, facets={"role": "participant"}, chosen=first, reason="=So.", by=(judge := make.user("adjudicator")))  # fmt: skip
    adjudication.adjudicate(
        attribution=first.attribution, exists=False, reason="No.", by=judge, supersedes=decided
    )
    articles.revise_article(article=article, text="New. " + TEXT.replace("she said", "it said"), by=SETUP)


def _decide(about: Claim, party: Any) -> None:
    editor, other = make.user("editor"), make.user("adjudicator")
    given = {"verdict": "confirmed", "why_checked": "sampled", "evidence_quote": "=It was so.", "by": editor}
    for n, decide in enumerate((lambda o: outcomes.reject_outcome(outcome=o, reason="No.", by=other), lambda o: outcomes.agree_outcome(outcome=o, by=other))):  # fmt: skip
        decide(outcomes.propose_outcome(claim=about, evidence_url=f"https://evidence.example/{n}", **given))
    dispute = disputes.open_dispute(
        claim=about, party=party, contested="It says no.", owner=editor, by=editor
    )
    disputes.decide_dispute(
        dispute=dispute, state="rejected", decision="It did.", public_note="It did say so.", by=editor
    )


def _erase(article: Any) -> None:
    make.read(article, make.claim("It is gone."))
    request = erasure.request_erasure(thing=article, reason="A court.", by=make.user("editor"))
    erasure.carry_out_erasure(request=request, by=make.user("administrator"))


def _what_is_not_of_the_record(about: Claim) -> None:
    own = make.newsroom()
    make.article("Private words of a newsroom.", newsroom=own, published=False)
    make.claim("A private claim of a newsroom.", newsroom=own, published=False)
    make.source("Private person of a newsroom", private_to=own)
    details = {"note": "Not finished: nobody else sees this."}
    make.read(
        make.article("An open text. They said it will close."),
        about,
        submitted=False,
        content=(0, 12),
        details=details,
    )


def exported(kind: str = "record", by: User | None = None, **part: Any) -> bytes:
    """As the screen streams it."""
    by = by or make.user("administrator")
    return b"".join(FILES[kind](exporting.record(by, exporting.Part(**part))))


def wipe() -> None:
    """A fresh database, as far as the record is concerned."""
    kept = ("annotate_changehead",)
    tables = [
        m._meta.db_table
        for m in apps.get_app_config("annotate").get_models(include_auto_created=True)
        if m._meta.managed
    ]
    with connection.cursor() as cursor:
        for table in tables:
            if table not in kept:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608


def brought_in(body: bytes, kind: str = "record", by: User | None = None) -> ArticleImport:
    thing = article_imports.request_import(
        name=f"a.{kind}", format=kind, body=body, by=by or make.user("administrator")
    )
    import_articles()
    thing.refresh_from_db()
    if thing.state == "shown":
        article_imports.confirm_import(thing=thing, by=thing.created_by)
        import_articles()
        thing.refresh_from_db()
    return thing


def state() -> dict[str, list[Any]]:
    """Every column of every table of the record, also those that follow from others; people by name, rows without numbers."""
    names = dict(User.objects.values_list("pk", "username"))
    found = {}
    for model in ("Outlet", "Source", "ExternalId", "Question", "Claim", "Topic", "Wording", "Article", "ArticleAddress", "Revision",
                  "Review", "Passage", "Orphan", "Attribution", "Reading", "ChainNode", "DeniedBy", "ClaimPassage", "Adjudication",
                  "AdjudicationCase", "Outcome", "Dispute", "DeskExample", "Task", "QueuedText"):  # fmt: skip
        rows = apps.get_model("annotate", model)._base_manager.all()
        found[model] = sorted(str(dict(_row(row, names))) for row in rows)
    return found


def _row(row: Any, names: dict[int, str]) -> Any:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        is_numbered = field.primary_key and isinstance(value, int)
        if field.related_model is User:
            value = names.get(value)
        is_computed = field.attname in ("updated_at", "touched_change", "scored_change", "worth", "reasons", "as_of_change", "computed_at", "retires_id")  # fmt: skip
        if not (is_numbered or is_computed or (row._meta.model_name == "task" and field.primary_key)):
            yield field.attname, value
