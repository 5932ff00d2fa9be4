"""Other people's readers accept what the driver sends, and would notice if it were wrong."""

from pathlib import Path

import hl7
import pytest
from hl7apy.exceptions import HL7apyException
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.ihe_pcd.er7 import parse, segment
from drivers.ihe_pcd.labelling import labels_of
from drivers.ihe_pcd.messages import Labels
from drivers.port import Label, Running
from drivers.quantities import Rate, Volume
from tests.drivers.ihe_pcd_texts import LABELS
from tests.drivers.ihe_pcd_ward import AT_25, AT_50, open_ward, tick
from tests.drivers.piv_profile import PIV, read
from tests.drivers.virtual import run

GOLDEN = Path(__file__).parent.parent / "golden" / "hl7"

PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
)
LABEL = Label(subject="P1", place="bay-1", product=("ISA", "Isatuximab"), author="N1", word=1)
LABELLED = st.builds(
    Labels,
    product=st.tuples(PLAIN, PLAIN, st.just("LOCAL")),
    author=PLAIN,
    location=st.none() | st.just(labels_of(LABEL, "WARD").location),
    strength=st.none() | st.just(("500", "263890^MDC_DIM_MILLI_G^MDC^mg^mg^UCUM")),
    diluent=st.none() | st.just(Volume.from_ml("250")),
    body_mass_kg=st.none() | st.just("70.0"),
)
SETTINGS = st.builds(
    Running,
    rate=st.integers(1, 9_990).map(lambda tenths: Rate(tenths * 100)),
    until_total=st.integers(1, 99_990).map(lambda tenths: Volume(tenths * 100)),
)


async def sent(labels: Labels, first: Running, second: Running) -> list[list[str]]:
    """Have both kinds of order and every other kind of message sent; return them as lines."""
    ward = await open_ward()
    ward.driver.labels = labels
    await ward.apply(first)
    ward.pump.run()
    await tick()
    await ward.apply(second)
    ward.far.say(ward.pump.alarm("MDC_EVT_FLUID_LINE_OCCL", "start", "196940", application="AL"))
    ward.far.say(ward.pump.oru("R01").replace("A0001", "A0002"))
    await tick()
    await ward.close()
    return [*ward.far.orders, *ward.far.heard]


def test_an_order_with_the_wards_label_is_accepted() -> None:
    messages = run(sent(labels_of(LABEL, "WARD"), AT_25, AT_50))
    orders = [lines for lines in messages if "RGV^O15" in lines[0]]

    assert 2 == len(orders)
    for lines in orders:
        read(as_message(lines), PIV)
        assert ["PID|||P1^^^WARD^PI||^^^^^^U", "PV1||O|^^bay-1"] == lines[1:3]


def as_message(lines: list[str]) -> str:
    return "".join(f"{line}\r" for line in lines)


def test_every_message_that_the_driver_sends_is_accepted_by_other_readers() -> None:
    messages = run(sent(LABELS, AT_25, AT_50))
    kinds = {lines[0].split("|")[8] for lines in messages}

    assert {"RGV^O15^RGV_O15", "ORA^R41^ORA_R41"} <= kinds
    assert {f"ACK^{trigger}^ACK" for trigger in ("O16", "R01", "R40", "R42")} <= kinds
    for lines in messages:
        text = as_message(lines)
        assert lines == [str(each) for each in hl7.parse(text)]
        if lines[0].split("|")[8].startswith("RGV"):
            read(text, PIV)
        elif lines[0].split("|")[8].startswith("ACK"):
            read(text)


@settings(max_examples=40, deadline=None)
@given(LABELLED, SETTINGS, SETTINGS)
def test_an_order_is_accepted_whatever_is_written_on_it(
    labels: Labels, first: Running, second: Running
) -> None:
    second = Running(rate=second.rate, until_total=first.until_total)
    messages = run(sent(labels, first, second))
    orders = [as_message(lines) for lines in messages if "RGV^O15" in lines[0]]

    assert orders
    for text in orders:
        found = read(text, PIV)
        pumps = [
            each.obx
            for each in found.rgv_o15_order.rgv_o15_give.rgv_o15_observation
            if each.obx.obx_3.obx_3_1.value == "69986"
        ]
        assert 1 == len(pumps)
        assert list(labels.product) == parse(text.encode()).all("RXG")[0].parts(4)


@pytest.mark.parametrize("name", ["rgv_re", "rgv_xo"])
def test_the_profile_accepts_the_golden_orders(name: str) -> None:
    read((GOLDEN / f"{name}.hl7").read_bytes().decode(), PIV)


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("|20260102075955+0000|", "||"),  # ORC-9
        ("|N0001\r", "\r"),  # ORC-19
        ("|25|265266^", "||265266^"),  # RXG-15
        ("|25|265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM", "|25|"),  # RXG-16
        ("\rOBX|1", "\rZBX|1"),
        ("\rPID|", "\rZID|"),
        ("|AL|AL|", "||AL|"),
        ("\rRXG|1", "\rRXO|1\rRXG|1"),
        ("|250||263762", "|x||263762"),
    ],
)
def test_the_profile_notices_what_is_missing_or_wrong(what: str, instead: str) -> None:
    text = (GOLDEN / "rgv_re.hl7").read_bytes().decode()
    assert what in text
    spoilt = text.replace(what, instead)
    if what == "\rOBX|1":
        spoilt = spoilt.replace("\rOBX|2", "\rZBX|2")

    with pytest.raises((HL7apyException, ValueError)):
        read(spoilt, PIV)


def test_without_piv_the_base_standard_refuses_a_valid_order() -> None:
    """So the profile is what makes the check mean something."""
    text = (GOLDEN / "rgv_re.hl7").read_bytes().decode()
    with pytest.raises(HL7apyException):
        read(text)


def test_an_unknown_person_is_written_as_the_framework_writes_it() -> None:
    messages = run(sent(Labels(), AT_25, AT_50))

    assert "PID|||Unknown^^^^U||^^^^^^U" == messages[0][1]
    assert segment("PID", "", "", "Unknown^^^^U", "", "^^^^^^U") == Labels().subject
