"""The link in a report's e-mail: a page that asks, and the one-click request that mail programs send (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from annotate.actions.deliveries import subscription_of, unsubscribe


@csrf_exempt  # the signed token is the right to it; a mail program has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing: mail scanners follow links. Only a POST ends the subscription, as often as it comes."""
    subscription = subscription_of(token)
    if subscription is None:
        raise Http404("This link ends no subscription.")
    if request.method == "POST":
        unsubscribe(subscription=subscription)
        subscription.refresh_from_db()
    context = {"report": subscription.definition, "is_ended": subscription.ended_at is not None}
    return render(request, "annotate/unsubscribe.html", context)
