"""The application level: each order refused where the pump and its library say so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.ihe_pcd_accept import not_accepted
from simulators.ihe_pcd_codes import ERRORS
from simulators.ihe_pcd_er7 import NotReadableError, read
from simulators.ihe_pcd_orders import STALE_S, RefusedError, judge
from simulators.ihe_pcd_program import Drug, Order, Setup, Step
from simulators.ihe_pcd_pump import Pump
from simulators.volumes import ML_NL
from tests.simulators.pcd_ward import START, golden, order

EUI = "080019FFFE3E0001"
Prepare = Callable[[Pump], object]

MULTISTEP = (
    order()
    .decode()
    .replace(
        "OBX|1||",
        "OBX|7|ST|0^MDCX_INFUS_ORDER_STEP_TYPE^MDC|1.1.0.2|continuous||||||R\r"
        "OBX|8|NM|0^MDCX_INFUS_TOTAL_NUM_STEPS^MDC|1.1.0.3|2||||||R\rOBX|1||",
    )
)
GIVE = MULTISTEP[MULTISTEP.index("RXG|1|") :]
TWO_STEPS = MULTISTEP + GIVE.replace("RXG|1|", "RXG|2|").replace("|||25|26", "|||50|26")


def pump(setup: Setup | None = None) -> Pump:
    return Pump("A0001", EUI, setup=setup)


def judged(data: bytes, there: Pump, *, later_s: float = 0.0) -> Order:
    now = START + timedelta(seconds=later_s)
    return judge(read(data), {there.eui: there, there.name: there}, now, STALE_S)


def refused(data: bytes, there: Pump, *, later_s: float = 0.0) -> int:
    try:
        judged(data, there, later_s=later_s)
    except RefusedError as error:
        return error.code
    return 0


def running(there: Pump, data: bytes | None = None) -> Pump:
    """The pump after the nurse has started an order."""
    there.show(judged(data or order(), there), 60.0)
    assert "" == there.confirm()
    return there


def test_the_golden_order_is_read_as_its_rate_and_volume() -> None:
    read_order = judged(golden("rgv_re"), pump())
    assert (Step(25 * ML_NL, 250 * ML_NL),) == read_order.steps
    assert "ORD1^WARDSVC^080019FFFE3ED02E^EUI-64" == read_order.placer
    assert "RTX^Rituximab^LOCAL" == read_order.give_code


def test_a_rate_change_carries_no_volume() -> None:
    there = running(pump())
    change = judged(order("XO", rate="50"), there)
    assert (Step(50 * ML_NL, 0),) == change.steps


def test_the_old_form_of_a_pump_id_finds_the_pump_by_its_name() -> None:
    data = order().replace(b"A0001^^080019FFFE3E0001^EUI-64", b"^^A0001^PUMPVENDOR")
    assert EUI == judged(data, pump()).pump


@pytest.mark.parametrize(
    ("code", "data"),
    [
        (9001, order(pump="080019FFFE3E0009")),
        (9003, order(rate="")),
        (9003, order(volume="")),
        (9004, order(rate="0")),
        (9004, order(rate="fast")),
        (9004, order(rate="-5")),
        (9004, order(volume="0")),
        (9004, order().replace(b"\rRXR", b"\rTQ1|1||||||||||||2^264384&MDC_DIM_HR&MDC\rRXR")),
        (9004, order(rate_units="263890^MDC_DIM_MILLI_G^MDC^mg^mg^UCUM")),
        (9005, order(rate="1200.1")),
        (9005, order(rate="0.05")),
        (9008, order(rate_units="999^MDC_DIM_FURLONG^MDC^fur^fur^UCUM")),
        (9008, order(volume_units="263441^MDC_DIM_CENTI_M^MDC^cm^cm^UCUM||||||||")),
        (9014, order(volume="9999.1")),
        (9019, order(rate_units="265619^MDC_DIM_X^MDC", weight="||")),
        (9022, order(at="20260102075459+0000")),
        (9022, order(at="20260102080501+0000")),
        (9031, order(patient="^^^WARD^PI")),
        (9035, order("XO", number="ORD9")),
        (9038, order().replace(b"ORC|RE|", b"ORC|CH|")),
        (9043, TWO_STEPS.encode()),
    ],
    ids=str,
)
def test_an_order_is_refused_for_what_it_says(code: int, data: bytes) -> None:
    there = running(pump()) if b"ORC|XO" in data else pump()
    if code == 9019:
        there.setup.library = (Drug("RTX", "Rituximab", dose_units=True),)
    assert code == refused(data, there)


def offline(there: Pump) -> None:
    there.online = False


def offered(there: Pump) -> None:
    there.show(judged(order(), there), 60.0)


def keeping_open(there: Pump) -> None:
    running(there, order(rate="1000", volume="1"))
    there.run_to(60 * 1_000_000_000)
    assert there.in_kvo


PHYSICAL: list[tuple[int, Setup, Prepare]] = [
    (9002, Setup(), running),
    (9006, Setup(), Pump.power_off),
    (9007, Setup(), offline),
    (9010, Setup(library=(Drug("IFX", "Infliximab"),)), bool),
    (9009, Setup(library=(Drug("RTX", "Rituximab", dose_units=True),)), bool),
    (9011, Setup(weight="71"), bool),
    (9012, Setup(patient="4711"), bool),
    (9013, Setup(piggyback=False), bool),
    (9017, Setup(busy=True), bool),
    (9017, Setup(), offered),
    (9020, Setup(library=(Drug("RTX", "", needs_height=True),)), bool),
    (9021, Setup(library=(Drug("", "rituximab", care_area="ICU"),)), bool),
    (9024, Setup(library=(Drug("RTX", "", hardest_nl_h=24 * ML_NL),)), bool),
    (9027, Setup(library=(Drug("RTX", "", needs_surface=True),)), bool),
    (9028, Setup(tubing=False), bool),
    (9029, Setup(care_area=None), bool),
    (9030, Setup(library=(Drug("RTX", "", interruptible=False),)), running),
    (9032, Setup(delayed_start=True), bool),
    (9033, Setup(), lambda there: there.raise_alarm("door")),
]


@pytest.mark.parametrize(("code", "setup", "prepare"), PHYSICAL, ids=[str(p[0]) for p in PHYSICAL])
def test_an_order_is_refused_for_how_the_pump_stands(
    code: int, setup: Setup, prepare: Prepare
) -> None:
    data = order(route="^IVPB^HL70165") if code == 9013 else order()
    there = pump(setup)
    prepare(there)
    assert code == refused(data, there)


def test_weight_is_asked_for_where_the_library_needs_it() -> None:
    there = pump(Setup(library=(Drug("RTX", "", needs_weight=True),)))
    assert 0 == refused(order(), there)
    assert 9019 == refused(order(weight="||"), there)


def test_a_weight_may_be_in_grams() -> None:
    grams = order(weight="|70000|").replace(b"263875^MDC_DIM_KILO_G^MDC^kg^kg", b"263872^G^MDC^g^g")
    assert 0 == refused(grams, pump(Setup(weight="70")))
    assert 9011 == refused(grams, pump(Setup(weight="70.1")))


def test_a_dose_rate_becomes_a_rate_by_weight_and_concentration() -> None:
    there = pump(Setup(library=(Drug("RTX", "", dose_units=True),)))
    data = order(rate="10", rate_units="265619^MDC_DIM_MICRO_G_PER_KG_PER_MIN^MDC")
    # 10 ug/kg/min * 70 kg * 60 min/h / (500 mg / 250 mL) = 42 mg/h / 2 mg/mL
    assert (Step(21 * ML_NL, 250 * ML_NL),) == judged(data, there).steps


def test_an_order_of_the_last_five_minutes_is_not_stale() -> None:
    assert 0 == refused(order(at="20260102080000+0000"), pump(), later_s=STALE_S)
    assert 9022 == refused(order(at="20260102080000+0000"), pump(), later_s=STALE_S + 1)


def test_a_rate_is_changed_only_for_the_order_that_runs() -> None:
    assert 9017 == refused(order("XO"), pump())
    there = running(pump())
    assert 0 == refused(order("XO"), there)
    assert 9035 == refused(order("XO", number="ORD2"), there)
    assert 9036 == refused(order("XO", drug="IFX^Infliximab^LOCAL"), there)
    assert 9004 == refused(order("XO").replace(b"^LOCAL||", b"^LOCAL|250|"), there)
    keyed = pump()
    keyed.key_in(25 * ML_NL, 100 * ML_NL)
    assert 9035 == refused(order("XO"), keyed)


def test_a_rate_change_with_another_concentration_is_refused() -> None:
    there = running(pump())
    same = "|500|263890^MDC_DIM_MILLI_G^MDC^mg^mg^UCUM|||||250|263762^MDC_DIM_MILLI_L^MDC"
    text = order("XO").decode().replace("\rRXR", same + "\rRXR")
    assert 0 == refused(text.encode(), there)
    assert 9037 == refused(text.replace("|500|", "|600|").encode(), there)


def test_nothing_is_changed_after_the_volume_is_in() -> None:
    there = pump()
    keeping_open(there)
    assert 9017 == refused(order("XO"), there)
    assert 0 == refused(order(), there)


def test_a_pump_may_take_an_order_while_it_alarms() -> None:
    there = pump(Setup(programs_while_alarming=True))
    there.raise_alarm("door")
    assert 0 == refused(order(), there)


def test_a_low_battery_is_no_reason_to_refuse() -> None:
    there = pump()
    there.raise_alarm("battery_low")
    assert 0 == refused(order(), there)


FIELDS = [
    (line, place)
    for line, text in enumerate(TWO_STEPS.split("\r")[:-1])
    for place in range(1, text.count("|") + 1)
]
STRANGE = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\r|"), max_size=12),
    st.sampled_from(["-1", "1e9", "0", "٣", "9" * 5_000, "^^^^", "&&", "~~", "\\F\\", "1.0000001"]),
)


@given(st.lists(st.tuples(st.sampled_from(FIELDS), STRANGE), min_size=1, max_size=3))
def test_whatever_stands_in_a_field_the_gateway_has_a_word_for_it(
    changes: list[tuple[tuple[int, int], str]],
) -> None:
    lines = [line.split("|") for line in TWO_STEPS.split("\r")]
    for (line, place), text in changes:
        lines[line][place] = text
    data = "\r".join("|".join(line) for line in lines).encode()
    try:
        message = read(data)
    except NotReadableError:
        return
    if not_accepted(message) is None:
        assert refused(data, pump(Setup(multistep=True))) in {0, *ERRORS}


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        (0, "RXG|2|", "RXG|2|"),
        (9041, "RXG|2|", "RXG|3|"),
        (9041, "_STEPS^MDC|1.1.0.3|2|", "_STEPS^MDC|1.1.0.3|4|"),
        (9042, "|continuous|", "|loading dose|"),
        (9044, "|continuous|", "|taper|"),
    ],
)
def test_a_multistep_order_is_checked_step_by_step(code: int, old: str, new: str) -> None:
    assert old in TWO_STEPS
    there = pump(Setup(multistep=True))
    assert code == refused(TWO_STEPS.replace(old, new).encode(), there)
    if not code:
        steps = judged(TWO_STEPS.encode(), there).steps
        assert (Step(25 * ML_NL, 250 * ML_NL), Step(50 * ML_NL, 250 * ML_NL)) == steps
