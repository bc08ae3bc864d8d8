"""A user makes the index of copies again, and sees how far it is."""

from typing import Any

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.rescoring.test_copies import STORY
from workers import copies

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.mark.parametrize("options", [{}, {"fresh": True}])
def test_the_index_is_made_again_with_a_progress_bar(options: dict[str, bool], capsys: Any) -> None:
    make.article(STORY)
    make.article()
    copies.trace_new_texts()
    with copies.index() as index:
        index.remove(list(make.Article.objects.values_list("pk", flat=True)))
        assert len(index) == 0
    call_command("rebuild_copies", **options)
    said = capsys.readouterr().out
    assert "2 of 2" in said
    assert "#" * 40 in said
    assert "2 articles in the index" in said
    with copies.index() as index:
        assert len(index) == 2
