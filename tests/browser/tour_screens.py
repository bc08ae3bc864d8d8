"""The screens of the tour: what each is called, whose desk it is, where it is, what is said of it, steps to take first."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse

from tests.browser.tour_steps import (
    backup_codes,
    choose_claim,
    clash,
    keys,
    linking,
    make_claim,
    make_key,
    open_all,
    open_card,
    ready,
    row,
    scroll_to,
    select,
    show_report,
    skip,
    submitting,
    suggestion,
    work_out,
)


class Address(NamedTuple):
    """A URL pattern by its name, and what it is filled with once there are rows."""

    name: str
    args: Callable[[], tuple[Any, ...]] = tuple

    def __str__(self) -> str:
        return reverse(self.name, args=self.args())


class Screen(NamedTuple):
    name: str
    who: str
    address: Address
    about: str
    steps: Callable[[Any], None] = lambda desk: None


def listing(model: str) -> Address:
    return Address(f"admin:annotate_{model}_changelist")


def adding(model: str) -> Address:
    return Address(f"admin:annotate_{model}_add")


def one(model: str, page: str = "change", **which: Any) -> Address:
    return Address(f"admin:annotate_{model}_{page}", lambda: (row(model, **which).pk,))


def act(model: str, name: str, **which: Any) -> Address:
    return Address(f"admin:annotate_{model}_act", lambda: (row(model, **which).pk, name))


def room(page: str, *others: str) -> Address:
    """A page of the example's newsroom."""
    return Address(
        f"newsroom:{page}",
        lambda: (row("newsroom", name__contains="example").pk, *(row(model).pk for model in others)),
    )


def case(**which: Any) -> Address:
    return Address("admin:adjudicate-case", lambda: (row("adjudicationcase", **which).pk,))


def invited() -> tuple[str, ...]:
    """The last two parts of the address in a letter."""
    from annotate.admin.invitations import link

    return tuple(link(row("user", username="jonas")).strip("/").split("/")[-2:])


def message() -> tuple[str, str, str]:
    """A newsroom's webhook and what was sent to it."""
    sent = row("message")
    return sent.hook.newsroom_id, sent.hook_id, sent.id


def subscriber() -> tuple[str]:
    from annotate.actions.deliveries import token_of

    return (token_of(row("subscription")),)


