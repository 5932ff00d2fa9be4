"""One pump at one place, and what that question costs a large ward."""

import pytest

from drivers.port import Identity
from service.shell.one_place import OnePlace


def pump(serial: str | None, port: str) -> Identity:
    return Identity(model="GS", firmware="1", serial_number=serial, port=port)


class Ward:
    """Who answers at each place."""

    def __init__(self) -> None:
        self.heard: dict[str, Identity | None] = {}
        self.asked: list[str] = []

    def heard_at(self, place: str) -> Identity | None:
        self.asked.append(place)
        return self.heard.get(place)


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_a_reading_asks_about_no_place_where_another_pump_answers(ward: Ward) -> None:
    one_place = OnePlace(ward.heard_at)
    for number in range(100):
        place = f"pump-{number}"
        ward.heard[place] = pump(f"serial-{number}", place)
        assert one_place.at(place)(pump(f"serial-{number}", place)) is None

    assert [] == ward.asked


def test_it_is_refused_where_it_comes_second_until_it_is_not_heard_where_it_was(ward: Ward) -> None:
    one_place = OnePlace(ward.heard_at)
    assert one_place.at("pump-1")(pump("A", "/dev/one")) is None
    ward.heard["pump-1"] = pump("A", "/dev/one")

    refusal = one_place.at("pump-2")(pump("A", "/dev/two"))
    ward.heard["pump-1"] = None

    assert refusal is not None
    assert "pump A answers at /dev/two and as pump-1 too" in refusal
    assert one_place.at("pump-2")(pump("A", "/dev/two")) is None


def test_a_place_at_which_another_pump_answers_now_does_not_count(ward: Ward) -> None:
    one_place = OnePlace(ward.heard_at)
    assert one_place.at("pump-1")(pump("A", "/dev/one")) is None
    ward.heard["pump-1"] = pump("B", "/dev/one")

    assert one_place.at("pump-2")(pump("A", "/dev/two")) is None


def test_without_a_serial_number_nothing_can_be_told(ward: Ward) -> None:
    one_place = OnePlace(ward.heard_at)
    ward.heard["pump-1"] = pump(None, "/dev/one")

    assert one_place.at("pump-1")(pump(None, "/dev/one")) is None
    assert one_place.at("pump-2")(pump(None, "/dev/two")) is None
