"""`python -m tests.fuzz [CODEC …] [--seconds N]`: search for bytes that a codec does not bear.

Atheris drives libFuzzer, which learns from the branches that the codec takes; it never returns, so
each codec has a process of its own. A find is written to `.fuzz/<codec>/` and the command fails: it
becomes an entry of `FOUND` in `tests/fuzz/corpus.py`, and is mended. Without atheris (there are
wheels for Linux and CPython only) the same functions run in `tests/fuzz/test_codecs.py`.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

NAMES = ("new_era", "alaris", "bbraun_bcc", "er7", "hearing", "mllp")
LONGEST = 4_096
"""Bytes of one try: as many as are read from a line at once."""
HANGS_S = 5
"""One try takes microseconds."""
MEMORY_MB = 1_024
"""Of the whole process, with the tool's own tables."""
DONE = re.compile(r"Done (\d+) runs in (\d+) second")
COVERED = re.compile(r"cov: (\d+)")


def main() -> int:
    """Search each codec in turn; 1 when something was found."""
    options = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    options.add_argument("codecs", nargs="*", metavar="CODEC", help=", ".join(NAMES))
    options.add_argument("--seconds", type=int, default=20, help="for each codec")
    options.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        _search(chosen.codecs[0], chosen.seconds)
    found = [name for name in chosen.codecs or NAMES if not _searched(name, chosen.seconds)]
    return 1 if found else 0


def _searched(name: str, seconds: int) -> bool:
    """Search in a process of its own; say how it went; False when something was found."""
    words = [sys.executable, "-m", "tests.fuzz", name, "--one", "--seconds", str(seconds)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    ran, covered = DONE.search(done.stderr), COVERED.findall(done.stderr)
    if done.returncode or not ran:
        print(f"{name}: FOUND something\n{done.stdout[-4_000:]}{done.stderr[-4_000:]}")
        return False
    runs, took_s = int(ran[1]), int(ran[2])
    print(f"{name:10} {runs:10,} tries, {runs // took_s:7,} /s, {covered[-1]} branches, no find")
    return True


def _search(name: str, seconds: int) -> None:
    """Search in this process. Does not return."""
    import atheris

    with atheris.instrument_imports(include=["drivers"]):
        # Instrumented while they are imported.
        from tests.fuzz.codecs import CODECS
        from tests.fuzz.corpus import FOUND, seeds

    folder = Path(".fuzz") / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate((*seeds(name), *FOUND.get(name, {}).values())):
        (folder / f"seed-{number}").write_bytes(data)
    limits = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={HANGS_S}"]
    limits += [f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={folder}/found-"]
    atheris.Setup([sys.argv[0], *limits, str(folder)], CODECS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
