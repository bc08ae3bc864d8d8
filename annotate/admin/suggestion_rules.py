"""The rules that suggest: how often reviewers accepted, corrected or rejected each, by facet, with examples; off and on."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from annotate.actions.suggestions import switch_rule
from annotate.admin.acts import Why
from annotate.admin.base import DeskAdmin, put_errors, signed_in
from annotate.blind import is_blind, opened_revisions
from annotate.models import RuleAnswer, SuggestionDecision, SwitchedOffRule, User

ANSWERS = tuple(SuggestionDecision.Decision.values)
EXAMPLES = 20
AROUND = 120


@admin.register(RuleAnswer)
class RuleAdmin(DeskAdmin):
    view_verb = "suggestion.switch"

    def get_urls(self) -> list[Any]:
        one = self.admin_site.admin_view(self.rule_view)
        return [path("rule/<path:rule>/", one, name="annotate_ruleanswer_rule"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Every rule that a reviewer has answered or an editor switched off; the worst first."""
        if not self.has_view_permission(request):
            raise PermissionDenied("The rules of suggestions are for editors and adjudicators.")
        off = {row.rule: row for row in SwitchedOffRule.objects.select_related("switched_by")}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Rules of suggestions",
            "rows": tally(off),
        }
        return TemplateResponse(request, "admin/annotate/rules.html", context)

    def rule_view(self, request: HttpRequest, rule: str) -> HttpResponse:
        user = signed_in(request)
        if not self.has_view_permission(request):
            raise PermissionDenied("The rules of suggestions are for editors and adjudicators.")
        there = SwitchedOffRule.objects.filter(rule=rule).select_related("switched_by").first()
        facets = [row for row in tally({rule: there} if there else {}) if row["rule"] == rule]
        if not facets:
            raise Http404("No suggestion rests on such a rule.")
        form = Why(request.POST or None)
        if request.method == "POST" and (answer := self._switch(request, user, rule, there is None, form)):
            return answer
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": f"Rule {rule}", "rule": rule,
            "off": there, "form": form, "facets": facets, "examples": examples(rule, user),
        }  # fmt: skip
        return TemplateResponse(request, "admin/annotate/rule.html", context)

    def _switch(
        self, request: HttpRequest, user: User, rule: str, off: bool, form: forms.Form
    ) -> HttpResponse | None:
        """Off takes a reason; on takes none."""
        if off and not form.is_valid():
            return None
        try:
            switch_rule(rule=rule, off=off, by=user, reason=form.cleaned_data["reason"] if off else "")
        except forms.ValidationError as error:
            put_errors(form, error)
            return None
        messages.success(request, f"{rule} is {'off' if off else 'on'} for texts looked through from now on.")
        return HttpResponseRedirect(reverse("admin:annotate_ruleanswer_rule", args=(rule,)))


def tally(off: dict[str, SwitchedOffRule]) -> list[dict[str, Any]]:
    """A row a rule and facet: its answers, counted by the database in one query."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(ANSWERS, 0))
    answers = RuleAnswer.objects.order_by().values_list("rule", "facet", "answer").annotate(n=Count("pk"))
    for rule, facet, answer, n in answers:
        counts[rule, facet][answer] = n
    for rule in off:
        if not any(counted == rule for counted, _ in counts):
            counts[rule, ""] = dict.fromkeys(ANSWERS, 0)
    rows = [_row(rule, facet, found, off.get(rule)) for (rule, facet), found in counts.items()]
    return sorted(rows, key=lambda row: (-row["wrong"], row["rule"], row["facet"]))


def _row(rule: str, facet: str, found: dict[str, int], off: SwitchedOffRule | None) -> dict[str, Any]:
    every = sum(found.values())
    return {
        "rule": rule,
        "url": reverse("admin:annotate_ruleanswer_rule", args=(rule,)),
        "facet": facet.replace("_", " ") or "that there is one, and its words",
        **found,
        "answered": every,
        "wrong": 1 - found["accepted"] / every if every else 0.0,
        "off": off,
    }


def examples(rule: str, user: User) -> list[dict[str, Any]]:
    """The rule's last answers, each with its words in the text; to a reviewer only of texts that are open to them."""
    rows = RuleAnswer.objects.filter(rule=rule).select_related("decision__suggestion__revision__article")
    if is_blind(user):
        opened = opened_revisions(user).values("pk")
        rows = rows.filter(Q(decision__suggestion__revision__in=opened) | Q(decision__reviewer=user))
    return [_example(row) for row in rows.order_by("-pk")[:EXAMPLES]]


def _example(row: RuleAnswer) -> dict[str, Any]:
    suggestion = row.decision.suggestion
    text = suggestion.revision.text
    fired = next(
        (r for r in suggestion.because if r["rule"] == row.rule and r.get("facet", "") == row.facet),
        {"start": suggestion.cue_start, "end": suggestion.cue_end},
    )
    start, end = fired["start"], fired["end"]
    said = suggestion.facets.get(row.facet) or {}
    return {
        "answer": row.get_answer_display(),
        "facet": row.facet.replace("_", " "),
        "said": max(said, key=lambda term: said[term]).replace("_", " ") if said else "",
        "corrected": [name.replace("_", " ") for name in row.decision.corrected],
        "before": text[max(0, start - AROUND) : start],
        "words": text[start:end],
        "after": text[end : end + AROUND],
        "article": suggestion.revision.article,
        "headline": suggestion.revision.headline,
    }
