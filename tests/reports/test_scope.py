"""What a report is about."""

import pytest
from django.core.exceptions import ValidationError

from annotate.actions import claims, definitions
from annotate.models import Attribution, Topic
from tests.reports import factories as make
from workers.reports.words import plain

pytestmark = pytest.mark.django_db


def moved(**values):
    return make.scored(make.known(**values), 0.4, at=make.BEFORE_IT)


def named(report) -> set[str]:
    return {row[0]["id"] for table in make.section(report, "moved")["tables"] for row in table["rows"]}


def move(*moving) -> None:
    for claim in moving:
        make.scored(claim, 0.8, at=make.IN_IT)


def test_topics() -> None:
    inside, both, outside = (
        moved(topics=["energy"]),
        moved(topics=["energy", "trade"]),
        moved(topics=["sport"]),
    )
    move(inside, both, outside)
    topics = Topic.objects.filter(name__in=["energy", "trade"])
    report = make.written(make.definition(scope="topics", topics=topics))
    assert named(report) == {inside.pk, both.pk}
    assert "2 claims in the record" in plain(make.section(report, "scored")["sentences"][0])
    assert plain(make.section(report, "method")["sentences"][0]).endswith("of the topics energy, trade.")


def test_outlets_and_sources() -> None:
    one, other = moved(), moved()
    outlet, source = make.make.outlet("Evening Post"), make.make.source("Ada Minister")
    make.make.read(make.make.article(outlet=outlet), one, facets=make.make.NAMED, source=source)
    make.make.read(make.make.article(), other)
    make.read_at(make.IN_IT)
    Attribution.objects.update(created_at=make.IN_IT)
    move(one, other)
    by_outlet = make.definition(scope="outlets", outlets=[outlet])
    by_source = make.definition(scope="sources", sources=[source])
    found = {r.definition_id: r for r in make.build_due(make.AFTER)}
    for definition, name in ((by_outlet, "Evening Post"), (by_source, "Ada Minister")):
        assert named(found[definition.pk]) == {one.pk}
        assert name in plain(make.section(found[definition.pk], "method")["sentences"][0])


def test_a_watch_list_is_that_of_the_periods_end() -> None:
    newsroom = make.make.newsroom()
    kept, dropped, later = moved(), moved(), moved()
    number = make.Change.objects.first().number
    for claim, on in ((kept, True), (dropped, True), (dropped, False)):
        claims.watch(claim=claim, newsroom=newsroom, by=make.make.user("editor"), on=on)
    make.happened(make.IN_IT, since=number)
    move(kept, dropped, later)
    number = make.Change.objects.first().number
    claims.watch(claim=later, newsroom=newsroom, by=make.make.user("editor"))
    claims.watch(claim=kept, newsroom=newsroom, by=make.make.user("editor"), on=False)
    make.happened(make.AFTER, since=number)
    report = make.written(make.definition(scope="watched", newsroom=newsroom))
    assert named(report) == {kept.pk}


def test_a_watch_list_with_nothing_on_it_makes_a_report_that_says_so() -> None:
    make.scored(make.known(), 0.4, at=make.BEFORE_IT)
    report = make.written(make.definition(newsroom=make.make.newsroom(), scope="watched"))
    assert all(s["empty"] for s in report.figures["sections"] if s["key"] not in ("method", "not_known"))


def test_a_newsrooms_report_also_has_its_own_submissions_and_no_others() -> None:
    own, foreign = make.make.newsroom(), make.make.newsroom()
    mine, theirs = (make.make.claim(published=False, newsroom=n) for n in (own, foreign))
    for claim in (mine, theirs):
        type(claim).objects.filter(pk=claim.pk).update(created_at=make.BEFORE_IT)
        make.scored(claim, 0.4, at=make.BEFORE_IT)
    move(mine, theirs)
    assert named(make.written(make.definition(newsroom=own))) == {mine.pk}


def test_the_desks_report_has_nobodys_submissions() -> None:
    claim = make.make.claim(published=False, newsroom=make.make.newsroom())
    make.scored(claim, 0.4, at=make.BEFORE_IT)
    move(claim)
    report = make.written(make.definition())
    assert named(report) == set()
    assert claim.pk not in str(report.figures)


def test_another_newsrooms_outlet_cannot_be_reported_on() -> None:
    outlet = make.make.outlet(private_to=make.make.newsroom())
    with pytest.raises(ValidationError) as refused:
        make.definition(scope="outlets", outlets=[outlet])
    assert "outlets" in refused.value.message_dict


def test_a_change_of_scope_is_logged_with_before_and_after() -> None:
    one, two = make.make.outlet(), make.make.outlet()
    weekly = make.definition(scope="outlets", outlets=[one])
    definitions.update_definition(definition=weekly, by=make.SETUP, outlets=[two])
    detail = make.Change.objects.of(weekly).first().detail
    assert (detail.before, detail.after) == ({"outlets": [one.pk]}, {"outlets": [two.pk]})


def test_a_source_without_a_public_role_is_not_reported_on_nor_named_once_it_has_none() -> None:
    with pytest.raises(ValidationError) as refused:
        make.definition(scope="sources", sources=[make.make.source("Jo", has_public_role=False)])
    assert "sources" in refused.value.message_dict
    source = make.make.source("Ada Minister")
    definition = make.definition(scope="sources", sources=[source])
    type(source).objects.filter(pk=source.pk).update(has_public_role=False)
    report = make.written(definition)
    assert "a private person" in plain(make.section(report, "method")["sentences"][0])
    assert "Ada Minister" not in report.html
