"""The project's own rules, read from its source: what no single module's test would notice."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("service", "drivers", "simulators", "config")

LONGEST_MODULE = 400
TABLES: frozenset[str] = frozenset()
"""Modules that may be longer because they are read by the row, not from top to bottom."""

CORE_MAY_IMPORT = frozenset(
    {
        "bisect",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
        "itertools",
        "math",
        "operator",
        "re",
        "types",
        "typing",
        "drivers.port",
        "drivers.quantities",
    }
)
"""Nothing here reads a clock, a file, a socket or a source of chance, and nothing waits."""

WARD_WORDS = frozenset(
    {
        "attestation",
        "bed",
        "booking",
        "chair",
        "dose",
        "drug",
        "nurse",
        "patient",
        "premedication",
        "protocol",
        "reaction",
        "regimen",
        "titration",
        "visit",
        "ward",
    }
)
"""What a pump driver never learns."""

THREAD_DOORS = frozenset(
    {
        "Thread",
        "ThreadPoolExecutor",
        "Timer",
        "aiosqlite",
        "run_in_executor",
        "run_in_threadpool",
        "run_sync",
        "start_new_thread",
        "to_thread",
    }
)
MAY_OPEN_THEM = frozenset(
    {
        "service/people/people.py",  # the disk, and a tenth of a second for each PIN (0019)
        "service/store/writer.py",  # the writer: the disk must not block the loop (0003)
        "service/book/writer.py",  # the same for the book, a file of its own (0014)
        "service/shell/loop_watchdog.py",  # the loop cannot watch itself (0011)
        "service/shell/virtual_loop.py",  # no thread: makes virtual time stand still for one
    }
)

DATA = frozenset(
    {".css", ".html", ".js", ".mako", ".png", ".sql", ".svg", ".typed", ".webmanifest", ".yaml"}
)
PAGE_SOURCES = ROOT / "service" / "ui"
"""Of these the wheel brings the built page alone."""


def modules(*folders: str) -> list[str]:
    """Return every Python file under `folders`, as a path from the root."""
    return sorted(
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
    )


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"), module)


def imports(module: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of whatever `module` imports, relative imports resolved."""
    package = Path(module).parent.parts
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            source = ".".join((*above, *filter(None, [node.module])))
            for alias in node.names:
                deeper = f"{source}.{alias.name}"
                as_path = ROOT / deeper.replace(".", "/")
                is_module = as_path.is_dir() or as_path.with_suffix(".py").exists()
                yield node.lineno, deeper if is_module else source


def identifiers(module: str) -> Iterator[tuple[int, str]]:
    """Yield line and spelling of every name in `module`; comments and docstrings are free."""
    for node in ast.walk(tree(module)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.alias(name=name, asname=asname):
                yield from ((node.lineno, part) for part in name.split("."))
                if asname:
                    yield node.lineno, asname


def words(identifier: str) -> set[str]:
    """Split `PatientName` and `patient_names` into words, plural s dropped."""
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)
    return {form for word in map(str.lower, found) for form in (word, word.removesuffix("s"))}


def calls(module: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(module)) if isinstance(node, ast.Call))


# ----------------------------------------------------------------------------------- every module


@pytest.mark.parametrize("module", modules(*PACKAGES))
def test_a_module_is_short_enough_to_read(module: str) -> None:
    length = len((ROOT / module).read_text("utf-8").splitlines())

    assert length <= LONGEST_MODULE or module in TABLES


def test_every_listed_table_exists() -> None:
    assert set() == TABLES - set(modules(*PACKAGES))


@pytest.mark.parametrize("module", modules(*PACKAGES, "tests"))
def test_nobody_asks_for_a_time_without_a_zone(module: str) -> None:
    naive = [
        call.lineno
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and "date" in ast.unparse(call.func.value).rsplit(".", 1)[-1]
        and (
            call.func.attr in {"utcnow", "utcfromtimestamp", "today"}
            or (call.func.attr == "now" and not call.args and not call.keywords)
        )
    ]

    assert [] == naive


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_what_it_is_and_is_typed(package: str) -> None:
    assert ast.get_docstring(tree(f"{package}/__init__.py"))
    assert (ROOT / package / "py.typed").exists()


# -------------------------------------------------------------------------------------- the rooms


@pytest.mark.parametrize("module", modules("service/core"))
def test_the_core_imports_only_what_cannot_act(module: str) -> None:
    """Import-linter sees packages; this sees the standard library's clocks, files and threads."""
    foreign = [
        (line, name)
        for line, name in imports(module)
        if name not in CORE_MAY_IMPORT and not f"{name}.".startswith("service.core.")
    ]

    assert [] == foreign


