"""No text hangs what reads it: the short form of `make fuzz`. The alarm is for hangs, not for speed."""

import signal
from collections.abc import Iterator

import pytest

from tests.fuzz import READERS, hostile
from workers.suggesting import suggest

HANGS = 60  # seconds of processor time for texts that take a tenth of one


@pytest.fixture(autouse=True)
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TimeoutError("this text hangs")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("reader", READERS)
def test_hostile_texts_are_read_without_an_exception_or_a_hang(reader: str) -> None:
    for seed in range(60):
        READERS[reader](hostile(seed, 6_000))


def test_spans_of_hostile_texts_fit_them() -> None:
    for seed in range(1000, 1040):
        text = hostile(seed, 2_000)
        for item in suggest(text):
            spans = [
                item.cue,
                item.source,
                item.content,
                item.relay,
                item.name,
                *(w.span for w in item.because),
            ]
            assert all(0 <= span[0] < span[1] <= len(text) for span in spans if span)
