"""When a pump is asked next, when its port is opened again, and when it is left alone.

What a pump hears keeps its watchdog content. So one that cannot be heard, or that refuses STOP, is
left alone for as long as its watchdog waits: it then stops itself, or we know no less than before.
Nothing here sends anything, and nothing here holds back a STOP that somebody taps.
"""

from collections.abc import Callable

from drivers.port import Capabilities, PortUnavailable, PumpError

OPEN_AT_ONCE = 3
"""Openings in a row after which the next one waits for nothing but a STOP: where a line dies of
each question, one asks who is there, one begins with STOP, one with STOP and the question for
control."""
LOOK_FOR_PORT_S = 0.25
"""Longest time between two openings of a port at which nobody is met, while STOP is wanted: STOP is
late by so much, at most, where the port comes back. Shorter than a driver remembers a STOP."""
OPEN_AGAIN_S = 1.0
"""The same for a pump that is met there and must not be driven: the opening itself sends STOP."""
REFUSES_S = 5.0
"""After so much of hearing STOP and running on a pump counts as refusing it. As long as it takes
until the screens say that the stop is not confirmed."""
QUIET_MARGIN_S = 5.0
"""Beyond the watchdog's own time, for a pump whose clock is slow."""
REST_MAX_S = 8.0
"""Longest time for which a pump that answers nothing is left alone, for its neighbours' sake."""
REST_OF_WATCHDOG = 4
"""It is less than this part of the watchdog's time: it may hear us, and run because of that."""


class Pace:
    """What one pump has done to be asked less often. Times are those of the loop, in seconds."""

    def __init__(
        self,
        can: Callable[[], Capabilities],
        *,
        poll_s: float,
        quiet_after_s: float,
        shares_line: bool,
    ) -> None:
        """As the keeper is told; `can` says what its pump can do."""
        self.mute_since_s: float | None = None
        """Since when the pump has not been heard; None where the last round heard it."""
        self.unanswered_since_s: float | None = None
        """Since when it answers nothing; None where it answered the last round or an opening."""
        self.refuses = False
        """Whether it refuses STOP, and is about to be left alone for that."""
        self._can = can
        self._poll_s = poll_s
        self._quiet_after_s = quiet_after_s
        self._shares_line = shares_line
        self._rest_s = 0.0
        self._openings_failed = 0
        self._open_at_s = 0.0
        self._stop_since_s: float | None = None

    @property
    def alone_s(self) -> float:
        """How long a pump with a watchdog is left alone; none where it has none."""
        watchdog_s = self._can().watchdog_s
        return 0.0 if watchdog_s is None else watchdog_s + QUIET_MARGIN_S

    def tapped(self) -> None:
        """Somebody wants STOP anew: nothing that was put off is put off any longer."""
        self.refuses = False
        self._openings_failed = 0

    # -- what it answers

    def heard(self) -> None:
        """The pump was read."""
        self.mute_since_s = self.unanswered_since_s = None

    def unheard(self, now_s: float) -> None:
        """It was not, for whatever reason."""
        if self.mute_since_s is None:
            self.mute_since_s = now_s
        if self.unanswered_since_s is None:
            self.unanswered_since_s = now_s

    # -- its port

    def opened(self) -> None:
        """Its port was opened."""
        self._openings_failed, self.unanswered_since_s = 0, None

    def not_opened(self, error: PumpError, now_s: float) -> None:
        """It was not. What fails is tried again at once, and then less often.

        Each STOP that finds no port asks for it to be opened, and an opening that fails is mostly
        over sooner than STOP is repeated: twenty times a second, without end.
        """
        self._openings_failed += 1
        if self._openings_failed > OPEN_AT_ONCE:
            met = not isinstance(error, PortUnavailable)
            self._open_at_s = now_s + (OPEN_AGAIN_S if met else LOOK_FOR_PORT_S)

    # -- STOP

    def stop_begins(self, now_s: float) -> None:
        """STOP is wanted, and on its way."""
        if self._stop_since_s is None:
            self._stop_since_s = now_s

    def stop_over(self) -> None:
        """It is wanted no longer, or the pump stands."""
        self._stop_since_s, self.refuses = None, False

    def runs_on(self, now_s: float) -> None:
        """The pump has heard STOP and runs on.

        It refuses STOP, or control, and each further try is a message that lets it run: nothing
        but its VTBI would end that. Left alone it is stopped by its watchdog. If it would have
        obeyed the next STOP after all, it runs longer by the watchdog's time at most, which is
        what bounds any pump without us (decision 17).
        """
        since_s = self._stop_since_s
        if self.alone_s and since_s is not None and now_s - since_s >= REFUSES_S:
            self.refuses = True

    # -- when

    def quiet_until_s(self, now_s: float, *, stopping: bool) -> float:
        """Return until when nothing is opened or asked, unless somebody taps STOP.

        A pump that cannot be heard is asked while STOP is under way: its line may have to be opened
        again first. Only then are openings put off: otherwise a pump is asked once a poll.
        """
        since_s = self.mute_since_s
        mute = since_s is not None and now_s - since_s >= self._quiet_after_s
        if self.alone_s and (self.refuses or (mute and not stopping)):
            return now_s + self.alone_s
        return self._open_at_s if stopping else now_s

    def due_s(self, began_s: float, now_s: float) -> float:
        """Return when the pump is asked next after a round, if nothing else happens.

        A line that is gone fails at once and takes nothing from anybody.
        """
        can = self._can()
        timed_out = now_s - began_s > 0.9 * can.answer_max_ms / 1_000
        if not self._shares_line or self.mute_since_s is None or not timed_out:
            self._rest_s = 0.0
            return began_s + self._poll_s
        longest_s = REST_MAX_S
        if can.watchdog_s is not None:
            longest_s = min(longest_s, can.watchdog_s / REST_OF_WATCHDOG)
        self._rest_s = min(max(self._poll_s, 2 * self._rest_s), longest_s)
        return now_s + self._rest_s
