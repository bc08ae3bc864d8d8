"""Many reports that lead to one root are one root; relays carry and do not testify."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scoring.factories import UNNAMED, denial, noon, row, silence
from workers.scoring import Pool, Side, components


def keys(*rows):
    return [sorted(r.id for r in voice.rows) for voice in components(rows)]


def test_reports_of_one_root_are_one_component():
    assert keys(row("1"), row("2"), row("3", "src_b")) == [["1", "2"], ["3"]]


def test_a_shared_credit_line_joins_transitively():
    rows = [
        row("1", "src_a", joins=frozenset({"credit:wire"})),
        row("2", "src_b", joins=frozenset({"credit:wire", "copy:x"})),
        row("3", "src_c", joins=frozenset({"copy:x"})),
    ]
    assert keys(*rows) == [["1", "2", "3"]]


def test_a_join_may_name_another_row():
    assert keys(row("1", "src_a"), row("2", "src_b", joins=frozenset({"1"}))) == [["1", "2"]]


def test_a_join_to_nobody_joins_nobody():
    assert keys(row("1", "src_a"), row("2", "src_b", joins=frozenset({"9"}))) == [["1"], ["2"]]


def test_pools_of_two_outlets_that_cannot_be_told_apart_are_one():
    pool = Pool("government", "decision_maker")
    rows = [row("1", "pool_x", kind=UNNAMED, pool=pool), row("2", "pool_y", kind=UNNAMED, pool=pool)]
    (voice,) = components(rows)
    assert voice.has_merged_pools


def test_pools_of_different_affiliation_stay_apart():
    rows = [
        row("1", "pool_x", pool=Pool("government", "decision_maker")),
        row("2", "pool_y", pool=Pool("corporate", "decision_maker")),
    ]
    assert len(components(rows)) == 2


def test_a_copy_follows_the_report_it_was_taken_from():
    rows = [row("1", "src_a", report="art_a"), row("2", "pool_copy", copied_from="art_a", published=noon(2))]
    (voice,) = components(rows)
    assert [r.root for r in voice.origins] == ["src_a"]


def test_a_relay_does_not_weld_the_two_roots_of_the_report_it_cites():
    rows = [
        row("1", "src_a", report="art_x", outlet="out_x"),
        row("2", "src_b", report="art_x", outlet="out_x"),
        row("3", "out_x", outlet="out_y"),
    ]
    assert keys(*rows) == [["1", "3"], ["2"]]
    assert [voice.origins[0].root for voice in components(rows)] == ["src_a", "src_b"]


def test_a_cited_outlet_is_a_root_only_while_nobody_is_known_behind_it():
    relay = row("1", "out_x", outlet="out_y")
    assert components([relay])[0].origins[0].root == "out_x"
    with_root = components([relay, row("2", "src_a", outlet="out_x")])
    assert [r.root for r in with_root[0].origins] == ["src_a"]
    assert with_root[0].relays == ("out_x", "out_y")


def test_a_cycle_of_outlets_is_one_component_that_weighs_as_its_earliest_report():
    rows = [
        row("1", "out_y", outlet="out_x", published=noon(1)),
        row("2", "out_z", outlet="out_y", published=noon(2)),
        row("3", "out_x", outlet="out_z", published=noon(3)),
    ]
    (voice,) = components(rows)
    assert [r.id for r in voice.origins] == ["1"]


def test_earliest_never_rests_on_a_day_alone():
    joins = frozenset({"credit:wire"})
    minute = row("1", "src_a", joins=joins, published=noon(1))
    same_day = row("2", "src_b", joins=joins, published=noon(1), precision="day")
    day_after = row("3", "src_c", joins=joins, published=noon(2), precision="day")
    (voice,) = components([minute, same_day, day_after])
    assert sorted(r.root for r in voice.origins) == ["src_a", "src_b"]


def test_a_root_that_asserts_and_denies_stands_on_both_sides():
    (voice,) = components([row("1"), denial("2", published=noon(2))])
    assert voice.is_on_both_sides


def test_a_silence_stands_nowhere():
    (voice,) = components([silence("1")])
    assert voice.is_silent
    assert not voice.stands(Side.DENIES)


def test_a_row_given_twice_is_refused():
    with pytest.raises(ValueError, match="given twice"):
        components([row("1"), row("1")])


@st.composite
def claims(draw):
    """Rows with shared roots, copies, citations and joins in any tangle."""
    n = draw(st.integers(1, 8))
    letters = st.sampled_from("abcd")
    return [
        row(
            str(i),
            draw(st.sampled_from(["src_a", "src_b", "out_a", "out_b", "pool_a"])),
            outlet=f"out_{draw(letters)}",
            report=f"art_{draw(letters)}",
            copied_from=draw(st.none() | letters.map("art_{}".format)),
            joins=draw(st.frozensets(letters, max_size=1)),
            published=draw(st.none() | st.integers(1, 3).map(noon)),
            precision=draw(st.sampled_from(["day", "minute"])),
        )
        for i in range(n)
    ]


@given(claims(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert components(shuffled) == components(rows)


@given(claims())
def test_every_row_is_in_exactly_one_component_and_every_root_too(rows):
    voices = components(rows)
    assert sorted(r.id for voice in voices for r in voice.rows) == sorted(r.id for r in rows)
    roots = [root for voice in voices for root in voice.roots]
    assert len(roots) == len(set(roots))
