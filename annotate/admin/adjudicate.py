"""Adjudicating: readings side by side, differences first, one key each, a reason.

Of a case drawn at random the adjudicator sees no reading before the own decision: only the passage and the claim.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from annotate.actions.adjudication import adjudicate, join_attributions, part_attribution
from annotate.actions.cases import open_cases_for
from annotate.admin.base import put_errors, signed_in
from annotate.admin.claim_page import reading_row
from annotate.admin.guidelines import guidelines, label
from annotate.blind import desk_sees, visible_readings
from annotate.models import Adjudication, AdjudicationCase, Attribution, Consensus, Reading, User
from annotate.roles import require
from annotate.vocabulary import FACETS

SHOWN = 50
#: Characters of the text around a passage.
AROUND = 400


@dataclass(frozen=True)
class Row:
    """A facet: what each reader says, how far they agree, the field that decides it, and what its terms mean."""

    name: str
    label: str
    given: list[tuple[str, str, str]]  # of each reader: term, label, who
    differ: bool
    consensus: list[tuple[str, float]]
    field: Any
    guideline: dict[str, Any]


class Decision(forms.Form):
    """A term for each facet, whose source and chain hold, or that there is no such attribution; and why."""

    exists = forms.ChoiceField(
        choices=[("yes", "It is there"), ("no", "There is no such attribution")], initial="yes"
    )
    chosen = forms.ChoiceField(required=False, label="Whose source and chain hold")
    reason = forms.CharField(max_length=5000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))
    supersedes = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, readings: list[Reading], agreed: Consensus | None, blind: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, terms in FACETS.items():
            choices = [("", "—"), *terms.choices]
            self.fields[name] = forms.ChoiceField(
                choices=choices, required=False, label=name.replace("_", " ")
            )
            self.initial[name] = "" if blind else _probable(name, readings, agreed)
        if blind:
            del self.fields["chosen"]
        else:
            readers = [(r.pk, str(r.reviewer)) for r in readings]
            self.fields["chosen"] = forms.ChoiceField(
                choices=[("", "as most readings say"), *readers],
                required=False,
                label="Whose source and chain hold",
            )

    def facets(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACETS if self.cleaned_data.get(name)}


def _probable(name: str, readings: list[Reading], agreed: Consensus | None) -> str:
    """What all say, or what the consensus has most of."""
    given = {getattr(r, name) for r in readings}
    if len(given) == 1:
        return str(given.pop())
    shares = (agreed.facets.get(name) or {}) if agreed else {}
    return max(shares, key=lambda term: (shares[term], term)) if shares else ""


def list_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What waits for an adjudicator, the oldest first."""
    user = _adjudicator(request)
    waiting = _waiting(user)
    context = {
        **site.each_context(request),
        "title": "To adjudicate",
        "cases": list(
            waiting.select_related("attribution__claim", "attribution__passage__revision__article__outlet")[
                :SHOWN
            ]
        ),
        "count": waiting.count(),
    }
    return TemplateResponse(request, "admin/annotate/adjudicate_list.html", context)


def case_page(site: AdminSite, request: HttpRequest, attribution: str) -> HttpResponse:
    """One attribution: decide it, join it to another or part it."""
    user = _adjudicator(request)
    thing = _attribution(attribution, user)
    decided = Adjudication.objects.filter(attribution=thing, superseded_at=None).first()
    case = AdjudicationCase.objects.filter(attribution=thing).first()
    blind = case is not None and case.why == AdjudicationCase.Why.RANDOM and decided is None
    readings = [] if blind else _readings(thing, user)
    agreed = None if blind else Consensus.objects.filter(attribution=thing).first()
    given = (
        request.POST
        if request.method == "POST" and "reason" in request.POST and "do" not in request.POST
        else None
    )
    form = Decision(given, readings=readings, agreed=agreed, blind=blind)
    form.initial["supersedes"] = decided.pk if decided else ""
    if request.method == "POST":
        answer = _post(request, thing, form, decided, user)
        if answer is not None:
            return answer
    context = {
        **site.each_context(request),
        "title": "Adjudicate",
        "attribution": thing,
        "case": case,
        "blind": blind,
        "decided": decided,
        "readings": [reading_row(r) for r in readings],
        "rows": (laid_out := rows(form, readings, agreed)),
        "definitions": {row.name: _definitions(row.guideline) for row in laid_out},
        "agreed": agreed,
        "form": form,
        "others": [] if blind else _others(thing, user),
        **_around(thing),
    }
    return TemplateResponse(request, "admin/annotate/adjudicate.html", context)


