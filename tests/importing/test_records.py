"""What is taken out comes in again as it was; and nothing comes out, or in, that should not."""

import json
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.actions import article_imports, claims, readings
from annotate.models import Article, ArticleImport, Change, Claim, Reading, Review, User
from annotate.roles import SETUP
from tests import factories as make
from tests.importing import records
from workers.rescoring import store

pytestmark = pytest.mark.django_db

PRIVATE = ("of a newsroom", "Not finished")


@pytest.mark.parametrize("kind", ["record", "tables"])
def test_what_is_exported_imports_into_a_fresh_database_to_the_same_bytes(kind: str) -> None:
    records.build()
    before = records.exported(kind)
    records.wipe()
    thing = records.brought_in(before, kind)
    assert (thing.state, thing.faults) == ("done", [])
    assert records.exported(kind) == before


def test_every_column_is_as_it_was_and_so_is_the_score() -> None:
    records.build()
    body = records.exported()
    records.wipe()
    records.brought_in(body)
    store.rescore_stale()
    before, score = records.state(), list(Claim.objects.filter(score__isnull=False).values_list("pk", "score__probability", "score__reports", "score__denials", "score__input_erased").order_by("pk"))  # fmt: skip
    assert score
    assert len(before["Reading"]) > 8
    records.wipe()
    records.brought_in(body)
    store.rescore_stale()
    assert records.state() == before
    assert score == list(Claim.objects.filter(score__isnull=False).values_list("pk", "score__probability", "score__reports", "score__denials", "score__input_erased").order_by("pk"))  # fmt: skip


def test_importing_changes_nothing_of_what_was_built_here() -> None:
    """The first import gives what the desk itself has, but for what is not of the record."""
    records.build()
    before = records.state()
    body = records.exported()
    records.wipe()
    records.brought_in(body)
    after = records.state()
    for model in ("Outlet", "Article", "Revision", "Reading", "ChainNode", "Attribution", "Passage", "QueuedText", "AdjudicationCase"):  # fmt: skip
        assert [row for row in after[model] if row not in before[model]] == [], model


def test_the_same_file_twice_changes_nothing() -> None:
    records.build()
    body = records.exported()
    before, last = records.state(), Change.objects.latest("number").number
    thing = records.brought_in(body)
    assert thing.state == "done"
    assert {row["new"] for row in thing.rows if "new" in row} <= {0}
    assert records.state() == before
    assert {*Change.objects.filter(number__gt=last).values_list("object_type", flat=True)} == {
        "articleimport"
    }


def test_a_zip_and_lines_hold_the_same() -> None:
    records.build()
    lines = [json.loads(line) for line in records.exported().splitlines()][1:-1]
    from annotate.formats.record_files import read_tables

    assert [{"object": kind, **row} for _, kind, row in read_tables(records.exported("tables"))] == lines


def test_no_cell_of_the_csv_runs() -> None:
    from annotate.formats.csv import STARTS

    records.build()
    packed = zipfile.ZipFile(BytesIO(records.exported("tables")))
    cells = [
        c
        for name in packed.namelist()
        for line in packed.read(name).decode("utf-8-sig").splitlines()
        for c in line.split(",")
    ]
    assert [c for c in cells if c[:1] in STARTS and c[1:2] not in "0123456789"] == []


def test_what_is_private_or_unfinished_or_erased_does_not_come_out() -> None:
    records.build()
    for kind in ("record", "tables"):
        body = records.exported(kind)
        said = (
            body.decode()
            if kind == "record"
            else str(
                [zipfile.ZipFile(BytesIO(body)).read(n) for n in zipfile.ZipFile(BytesIO(body)).namelist()]
            )
        )
        assert [
            words for words in (*PRIVATE, "Gone with it all", "paper.example/gone") if words in said
        ] == []


