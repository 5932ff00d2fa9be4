"""An order and the head of a message, as our side and the gateway write them."""

from drivers.ihe_pcd import messages
from drivers.ihe_pcd.er7 import segment
from drivers.ihe_pcd.messages import Header, Labels, Order, OrderId, read_stamp
from drivers.ihe_pcd.place import Party, PumpId
from drivers.quantities import Rate, Volume

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