def rows(form: Decision, readings: list[Reading], agreed: Consensus | None) -> list[Row]:
    """A row a facet; those on which readers differ come first."""
    made, explained = [], {facet["name"]: facet for facet in guidelines()}
    for name, terms in FACETS.items():
        given = [(t := getattr(r, name), str(terms(t).label), str(r.reviewer)) for r in readings]
        shares = (agreed.facets.get(name) or {}) if agreed else {}
        ranked = sorted(((p, t) for t, p in shares.items() if p >= 0.005), reverse=True)
        consensus = [(str(terms(t).label) if t in terms.values else t, p) for p, t in ranked]
        made.append(
            Row(
                name,
                label(name),
                given,
                len({t for t, *_ in given}) > 1,
                consensus,
                form[name],
                explained[name],
            )  # fmt: skip
        )
    return sorted(made, key=lambda row: not row.differ)


def _definitions(facet: dict[str, Any]) -> dict[str, str]:
    """{term: its definition with an example}."""
    return {
        t["value"]: f"{t['definition']} {' '.join(filter(None, (t['example'], *t['examples'])))}".strip()
        for t in facet["terms"]
    }


def _post(
    request: HttpRequest, thing: Attribution, form: Decision, decided: Adjudication | None, user: User
) -> HttpResponse | None:
    try:
        if request.POST.get("do") in ("join", "part"):
            return _regroup(request, thing, user)
        if not form.is_valid():
            return None
        _decide(thing, form, user)
    except ValidationError as error:
        put_errors(form, error) if form.is_bound else messages.error(request, " ".join(error.messages))
        return None if form.is_bound else HttpResponseRedirect(request.path)
    messages.success(request, "Decided. The reviewers are shown it with your reason.")
    following = _waiting(user).first()
    if following is None:
        return HttpResponseRedirect(reverse("admin:adjudicate"))
    return HttpResponseRedirect(reverse("admin:adjudicate-case", args=(following.pk,)))


def _decide(thing: Attribution, form: Decision, user: User) -> None:
    given = form.cleaned_data
    supersedes = Adjudication.objects.filter(pk=given["supersedes"]).first() if given["supersedes"] else None
    chosen = thing.readings.filter(pk=given["chosen"]).first() if given.get("chosen") else None
    there = given["exists"] == "yes"
    adjudicate(
        attribution=thing, reason=given["reason"], by=user, facets=form.facets() if there else {},
        chosen=chosen if there else None, exists=there, supersedes=supersedes,
    )  # fmt: skip


def _regroup(request: HttpRequest, thing: Attribution, user: User) -> HttpResponse:
    """Join this attribution to another of the same claim, or part some of its readings."""
    reason = request.POST.get("why", "")
    if request.POST["do"] == "join":
        other = _attribution(request.POST.get("other", ""), user)
        join_attributions(kept=other, joined=thing, by=user, reason=reason)
        there = other
        messages.success(request, "Joined: their readings are of one attribution.")
    else:
        chosen = list(thing.readings.filter(pk__in=request.POST.getlist("readings")))
        there = part_attribution(attribution=thing, readings=chosen, by=user, reason=reason)
        messages.success(request, "Parted: those readings are of an attribution of their own.")
    return HttpResponseRedirect(reverse("admin:adjudicate-case", args=(there.pk,)))


def _adjudicator(request: HttpRequest) -> User:
    user = signed_in(request)
    require(user, "attribution.adjudicate")
    return user


def _waiting(user: User) -> QuerySet[AdjudicationCase]:
    return desk_sees(user, open_cases_for(user), "attribution__claim__newsroom")


def _attribution(pk: str, user: User) -> Attribution:
    rows = Attribution.objects.select_related("claim", "passage__revision__article__outlet__owner")
    found = (
        desk_sees(user, rows, "claim__newsroom").filter(pk=pk).first()
        if pk.isascii() and "\x00" not in pk
        else None
    )
    if found is None:
        raise Http404("There is no such attribution.")
    if found.readings.filter(reviewer=user, superseded_at=None).exists():
        raise PermissionDenied("Whoever read it does not adjudicate it.")
    return found


def _readings(thing: Attribution, user: User) -> list[Reading]:
    rows = visible_readings(user).filter(attribution=thing).current().submitted()
    return list(rows.select_related("reviewer", "source").prefetch_related("chain__outlet", "chain__source"))


def _others(thing: Attribution, user: User) -> list[Attribution]:
    """The other attributions of the same claim in the same text, to be joined with."""
    same = Attribution.objects.filter(claim=thing.claim_id, passage__revision=thing.passage.revision_id)
    read = visible_readings(user).submitted().current().values("attribution")
    return list(same.exclude(pk=thing.pk).filter(pk__in=read).select_related("passage"))


def _around(thing: Attribution) -> dict[str, Any]:
    """The passage where it stands, with the words before and after it."""
    passage, text = thing.passage, thing.passage.revision.text
    start, end = max(0, passage.start - AROUND), passage.end + AROUND
    return {
        "before": text[start : passage.start],
        "words": text[passage.start : passage.end],
        "after": text[passage.end : end],
    }
