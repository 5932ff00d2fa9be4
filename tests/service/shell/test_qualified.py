"""Outside a simulation no pump is controlled whose make nobody has qualified."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import config
from drivers.link.lines import Lines
from drivers.port import Identity, Label, NotSafe, PumpDriver, PumpReport, TakesLabels
from service.catalog import Mode, WardConfig, load_ward
from service.catalog.qualifications import written
from service.catalog.signing import make_key
from service.catalog.wards import Trust
from service.core.qualification import PARTS, SCRIPT
from service.shell.admitted import AdmittedDriver
from service.shell.qualified_pumps import PumpsUnqualified
from service.wiring import PatientModeRefused, fit_driver, running
from tests.drivers import paper_pump
from tests.drivers.virtual import run


def record(**changed: Any) -> dict[str, Any]:
    return {
        "script": SCRIPT,
        "family": "new_era",
        "profile": "ne9000",
        "kind": "control",
        "simulated": False,
        "identity": {"model": "NE-9000", "firmware": "3.92", "serial_number": None},
        "parts": [{"name": name, "outcome": "passed"} for name in PARTS["control"]],
        **changed,
    }


def ward(folder: Path, **changed: Any) -> WardConfig:
    """A ward for people, with one pump and one qualification."""
    signer = make_key(folder / "key.pem")
    (folder / "q.json").write_bytes(written(record(**changed), signer))
    found = load_ward(config.find("wards", "bench"))
    trust = Trust(keys=(signer.public,), files=(folder / "q.json",))
    return replace(
        found, mode=Mode.PATIENT, pumps=found.pumps[:1], chairs=found.chairs[:1], trust=trust
    )


def start(found: WardConfig, folder: Path) -> None:
    async def whole() -> None:
        async with running(found, folder / "ward.sqlite"):
            pass

    asyncio.run(whole())


def refused(found: WardConfig, folder: Path) -> str:
    with pytest.raises(PumpsUnqualified) as error:
        start(found, folder)
    assert not (folder / "ward.sqlite").exists()
    return str(error.value)


def test_a_ward_without_a_qualification_of_its_pumps_is_not_started(tmp_path: Path) -> None:
    found = replace(ward(tmp_path), trust=Trust())

    assert "pump-1: NE-9000 (new_era, ne9000) may not be controlled" in refused(found, tmp_path)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"simulated": True}, "against a simulator only"),
        ({"profile": "ne1000"}, "for this profile"),
        ({"parts": [{"name": "identity", "outcome": "failed"}]}, "did not pass"),
    ],
)
def test_a_qualification_that_does_not_cover_the_pump_does_not_start_it(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    assert said in refused(ward(tmp_path, **changed), tmp_path)


def test_a_changed_byte_is_refused_at_the_start(tmp_path: Path) -> None:
    found = ward(tmp_path)
    raw = (tmp_path / "q.json").read_bytes()
    (tmp_path / "q.json").write_bytes(raw.replace(b"3.92", b"3.93"))

    assert "it was changed after it was signed" in refused(found, tmp_path)


def test_with_a_qualification_it_is_the_mode_alone_that_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PatientModeRefused):
        start(ward(tmp_path), tmp_path)


def test_a_simulation_needs_none(tmp_path: Path) -> None:
    found = replace(ward(tmp_path), trust=Trust(), mode=Mode.SIMULATION)

    start(found, tmp_path)


# -------------------------------------------------------------------------------- once it answers


@pytest.mark.shows("GIP-17")
@pytest.mark.parametrize(("firmware", "opens"), [("1", True), ("2", False)])
def test_a_pump_of_another_firmware_is_let_go_before_it_is_commanded(
    firmware: str, opens: bool
) -> None:
    async def whole() -> None:
        inner = paper_pump.bench(paper_pump.PROPOSES).driver
        driver = AdmittedDriver(
            inner, lambda said: None if said.firmware == firmware else "not this one"
        )
        if opens:
            assert "1" == (await driver.open()).firmware
            assert isinstance(await driver.read(), PumpReport)
            return
        with pytest.raises(NotSafe, match="not this one"):
            await driver.open()
        with pytest.raises(Exception, match="it is gone"):
            await inner.read()

    run(whole())


@pytest.mark.shows("GIP-17")
def test_outside_a_simulation_every_driver_asks_for_the_firmware(tmp_path: Path) -> None:
    async def whole() -> None:
        found = ward(tmp_path)
        driver = fit_driver(found, found.pumps[0], Lines())
        assert isinstance(driver, AdmittedDriver)
        good = Identity("NE-9000", "3.92", None, "line")
        assert driver._refusing(good) is None
        said = driver._refusing(replace(good, firmware="3.93"))
        assert said is not None
        assert "firmware 3.93 may not be controlled: only another firmware" in said
        another = driver._refusing(replace(good, model="NE-1000"))
        assert another is not None
        assert "NE-1000 (new_era, ne9000) with firmware 3.92 may not be controlled" in another
        simulation = replace(found, mode=Mode.SIMULATION)
        assert not isinstance(fit_driver(simulation, found.pumps[0], Lines()), AdmittedDriver)

    run(whole())


class Labelled(paper_pump.PaperDriver):
    """A driver that wants labels."""

    def __init__(self) -> None:
        super().__init__(paper_pump.PaperFar(), paper_pump.PROPOSES)
        self.labels: list[Label] = []

    def label(self, label: Label) -> None:
        self.labels.append(label)


def test_an_order_keeps_its_label_outside_a_simulation() -> None:
    inner = Labelled()
    driver: PumpDriver = AdmittedDriver(inner, lambda said: None)
    label = Label(subject="1", place="chair-1", product=("x", "y"), author="nurse-a", word=1)

    assert isinstance(driver, TakesLabels)  # what the keeper asks
    driver.label(label)
    assert [label] == inner.labels

    deaf = AdmittedDriver(
        paper_pump.PaperDriver(paper_pump.PaperFar(), paper_pump.PROPOSES), lambda said: None
    )
    deaf.label(label)  # nothing to pass it on to, and no fault
