"""What the documentation shows runs: each script of examples/, and the marked blocks of pages.

Marks stand on the line before a fenced block, in README.md and in docs/tutorials and docs/how-to;
the blocks of a page run in their order, in one folder that holds `notes.txt` and `IN`:

- `<!-- file: NAME -->`: the block is written to a file of that name.
- `<!-- runnable -->`: the commands of a `console` block run; lines below a command are its output.
  A `python` block runs by itself.
- `<!-- shortened output of: COMMAND -->`: every line of the block begins a line of the command's
  output, in this order.
"""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AVOW = (sys.executable, "-c", "from avow.cli.main import main; main()")
BLOCK = re.compile(r"<!-- ([^\n]+) -->\n```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FOUND_SOMETHING = 1
NEEDS = {"from_presidio.py": "presidio_analyzer"}
"""Examples that need an extra; `make test` sets AVOW_ALL_EXTRAS, and then none is left out."""
EXAMPLES = sorted(
    path
    for path in (ROOT / "examples").glob("*.py")
    if find_spec(NEEDS.get(path.name, "avow")) or os.environ.get("AVOW_ALL_EXTRAS")
)


PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "tutorials").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
]
NOTES = "Call Lena Brandt at +49 30 901820.\nWrite to lena@brackenmere.de.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A marked block of a page."""

    mark: str
    language: str
    body: str


def _blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [Block(mark=mark, language=word, body=body) for mark, word, body in BLOCK.findall(text)]


MARKED = [page for page in PAGES if "<!--" in page.read_text(encoding="utf-8")]


def _run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder, with settings and keys of its own."""
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def _avow(line: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    program, *words = shlex.split(line, comments=True)
    assert program == "avow", line
    done = _run([*AVOW, *words], folder)
    expected = (0, FOUND_SOMETHING) if words[0] == "detect" else (0,)
    assert done.returncode in expected, done.stdout + done.stderr
    return done


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_prints_what_its_docstring_promises(path: Path, tmp_path: Path) -> None:
    docstring = path.read_text(encoding="utf-8").split('"""')[1]
    _, _, promised = docstring.partition("rints:\n\n")
    wanted = [line.removeprefix("    ") for line in promised.rstrip("\n").splitlines()]
    assert wanted
    done = _run([sys.executable, str(path)], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == wanted


def test_every_example_is_in_their_readme() -> None:
    listed = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "examples").glob("*.py"):
        assert f"examples/{path.name}" in listed


@pytest.mark.parametrize("page", MARKED, ids=lambda page: page.name)
def test_the_marked_blocks_of_a_page_hold(page: Path, tmp_path: Path) -> None:
    blocks = _blocks(page)
    assert page.read_text(encoding="utf-8").count("<!--") == len(blocks), "a mark is not understood"
    (tmp_path / "IN").mkdir()
    for name in ("notes.txt", "IN/notes.txt"):
        (tmp_path / name).write_text(NOTES, encoding="utf-8")
    for block in blocks:
        kind, _, argument = block.mark.partition(": ")
        if kind == "file":
            (tmp_path / argument).write_text(block.body, encoding="utf-8")
        elif kind == "shortened output of":
            _check_shortened(block.body, _avow(argument, tmp_path).stdout)
        else:
            assert kind == "runnable"
            _run_block(block, tmp_path)


def test_the_readme_and_the_tutorials_are_marked() -> None:
    assert {page.name for page in MARKED} >= {"README.md", "detect.md", "rules.md"}


def _run_block(block: Block, folder: Path) -> None:
    if block.language == "python":
        done = _run([sys.executable, "-c", block.body], folder)
        assert done.returncode == 0, done.stderr
        return
    assert block.language == "console"
    for part in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        done = _avow(line, folder)
        if shown:
            assert [printed.rstrip() for printed in done.stdout.splitlines()] == shown


def _check_shortened(body: str, printed: str) -> None:
    lines = iter(_words(line) for line in printed.splitlines())
    for line in filter(None, map(_words, body.splitlines())):
        assert any(line == other[: len(line)] for other in lines), line


def _words(line: str) -> str:
    """Return a line without the spaces that only lay it out."""
    return " ".join(line.split())
