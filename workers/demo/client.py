"""Reads the HTTP API with a key, as a newsroom does."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from workers.demo.house import DemoError

SECONDS_TO_ANSWER = 30


class Client:
    """``base_url`` without a path; the key goes nowhere else."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self.base_url, self._key = base_url, api_key

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        """The results of every page of a list."""
        following: str | None = self.base_url + path
        while following:
            page = self.get(following)
            yield from page["results"]
            following = page["next"]

    def get(self, url: str) -> dict[str, Any]:
        """One answer. Raises `DemoError` with what the service said instead."""
        if not url.startswith(f"{self.base_url}/"):
            raise DemoError(f"the API leads away from {self.base_url}: {url}")
        request = Request(url, headers={"Authorization": f"Bearer {self._key}"})  # noqa: S310  http, this machine
        try:
            with urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)
        except HTTPError as error:
            said = error.read(500).decode(errors="replace")
            raise DemoError(f"the API answers {error.code} to GET {url}: {said}") from None
        except (URLError, OSError, ValueError) as error:
            raise DemoError(f"the API does not answer GET {url}: {error}") from None
        return found
