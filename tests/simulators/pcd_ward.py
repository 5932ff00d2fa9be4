"""A small ward for the gateway simulator: sends orders, listens, acknowledges. Not our driver."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulators.ihe_pcd import ward
from simulators.ihe_pcd_control import handle
from simulators.ihe_pcd_faults import Misbehaviour
from simulators.ihe_pcd_gateway import Gateway, Habits
from simulators.ihe_pcd_mllp import FrameError, Frames, Stream, frame, pipe
from simulators.ihe_pcd_program import Setup

GOLDEN = Path(__file__).parents[1] / "golden" / "hl7"
START = datetime(2026, 1, 2, 8, 0, 0, tzinfo=UTC)
"""When the golden orders were written."""

PUMP = "A0001"


def golden(name: str) -> bytes:
    return (GOLDEN / f"{name}.hl7").read_bytes()


@dataclass(frozen=True)
class Heard:
    """A message of the gateway, taken apart with `split` alone."""

    data: bytes
    at_s: float
    connection: int

    @property
    def lines(self) -> list[list[str]]:
        return [line.split("|") for line in self.data.decode().split("\r") if line]

    def field(self, name: str, number: int) -> str:
        """A field of the first segment of a name."""
        fields = next(line for line in self.lines if line[0] == name)
        place = number - 1 if name == "MSH" else number
        return fields[place] if place < len(fields) else ""

    @property
    def kind(self) -> str:
        return "^".join(self.field("MSH", 9).split("^")[:2])

    @property
    def id(self) -> str:
        return self.field("MSH", 10)

    def value(self, refid: str) -> str:
        """OBX-5 of a term, "-" when there is no such line."""
        for line in self.lines:
            if line[0] == "OBX" and line[3].split("^")[1] == refid:
                return line[5] if len(line) > 5 else ""
        return "-"

    @property
    def event(self) -> str:
        return self.value("MDC_ATTR_EVT_COND").split("^")[1].removeprefix("MDC_EVT_PUMP_")

    @property
    def summary(self) -> str:
        """One line for a story: event, flow, segment and total volume."""
        flow = self.value("MDC_FLOW_FLUID_PUMP_CURRENT")
        status = self.value("MDC_DEV_PUMP_CURRENT_DELIVERY_STATUS").split("delivery-status-")[1]
        return f"{self.event.removeprefix('DELIV_')} {status} {flow}"


Acknowledge = Callable[[Heard], bytes | None]


def acknowledged(heard: Heard, level: str = "CA") -> bytes:
    """The ward's acknowledgement of a message."""
    trigger = heard.field("MSH", 9).split("^")[1]
    sender, receiver = heard.field("MSH", 3), heard.field("MSH", 5)
    header = f"MSH|^~\\&|{receiver}|WARD|{sender}|WARD|20260102080003+0000||ACK^{trigger}^ACK"
    return f"{header}|W{heard.id}|P|2.6\rMSA|{level}|{heard.id}\r".encode()


@dataclass
class Ward:
    """The ward's side of both connections."""

    heard: list[Heard] = field(default_factory=list)
    acknowledge: Acknowledge = acknowledged
    reachable: bool = True
    connections: int = 0
    broken: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    gateway: Gateway | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def connect(self) -> Stream:
        """Take a connection of the gateway."""
        if not self.reachable:
            raise ConnectionRefusedError("the ward is away")
        near, far = pipe()
        self.tasks.append(asyncio.create_task(self.listen(far)))
        return near

    async def listen(self, stream: Stream) -> None:
        """Note and acknowledge what comes on one connection."""
        self.connections += 1
        number, frames = self.connections, Frames()
        try:
            while data := await stream.read():
                for message in frames.feed(data):
                    now_s = asyncio.get_running_loop().time()
                    self.heard.append(Heard(message, now_s, number))
                    self.news.set()
                    answer = self.acknowledge(self.heard[-1])
                    if answer is not None:
                        await stream.write(frame(answer))
        except FrameError:
            self.broken += 1
        finally:
            stream.close()

    async def order(self, data: bytes, patience_s: float = 1.0) -> Heard | None:
        """Send an order on a connection of its own; its acknowledgement, None = none came."""
        line = self.line()
        await line.send(data)
        return await line.answer(patience_s)

    def line(self) -> "OrderLine":
        """Open a connection for orders."""
        assert self.gateway is not None
        near, far = pipe()
        self.tasks.append(asyncio.create_task(self.gateway.serve(far)))
        return OrderLine(near)

    def control(self, **request: object) -> dict[str, object]:
        assert self.gateway is not None
        return handle(self.gateway, request)

    def press(self, key: str, **values: str) -> str:
        return str(self.control(do="press", pump=PUMP, key=key, **values)["refused"])

    def kinds(self, kind: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.kind == kind]

    @property
    def events(self) -> list[Heard]:
        return self.kinds("ORU^R42")

    @property
    def story(self) -> list[str]:
        """The events so far, one line each."""
        return [event.summary for event in self.events]

    @property
    def answers(self) -> list[str]:
        """MSA-1 of the application answers, with the error where there is one."""
        return [
            " ".join(
                [heard.field("MSA", 1)]
                + [line[5].split("^")[0] for line in heard.lines if line[0] == "ERR"]
            )
            for heard in self.kinds("RRG^O16")
        ]