def test_a_reviewer_takes_out_nothing_of_a_text_that_is_still_to_be_read_blind() -> None:
    about, article, finished = make.claim(), make.article(), make.article("They said it will close.")
    me, other = make.user("reviewer"), make.user("reviewer")
    theirs = make.read(article, about, by=other, details={"note": "What the other thinks."})
    own = make.read(finished, about, by=me, content=(0, 10))
    seen = make.read(finished, about, by=other, content=(0, 10))
    body = records.exported(by=me).decode()
    assert own.pk in body
    assert seen.pk in body
    assert [
        w
        for w in (
            theirs.pk,
            theirs.attribution_id,
            theirs.attribution.passage_id,
            theirs.review_id,
            "other thinks",
        )
        if w in body
    ] == []
    assert article.pk in body
    readings.save_reading(
        revision=article.latest, reading=make.new_reading(article, about, content=(4, 30)), by=me
    )
    assert theirs.pk not in records.exported(by=me).decode()
    readings.submit_review(review=Review.objects.get(revision=article.latest, reviewer=me), by=me)
    assert theirs.pk in records.exported(by=me).decode()


def test_nothing_tells_a_reviewer_that_others_differed_or_what_a_score_was() -> None:
    records.build()
    rows = [json.loads(line) for line in records.exported(by=make.user("reviewer")).splitlines()]
    assert {row["wanted"] for row in rows if row["object"] == "revision"} == {None}
    assert {row["object"] for row in rows} & {
        "reading",
        "attribution",
        "passage",
        "link",
        "review",
        "adjudication",
    } == set()
    judge = [json.loads(line) for line in records.exported(by=make.user("adjudicator")).splitlines()]
    assert {row["probability_before"] for row in judge if row["object"] == "outcome"} == {None}


def test_whoever_read_is_known_by_name_or_gets_an_account_that_nobody_can_sign_in_to() -> None:
    records.build()
    body = records.exported()
    records.wipe()
    ann = make.user("reviewer", username="ann")
    thing = records.brought_in(body)
    assert thing.state == "done"
    assert Reading.objects.filter(reviewer=ann).exists()
    ben = User.objects.get(username="ben")
    assert (ben.is_active, ben.has_usable_password(), ben.groups.exists()) == (False, False, False)
    assert Change.objects.filter(verb="people.import", object_id=str(ben.pk)).exists()


def test_only_administrators_import_a_record() -> None:
    for role in ("reviewer", "adjudicator", "editor"):
        with pytest.raises(PermissionDenied):
            article_imports.request_import(name="a", format="record", body=b"x", by=make.user(role))


def edited(body: bytes, change) -> bytes:
    """As somebody would who knows the format: with a checksum that fits."""
    import hashlib

    lines = [json.loads(line) for line in body.splitlines()]
    changed = [json.dumps(row).encode() + b"\n" for row in change(lines[:-1])]
    end = {"object": "end", "lines": len(changed), "sha256": hashlib.sha256(b"".join(changed)).hexdigest()}
    return b"".join(changed) + json.dumps(end).encode() + b"\n"


def setting(kind: str, **values):
    """The first row of a kind says something else."""

    def change(rows):
        row = next(r for r in rows if r["object"] == kind)
        row.update(values)
        return rows

    return change


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        (setting("reading", stance="shouts"), "stance", "not a valid choice"),
        (setting("reading", content_end=99_999), "content_start", "not a span"),
        (setting("reading", attribution="atr_nowhere"), "attribution", "neither in this file nor here"),
        (setting("reading", source="src_\x00"), "source", "is no id"),
        (setting("reading", chain=["out_\x00"]), "chain", "neither an outlet"),
        (setting("reading", reviewer=5), "reviewer", "Give an id"),
        (setting("reading", chain=["pool:x:y"]), "chain", "neither an outlet"),
        (setting("reading", surprise=1), "surprise", "no such column"),
        (setting("reading", superseded_at="yesterday"), "superseded_at", "invalid format"),
        (setting("passage", exact="Other words."), "exact", "does not say this"),
        (setting("revision", headline="a\x00b"), "headline", "NUL"),
        (setting("revision", headline=" a"), "headline", "as they would be stored"),
        (setting("claim", id="<b>"), "id", "no id of this kind"),
        (setting("claim", created_at="2026-01-01T00:00:00"), "created_at", "with its zone"),
        (setting("review", submitted_at=None), "submitted_at", "finished reviews"),
        (setting("outlet", name={"a": 1}), "name", "no str"),
        (setting("source", merged_into="src_nobody"), "merged_into", "neither in this file nor here"),
        (lambda rows: [*rows, rows[-1]], "claim", "twice"),
    ],
)  # fmt: skip
def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(change, column: str, says: str) -> None:
    article, about = make.article(), make.claim()
    make.read(article, about)
    parties_of(article)
    body = edited(records.exported(), change)
    records.wipe()
    thing = records.brought_in(body)
    assert thing.state == "faulty"
    assert any(
        f["field"] == column and says in f["message"] and f["row"].startswith("line ") for f in thing.faults
    ), thing.faults
    assert not Article.objects.exists()


