"""One pump is controlled from one place, where it has a serial number to tell it by."""

from collections.abc import Callable

from drivers.port import Identity
from service.shell.admitted import Refusing


class OnePlace:
    """Refuses at a place the pump that is open at another one."""

    def __init__(self, heard_at: Callable[[str], Identity | None]) -> None:
        """Ask `heard_at` who answers at a place; None where nobody does.

        A pump that was moved is silent where it was, and is let in where it is once it counts as
        silent there.
        """
        self._heard_at = heard_at
        self._places: dict[str, set[str]] = {}
        """Where each serial number has ever answered: asked at every reading, of a large ward too.

        Nobody answers at a place before having been asked about here.
        """

    def at(self, place: str) -> Refusing:
        """Return what refuses pumps at `place`."""

        def refusing(said: Identity) -> str | None:
            serial = said.serial_number
            if serial is None:
                return None
            places = self._places.setdefault(serial, set())
            places.add(place)
            for other in sorted(places - {place}):
                heard = self._heard_at(other)
                if heard is not None and heard.serial_number == serial:
                    return (
                        f"pump {serial} answers at {said.port} and as {other} too: is it plugged"
                        " in twice, or in the wrong place?"
                    )
            return None

        return refusing
