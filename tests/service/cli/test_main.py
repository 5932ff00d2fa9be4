"""The command by its two names."""

import subprocess
import sys
from pathlib import Path


def test_the_module_is_the_command_although_the_folder_has_a_config_of_its_own(
    tmp_path: Path,
) -> None:
    """As `docs/running.md` writes it: without -P the folder's file would be imported for ours."""
    (tmp_path / "config.py").write_text("raise SystemExit('not this one')", "utf-8")
    words = [sys.executable, "-P", "-m", "service", "plan", "isatuximab", "--infusion", "1"]

    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (0, "") == (ended.returncode, ended.stderr)
    assert "200" in ended.stdout