def parties_of(article: Article) -> None:
    make.source()


def test_what_the_database_alone_refuses_names_its_row_and_nothing_is_written() -> None:
    make.read(make.article(), make.claim())
    body = edited(records.exported(), setting("reading", polarity="sideways"))
    records.wipe()
    thing = records.brought_in(body)
    assert (thing.state, "polarity" in thing.faults[0]["message"]) == ("faulty", True)
    assert not Article.objects.exists()


@pytest.mark.parametrize("kind", ["record", "tables"])
def test_a_file_that_breaks_off_or_was_damaged_is_refused(kind: str) -> None:
    make.read(make.article(), make.claim())
    body = records.exported(kind)
    for broken in (body[:-30], body[: len(body) // 2], body.replace(b"ministry", b"minister", 1) if kind == "record" else b"PK" + body[9:], b"{}", b"\xff"):  # fmt: skip
        thing = records.brought_in(broken, kind)
        assert thing.state == "faulty", broken[:40]
        assert thing.faults[0]["message"]


def test_what_is_here_and_says_otherwise_is_a_fault_and_stays() -> None:
    about = make.claim("It closes.")
    body = records.exported()
    claims.reword_claim(claim=about, wording="It may close.", by=SETUP)
    thing = records.brought_in(body)
    assert any(f["field"] == "wording" and "says otherwise" in f["message"] for f in thing.faults)
    assert Claim.objects.get().wording == "It may close."


def test_an_erased_article_does_not_come_back_by_an_older_file() -> None:
    article = make.article("Gone with it all, according to two officials.")
    body = records.exported()
    records._erase(article)
    assert records.brought_in(body).state == "faulty"
    assert "Gone with it all" not in records.exported().decode()


@pytest.mark.parametrize("kind", ["record", "tables"])
def test_erasing_drops_an_open_import_of_a_record_that_holds_the_words(kind: str) -> None:
    from annotate.actions import erasure

    claim, source = make.claim('It is "Zwetschgenkuchen".'), make.source("Quasten Flosser")
    for thing in (claim, source):
        waits = article_imports.request_import(
            name="a", format=kind, body=records.exported(kind), by=make.user("administrator")
        )
        request = erasure.request_erasure(thing=thing, reason="A court.", by=make.user("editor"))
        erasure.carry_out_erasure(request=request, by=make.user("administrator"))
        waits.refresh_from_db()
        assert (waits.state, bytes(waits.body)) == ("dropped", b"")


def test_a_part_holds_its_articles_and_what_they_rest_on_and_imports_alone() -> None:
    records.build()
    paper = Article.objects.get(canonical_url__startswith="paper.example/a").outlet
    body = records.exported(outlet=paper)
    rows = [json.loads(line) for line in body.splitlines()]
    assert {r["outlet"] for r in rows if r["object"] == "article"} == {paper.pk}
    assert "It is on fire." not in body.decode()
    records.wipe()
    assert records.brought_in(body).state == "done"
    assert records.exported() == body
    assert (
        records.exported(since=Article.objects.first().latest.published_at.date().replace(year=2031)).count(
            b'"article"'
        )
        == 0
    )


def test_memory_and_queries_are_by_chunk_and_not_by_row(monkeypatch) -> None:
    from annotate.formats import record

    make.read(make.article(), make.claim())
    with CaptureQueriesContext(connection) as few:
        records.exported()
    for _ in range(4):
        make.read(make.article(), make.claim())
    with CaptureQueriesContext(connection) as many:
        records.exported()
    assert len(many) == len(few)
    monkeypatch.setattr(record, "CHUNK", 2)
    assert records.exported().count(b"\n") == 2 + sum(
        records.exporting.counts(
            records.exporting.rows_for(make.user("administrator"), records.exporting.Part())
        ).values()
    )


def test_a_file_larger_than_can_be_read_says_so() -> None:
    with pytest.raises(ValidationError, match="50 MB"):
        article_imports.request_import(
            name="a",
            format="record",
            body=b"x" * (article_imports.LARGEST_RECORD + 1),
            by=make.user("administrator"),
        )
    assert not ArticleImport.objects.exists()
