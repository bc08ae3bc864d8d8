"""Dawid and Skene's own model on their own table: the published estimates come back."""

import numpy as np
import pytest

from tests.scoring.test_consensus import BOTH, PUBLISHED, crowd, dawid_skene_rows
from workers.scoring import DawidSkene


@BOTH
def test_the_published_patients(use_numba):
    fitted = DawidSkene(use_numba=use_numba).fit(*dawid_skene_rows())
    wrong = [i for i, (a, b) in enumerate(zip(fitted.labels_, PUBLISHED, strict=True)) if a != b]
    assert len(wrong) <= 1  # observer 1, who looked three times, is read as three observers
    assert fitted.class_prior_ == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.025)


def test_numba_and_scipy_agree():
    _, item, who, label = crowd()
    plain, fast = (DawidSkene(use_numba=on).fit(item, who, label) for on in (False, None))
    assert np.allclose(plain.probabilities_, fast.probabilities_, atol=1e-9)
    assert np.allclose(plain.confusion_, fast.confusion_, atol=1e-9)


def test_a_reviewers_rows_are_what_he_said_of_each_class():
    truth, item, who, label = crowd(n=400, accuracy=0.95)
    label = np.where((who == 0) & (truth[item] == 2), 1, label)  # takes every third class for the second
    fitted = DawidSkene().fit(item, who, label)
    assert fitted.confusion_[0, 2, 1] > 0.9
    assert np.allclose(fitted.confusion_.sum(axis=2), 1.0)


def test_no_iteration_is_refused():
    with pytest.raises(ValueError, match="max_iter"):
        DawidSkene(max_iter=0)
