"""What every test of the API shares."""

from collections.abc import Iterator

import pytest

from api import authentication


@pytest.fixture(autouse=True)
def _no_key_is_remembered() -> Iterator[None]:
    """Each test has a database of its own, the process has one memory."""
    authentication.forget()
    yield
    authentication.forget()