#: Heading → its screens, in the order of a day.
TOUR: dict[str, tuple[Screen, ...]] = {
    "Coming in": (
        Screen("login", "", Address("admin:login"), "Signing in"),
        Screen("second-factor", "otto", Address("admin:second_factor"), "The code beside the password, for editors and administrators"),
        Screen("forgotten", "", Address("admin_password_reset"), "A forgotten password"),
        Screen("letter-sent", "", Address("password_reset_done"), "The letter is under way"),
        Screen("invited", "", Address("password_reset_confirm", invited), "An invitation: choosing a password"),
        Screen("password-set", "", Address("password_reset_complete"), "The password is set"),
        Screen("home", "ines", Address("admin:index"), "Where a reviewer begins"),
        Screen("home-editor", "edda", Address("admin:index"), "Where an editor begins"),
        Screen("profile", "ines", Address("admin:profile"), "One’s own name, language, time zone; what one may do"),
        Screen("phone", "lena", Address("admin:own_second_factor"), "Setting up a phone"),
        Screen("backup-codes", "lena", Address("admin:own_second_factor"), "Backup codes, shown once", backup_codes),
        Screen("password", "ines", Address("admin:password_change"), "A new password"),
        Screen("password-changed", "ines", Address("admin:password_change_done"), "It is changed"),
    ),
    "Reading": (
        Screen("articles", "ines", listing("article"), "Articles, with what is read of each"),
        Screen("form", "yusra", one("article", url__contains="v5-partners"), "Words are selected, the kind is one key, the rest is filled in", select),
        Screen("readings", "ines", one("article", url__contains="vantrel-v5-home-chips"), "After submitting: everybody’s readings beside their words", open_card),
        Screen("suggested", "yusra", one("article", url__contains="quay-0"), "Suggestions: accepted, edited, rejected by one key", suggestion),
        Screen("finding", "yusra", one("article", url__contains="quay-0"), "The claim is found by typing", choose_claim),
        Screen("making", "yusra", one("article", url__contains="quay-0"), "or made on the spot", make_claim),
        Screen("orphans", "tomas", one("article", url__contains="quay-0"), "A new revision: what still fits is carried over, the rest is placed again", ready),
        Screen("hard", "ines", one("article", url__contains="quay-3"), "A long headline", ready),
        Screen("right-to-left", "yusra", one("article", url__contains="v5-ministry"), "A text from right to left", open_card),
        Screen("denial", "tomas", one("article", url__contains="quay-1"), "A denial, to be linked with what it denies", linking),
        Screen("conflict", "tomas", one("article", url__contains="quay-1"), "Two tabs: both versions, and the reviewer chooses", clash),
        Screen("keys", "ines", one("article", url__contains="vantrel-rejects"), "All keys, shown by “?”", keys),
        Screen("submitting", "tomas", one("article", url__contains="quay-1"), "Submitting says what it does", submitting),
        Screen("guidelines", "edda", listing("deskexample"), "The guidelines, with the desk’s own examples", open_all),
        Screen("example", "edda", adding("deskexample"), "Adding an example"),
        Screen("example-one", "edda", one("deskexample"), "One of the desk’s examples"),
    ),
    "Who reads what": (
        Screen("queue", "ines", Address("admin:queue"), "The queue: what one holds, what is assigned, what is next and why"),
        Screen("queue-editor", "edda", Address("admin:queue"), "The queue as an editor sees it"),
        Screen("skipping", "ines", one("article", url__contains="quay-3"), "Skipping asks why", skip),
        Screen("assign", "edda", act("article", "assign", url__contains="quay-0"), "Keeping a reading for somebody"),
        Screen("tasks", "edda", listing("task"), "Assigned readings"),
        Screen("task", "edda", one("task", assigned_to__isnull=False), "An assigned reading"),
        Screen("assignments", "edda", listing("assignment"), "Outlets and topics assigned"),
        Screen("assigning", "edda", adding("assignment"), "Assigning an outlet or a topic"),
        Screen("assignment", "edda", one("assignment"), "An outlet that is somebody’s"),
        Screen("recusals", "edda", listing("recusal"), "Recusals"),
        Screen("recusing", "ines", adding("recusal"), "Recusing oneself"),
        Screen("recusal", "edda", one("recusal"), "One recusal"),
        Screen("decisions", "ines", Address("admin:decisions"), "What adjudicators decided on one’s readings"),
        Screen("dashboard", "ines", Address("admin:dashboard"), "One’s own work, and how far one agrees"),
        Screen("dashboard-all", "ruth", Address("admin:dashboard"), "The desk’s work, as an adjudicator sees it", open_all),
    ),
    "Adjudicating, resolving, disputing": (
        Screen("adjudicate", "ruth", Address("admin:adjudicate"), "What waits for a decision"),
        Screen("case", "ruth", case(attribution__claim__wording__startswith="Port Varrow will close its second"), "Readings side by side, differences first, a key each"),
        Screen("blind-case", "ruth", case(why="random"), "One drawn at random is decided blind"),
        Screen("resolve", "ruth", Address("admin:resolve"), "Claims due for an outcome"),
        Screen("outcome-proposing", "edda", act("claim", "resolve", wording__startswith="Vantrel withheld"), "Proposing what became of a claim"),
        Screen("outcome", "ruth", one("outcome", state="proposed"), "A second person agrees, or does not"),
        Screen("outcomes", "edda", listing("outcome"), "What became of claims"),
        Screen("contesting", "edda", act("claim", "dispute", wording__startswith="Vantrel gave"), "A source or an outlet contests a claim"),
        Screen("disputes", "edda", listing("dispute"), "Disputes"),
        Screen("dispute", "edda", one("dispute", state="open"), "A dispute, with its owner and its day"),
        Screen("deciding", "edda", act("dispute", "decide", state="open"), "Deciding it, with a note for readers"),
    ),
    "Withdrawing and erasing": (
        Screen("withdrawals", "mara", listing("withdrawalrequest"), "Requests to withdraw"),
        Screen("withdrawal", "mara", one("withdrawalrequest"), "The second person carries it out or refuses"),
        Screen("erasures", "mara", listing("erasurerequest"), "Requests to erase"),
        Screen("erasure", "mara", one("erasurerequest"), "The second person’s page"),
        Screen("erasing", "mara", act("erasurerequest", "carry-out"), "Erasing asks once more"),
    ),
    "Claims, scores, sources": (
        Screen("claims", "edda", listing("claim"), "Claims"),
        Screen("claim", "admin", one("claim", wording__startswith="Vantrel gave domestic"), "A claim: its score, where it comes from, its outcome"),
        Screen("graph", "admin", one("claim", wording__startswith="Vantrel withheld"), "Where a claim comes from; a dispute", scroll_to("#origins-title")),
        Screen("claim-hidden", "edda", one("claim", wording__startswith="Vantrel withheld"), "Whoever may resolve a claim has not seen its score"),
        Screen("score", "admin", one("claim", "score", wording__startswith="Vantrel gave domestic"), "How a score is made, what if a piece were withdrawn, over time", work_out),
        Screen("claim-new", "edda", adding("claim"), "A new claim"),
        Screen("divide", "edda", act("claim", "divide", wording__startswith="Vantrel gave domestic"), "Dividing a claim"),
        Screen("merge", "edda", act("claim", "merge", wording__startswith="Port Varrow will sell"), "Merging a claim into another"),
        Screen("outlets", "edda", listing("outlet"), "Outlets"),
        Screen("outlet", "edda", one("outlet", name="The Femwick Ledger"), "An outlet that looks like another"),
        Screen("outlet-new", "edda", adding("outlet"), "A new outlet"),
        Screen("sources", "edda", listing("source"), "Sources"),
        Screen("source", "edda", one("source", name="Ilse Varga"), "A source and its record"),
        Screen("source-new", "edda", adding("source"), "A new source"),
        Screen("consensus", "ruth", listing("consensus"), "How far readings agree"),
        Screen("consensus-one", "ruth", one("consensus"), "The consensus on one attribution"),
        Screen("runs", "edda", listing("scoringrun"), "Scoring runs"),
        Screen("run", "edda", one("scoringrun"), "One run: its figures and its calibration"),
        Screen("compare", "edda", one("scoringrun", "compare"), "Two runs beside each other"),
        Screen("rules", "edda", listing("ruleanswer"), "Rules of suggestions, and how they were answered"),
        Screen("rule", "edda", Address("admin:annotate_ruleanswer_rule", lambda: (row("ruleanswer").rule,)), "One rule, with examples; switched off and on"),
        Screen("changes", "edda", listing("change"), "Everything that was changed, by whom"),
        Screen("change", "edda", one("change", verb="claim.publish"), "One change"),
        Screen("history", "edda", one("article", "history", url__contains="quay-0"), "What happened to an article"),
    ),
    "Bringing in": (
        Screen("imports", "edda", listing("articleimport"), "Imports"),
        Screen("import-new", "edda", adding("articleimport"), "An address or a file"),
        Screen("import-preview", "edda", one("articleimport", state="shown"), "What would become of each article, before anything is written"),
        Screen("import-faults", "edda", one("articleimport", state="faulty"), "What is wrong, by row and field"),
        Screen("import-done", "edda", one("articleimport", state="done"), "Imported"),
        Screen("export", "edda", Address("admin:export"), "Taking the record out: what would be in the file, and in which format"),
        Screen("article-new", "edda", adding("article"), "An article by hand"),
        Screen("revise", "edda", act("article", "revise", url__contains="quay-1"), "A new revision"),
    ),
    "Reports": (
        Screen("definitions", "edda", listing("reportdefinition"), "Reports that are written and sent"),
        Screen("definition", "edda", one("reportdefinition"), "One of them"),
        Screen("definition-new", "edda", adding("reportdefinition"), "Defining a report"),
        Screen("reports", "edda", listing("report"), "Written reports"),
        Screen("report", "mara", one("report", is_preview=True), "A written report", show_report),
        Screen("deliveries", "edda", listing("delivery"), "What was sent to whom"),
        Screen("delivery", "edda", one("delivery"), "One message with a report"),
        Screen("report-words", "mara", one("report", "page", is_preview=True), "A report’s own page"),
        Screen("archive", "nadia", Address("archive"), "A newsroom’s archive"),
        Screen("archived", "nadia", Address("archived-report", lambda: (row("report", definition__newsroom__isnull=False, is_preview=False).pk,)), "A report in the archive"),
        Screen("unsubscribe", "", Address("unsubscribe", subscriber), "No more of it"),
    ),
    "Newsrooms and people": (
        Screen("newsrooms", "edda", listing("newsroom"), "Newsrooms"),
        Screen("newsroom", "edda", one("newsroom"), "A newsroom"),
        Screen("newsroom-new", "admin", adding("newsroom"), "A new newsroom"),
        Screen("apikeys", "admin", listing("apikey"), "Keys"),
        Screen("apikey", "admin", one("apikey"), "One key"),
        Screen("hooks", "admin", listing("hook"), "Webhooks"),
        Screen("hook", "admin", one("hook"), "One webhook"),
        Screen("messages", "admin", listing("message"), "What was sent to webhooks"),
        Screen("message", "admin", one("message"), "One message"),
        Screen("people", "admin", listing("user"), "People, and what each role may do"),
        Screen("person", "admin", one("user", username="jonas"), "One person"),
        Screen("inviting", "admin", adding("user"), "Inviting somebody"),
        Screen("invitation", "admin", one("user", "invitation", username="jonas"), "The address, where no mail goes out"),
        Screen("roles", "admin", act("user", "roles", username="jonas"), "Giving roles"),
    ),
    "A newsroom’s own pages": (
        Screen("room-login", "", Address("newsroom:login"), "The newsrooms’ door"),
        Screen("room", "nadia", Address("newsroom:index"), "One’s newsrooms"),
        Screen("watch", "nadia", room("watch"), "Claims that a newsroom follows"),
        Screen("room-reports", "nadia", room("reports"), "Its reports"),
        Screen("room-keys", "nadia", room("keys"), "Its keys"),
        Screen("room-key", "nadia", room("keys"), "A key is shown once", make_key),
        Screen("room-members", "nadia", room("members"), "Its people"),
        Screen("room-hooks", "nadia", room("hooks"), "Its webhooks"),
        Screen("room-hook", "nadia", room("hook", "hook"), "A webhook and its deliveries"),
        Screen("room-hook-new", "nadia", room("new-hook"), "A new webhook"),
        Screen("room-hook-change", "nadia", room("change-hook", "hook"), "Changing it"),
        Screen("room-hook-secret", "nadia", room("rotate-hook", "hook"), "A new secret"),
        Screen("room-hook-again", "nadia", room("replay-hook", "hook"), "Sending again what was missed"),
        Screen("room-hook-delete", "nadia", room("delete-hook", "hook"), "Deleting it"),
        Screen("room-delivery", "nadia", Address("newsroom:delivery", message), "One delivery"),
        Screen("room-profile", "nadia", Address("newsroom:profile"), "One’s own name and password"),
    ),
    "For readers and machines": (
        Screen("card", "", Address("card", lambda: (row("claim", wording__startswith="Vantrel gave domestic").pk,)), "A claim’s card, to be embedded"),
        Screen("api", "", Address("docs"), "The API described"),
        Screen("forbidden", "ines", listing("user"), "A page that is for others"),
    ),
}  # fmt: skip


#: Ends of the names of patterns that look as another does.
ALIKE = ("_act", "_history", "_delete", "_see", "_runs")


def screens() -> tuple[Screen, ...]:
    return tuple(screen for group in TOUR.values() for screen in group)
