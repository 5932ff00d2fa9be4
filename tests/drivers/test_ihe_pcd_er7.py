"""The text form of HL7 v2: golden bytes, escapes, limits, and whatever else a line may bring."""

import time
from contextlib import suppress
from pathlib import Path

import hl7
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ihe_pcd import codes, er7, errors, messages
from drivers.ihe_pcd.er7 import Er7Error, Message, components, escape, parse, segment, unescape
from drivers.ihe_pcd.heard import read_answer, read_reports
from drivers.ihe_pcd.messages import Header, Labels, Order, OrderId, read_stamp
from drivers.ihe_pcd.picture import delivered_as
from drivers.ihe_pcd.place import Party, PumpId
from drivers.port import Delivery
from drivers.quantities import Rate, Volume

GOLDEN = sorted((Path(__file__).parent.parent / "golden" / "hl7").glob("*.hl7"))
HEAD = b"MSH|^~\\&|A|B|C|D|20260102080000+0000||ORU^R01^ORU_R01|1|P|2.6\r"

OURS = Party("WARDSVC", "080019FFFE3ED02E", "WARD")
THEIRS = Party("PUMPGW", "080019FFFE3ED02D", "WARD")

LABELS = Labels(
    subject=segment("PID", "", "", "98765^^^WARD^PI", "", "Doe^Jane^^^^^L", "", "19660101", "F"),
    location=segment("PV1", "", "O", "DAYUNIT^CHAIR^07"),
    product=("RTX", "Rituximab", "LOCAL"),
    author="N0001",
    strength=("500", "263890^MDC_DIM_MILLI_G^MDC^mg^mg^UCUM"),
    diluent=Volume.from_ml("250"),
    body_mass_kg="70.0",
)


def golden(name: str) -> bytes:
    return next(path for path in GOLDEN if path.stem == name).read_bytes()


def order(control: str, at: str, begun: str, ident: str, rate: str, volume: str | None) -> bytes:
    made = Order(
        header=Header(
            sender=OURS,
            receiver=THEIRS,
            at=read_stamp(at),
            kind="RGV^O15^RGV_O15",
            control_id=ident,
            accept="AL",
            application="AL",
            profile=messages.ORDER_PROFILE,
        ),
        control="RE" if control == "RE" else "XO",
        order=OrderId("ORD1", OURS.name, OURS.eui),
        begun=read_stamp(begun),
        rate=Rate.from_ml_per_h(rate),
        volume=Volume.from_ml(volume) if volume else None,
        pump=PumpId("A0001", "080019FFFE3E0001"),
        labels=LABELS,
    )
    return made.message().encode()


# ------------------------------------------------------------------------------------------ golden


def test_there_are_golden_messages() -> None:
    assert 9 == len(GOLDEN)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_message_comes_back_byte_for_byte(path: Path) -> None:
    body = path.read_bytes()

    assert body == parse(body).encode()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_another_reader_finds_the_same_segments_and_fields(path: Path) -> None:
    body = path.read_bytes()
    theirs = hl7.parse(body.decode())
    ours = parse(body)

    assert [str(each[0]) for each in theirs] == [each.name for each in ours.segments]
    for their, our in zip(theirs, ours.segments, strict=True):
        assert [str(field) for field in their][1:] == list(our.fields)


def test_what_we_send_is_the_golden_bytes() -> None:
    assert golden("rgv_re") == order(
        "RE", "20260102080000+0000", "20260102075955+0000", "M1", "25", "250"
    )
    assert golden("rgv_xo") == order(
        "XO", "20260102083000+0000", "20260102082955+0000", "M3", "50", None
    )
    header = Header(
        sender=OURS,
        receiver=THEIRS,
        at=read_stamp("20260102080003+0000"),
        kind="ACK^O16^ACK",
        control_id="A2",
        accept="NE",
        application="NE",
    )
    assert golden("ack_o16_ca") == messages.acknowledgement(header, "CA", "R1").encode()


def test_a_rate_change_carries_no_volume_and_a_new_infusion_one() -> None:
    at = "20260102080000+0000"
    with pytest.raises(ValueError, match="of rate has none"):
        order("XO", at, at, "M1", "25", "250")
    with pytest.raises(ValueError, match="has a volume"):
        order("RE", at, at, "M1", "25", None)


def test_the_golden_answers_are_understood() -> None:
    taken, refused = (read_answer(parse(golden(name))) for name in ("rrg_aa", "rrg_ar_9010"))
    stored = read_answer(parse(golden("ack_o15_ca")))

    assert ("M1", "CA", False) == (stored.of, stored.code, stored.final)
    assert ("M1", "AA", True) == (taken.of, taken.code, taken.final)
    assert ("AR", "9010", "Unable to match medication to drug library") == (
        refused.code,
        refused.error,
        refused.text,
    )


def test_the_golden_reports_are_understood() -> None:
    (periodic,) = read_reports(parse(golden("r01_periodic")))
    (start,) = read_reports(parse(golden("r42_start_step1")))
    (occluded,) = read_reports(parse(golden("r40_occl_start")))

    assert (PumpId("A0001", "080019FFFE3E0001"),) == periodic.pumps
    assert OrderId("ORD2", "WARDSVC", "080019FFFE3ED02E") == periodic.order
    assert ("infusing", "delivering") == (periodic.infusing, periodic.delivery)
    assert (Rate(25_000), Volume(1_700), Volume(10_800), Volume(12_500)) == (
        periodic.flow_now,
        periodic.infused,
        periodic.volume_left,
        periodic.volume_set,
    )
    assert codes.START is start.event
    assert occluded.alarm is not None
    assert (codes.OCCLUSION_DOWN, "Downstream occlusion", True) == (
        occluded.alarm.code,
        occluded.alarm.text,
        occluded.alarm.on,
    )


