"""Verify a finished data set with the command line, change one byte, and see the file named.

Prints:

    $ avow scrub IN OUT
    exit 0
    $ avow scrub verify OUT
    exit 0
    one byte of OUT/data/notes.txt changes
    $ avow scrub verify OUT
    data/notes.txt: was changed
    exit 4
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

AVOW = (sys.executable, "-c", "from avow.cli.main import main; main()")
NOTES = "Call Lena at +49 30 901820 before noon.\nThe server is 81.2.69.142.\n"


def main() -> None:
    """Scrub, verify, damage, verify again."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in", Path(folder) / "out"
        source.mkdir()
        (source / "notes.txt").write_text(NOTES, encoding="utf-8")
        key = Path(folder) / "master.key"
        _avow("scrub", "new-key", key, quiet=True)
        _avow("scrub", source, target, "--key", f"file:{key}", "--workers", "1", names="IN OUT")
        _avow("scrub", "verify", target, names="OUT")
        victim = target / "data" / "notes.txt"
        victim.write_bytes(victim.read_bytes().replace(b"noon", b"nOon"))
        print("one byte of OUT/data/notes.txt changes")
        _avow("scrub", "verify", target, names="OUT")


def _avow(*words: object, names: str = "", quiet: bool = False) -> None:
    """Run `avow` and print its complaints and its exit code."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [*AVOW, *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
        check=False,
    )
    if quiet:
        return
    verb = "verify " if "verify" in words else ""
    print(f"$ avow scrub {verb}{names}")
    for line in done.stderr.splitlines():
        if ": was " in line or done.returncode not in (0, 4):
            print(line)
    print("exit", done.returncode)


if __name__ == "__main__":
    main()
