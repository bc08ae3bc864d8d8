"""What the tour shows on top of the worked example: something in every state that a screen can be in."""

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from annotate.actions import (
    accepting,
    adjudication,
    article_imports,
    articles,
    assigning,
    claims,
    definitions,
    deliveries,
    disputes,
    erasure,
    guidelines,
    hook_messages,
    hooks,
    matching,
    newsrooms,
    outcomes,
    parties,
    people,
    queue,
    readings,
    recusal,
    second_factor,
    whatif,
    withdrawal,
)  # fmt: skip
from annotate.models import (
    AdjudicationCase,
    Article,
    Claim,
    Hook,
    Message,
    Newsroom,
    Outlet,
    Reading,
    Review,
    Score,
    Source,
    Suggestion,
    Topic,
    User,
)  # fmt: skip
from annotate.roles import SETUP
from tests import factories as make
from workers import suggestions

PORT = (
    "Port Varrow will close its second quay in March, two people familiar with the plan said.\n\n"
    "“The quay stays open,” Nkechi Abara-Lund, the mayor, told the council on Monday. The port authority declined to "
    "comment. Dockers had not been told, according to a shop steward who asked not to be named."
)
LATER = PORT.replace("in March, two people", "before the summer, two people")


def today() -> dt.date:
    return timezone.now().date()


def person(name: str) -> User:
    return User.objects.get(username=name)


def claim(start: str) -> Claim:
    return Claim.objects.get(wording__startswith=start)


def article(part: str) -> Article:
    return Article.objects.get(url__contains=part)


def fill() -> None:
    """Everything below, by the verbs that the desk has for it."""
    for part in (_people, _texts, _queue, _cases, _resolving, _newsroom, _reports, _imports, _at_last):
        part()


def _people() -> None:
    people.create_user(
        username="mara", password="tour-tour-tour-7", roles=["editor"], by=SETUP, email="mara@ledger.example",
        full_name="Mara Quillon",
    )  # fmt: skip
    people.invite(
        username="jonas", email="jonas@ledger.example", roles=["reviewer"], by=person("admin"), full_name="Jonas Weir",
        time_zone="Europe/Berlin",
    )  # fmt: skip
    for name in ("lena", "otto"):  # editors whose phones the tour sets up, and asks for
        people.create_user(username=name, password="tour-tour-tour-7", roles=["editor"], by=SETUP, full_name=name.title())  # fmt: skip
    device = second_factor.begin_second_factor(by=person("otto"))
    device.confirmed = True
    device.save()
    guidelines.add_example(
        term="stance.declines_to_comment",
        text="“We will not be drawn on that” is no comment.",
        by=person("edda"),
    )


def _texts() -> None:
    """Unread ones, one whose words changed since it was read, one with everything that a text can be hard by."""
    varrow = Outlet.objects.get(name="Port Varrow Gazette")
    for days, headline, text in (
        (0, "Quay to close, say people familiar with the plan", PORT),
        (1, "رئيس الميناء ينفي إغلاق الرصيف الثاني", "قال المسؤول في الميناء إن الرصيف الثاني سيغلق في مارس، ونفت العمدة ذلك.\n\n" + PORT),
        (3, "A very long headline, such as arrives when an agency puts the whole of its first paragraph there, with Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft in it", PORT),
    ):  # fmt: skip
        at = timezone.now() - dt.timedelta(days=days, hours=2)
        articles.publish_article(
            article=articles.import_article(
                outlet=varrow, headline=headline, text=text, published_at=at, url=f"https://varrowgazette.example/quay-{days}", by=SETUP
            ),
            by=SETUP,
        )  # fmt: skip
    quay, about = article("quay-0"), make.claim("Port Varrow will close its second quay in March.")
    claims.create_claim(wording="Port Varrow will sell its second quay.", by=person("edda"))
    for words, cue in (
        ("Port Varrow will close its second quay in March", "said"),
        ("Dockers had not been told", "according to"),
    ):
        make.read(quay, about, by=person("tomas"), submitted=False, content=make.span(quay, words), cue=make.span(quay, cue))  # fmt: skip
    articles.revise_article(article=quay, text=LATER, by=person("edda"))
    suggestions.suggest_for_new_texts()