# ----------------------------------------------------------------------------------------- escapes

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


@given(TEXT)
def test_any_text_survives_a_field(text: str) -> None:
    assert text == unescape(escape(text))
    made = Message((parse(HEAD).msh, segment("NTE", "1", "", escape(text))))

    assert text == parse(made.encode()).segments[1].text(3)


@given(st.lists(TEXT, max_size=6))
def test_any_texts_survive_as_components(parts: list[str]) -> None:
    made = Message((parse(HEAD).msh, segment("OBX", components(*parts))))
    while parts and not parts[-1]:
        parts = parts[:-1]

    assert parts == parse(made.encode()).segments[1].parts(1)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", "a|b^c&d~e\\f"),
        (r"\X41C3A9\ ", "Aé "),
        (r"a\.br\b", "a\nb"),
        (r"\H\loud\N\ ", r"\H\loud\N\ "),
        (r"\XFF\ ", r"\XFF\ "),
        ("a\\b", "a\\b"),
    ],
)
def test_an_escape_means(raw: str, meant: str) -> None:
    assert meant == unescape(raw)


def test_repetitions_and_subcomponents() -> None:
    found = segment("OBX", "a^b&c~d", r"x&y\T\z^w")

    assert [["a", "b&c"], ["d"]] == found.repetitions(1)
    assert ["x", "y&z"] == found.subcomponents(2)
    assert [] == found.subcomponents(2, 3)
    assert ("", [], []) == (found.text(9), found.parts(9), found.repetitions(9))


# ------------------------------------------------------------------------- whatever a line brings


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "does not begin"),
        (b"MSH|^~\\&#|A\r", "does not begin"),
        (b"MSH^|~\\&^A\r", "does not begin"),
        (b"\xef\xbb\xbf" + HEAD, "does not begin"),
        (HEAD + b"PID|\xff\r", "not UTF-8 at byte 66"),
        (HEAD + b"PID|\x07\r", "control character"),
        (HEAD + b"PID|1\nOBX|1\r", "control character"),
        (HEAD + b"pid|1\r", "not the name"),
        (HEAD + b"\r", "not the name"),
        (HEAD + HEAD, "two messages"),
        (HEAD + b"NTE|1\r" * 500, "more than 500"),
        (HEAD + b"OBX" + b"|" * 250 + b"\r", "more than 250"),
        (HEAD + b"OBX|" + b"x" * er7.MESSAGE_MAX, "bytes"),
    ],
)
def test_what_is_no_message_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(Er7Error, match=why):
        parse(body)


def test_the_end_of_the_last_segment_may_be_missing() -> None:
    assert HEAD == parse(HEAD[:-1]).encode()


def test_a_field_has_limits_of_its_own() -> None:
    many = segment("OBX", "~" * 200, "^" * 100, "&" * 100)
    for read in (
        lambda: many.repetitions(1),
        lambda: many.parts(2),
        lambda: many.subcomponents(3),
    ):
        with pytest.raises(Er7Error, match="more than"):
            read()


PIECES = st.sampled_from(
    [
        *(b"|", b"^", b"~", b"&", b"\\", b"\r", b"\xc3", b"0", b"25", b"20260102"),
        *(b"OBX", b"OBR", b"MSA", b"ERR", b"CA", b"^pump-status-infusing"),
        b"158014^MDC_FLOW_FLUID_PUMP_CURRENT^MDC",
    ]
)


@given(st.lists(PIECES, max_size=80).map(b"".join))
def test_whatever_comes_only_its_own_error_comes_out(rest: bytes) -> None:
    body = HEAD + rest
    try:
        message = parse(body)
        assert body.rstrip(b"\r") == message.encode().rstrip(b"\r")
        read_reports(message)
        read_answer(message)
    except Er7Error:
        pass


@given(st.binary(max_size=300))
def test_whatever_bytes_come_only_its_own_error_comes_out(body: bytes) -> None:
    for each in (body, HEAD + body):
        with suppress(Er7Error):
            parse(each)


@pytest.mark.parametrize("sign", ["\\", "\\X", "~", "^", "&", "\\F", "|", "0", "OBX|1|"])
def test_a_message_of_a_megabyte_is_read_in_a_moment(sign: str) -> None:
    """Ten times as much takes about ten times as long; quadratic would take a hundred times."""

    def seconds(size: int) -> float:
        body = HEAD + b"OBX|" + sign.encode() * (size // len(sign)) + b"\r"
        began = time.process_time()
        try:
            message = parse(body)
            for each in message.segments:
                unescape(each.raw(1))
                each.text(1)
        except Er7Error:
            pass
        return time.process_time() - began

    small, large = (min(seconds(size) for _ in range(3)) for size in (100_000, 1_000_000))

    assert large < 60 * small + 0.5


# --------------------------------------------------------------------------- times, units, meanings


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
OLD = "CWE|184508^MDC_PUMP_STAT^MDC|1.1.1.1|^pump-status-{}"


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


# -------------------------------------------------------------------------------- codes and errors


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