@pytest.mark.parametrize("module", modules("service/core"))
def test_the_core_neither_waits_nor_acts(module: str) -> None:
    acting = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
    clocks = {"today", "now", "utcnow"}  # datetime is there for the calendar, not for its clock

    waits = [
        node.lineno
        for node in ast.walk(tree(module))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)
    ]
    acts = [
        call.lineno
        for call in calls(module)
        if (isinstance(call.func, ast.Name) and call.func.id in acting)
        or (isinstance(call.func, ast.Attribute) and call.func.attr in clocks)
    ]

    assert [] == waits + acts


@pytest.mark.parametrize("module", [*modules("service/core"), "drivers/quantities.py"])
def test_quantities_are_whole_numbers(module: str) -> None:
    """One float, and a total of 250 mL may end at 249.99999999999997."""
    floats = [
        node.lineno
        for node in ast.walk(tree(module))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div))
    ]

    assert [] == floats


@pytest.mark.parametrize("module", modules("drivers"))
def test_a_driver_never_learns_whom_the_pump_treats(module: str) -> None:
    learnt = [
        (line, name)
        for line, name in identifiers(module)
        if name != "Protocol"  # typing's
        and words(name) & WARD_WORDS
    ]

    assert [] == learnt


@pytest.mark.parametrize(
    "module",
    modules(*(f"service/{room}" for room in ("core", "shell", "book", "people", "api", "store"))),
)
def test_the_service_starts_no_threads(module: str) -> None:
    doors = [(line, name) for line, name in identifiers(module) if name in THREAD_DOORS]

    assert [] == doors or module in MAY_OPEN_THEM


def test_pump_families_do_not_import_one_another() -> None:
    """Holds for a family that nobody has yet added to the contracts in pyproject.toml."""
    shared = {"drivers.link"}
    families = {
        f"drivers.{folder.name}" for folder in (ROOT / "drivers").iterdir() if folder.is_dir()
    } - shared

    across = [
        (module, line, name)
        for module in modules("drivers")
        if (own := ".".join(Path(module).parts[:2])) in families
        for line, name in imports(module)
        if (other := ".".join(name.split(".")[:2])) in families and other != own
    ]

    assert [] == across


# ------------------------------------------------------------------ the contracts in pyproject.toml


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("service/core/plan.py", "import sqlmodel", "service.core.plan -> sqlmodel"),
        ("service/core/plan.py", "import drivers.registry", "service.core.plan -> drivers"),
        ("service/store/__init__.py", "import service.shell", "service.store -> service.shell"),
        ("drivers/quantities.py", "import service.core.plan", "drivers.quantities -> service"),
        ("simulators/__init__.py", "import drivers.port", "simulators -> drivers.port"),
        ("service/shell/__init__.py", "import simulators", "service.shell -> simulators"),
    ],
)
def test_a_wrong_import_is_caught(tmp_path: Path, module: str, line: str, broken: str) -> None:
    """A contract that has never failed has shown nothing."""
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    source = (tmp_path / module).read_text("utf-8")
    (tmp_path / module).write_text(f"{source}\n{line}\n", "utf-8")

    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert lint.returncode == 1, lint.stdout + lint.stderr
    assert broken in re.sub(r"\s+", " ", lint.stdout)


# ------------------------------------------------------------------------------- what is handed out


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("chairside-*.whl")
    return zipfile.ZipFile(built)


def test_the_wheel_contains_the_data_files(wheel: zipfile.ZipFile) -> None:
    data = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if (path.suffix in DATA or path.name == "py.typed")
        and (PAGE_SOURCES not in path.parents or PAGE_SOURCES / "web" in path.parents)
    }

    assert set() == data - set(wheel.namelist())
    assert {".yaml", ".html"} <= {Path(name).suffix for name in data}
    assert not any("/ui/" in name and "/ui/web/" not in name for name in wheel.namelist())


def test_the_wheel_contains_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    (about,) = tops - set(PACKAGES)
    assert about.endswith(".dist-info")
    assert f"{about}/licenses/LICENSE" in wheel.namelist()


def project() -> dict[str, str | list[str] | dict[str, list[str]]]:
    read: dict[str, dict[str, str | list[str] | dict[str, list[str]]]]
    read = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return read["project"]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    plain = [re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)", row) for row in rows]

    assert all(plain), "constraints.txt holds names and versions: no addresses, no paths"
    return {normal(found[1]): found[2] for found in plain if found}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_pinned() -> None:
    runtime, extras = project()["dependencies"], project()["optional-dependencies"]
    assert isinstance(runtime, list)
    assert isinstance(extras, dict)

    named = {normal(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in [*runtime, *extras["dev"]]}

    assert set() == named - set(pins())


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{project()['version']}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
