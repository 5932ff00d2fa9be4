"""The host's side of a conversation with one Alaris pump, in virtual time."""

from typing import Any

from simulators.alaris import BAUD, SERIAL, Alaris
from simulators.alaris_frames import crc, message
from simulators.alaris_readings import AlarisFaults, Readings
from simulators.device import Truth
from simulators.line import Line

ANSWER_S = 0.1
"""Longer than any message and its answer at 38400 baud, when the pump takes no time."""

CODE = crc(SERIAL)


class AlarisHost:
    """A host that speaks to one pump on a line, in virtual time."""

    def __init__(self, seed: int = 1, speed: float = 1.0, **readings: Any) -> None:
        """Switch a pump on; keywords beyond the first two are readings."""
        self.faults = AlarisFaults()
        self.pump = Alaris(
            seed=seed, speed=speed, faults=self.faults, readings=Readings(**readings)
        )
        self.line = Line(self.pump, baud=BAUD, seed=seed)

    @property
    def truth(self) -> Truth:
        """The hidden state of the pump."""
        return self.line.truth()

    def preset(self, **values: object) -> "AlarisHost":
        """Put the pump in a state; returns the host."""
        self.pump.preset(values)
        return self

    def send(self, text: str, wait_s: float = ANSWER_S) -> list[str]:
        """Send a message and return the texts of what came within the time."""
        self.line.feed(message(text))
        return self.listen(wait_s)

    def listen(self, wait_s: float) -> list[str]:
        """Wait; return the texts of what came meanwhile."""
        return unpack(self.line.advance(wait_s))

    def ask(self, text: str) -> str:
        """Send a message and return the text of its one answer."""
        (answer,) = self.send(text)
        return answer

    def say(self, *texts: str) -> None:
        """Send messages that each are answered as they are done."""
        for text in texts:
            name = text.partition("^")[0]
            assert self.ask(text).startswith(name)

    def take_control(self) -> None:
        """Get remote control."""
        assert self.ask(f"REMOTE_CTRL^ENABLED^{CODE}").endswith("^PERMIT^0^ms")

    def inf(self) -> list[str]:
        """The fields of INF, without its name."""
        return self.ask("INF").split("^")[1:]

    @property
    def alarm(self) -> str:
        """The alarm that the pump answers."""
        return self.ask("ALARM").split("^")[1]


def unpack(data: bytes) -> list[str]:
    """Return the texts of whole, right messages; anything else fails."""
    texts = []
    for part in data.split(b"\r")[:-1]:
        text, _, check = part[1:].decode().rpartition("|")
        assert part[:1] == b"!", part
        assert check == crc(text), part
        texts.append(text)
    assert data == b"".join(message(text) for text in texts)
    return texts


def running(host: AlarisHost, rate_ml_h: str = "100", **more: Any) -> AlarisHost:
    """A pump that was started from the serial port, under remote control."""
    values = {"rate_ml_h": rate_ml_h, "running": True, "watchdog_s": 15, "remote": True}
    return host.preset(**{**values, **more})
