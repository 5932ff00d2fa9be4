"""The benches of all families. A new one adds one line here."""

from tests.drivers import alaris_bench, bbraun_bcc_bench, ihe_pcd_bench, new_era_bench
from tests.drivers.contract import OF_EVERY_KIND, Check, Family
from tests.drivers.contract_by_hand import MONITOR, PROPOSES, it_is_read_over_any_line
from tests.drivers.contract_control import CONTROL, a_session_over_any_line

BENCHES: dict[str, Family] = {
    "new_era": new_era_bench.FAMILY,
    "alaris": alaris_bench.FAMILY,
    "ihe_pcd": ihe_pcd_bench.FAMILY,
    "bbraun_bcc": bbraun_bcc_bench.FAMILY,
}
"""By the family's name in the registry of drivers."""

CHECKS: dict[str, tuple[Check, ...]] = {
    "control": (*OF_EVERY_KIND, *CONTROL),
    "proposes": (*OF_EVERY_KIND, *PROPOSES),
    "monitor": (*OF_EVERY_KIND, *MONITOR),
}
"""By what a pump can do."""

OVER_ANY_LINE: dict[str, Check] = {
    "control": a_session_over_any_line,
    "proposes": it_is_read_over_any_line,
    "monitor": it_is_read_over_any_line,
}
