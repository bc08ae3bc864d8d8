"""A claim that is two propositions is divided, and merging takes that back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from annotate.actions.claims import merge_claims
from annotate.actions.dividing import divide_claim
from annotate.models import Attribution, Claim, ClaimPassage, Score
from tests import factories as make
from tests.admin import desk
from workers.rescoring import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    made = make.claim("The plant closes in May, and 300 people lose their work.")
    for _ in range(2):
        make.read(make.article(), made)
    return made


def test_a_new_claim_takes_the_chosen_attributions_and_stands_where_the_old_one_stands(claim: Claim) -> None:
    first, second = claim.attributions.order_by("created_at")
    new = divide_claim(
        claim=claim, attributions=[second], wording="300 people lose their work.", by=make.user("editor")
    )
    assert list(claim.attributions.all()) == [first]
    assert list(new.attributions.all()) == [second]
    assert new.state == claim.state == "published"
    linked = {
        link.claim: link.linked for link in ClaimPassage.objects.filter(passage=second.passage).order_by("id")
    }
    assert linked == {claim: False, new: True}
    store.rescore_stale()
    assert {s.reports for s in Score.objects.all()} == {1}


def test_merging_takes_it_back(claim: Claim) -> None:
    editor = make.user("adjudicator")
    one = claim.attributions.first()
    new = divide_claim(claim=claim, attributions=[one], wording="300 people lose their work.", by=editor)
    merge_claims(kept=claim, merged=new, by=editor)
    store.rescore_stale()
    assert Score.objects.get(claim=claim).reports == 2


def test_what_cannot_be_divided_is_refused_and_nothing_is_written(claim: Claim) -> None:
    editor, every = make.user("editor"), list(claim.attributions.all())
    other = make.read(make.article(), make.claim()).attribution
    for chosen, wording, field in (
        ([], "Other words.", "attributions"),
        (every, "Other words.", "attributions"),
        ([other], "Other words.", "attributions"),
        (every[:1], "", "wording"),
        (every[:1], claim.wording, "wording"),
    ):
        with pytest.raises(ValidationError) as refused:
            divide_claim(claim=claim, attributions=chosen, wording=wording, by=editor)
        assert field in refused.value.message_dict
    with pytest.raises(PermissionDenied):
        divide_claim(claim=claim, attributions=every[:1], wording="Other words.", by=make.user("reviewer"))
    assert Claim.objects.count() == 2
    assert Attribution.objects.filter(claim=claim).count() == 2


def test_on_its_screen_the_passages_are_chosen(claim: Claim) -> None:
    editor = desk.client("editor")
    page = reverse("admin:annotate_claim_act", args=(claim.pk, "divide"))
    one = claim.attributions.first()
    assert one.passage.exact[:20] in editor.get(page).content.decode()
    sent = {"wording": "300 people lose their work.", "attributions": [one.pk]}
    assert editor.post(page, sent).status_code == 302
    assert Claim.objects.count() == 2
