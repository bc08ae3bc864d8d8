"""A claim and its opposite are never merged: the verb itself refuses, and says what to do instead."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from annotate.actions.claims import link_passage, merge_claims
from annotate.models import Claim
from tests import factories as make
from tests.admin import desk

pytestmark = pytest.mark.django_db

DID, DID_NOT = "The lab leaked the virus.", "The lab did not leak the virus."


def test_a_claim_and_its_denial_are_refused_whichever_is_kept() -> None:
    did, did_not = make.claim(DID), make.claim(DID_NOT)
    for kept, merged in ((did, did_not), (did_not, did)):
        with pytest.raises(ValidationError) as refused:
            merge_claims(kept=kept, merged=merged, by=make.user("editor"))
        (said,) = refused.value.message_dict["kept"]
        assert "opposites are never merged" in said
        assert "The passage puts it: negated" in said
    assert not Claim.objects.exclude(merged_into=None).exists()


def test_the_same_in_other_words_is_merged() -> None:
    kept, merged = make.claim(DID), make.claim("The virus escaped from the laboratory.")
    merge_claims(kept=kept, merged=merged, by=make.user("editor"))
    merged.refresh_from_db()
    assert merged.merged_into == kept


def test_one_passage_that_affirms_the_one_and_denies_the_other_tells_opposites_in_any_words() -> None:
    editor, passage = make.user("editor"), make.read(make.article(), make.claim()).attribution.passage
    kept, merged = make.claim("Der Damm hält."), make.claim("Wasser läuft in das Tal.")
    link_passage(claim=kept, passage=passage, by=editor, polarity="affirmed")
    link_passage(claim=merged, passage=passage, by=editor, polarity="negated")
    with pytest.raises(ValidationError, match="one passage is linked"):
        merge_claims(kept=kept, merged=merged, by=editor)
    link_passage(claim=merged, passage=passage, by=editor, polarity="affirmed")
    merge_claims(kept=kept, merged=merged, by=editor)


def test_the_screen_shows_it_at_the_field() -> None:
    did, did_not = make.claim(DID), make.claim(DID_NOT)
    page = reverse("admin:annotate_claim_act", args=(did_not.pk, "merge"))
    answer = desk.client("editor").post(page, {"kept": did.pk, "reason": ""})
    assert answer.status_code == 200
    assert "opposites are never merged" in answer.content.decode()
