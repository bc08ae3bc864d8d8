"""Who reads what: readings assigned, outlets and topics assigned, recusals."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annotate.actions.assigning import assign_all, assign_text, end_assignment, take_back
from annotate.actions.queue import ask_readings
from annotate.actions.recusal import end_recusal, recuse
from annotate.admin.acts import Act, ActingAdmin
from annotate.admin.base import VerbForm, signed_in
from annotate.admin.fields import Day
from annotate.models import Article, Assignment, Recusal, State, Task, User
from annotate.roles import REVIEWER, may


def reviewers() -> QuerySet[User]:
    return User.objects.filter(is_active=True, groups__name=REVIEWER).order_by("username")


class ToReviewer(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label="To")
    due_on = forms.DateField(label="Due on", required=False, widget=Day)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = reviewers()  # type: ignore[attr-defined]


class HowMany(forms.Form):
    wanted = forms.IntegerField(
        min_value=1, max_value=20, label="Independent readings",
        help_text="Two are usual; where two disagree a third is asked for by itself.",
    )  # fmt: skip

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"wanted": article.latest.queued.wanted}})

    @classmethod
    def given(cls, article: Article) -> dict[str, Any]:
        return {"article": article}


class Reason(forms.Form):
    reason = forms.CharField(
        max_length=500, widget=forms.TextInput(attrs={"class": "vTextField", "dir": "auto"})
    )


def _assign(article: Article, by: User, to: User, due_on: Any) -> str:
    assign_text(revision=article.latest, to=to, due_on=due_on, by=by)
    return f"A reading of it is kept for {to}."


def _ask(article: Article, by: User, wanted: int) -> str:
    ask_readings(revision=article.latest, wanted=wanted, by=by)
    return f"It takes {wanted} readings from now on."


def _recuse(article: Article, by: User, reason: str) -> str:
    recuse(user=by, article=article, reason=reason, by=by)
    return "You are not handed this article any more."


def _is_read(article: Any) -> bool:
    return article.state != State.WITHDRAWN and not article.erased_at


ASSIGN = Act("assign", "Assign", "queue.assign", _assign, ToReviewer, _is_read,
             "One of the readings that it needs is kept for that reviewer.")  # fmt: skip
ASK = Act("readings", "How many readings", "queue.assign", _ask, HowMany, _is_read)
RECUSE = Act("recuse", "Recuse myself", "recusal.declare", _recuse, Reason, _is_read,
             "You are not handed this article and do not judge it. An editor can undo it.")  # fmt: skip


class Standing(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, screen: Any) -> list[tuple[str, str]]:
        return [("overdue", "overdue"), ("open", "not done"), ("done", "done")]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        match self.value():
            case "overdue":
                return rows.filter(review=None, due_on__lt=timezone.localdate())
            case "open":
                return rows.filter(review=None)
            case "done":
                return rows.exclude(review=None)
        return rows


@admin.register(Task)
class TaskAdmin(ActingAdmin):
    """Assigned readings; the others are nobody's yet, and the queue lists their texts."""

    view_verb = "queue.assign"
    acts = (
        Act("take-back", "Take it back", "queue.assign", lambda task, by: take_back(task=task, by=by),
            shows=lambda t: t.assigned_to_id and not t.review_id, about="The reading is anybody's again."),
    )  # fmt: skip
    list_display = ("text", "assigned_to", "due", "stands")
    list_filter = (Standing, "due_on", ("assigned_to", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("revision__article__outlet", "assigned_to", "holder")
    search_fields = ("revision__headline", "revision__article__outlet__name")
    search_help_text = "Headline or outlet"
    ordering = ("due_on", "id")
    fields = ("about", "number", "assigned_to", "due_on", "stands")
    readonly_fields = fields
    empty = "No reading is assigned. Assign one on an article's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        return super().get_queryset(request).exclude(assigned_to=None)

    @admin.display(ordering="revision__headline")
    def text(self, task: Task) -> str:
        return task.revision.headline

    @admin.display(description="text")
    def about(self, task: Task) -> SafeString:
        address = reverse("admin:annotate_article_change", args=(task.revision.article_id,))
        return format_html('<a href="{}" dir="auto">{}</a>', address, task.revision.headline)

    @admin.display(ordering="due_on")
    def due(self, task: Task) -> str:
        late = task.review_id is None and task.due_on is not None and task.due_on < timezone.localdate()
        return f"{task.due_on:%-d %b %Y}{', overdue' if late else ''}" if task.due_on else "–"

    @admin.display()
    def stands(self, task: Task) -> str:
        if task.review_id:
            return "submitted"
        return "in hand" if task.leased_until and task.leased_until > timezone.now() else "not begun"


class AssignmentForm(VerbForm):
    class Meta:
        model = Assignment
        fields = ["reviewer", "outlet", "topic", "days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "reviewer" in self.fields:
            self.fields["reviewer"].queryset = reviewers()  # type: ignore[attr-defined]

    verb_names = {"to": "reviewer"}

    def write(self) -> Assignment:
        given = self.cleaned_data
        return assign_all(
            to=given["reviewer"], outlet=given["outlet"], topic=given["topic"], days=given["days"], by=self.by
        )


@admin.register(Assignment)
class AssignmentAdmin(ActingAdmin):
    form = AssignmentForm
    view_verb = add_verb = "queue.assign"
    acts = (
        Act("end", "End it", "queue.assign", lambda a, by: end_assignment(assignment=a, by=by) and "Ended.",
            shows=lambda a: a.ended_at is None, about="Nothing new is assigned; readings not begun are anybody's again."),
    )  # fmt: skip
    list_display = ("reviewer", "outlet", "topic", "days", "assigned_by", "assigned_at", "ended_at")
    list_filter = (("reviewer", admin.RelatedOnlyFieldListFilter), "assigned_at")
    list_select_related = ("reviewer", "outlet", "topic", "assigned_by")
    search_fields = ("reviewer__username", "outlet__name", "topic__name")
    search_help_text = "Reviewer, outlet or topic"
    ordering = ("-assigned_at", "id")
    autocomplete_fields = ("outlet",)
    fields = ("reviewer", "outlet", "topic", "days")
    empty = "No outlet and no topic is assigned to anybody."


class RecusalForm(VerbForm):
    class Meta:
        model = Recusal
        fields = ["user", "outlet", "topic", "reason"]

    def write(self) -> Recusal:
        given = self.cleaned_data
        return recuse(
            user=given.get("user") or self.by, outlet=given["outlet"], topic=given["topic"], reason=given["reason"],
            by=self.by,
        )  # fmt: skip


@admin.register(Recusal)
class RecusalAdmin(ActingAdmin):
    """One's own; editors see and declare everybody's."""

    form = RecusalForm
    view_verb = add_verb = "recusal.declare"
    acts = (
        Act("end", "End it", "recusal.declare", lambda r, by: end_recusal(recusal=r, by=by) and "Ended.",
            shows=lambda r: r.ended_at is None),
    )  # fmt: skip
    list_display = ("user", "outlet", "topic", "article", "reason", "declared_at", "ended_at")
    list_filter = ("declared_at",)
    list_select_related = ("user", "outlet", "topic", "article")
    search_fields = ("user__username", "outlet__name", "topic__name", "reason")
    search_help_text = "Who, outlet, topic or reason"
    ordering = ("-declared_at", "id")
    autocomplete_fields = ("outlet",)
    empty = "Nobody is recused from anything."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recusal]:
        rows = super().get_queryset(request).prefetch_related("article__revisions")
        return rows if may(request.user, "queue.assign") else rows.filter(user=signed_in(request))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        who = ("user",) if obj is not None or may(request.user, "queue.assign") else ()
        return (*who, "outlet", "topic", *(("article",) if obj is not None else ()), "reason")
