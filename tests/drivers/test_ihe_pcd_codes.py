"""Codes by number and by name, and refusals as sentences."""

import pytest

from drivers.ihe_pcd import codes, errors
from tests.drivers.ihe_pcd_texts import order


def test_every_number_stands_once_and_has_a_source() -> None:
    numbers = [each.number for each in codes.TABLE if each.number]

    assert len(numbers) == len(set(numbers))
    assert all(each.source for each in codes.TABLE)
    assert all((each.number == 0) == (each.status == "name-only") for each in codes.TABLE)


def test_a_number_that_was_only_concluded_is_never_sent() -> None:
    assert "0^MDC_EVT_PUMP_DELIV_STOP^MDC" == codes.STOP.field
    assert "0^MDC_EVT_FLUID_LINE_AIR^MDC" == codes.AIR.field
    assert "197288^MDC_EVT_PUMP_DELIV_START^MDC" == codes.START.field


def test_no_concluded_number_is_in_any_order() -> None:
    sent = order("RE", "20260102080000+0000", "20260102075955+0000", "M1", "25", "250").decode()
    sure = ("verified", "observed")
    doubtful = {str(each.number) for each in codes.TABLE if each.status not in sure}

    assert set() == {part for part in sent.replace("|", "^").split("^") if part != "0"} & doubtful


@pytest.mark.parametrize(
    ("number", "name", "found"),
    [
        ("158005", "MDC_PUMP_CURRENT_DELIVERY_STATUS", codes.DELIVERY_STATUS),
        ("158005", "MDC_DEV_PUMP_SOMETHING", codes.DELIVERY_STATUS),
        ("0", "MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS", codes.DELIVERY_STATUS),
        ("", "mdc_evt_pump_deliv_stop", codes.STOP),
        ("197290", "MDC_EVT_PUMP_DELIV_STOP", codes.STOP),
        ("197290", "", codes.STOP),
        ("197290", "MDC_EVT_SOMETHING_ELSE", None),
        ("196614", "AIR_IN_LINE", None),
        ("196670", "PUMP_GENERAL_ALARM", None),
        ("²", "", None),
        ("1" * 5_000, "", None),
    ],
)
def test_a_code_is_known_by_its_number_and_then_by_its_name(
    number: str, name: str, found: codes.Code | None
) -> None:
    assert found is codes.find(number, name)


def test_every_application_error_is_a_plain_sentence() -> None:
    assert list(range(9001, 9045)) == list(errors.SENTENCES)
    assert 44 == len(set(errors.SENTENCES.values()))
    for said in errors.SENTENCES.values():
        assert said[0].isupper()
        assert said.endswith(".")
        assert len(said) < 90
        assert "9" not in said


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("9010", "no match", "The drug is not in the pump's drug library."),
        ("9016", "cassette", "The pump refused the order and names no reason. It says: cassette"),
        ("9999", "new\r\nreason", "The gateway refused the order. It says: new reason"),
        ("9999", "", "The gateway refused the order and names no reason. Code 9999."),
        ("", "", "The gateway refused the order and names no reason."),
        ("9" * 5_000, "x", "The gateway refused the order. It says: x"),
    ],
)
def test_a_refusal_as_a_sentence(code: str, text: str, said: str) -> None:
    assert said == errors.sentence(code, text)
