"""Whatever a gateway sends, what hears it answers or stays silent, and nothing else happens."""

from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from drivers.ihe_pcd.er7 import parse
from drivers.ihe_pcd.heard import Answer, Report
from drivers.ihe_pcd.hearing import Hearing
from drivers.ihe_pcd.messages import Letterhead, OrderId
from drivers.ihe_pcd.orders import Orders
from drivers.ihe_pcd.picture import History
from drivers.ihe_pcd.place import PumpId, read_place
from drivers.quantities import Volume
from tests.drivers.far_gateway import GATEWAY, PUMP, URL
from tests.drivers.ihe_pcd_net import START

GOLDEN = [
    path.read_bytes()
    for path in sorted((Path(__file__).parent.parent / "golden" / "hl7").glob("*.hl7"))
]
LATER = START + timedelta(hours=1)
ENDS = read_place(URL).ends


class Ear:
    """Takes reports as the driver does."""

    def __init__(self) -> None:
        self.pump = PumpId("A0001", PUMP)
        self.orders = Orders(ENDS.own.eui, Volume(100))
        self.history = History(self.orders.is_ours)

    def report(self, report: Report) -> None:
        self.history.add(report)
        self.orders.heard(report, self.history.picture.ends_at)

    def answered(self, answer: Answer) -> str | None:
        return self.orders.answered(answer)


def hearing() -> tuple[Hearing, Ear]:
    ear = Ear()
    made = Hearing(ENDS, Letterhead(ENDS, lambda: LATER))
    made.ears[ear.pump] = ear
    made.expect("M1", ear.answered)
    return made, ear


PATCHES = st.lists(
    st.tuples(
        st.integers(0, 2_200),
        st.integers(0, 40),
        st.one_of(
            st.binary(max_size=12),
            st.sampled_from(
                [b"|", b"^", b"~", b"&", b"\\", b"\r", b"0", b"9" * 30, b"\r\r", b"|||"]
            ),
        ),
    ),
    max_size=6,
)


@given(st.sampled_from(GOLDEN), PATCHES, st.sampled_from([None, frozenset((GATEWAY,))]))
def test_a_spoilt_message_is_answered_or_not_and_raises_nothing(
    body: bytes, patches: list[tuple[int, int, bytes]], names: frozenset[str] | None
) -> None:
    for start, length, instead in patches:
        body = body[:start] + instead + body[start + length :]
    made, _ = hearing()
    for _ in range(2):
        reply = made.take(body, names)
        if reply.acknowledgement:
            assert "ACK" == parse(reply.acknowledgement).msh.text(9)


@given(st.permutations(range(6)), st.integers(0, 5))
def test_the_picture_is_the_same_in_whatever_order_reports_arrive(
    order: list[int], repeated: int
) -> None:
    """As long as no two of one second contradict each other."""

    def after(numbers: list[int]) -> object:
        made, ear = hearing()
        start = next(body for body in GOLDEN if b"|E1|" in body).decode()
        for number in numbers:
            text = start.replace("|E1|", f"|E{number}|").replace(
                "|20260102080100+0000\r", f"|202601020801{number:02d}+0000\r"
            )
            text = text.replace("DELIV_TOTAL^MDC|1.1.2.8|0|", f"DELIV_TOTAL^MDC|1.1.2.8|{number}|")
            assert made.take(text.encode(), None).acknowledgement
        return ear.history.picture

    expected = after(list(range(6)))
    assert expected == after([*order, repeated])


def test_only_so_many_reports_and_ids_are_kept() -> None:
    made, ear = hearing()
    body = next(body for body in GOLDEN if b"|O1|" in body).decode()
    for number in range(300):
        made.take(body.replace("|O1|", f"|O{number}|").encode(), None)

    assert 64 == len(ear.history._kept)
    assert 300 == len(made._seen)


def test_whose_an_order_is() -> None:
    orders = Orders(ENDS.own.eui, Volume(100))

    assert orders.is_ours(OrderId("X", "", ENDS.own.eui))
    assert not orders.is_ours(OrderId("X", "", "080019FFFE3EFFFF"))
    assert not orders.is_ours(OrderId("X", "PCD-03", ""))
    assert not orders.is_ours(None)
