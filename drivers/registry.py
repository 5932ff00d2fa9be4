"""Which pump families there are. Adding one adds one line here, and nothing in the ward."""

from collections.abc import Callable

from drivers.alaris.driver import FAMILY as ALARIS
from drivers.alaris.driver import AlarisDriver
from drivers.alaris.overhear import AlarisListener
from drivers.bbraun_bcc.driver import FAMILY as BBRAUN_BCC
from drivers.bbraun_bcc.driver import BccDriver
from drivers.bbraun_bcc.overhear import BccListener
from drivers.ihe_pcd.driver import FAMILY as IHE_PCD
from drivers.ihe_pcd.driver import IhePcdDriver
from drivers.ihe_pcd.overhear import IhePcdListener
from drivers.link.lines import Lines, Mount
from drivers.new_era.driver import FAMILY as NEW_ERA
from drivers.new_era.driver import NewEraDriver
from drivers.new_era.overhear import NewEraListener
from drivers.overheard import GatewayListener, Listener
from drivers.port import PumpDriver

__all__ = ["BAUD", "FAMILIES", "GATEWAY_LISTENERS", "LISTENERS", "Factory", "Lines", "Mount"]

Factory = Callable[[Mount, Lines | None], PumpDriver]
"""Makes the driver of one pump. Pumps on one shared line must be given the same `Lines`."""

FAMILIES: dict[str, Factory] = {
    NEW_ERA: NewEraDriver,
    IHE_PCD: IhePcdDriver,
    ALARIS: AlarisDriver,
    BBRAUN_BCC: BccDriver,
}

BAUD: dict[str, int] = {NEW_ERA: 19_200, ALARIS: 38_400}
"""Line speed (bit/s) that a family's pumps leave the factory with; none where they are met over a
network."""

LISTENERS: dict[str, Callable[[], Listener]] = {
    NEW_ERA: NewEraListener,
    ALARIS: AlarisListener,
    BBRAUN_BCC: BccListener,
}
"""Makes the parsers over a captured line; a family without a line of bytes has none."""

GATEWAY_LISTENERS: dict[str, Callable[[str], GatewayListener]] = {IHE_PCD: IhePcdListener}
"""Makes the parsers over captured connections, for the pump at a port as a ward's file writes it;
`PortUnavailable` where that is none."""
