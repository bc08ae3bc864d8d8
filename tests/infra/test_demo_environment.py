"""What the demo's processes are told: as in production, but for this machine."""

import pytest

from workers.demo.house import House


def environment(port: int) -> dict[str, str]:
    house = House.__new__(House)  # without its lock and leash
    house.port = port
    return house.environment()


def test_letters_link_to_the_demo_itself_and_nobody_needs_a_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "TWO_FACTOR"):
        monkeypatch.delenv(name, raising=False)
    told = environment(8123)
    assert (told["BASE_URL"], told["TWO_FACTOR"], told["DEBUG"]) == ("http://127.0.0.1:8123", "0", "0")


def test_what_is_set_outside_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "http://desk.example")
    monkeypatch.setenv("TWO_FACTOR", "1")
    told = environment(8123)
    assert (told["BASE_URL"], told["TWO_FACTOR"]) == ("http://desk.example", "1")
