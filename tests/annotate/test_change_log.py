"""The change log: in order, without gaps, missed by no reader, closed to the wrong eyes."""

import threading
import time

import pytest
from django.db import close_old_connections, connection, transaction

from annotate.actions import claims
from annotate.models import AppendOnlyError, Change, ChangeDetail, ChangeHead, Claim, Reading
from annotate.roles import SETUP
from tests import factories as make

WRITERS, EACH = 4, 15


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_reader_with_a_cursor_ever_misses_a_row_while_many_write() -> None:
    _make_sure_of_the_head()
    errors: list[BaseException] = []
    done = threading.Event()
    seen: list[int] = []

    def write(name: int) -> None:
        try:
            for n in range(EACH):
                with transaction.atomic():
                    claims.create_claim(wording=f"Claim {name}/{n}.", by=SETUP)
                    if n % 3 == 0:
                        time.sleep(0.002)  # hold the number: a later writer must wait, not overtake
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    def follow() -> None:
        try:
            after = 0
            while True:
                finished = done.is_set()
                numbers = list(
                    Change.objects.filter(number__gt=after)
                    .order_by("number")
                    .values_list("number", flat=True)
                )
                seen.extend(numbers)
                after = numbers[-1] if numbers else after
                if finished and not numbers:
                    return
                time.sleep(0.001)  # one that asks without a pause keeps the interpreter from the writers
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    reader = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    reader.start()
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert not errors
    first = seen[0]
    assert seen == list(range(first, first + WRITERS * EACH))
    close_old_connections()


def _make_sure_of_the_head() -> None:
    ChangeHead.objects.get_or_create(pk=1)


@pytest.mark.django_db
def test_what_is_rolled_back_leaves_no_gap() -> None:
    head = ChangeHead.objects.get(pk=1).last
    with transaction.atomic():
        claims.create_claim(wording="Lost.", by=SETUP)
        transaction.set_rollback(True)
    claims.create_claim(wording="Kept.", by=SETUP)
    assert ChangeHead.objects.get(pk=1).last == head + 1 == Change.objects.first().number


@pytest.mark.django_db
def test_history_tells_before_and_after_and_who() -> None:
    editor, claim = make.user("editor"), make.claim("Old words.")
    claims.reword_claim(claim=claim, wording="New words.", by=editor)
    change = Change.objects.of(claim).first()
    assert (change.actor, change.verb) == (editor, "claim.reword")
    assert change.detail.before == {"wording": "Old words."}
    assert change.detail.after == {"wording": "New words."}


@pytest.mark.django_db
def test_drafts_are_the_desks_submissions_their_newsrooms_and_the_published_everybodys() -> None:
    room, other = make.newsroom(), make.newsroom()
    draft, mine, public = (
        make.claim(published=False),
        make.claim(published=False, newsroom=room),
        make.claim(),
    )
    visible = {
        k: set(Change.objects.visible_to(k).values_list("object_id", flat=True)) for k in (None, room, other)
    }
    assert public.pk in visible[None] & visible[room] & visible[other]
    assert mine.pk in visible[room]
    assert mine.pk not in visible[other] | visible[None]
    assert draft.pk not in visible[room] | visible[other] | visible[None]


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["update", "delete", "bulk_update"])
def test_rows_that_are_only_added_cannot_be_changed(act: str) -> None:
    make.read(make.article(), make.claim())
    for table in (Change, ChangeDetail, Reading):
        rows = table.objects.all()
        with pytest.raises(AppendOnlyError):
            rows.bulk_update(list(rows), ["pk"]) if act == "bulk_update" else getattr(rows, act)()
    with pytest.raises(AppendOnlyError):
        Change.objects.first().save()
    with pytest.raises(AppendOnlyError):
        Change.objects.first().delete()


@pytest.mark.django_db
def test_a_broker_that_is_down_costs_no_write() -> None:
    claim = make.claim()
    Claim.objects.filter(pk=claim.pk).update(touched_change=0)
    claims.reword_claim(claim=claim, wording="Written all the same.", by=SETUP)
    assert Claim.objects.stale().filter(pk=claim.pk).exists()