def _queue() -> None:
    edda, tomorrow = person("edda"), timezone.localdate() + dt.timedelta(days=1)
    assigning.assign_text(revision=article("quay-1").latest, to=person("ines"), by=edda, due_on=tomorrow)
    assigning.assign_all(to=person("yusra"), outlet=Outlet.objects.get(name="Silica Post"), by=edda, days=3)
    assigning.assign_all(to=person("ines"), topic=Topic.objects.order_by("name").first(), by=edda)
    recusal.recuse(user=person("ines"), outlet=Outlet.objects.get(name="Sollen Evening Mail"), reason="My sister works there.", by=person("ines"))  # fmt: skip
    queue.skip_text(revision=article("quay-3").latest, why="language", by=person("yusra"))
    queue.take_task(revision=article("quay-3").latest, by=person("ines"))


def _decided() -> None:
    """What readers of another text differed on, decided."""
    varrow, about = (
        Outlet.objects.get(name="Port Varrow Gazette"),
        make.claim("Dockers of Port Varrow had not been told."),
    )
    text = articles.publish_article(
        article=articles.import_article(
            outlet=varrow, headline="Dockers heard of it from the paper", text=PORT, published_at=timezone.now(),
            url="https://varrowgazette.example/dockers", by=SETUP,
        ),
        by=SETUP,
    )  # fmt: skip
    for name, certainty in (("ines", "hedged"), ("tomas", "plain")):
        facets = make.UNNAMED | {"certainty": certainty}
        made = make.read(
            text, about, by=person(name), facets=facets, content=make.span(text, "Dockers had not been told")
        )
    adjudication.adjudicate(
        attribution=made.attribution, facets={"certainty": "plain"}, reason="“Had not been told” carries no hedge.", by=person("ruth")
    )  # fmt: skip


def _cases() -> None:
    """A text on which two differ, one attribution that was drawn at random, and rules that reviewers answered."""
    text = articles.publish_article(
        article=articles.import_article(
            outlet=Outlet.objects.get(name="Tessaly Public Radio"), headline="Dockers were not asked about the quay",
            text=PORT, published_at=timezone.now(), url="https://tessalyradio.example/quay", by=SETUP,
        ),
        by=SETUP,
    )  # fmt: skip
    about = claim("Port Varrow will close its second quay in March")
    denies = make.UNNAMED | {
        "stance": "denies",
        "identification": "unnamed_individual",
        "role": "representative",
    }
    for name, facets in (("ines", make.UNNAMED), ("yusra", denies), ("tomas", make.UNNAMED)):
        make.read(text, about, by=person(name), facets=facets, content=make.span(text, "The quay stays open"), submitted=False)  # fmt: skip
        readings.submit_review(
            review=Review.objects.get(revision=text.latest, reviewer=person(name)), by=person(name)
        )
    _decided()
    denial = make.UNNAMED | {"stance": "denies"}
    quay = article("quay-1")
    make.read(quay, about, by=person("tomas"), facets=denial, content=make.span(quay, "The quay stays open"), submitted=False)  # fmt: skip
    drawn = (
        Reading.objects.current()
        .submitted()
        .exclude(attribution__case__isnull=False)
        .exclude(reviewer=person("ruth"))
    )
    AdjudicationCase.objects.get_or_create(
        attribution=drawn.order_by("pk").first().attribution,  # type: ignore[union-attr]
        defaults={"why": AdjudicationCase.Why.RANDOM, "probability": 0.05},
    )
    tomas = person("tomas")
    for suggestion in Suggestion.objects.filter(revision=article("quay-1").latest)[:2]:
        accepting.accept(suggestion=suggestion, claim=about, source="Nkechi Abara-Lund, mayor" if suggestion.probable().get("identification", "").startswith("named") else None, by=tomas)  # fmt: skip


def _resolving() -> None:
    edda, ruth, mara = person("edda"), person("ruth"), person("mara")
    outcomes.propose_outcome(
        claim=claim("Altamar Devices sold"), verdict="confirmed", why_checked="followed_up", by=mara,
        evidence_url="https://altamar.example/quarterly-report", evidence_quote="MX3 revenue was $391.2 million.",
    )  # fmt: skip
    vantrel, ledger = Source.objects.get(name="Vantrel"), Outlet.objects.get(name="The Fernwick Ledger")
    disputes.open_dispute(claim=claim("Vantrel withheld V5"), party=vantrel, contested="We shut nobody out; both companies were asked and did not answer.", owner=edda, by=edda)  # fmt: skip
    decided = disputes.open_dispute(claim=claim("Brennock Silicon asked"), party=ledger, contested="The paper never wrote that it had asked.", owner=ruth, by=edda)  # fmt: skip
    disputes.decide_dispute(dispute=decided, state="rejected", decision="The text has it in its ninth paragraph.", public_note="We looked again; the report says so.", by=ruth)  # fmt: skip
    withdrawal.request_withdrawal(
        thing=claim("Atlia allows exports"), reason="It joins two orders of different dates.", by=edda
    )
    erasure.request_erasure(
        thing=Source.objects.get(name="K. Ambrose"),
        reason="Article 17: a private person asked for it.",
        by=edda,
    )


