"""The page as it is committed: its types are the service's own, it is small, it asks nobody."""

import gzip
import json
import re
from pathlib import Path

from service.api import typescript
from service.api.rights import RIGHTS

UI = Path(__file__).resolve().parents[3] / "service" / "ui"
WEB = UI / "web"
FIRST_MAX = 60_000
"""Bytes, compressed, of what a tablet must have before it shows and stops a chair."""
DESK_MAX = 30_000
"""Bytes, compressed, of the second file: the screens that nobody needs at a chair."""


def test_the_types_of_the_page_are_those_of_the_service() -> None:
    """`python -P -m service.api.typescript` brings them up to date."""
    assert typescript.FILE.read_text("utf-8") == typescript.typescript()


def test_a_message_of_the_live_feed_has_its_type() -> None:
    written = typescript.typescript()

    for name in ("WardView", "DeltaView", "HeartbeatView", "SessionView", "OrderBody"):
        assert f"export interface {name} {{" in written
    assert "  reported_rate_ml_h: string | null;\n" in written
    assert '  priority: "high" | "medium" | "low";\n' in written


def test_the_scripts_are_small() -> None:
    size = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in WEB.glob("*.js")}

    assert size.keys() == {"tablet.js", "desk.js", "sw.js"}
    assert size["tablet.js"] < FIRST_MAX
    assert size["desk.js"] < DESK_MAX


def test_what_stops_is_in_the_first_file() -> None:
    desk = (WEB / "desk.js").read_text("utf-8")
    worker = (WEB / "sw.js").read_text("utf-8")

    assert "REACTION" in (WEB / "tablet.js").read_text("utf-8")
    assert "REACTION" not in desk
    assert '"tablet.js", "desk.js"' in worker  # a reload without the server has both


def test_what_the_page_asks_rights_for_is_an_operation() -> None:
    asked = {
        name
        for path in (UI / "src").rglob("*.ts*")
        for call in re.findall(
            r"(?:nobody|blockers|refusedTo)\(([^()]*)\)", path.read_text("utf-8")
        )
        for name in re.findall(r'"(\w+)"', call)
    }
    desk = (UI / "src/board/visitdesk.tsx").read_text("utf-8")
    rows = re.search(r"const MAY: .*?\{(.*?)\};", desk, re.DOTALL)
    assert rows is not None
    asked |= set(re.findall(r'"(\w+)"', re.sub(r'"[\w-]+":', "", rows[1])))
    readying = (UI / "src/start/readying.tsx").read_text("utf-8")
    asked |= set(re.findall(r'operation="(\w+)"', readying))

    assert {"start", "cancel_visit", "record_bag"} <= asked
    assert asked <= set(RIGHTS)


def test_the_page_asks_nobody_but_the_ward() -> None:
    for path in WEB.iterdir():
        if path.suffix in {".js", ".css", ".html", ".webmanifest"}:
            hosts = set(re.findall(r"https?://([\w.-]+)", path.read_text("utf-8")))
            assert hosts <= {"www.w3.org"}, path.name  # the names of SVG and MathML


def test_what_keeps_the_page_touches_no_api() -> None:
    worker = (WEB / "sw.js").read_text("utf-8")

    assert "url.pathname.startsWith(`${scope.pathname}api/`)) return;" in worker
    assert "sync" not in worker.replace("async", "")


def test_everything_that_the_page_names_is_there() -> None:
    page = (WEB / "index.html").read_text("utf-8")
    manifest = json.loads((WEB / "manifest.webmanifest").read_text("utf-8"))
    named = re.findall(r'(?:href|src)="(?:\./)?([\w.-]+)"', page)
    icons = [icon["src"] for icon in manifest["icons"]]

    assert {"tablet.js", "index.css", "manifest.webmanifest"} <= set(named)
    assert [name for name in named + icons if not (WEB / name).is_file()] == []


def test_what_is_locked_names_no_registry() -> None:
    lock = (UI / "package-lock.json").read_text("utf-8")

    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert "omit-lockfile-registry-resolved=true" in (UI / ".npmrc").read_text("utf-8")