@dataclass
class OrderLine:
    """A connection for orders."""

    stream: Stream
    frames: Frames = field(default_factory=Frames)
    came: list[bytes] = field(default_factory=list)
    ended: bool = False

    async def send(self, data: bytes) -> None:
        await self.stream.write(frame(data))

    async def answer(self, patience_s: float = 1.0) -> Heard | None:
        """The next message of the gateway; None = none came, or it hung up."""
        try:
            async with asyncio.timeout(patience_s):
                while not self.came and not self.ended:
                    data = await self.stream.read()
                    self.ended = not data
                    self.came += self.frames.feed(data)
        except TimeoutError:
            return None
        now_s = asyncio.get_running_loop().time()
        return Heard(self.came.pop(0), now_s, 0) if self.came else None


@asynccontextmanager
async def bench(
    pumps: int = 1,
    *,
    seed: int = 1,
    speed: float = 1.0,
    habits: Habits | None = None,
    setup: Setup | None = None,
) -> AsyncIterator[Ward]:
    """A ward and its gateway, running."""
    there = Ward()
    there.gateway = ward(
        pumps,
        there.connect,
        start=START,
        seed=seed,
        speed=speed,
        faults=Misbehaviour(),
        habits=habits or Habits(report_every_s=3_600.0),
        setup=setup,
    )
    running = asyncio.create_task(there.gateway.run())
    await asyncio.sleep(0)
    try:
        yield there
        assert not running.done(), running.exception()
    finally:
        running.cancel()
        for task in there.tasks:
            task.cancel()
        await asyncio.gather(running, *there.tasks, return_exceptions=True)


def order(
    verb: str = "RE",
    *,
    number: str = "ORD1",
    id: str = "M1",
    rate: str = "25",
    volume: str = "250",
    pump: str = "080019FFFE3E0001",
    at: str = "20260102080000+0000",
    **replaced: str,
) -> bytes:
    """A golden order, with some of its values replaced; `drug="A^B"` and the like replace text."""
    text = golden("rgv_re" if verb != "XO" else "rgv_xo").decode()
    old_rate = "25" if verb != "XO" else "50"
    swaps = {
        f"|{'M3' if verb == 'XO' else 'M1'}|P|": f"|{id}|P|",
        "ORC|RE|": f"ORC|{verb}|",
        "ORD1^": f"{number}^",
        f"||||||||{old_rate}|265266": f"||||||||{rate}|265266",
        "^LOCAL|250|": f"^LOCAL|{volume}|",
        "080019FFFE3E0001": pump,
        "20260102075955+0000": at,
        "20260102082955+0000": at,
        **{_WHAT[name]: value for name, value in replaced.items()},
    }
    for old, new in swaps.items():
        assert old in text or old.startswith(("ORC|RE|", "^LOCAL", "2026")), old
        text = text.replace(old, new)
    return text.encode()


_WHAT = {
    "drug": "RTX^Rituximab^LOCAL",
    "patient": "98765^^^WARD^PI",
    "weight": "|70.0|",
    "rate_units": "265266^MDC_DIM_MILLI_L_PER_HR^MDC^mL/h^mL/h^UCUM",
    "volume_units": "263762^MDC_DIM_MILLI_L^MDC^mL^mL^UCUM||||||||",
    "route": "^IV^HL70165",
    "strength": "|500|263890",
}


def nurse(there: Ward, *plan: dict[str, object]) -> None:
    there.control(do="nurse", pump=PUMP, plan=list(plan))


def stamp(second: float) -> str:
    return f"{START + timedelta(seconds=second):%Y%m%d%H%M%S}+0000"
