"""Which gateways can be simulated in process, each with many pumps, by the name of their family.

For families whose pumps speak through a gateway instead of a line of their own (`families`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from simulators import ihe_pcd
from simulators.control import Answer, Request
from simulators.ihe_pcd_control import handle
from simulators.ihe_pcd_gateway import Gateway, Habits
from simulators.ihe_pcd_mllp import Connect, Stream


@dataclass(frozen=True, slots=True)
class MotorTruth:
    """The hidden state of one pump's motor and fluid; nL and nL/h.

    Attributes:
        motor_rate_nl_h: the rate the motor turns at now.
        counter_nl: what the motor has delivered since the pump was made, over all its programs.
        true_nl: liquid that reached the patient.
    """

    motor_rate_nl_h: int
    counter_nl: int
    true_nl: float


class SimulatedGateway(Protocol):
    """A gateway that is running, or can be."""

    async def run(self) -> None:
        """Let time pass, and report, until cancelled."""

    async def serve(self, stream: Stream) -> None:
        """Take orders from one connection until it ends."""

    def ask(self, request: Request) -> Answer:
        """Carry out a request of the control channel; raises ValueError with the reason."""

    def truth(self, pump: str) -> MotorTruth:
        """Read a pump's hidden state, now."""

    def offered_nl_h(self, pump: str) -> int | None:
        """Read the rate of the order on a pump's screen; None = there is none."""


class GatewayFamily(NamedTuple):
    """One family.

    Attributes:
        profiles: its models, the usual one first.
        orders: port at which the gateway listens.
        reports: port at which it calls the ward.
        pumps: name of a pump, by its number from 1.
        url: that pump as a ward's file writes it.
        make: makes a gateway of so many pumps: how it calls the ward, the wall time, seed, speed.
    """

    profiles: tuple[str, ...]
    orders: int
    reports: int
    pumps: Callable[[int], str]
    url: Callable[[int], str]
    make: Callable[[int, Connect, datetime, int, float], SimulatedGateway]


class IhePcd:
    """The gateway with its control channel and its truth."""

    def __init__(self, gateway: Gateway) -> None:
        """Take a gateway whose time begins now."""
        self.gateway = gateway
        self.run = gateway.run
        self.serve = gateway.serve
        gateway.now_ns()  # its clock begins here

    def ask(self, request: Request) -> Answer:
        """See `SimulatedGateway`."""
        return handle(self.gateway, request)

    def truth(self, pump: str) -> MotorTruth:
        """See `SimulatedGateway`."""
        self.gateway.catch_up()
        model = self.gateway.bedsides[pump].pump.model
        return MotorTruth(model.motor_rate_nl_h, model.infused_nl, model.fluid.true_nl)

    def offered_nl_h(self, pump: str) -> int | None:
        """See `SimulatedGateway`."""
        self.gateway.catch_up()
        offer = self.gateway.bedsides[pump].pump.offer
        return None if offer is None else offer.order.steps[0].rate_nl_h


_ORDERS, _REPORTS = 3_000, 3_001
_UNFORESEEN_S = 1.0
"""How often pumps are looked at when nothing is foreseen: enough where nothing goes wrong."""


def _make(pumps: int, connect: Connect, start: datetime, seed: int, speed: float) -> IhePcd:
    habits = Habits(tick_s=_UNFORESEEN_S)
    return IhePcd(ihe_pcd.ward(pumps, connect, start=start, seed=seed, speed=speed, habits=habits))


def _pump(number: int) -> str:
    return f"A{number:04d}"


def _url(number: int) -> str:
    gateway, own = ihe_pcd.GATEWAY, ihe_pcd.WARD
    return (
        f"mllp://127.0.0.1:{_ORDERS}/{_pump(number)}?pump={ihe_pcd.PUMP_EUI}{number:04X}"
        f"&gateway={gateway.name}.{gateway.eui}&own={own.name}.{own.eui}"
        f"&listen=127.0.0.1:{_REPORTS}"
    )


GATEWAYS: dict[str, GatewayFamily] = {
    "ihe_pcd": GatewayFamily(("ihe_pcd",), _ORDERS, _REPORTS, _pump, _url, _make),
}
"""By the name that ward files use."""
