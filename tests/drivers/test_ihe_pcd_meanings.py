"""What a report means: its times, its units, and whether the pump stands."""

import pytest

from drivers.ihe_pcd import messages
from drivers.ihe_pcd.er7 import parse
from drivers.ihe_pcd.heard import read_reports
from drivers.ihe_pcd.messages import read_stamp
from drivers.ihe_pcd.picture import delivered_as
from drivers.port import Delivery
from drivers.quantities import Rate
from tests.drivers.ihe_pcd_texts import HEAD


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("20260102080000+0000", "20260102080000+0000"),
        ("20260102020000-0600", "20260102080000+0000"),
        ("20260102093000+0130", "20260102080000+0000"),
        ("20260102080000-0000", "20260102080000+0000"),
        ("20260102080000.1234+0000", "20260102080000+0000"),
        ("202601020800+0000", "20260102080000+0000"),
    ],
)
def test_a_time_with_its_zone(text: str, same: str) -> None:
    assert same == messages.stamp(read_stamp(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20260102080000",
        "20261302080000+0000",
        "2026+0000",
        "x" * 19,
        "20260102080000- 600",
        "00010101000000+9900",
    ],
)
def test_a_time_without_a_zone_or_none_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        read_stamp(text)


def report_of(*lines: str) -> str:
    obx = "".join(f"OBX|{number}|{line}\r" for number, line in enumerate(lines, 1))
    return f"{HEAD.decode()}OBR|1|0||999999^Unknown medication|||20260102080000+0000\r{obx}"


FLOW = "158014^MDC_FLOW_FLUID_PUMP_CURRENT^MDC"


@pytest.mark.parametrize(
    ("value", "units", "rate"),
    [
        ("25", "265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM", Rate(25_000)),
        ("15.4", "3122^mL/h^UCUM^265266^MDC_DIM_MILLI_L_PER_HR^MDC", Rate(15_400)),
        ("7.", "mL/h^mL/h^UCUM", Rate(7_000)),
        ("+7.1239", "0^MDC_DIM_MILLI_L_PER_HR^MDC", Rate(7_123)),
        ("25", "265619^MDC_DIM_MICRO_G_PER_KG_PER_MIN^MDC", None),
        ("25", "263762^MDC_DIM_MILLI_L^MDC^mL/h", None),
        ("25", "L/h^L/h^UCUM", None),
        ("25", "", None),
        ("25", "1" * 5_000, None),
        ("-25", "mL/h^mL/h^UCUM", None),
        ("1e3", "mL/h^mL/h^UCUM", None),
        ("25,5", "mL/h^mL/h^UCUM", None),
    ],
)
def test_a_value_without_its_unit_is_unknown(value: str, units: str, rate: Rate | None) -> None:
    (found,) = read_reports(parse(report_of(f"NM|{FLOW}|1.1.1.2|{value}|{units}").encode()))

    assert rate == found.flow_now


def test_values_are_found_by_code_wherever_they_stand() -> None:
    unit = "mL/h^mL/h^UCUM"
    (found,) = read_reports(
        parse(
            report_of(
                f"NM|{FLOW}|9.9.9.9|25|{unit}",
                "CWE|158005^MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS^MDC||^pump-delivery-status-kvo",
                "CWE|0^MDC_DEV_PUMP_NOT_DELIVERING_REASON^MDC|x|pump-stopped-alarming",
            ).encode()
        )
    )

    assert (Rate(25_000), "kvo", "alarming") == (found.flow_now, found.delivery, found.reason)


def test_of_two_sources_the_primary_one_is_meant_and_otherwise_none() -> None:
    unit, flow = "mL/h^mL/h^UCUM", "157784^MDC_FLOW_FLUID_PUMP^MDC"
    two = (f"NM|{flow}|1.1.2.5|25|{unit}", f"NM|{flow}|1.1.3.5|99|{unit}")
    primary = "|70071^MDC_DEV_PUMP_INFUSATE_SOURCE_PRIMARY^MDC|1.1.2.0"
    (unclear,) = read_reports(parse(report_of(*two).encode()))
    (clear,) = read_reports(parse(report_of(primary, *two).encode()))

    twice = f"NM|{flow}|1.1.2.9|30|{unit}"
    (contradicting,) = read_reports(parse(report_of(primary, *two, twice).encode()))

    assert None is unclear.flow_set
    assert Rate(25_000) == clear.flow_set
    assert None is contradicting.flow_set


def test_the_volume_of_a_segment_is_not_the_counter() -> None:
    line = "NM|157992^MDC_VOL_FLUID_DELIV_SEGMENT^MDC|1.1.2.7|1.7|mL^mL^UCUM"
    (found,) = read_reports(parse(report_of(line).encode()))

    assert None is found.infused


STATUS = "CWE|184519^MDC_PUMP_INFUSING_STATUS^MDC|1.1.1.1|^pump-status-{}"
DELIVERY = "CWE|158005^MDC_PUMP_CURRENT_DELIVERY_STATUS^MDC|1.1.2.1|^pump-delivery-status-{}"
REASON = "CWE|158006^MDC_PUMP_NOT_DELIVERING_REASON^MDC|1.1.2.2|^pump-stopped-{}"


@pytest.mark.parametrize(
    ("status", "delivery", "flow", "reason", "meant"),
    [
        ("infusing", "delivering", "25", "", Delivery.RUNNING),
        ("infusing", "transitioning", "25", "", Delivery.RUNNING),
        ("infusing", "kvo", "2", "", Delivery.KVO),
        ("not-infusing", "not-delivering", "0", "by-clinician", Delivery.STOPPED),
        ("not-infusing", "not-delivering", "0", "alarming", Delivery.STOPPED),
        ("not-infusing", "not-delivering", "0", "powered-off", Delivery.STOPPED),
        ("not-infusing", "not-delivering", "0", "between-doses", Delivery.OTHER),
        ("not-infusing", "not-delivering", "0", "switching-source", Delivery.OTHER),
        ("not-infusing", "not-delivering", "25", "", Delivery.OTHER),
        ("infusing", "not-delivering", "0", "", Delivery.OTHER),
        ("not-infusing", "delivering", "25", "", Delivery.OTHER),
        ("infusing", "delivering", "0", "", Delivery.OTHER),
        ("infusing", "", "25", "", Delivery.OTHER),
        ("", "", "", "", Delivery.OTHER),
        ("infusing", "never-heard-of", "25", "", Delivery.OTHER),
    ],
)
def test_stopped_needs_a_clear_word(
    status: str, delivery: str, flow: str, reason: str, meant: Delivery
) -> None:
    said = [(STATUS, status), (DELIVERY, delivery), (REASON, reason)]
    lines = [line.format(word) for line, word in said if word]
    lines += [f"NM|{FLOW}|1.1.1.2|{flow}|mL/h^mL/h^UCUM"] if flow else []
    (found,) = read_reports(parse(report_of(*lines).encode()))

    assert meant is delivered_as(found)[0]
