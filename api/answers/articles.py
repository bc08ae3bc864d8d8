"""Articles, alone or with the claims in them."""

from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    Serializer,
)

from annotate.models import State
from annotate.vocabulary import Precision
from api.answers.claims import ClaimAnswer
from api.answers.common import Named, page_of, term


class RevisionAnswer(Serializer):
    id = CharField()
    number = IntegerField(min_value=1)


class ArticleAnswer(Serializer):
    """An article, without its text. `published_at` is the outlet's time, `recorded_at` ours."""

    object = ChoiceField(choices=["article"])
    id = CharField()
    state = term(State)
    url = CharField(allow_null=True)
    outlet = Named()
    revision = RevisionAnswer()
    headline = CharField()
    byline = CharField(allow_blank=True)
    credit_line = CharField(allow_blank=True)
    language = CharField()
    published_at = DateTimeField()
    precision = term(Precision)
    time_zone = CharField()
    syndicated_from = CharField(allow_null=True)
    recorded_at = DateTimeField(allow_null=True)
    embargo_until = DateTimeField(allow_null=True)
    updated_at = DateTimeField()
    withdrawn_reason = CharField(allow_null=True)
    is_own_submission = BooleanField()


class ArticleWithClaims(ArticleAnswer):
    claims = ClaimAnswer(many=True)


class ArticleDetail(ArticleWithClaims):
    """An article with the claims in it; the text for the newsroom that submitted it, null for others."""

    text = CharField(allow_null=True)


class Found(Serializer):
    """`article` is null where nothing is known of the address."""

    url = CharField()
    canonical_url = CharField()
    article = ArticleWithClaims(allow_null=True)


class LookupAnswer(Serializer):
    """One result for each address, in the order given."""

    results = Found(many=True)


ArticlePage = page_of("ArticlePage", ArticleAnswer)
