"""Copies: keeping what the workers found, and forgetting it when an article leaves the record."""

from collections.abc import Sequence

from annotate.actions.articles import claims_of
from annotate.actions.verb import verb
from annotate.models import Article, Copy, CopyCheck, Credit, Revision
from annotate.roles import WORKER, System


def store_copies(
    *, revision: Revision, copies: Sequence[Copy], credited: Sequence[Credit] = (), by: System = WORKER
) -> bool:
    """Keep what a text shares with others and whom it credits, once; a second worker's find is dropped (False)."""
    with verb("copies.store", by=by) as log:
        if CopyCheck.objects.filter(revision=revision).exists():
            return False
        CopyCheck.objects.create(revision=revision)
        article = revision.article
        Copy.objects.filter(article=article).delete()  # an earlier revision's
        Copy.objects.bulk_create(copies, batch_size=500, ignore_conflicts=True)
        Credit.objects.filter(article=article).delete()
        Credit.objects.bulk_create(credited, batch_size=500)
        dependent = [copy for copy in copies if copy.is_dependence]
        if dependent or credited:
            log.add(
                article,
                after={
                    "copies": [copy.other_id for copy in dependent],
                    "credits": sorted({credit.outlet_id for credit in credited}),
                },
                verb="article.copies_found",
                public=False,
            )
            log.touch(claims_of(article))
    return True


def forget_copies(*, article: Article, by: System = WORKER) -> None:
    """The article was withdrawn or erased: nothing is a copy of it, or it of anything, any more."""
    with verb("copies.store", by=by) as log:
        others = {copy.other for copy in article.copies_found.select_related("other")}
        others |= {copy.article for copy in article.copied_in.select_related("article")}
        article.copies_found.all().delete()
        article.copied_in.all().delete()
        Credit.objects.filter(article=article).delete()
        CopyCheck.objects.filter(revision__article=article).amend_away()
        if others:
            log.add(article, after={"copies": []}, verb="article.copies_found", public=False)
            log.touch([claim for other in others for claim in claims_of(other)])
