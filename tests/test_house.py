"""The house rules that a machine can check: sizes, names, light imports, docstrings."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "avow"
MODULES = sorted(SOURCE.rglob("*.py"))
PYTHON_FILES = sorted(
    path
    for folder in ("src", "tests", "benchmarks", "examples", "docs")
    for path in (ROOT / folder).rglob("*.py")
    if ".peers" not in path.parts
)
MOST_LINES = 500
MOST_FUNCTION_LINES = 50
MOST_MODULES = 14
MOST_COMMAND_LINES = 150
PROMISE_FILE = re.compile(r"p(0[1-9]|1[0-6])_[a-z_]+\.py")
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}
HEAVY = ("torch", "django", "numpy", "hyperscan", "pyarrow", "ray", "rich")


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_functions_are_short_and_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the first docstring line says what the file is about"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or 0) - node.lineno + 1
            docstring = ast.get_docstring(node, clean=False) or ""
            code = size - len(docstring.splitlines())
            assert code <= MOST_FUNCTION_LINES, f"{node.name} has {code} lines"


def test_no_folder_is_crowded_and_no_drawer_exists() -> None:
    for folder in {path.parent for path in MODULES}:
        modules = [
            path
            for path in folder.glob("*.py")
            # The sixteen promises stand in one folder on purpose: the page is the directory.
            if path.name != "__init__.py" and not PROMISE_FILE.fullmatch(path.name)
        ]
        assert len(modules) <= MOST_MODULES, folder
        assert not DRAWERS & {path.stem for path in modules}, folder
        assert folder.name not in DRAWERS, folder


def test_commands_only_parse_call_and_print() -> None:
    for path in (SOURCE / "cli").glob("*.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= MOST_COMMAND_LINES, path


@pytest.mark.parametrize("code", ["import avow", "import avow.cli.main", "import avow.settings"])
def test_the_door_opens_without_heavy_libraries(code: str) -> None:
    program = f"{code}; import sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_imports_name_the_defining_module() -> None:
    """`from avow.scrub import x` would bind to a package root; the module that owns x is named."""
    packages = {
        ".".join(("avow", *path.parent.relative_to(SOURCE).parts))
        for path in MODULES
        if path.name == "__init__.py"
    } - {"avow"}
    offenders = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                if node.module in packages:
                    names = {f"{node.module}.{alias.name}" for alias in node.names}
                    known = {
                        ".".join(("avow", *module.relative_to(SOURCE).with_suffix("").parts))
                        for module in MODULES
                    } | packages
                    offenders += [f"{path.name}: {name}" for name in names - known]
    assert offenders == []


def test_nothing_is_left_unfinished() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [path.name for path in MODULES if words.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_broad_excepts_stand_only_at_the_rims() -> None:
    rims = {"main.py", "inline.py"}  # the command line, and the runner of jobs
    found = [
        path.name
        for path in MODULES
        if re.search(r"except (Base)?Exception|except:", path.read_text(encoding="utf-8"))
        and path.name not in rims
    ]
    assert found == []
