"""What the tests of the simulated ward share: its protocol, small wards, quiet days."""

import config
from service.catalog import load_protocol
from service.planner.ward_day.asked import Request
from service.planner.ward_day.fate import Chances, Fate, Outcome, Struck, fate
from service.planner.ward_day.kinds import KINDS, Kind
from service.planner.ward_day.placing import Place, Promise
from service.planner.ward_day.policies import POLICIES
from service.planner.ward_day.scenario import Scenario
from service.planner.ward_day.ward import Ward, usual_ward

ISATUXIMAB = load_protocol(config.find("protocols", "isatuximab"))
KIND = {kind.id: kind for kind in KINDS}
QUIET = Chances(no_show=0, late_mean=0, late_spread=0, bag_late=0, nurse_missing=0, reactions=False)
"""Nothing departs from the plan."""

PLENTY = Ward(chairs=9, nurses=9, pumps=9, hoods=9)


def scenario(
    policy: str, chairs: int = 10, load_percent: int = 90, chances: Chances | None = None
) -> Scenario:
    ward = usual_ward(chairs)
    return Scenario(
        name=policy,
        policy=POLICIES[policy],
        ward=ward,
        asked_of=ward,
        load_percent=load_percent,
        chances=chances or Chances(),
    )


def promise(kind: Kind, seat: int, *, id_: int = 0, chair: int = 0) -> Promise:
    request = Request(id=id_, kind=kind, wish=seat)
    return Promise(request=request, place=Place(seat=seat, gap=kind.gap), chair=chair)


def quiet(kind: Kind) -> Fate:
    return fate(kind, ISATUXIMAB, QUIET, 1, 1)


def struck(at_min: int, outcome: Outcome, *, over_same_day: bool = True) -> Struck:
    return Struck(at=at_min * 60, outcome=outcome, over_same_day=over_same_day)
