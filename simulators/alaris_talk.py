"""How an Alaris pump answers its host: who it is, remote control, and each message in turn.

The code of remote control is the CRC of the serial number; it is never shown. Readings of ours
where the page is silent [U]; what `Readings` names is switched there:
* the 13 fields of INF follow its name; drug and log are empty, the pressure has two decimals;
* REMOTE_CFG is given and released like REMOTE_CTRL and permits nothing by itself; both can be
  asked, and answer as they stand; a wrong code takes nothing away;
* only REMQUERY^DEACT is known; event reports come back with the power.
"""

from collections import Counter

from simulators.alaris_alarms import NO_ALARM, Alarms
from simulators.alaris_frames import crc
from simulators.alaris_numbers import (
    PRESSURE_UNIT,
    RATE_DECIMALS,
    RATE_UNIT,
    VOLUME_DECIMALS,
    VOLUME_UNIT,
    shown,
    time_left,
)
from simulators.alaris_program import Command, Fields, Program, RefusedError
from simulators.alaris_readings import AlarisFaults, Readings
from simulators.pump_model import PumpModel

PROTOCOL = "Asena Rev 2.1.5"

ANSWER_MAX_MS = 4_000
"""COMMS_RESPONSE_MAX."""

CONTROL, CONFIGURATION = "REMOTE_CTRL", "REMOTE_CFG"

_LONGEST_SERIAL = 20

_MODES = {
    "set_hld": ("SET", "HLD"),
    "infuse_hold": ("INFUSE", "HOLD"),
    "set": ("SET", "SET"),
    "blank": ("", ""),
}
"""The mode in INF while the pump infuses and while it does not, by `mode` of `Readings`."""


class Talk:
    """What one pump says to its host.

    Attributes:
        executed: how often each message was carried out, by name.
        granted: the authorities the host has.
    """

    def __init__(
        self,
        serial: str,
        model: PumpModel,
        program: Program,
        alarms: Alarms,
        readings: Readings,
        faults: AlarisFaults,
    ) -> None:
        """Begin with a host that has no authority."""
        self._model = model
        self._program = program
        self._alarms = alarms
        self._readings = readings
        self._faults = faults
        self._deactivated = False
        self.executed: Counter[str] = Counter()
        self.granted: set[str] = set()
        self.name(serial)
        self._commands = program.commands | {
            "INF": Command(self._inf),
            "ALARM": Command(lambda: alarms.fields),
            "INST_SERIALNO": Command(lambda: [self._serial]),
            "COMMS_PROTOCOL": Command(lambda: [PROTOCOL]),
            "COMMS_RESPONSE_MAX": Command(lambda: [str(ANSWER_MAX_MS), "ms"]),
            "REMQUERY": Command(self._reports, self._set_reports, guarded=False),
            CONTROL: self._authority(CONTROL),
            CONFIGURATION: self._authority(CONFIGURATION),
        }

    @property
    def tells(self) -> bool:
        """Whether the pump sends new alarms by itself."""
        return {"never": False, "until_deact": not self._deactivated, "always": True}[
            self._readings.unsolicited
        ]

    def name(self, serial: str) -> None:
        """Give the pump a serial number."""
        if not (serial.isascii() and serial.replace("-", "").isalnum()):
            raise ValueError("a serial number has letters, digits and dashes")
        if len(serial) > _LONGEST_SERIAL:
            raise ValueError(f"a serial number has {_LONGEST_SERIAL} characters at most")
        self._serial = serial

    def power_up(self) -> None:
        """Begin anew with a host that has no authority."""
        self._deactivated = False
        self.granted.clear()

    def alarm(self) -> str:
        """The alarm that is shown, as a message."""
        return _joined("ALARM", self._alarms.fields)

    def carry_out(self, text: str) -> str | None:
        """Carry out one message and return its answer; None = there is none."""
        name, *fields = text.split("^")
        command = self._commands.get(name)
        if command is None:
            return self._refusal(name, None)
        try:
            if self._faults.refuse_next:
                self._faults.take("refuse_next")
                raise RefusedError("refused on purpose")
            if fields or command.ask is None:
                self._change(command, fields)
        except RefusedError:
            return self._refusal(name, command)
        self.executed[name] += 1
        return _joined(name, [] if command.ask is None else command.ask())

    def _change(self, command: Command, fields: Fields) -> None:
        if command.change is None:
            raise RefusedError("can only be asked")
        if command.guarded and CONTROL not in self.granted:
            raise RefusedError("remote control is not given")
        command.change(fields)

    def _refusal(self, name: str, command: Command | None) -> str | None:
        if self._readings.errors == "word":
            return _joined(name, ["ERROR"])
        if self._readings.errors == "silent" or command is None or command.ask is None:
            return None
        return _joined(name, command.ask())

    def _authority(self, name: str) -> Command:
        def ask() -> Fields:
            word = "ENABLED" if name in self.granted else "DISABLED"
            return [word, "****", "PERMIT", "0", "ms"]

        def change(fields: Fields) -> None:
            if fields == ["DISABLED"]:
                self.granted.discard(name)
            elif fields == ["ENABLED", crc(self._serial)] and not self._faults.remote_locked:
                self.granted.add(name)
            else:
                raise RefusedError("not with this code")

        return Command(ask, change, guarded=False)

    def _inf(self) -> Fields:
        running, mode = self._program.running, self._readings.mode
        word = _MODES[mode][0 if running else 1]
        in_force = running or mode != "set_hld"
        return [
            self._serial,
            self._alarm_field(),
            word,
            shown(self._model.rate_nl_h if in_force else 0, RATE_DECIMALS),
            RATE_UNIT,
            "",
            shown(self._model.infused_nl, VOLUME_DECIMALS),
            VOLUME_UNIT,
            f"{self._model.fluid.pressure_mmhg:.2f}",
            PRESSURE_UNIT,
            time_left(self._program.seconds_left),
            "",
            "",
        ]

    def _alarm_field(self) -> str:
        code, reading = self._alarms.code, self._readings.no_alarm
        if not code:
            return NO_ALARM if reading == "code" else "-"
        return "A" if reading == "letter" else code

    def _reports(self) -> Fields:
        return ["ACTIV" if self.tells else "DEACT", "", "", "", ""]

    def _set_reports(self, fields: Fields) -> None:
        if fields != ["DEACT"]:
            raise RefusedError("only DEACT is known")
        self._deactivated = True


def _joined(name: str, fields: Fields) -> str:
    return "^".join([name, *fields])