def _newsroom() -> None:
    room = Newsroom.objects.get(name__contains="example")
    nadia = people.invite_member(
        newsroom=room, username="nadia", email="nadia@ledger.example", role="manager", full_name="Nadia Osei", by=person("admin")
    )  # fmt: skip
    people.invite_member(
        newsroom=room, username="per", email="per@ledger.example", full_name="Per Lindqvist", by=nadia
    )
    for start in ("Vantrel gave domestic", "Vantrel withheld V5", "Altamar Devices sold"):
        claims.watch(claim=claim(start), newsroom=room, by=nadia)
    newsrooms.make_feed_address(newsroom=room, by=nadia)
    hook, _ = hooks.create_hook(
        newsroom=room, name="Newsroom CMS", url="https://cms.ledger.example/on-record", events=["claim.published", "claim.score_changed"], by=nadia
    )  # fmt: skip
    hooks.send_test(hook=hook, by=nadia)
    _tried(Message.objects.get(hook=hook))


def _tried(message: Message) -> None:
    """Once without an answer, once with one that says to come again."""
    sent = {"content-type": "application/json", "webhook-id": message.id}
    for outcome in (
        hook_messages.Outcome(sent, error="The name cms.ledger.example is not known.", milliseconds=12),
        hook_messages.Outcome(sent, status=503, response_headers={"server": "nginx"}, response_body="We are moving house.", milliseconds=184),
    ):  # fmt: skip
        at = timezone.now()
        Message.objects.filter(pk=message.pk).update(not_before=at)
        Hook.objects.filter(pk=message.hook_id).update(not_before=None)
        assert hook_messages.begin_attempt(message=message, at=at)
        message.refresh_from_db()
        hook_messages.end_attempt(message=message, outcome=outcome, at=at)


def _reports() -> None:
    from workers.reports import building

    edda, week = person("edda"), timezone.localdate() - dt.timedelta(days=7)
    made = definitions.define_report(
        name="The week in sourcing", starts_on=week - dt.timedelta(days=7), newsroom=Newsroom.objects.get(name__contains="example"), by=edda
    )  # fmt: skip
    deliveries.subscribe(definition=made, address="desk@ledger.example", by=edda)
    building.build(made, week)
    monthly = definitions.define_report(name="Sourcing, month by month", starts_on=week - dt.timedelta(days=62), period="month", by=edda)  # fmt: skip
    building.build(monthly, week - dt.timedelta(days=31))
    building.preview(made)


def _imports() -> None:
    from workers.imports import import_articles

    row = {"headline": "Ferry fares to rise", "text": PORT, "outlet": "Harbour Observer", "published_at": "2026-03-01T10:15", "url": "https://harbourobserver.example/ferry"}  # fmt: skip
    files: dict[str, Any] = {
        "ferry.json": [row], "week-9.json": [row | {"headline": f"Ferry fares, part {n}", "outlet": "Ferry News" if n % 2 else "Harbour Observer", "url": f"https://harbourobserver.example/ferry-{n}"} for n in range(1, 8)],
        "mended.json": [row | {"published_at": "the first of March"}, row | {"text": ""}],
    }  # fmt: skip
    for name, body in files.items():
        article_imports.request_import(
            name=name, format="json", body=json.dumps(body).encode(), by=person("edda")
        )
    import_articles()
    done = article_imports.ArticleImport.objects.get(name="ferry.json")
    article_imports.confirm_import(thing=done, by=person("edda"))
    import_articles()


def _at_last() -> None:
    """What the workers do with all this."""
    from workers import desk_figures
    from workers.rescoring import passes, runs
    from workers.rescoring import whatif as answers
    from workers.tasks import sweep

    passes.run_now(runs.fit(reference_day=today()))
    quay = article("quay-1").latest
    spans = [s.span("content") for s in Suggestion.objects.filter(revision=quay)]
    matching.ask_for_claims(revision=quay, spans=[s for s in spans if s], by=person("tomas"))
    sweep()
    whatif.ask(score=Score.objects.get(claim=claim("Vantrel gave domestic")), by=person("admin"))
    answers.answer_all()
    desk_figures.compute()
    parties.create_source(name="Nobody has heard of this one", by=person("edda"))
