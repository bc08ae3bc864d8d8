"""From a consensus to evidence."""

import pytest

from annotate.models import Claim, Reading
from tests import factories as make
from workers.rescoring.consensus import Agreed
from workers.rescoring.evidence import evidence_of
from workers.rescoring.facets import Distribution
from workers.rescoring.reading import load


@pytest.mark.django_db
def test_shares_that_round_past_one_are_evidence_all_the_same() -> None:
    """A consensus is kept in six digits: both sides together may come to a millionth more than all."""
    make.read(make.article(), make.claim(), facets=make.NAMED, source=make.source())
    rows = load([Claim.objects.get().pk])
    ((attribution,),) = rows.attributions.values()
    (row,) = rows.readings[attribution.id]
    facets = {name: Distribution({term: 1.0}) for name, term in row.facets.items()}
    agreed = Agreed(
        facets | {"stance": Distribution(asserts=0.500001, denies=0.500001)}, 1.0, row, 1.0, False, 1
    )
    (found,) = evidence_of([(attribution, agreed)], rows)
    assert (found.asserts, found.denies) == pytest.approx((0.500001, 0.499999))
    assert found.published == Reading.objects.get().attribution.passage.revision.published_at
