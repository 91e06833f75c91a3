"""The mixed corpus, built once, and a first run over it to compare with."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from avow.scrub.keys import KeyRef

ASSETS = Path(__file__).parents[2] / "assets" / "scrub"


def load_asset(name: str) -> ModuleType:
    """Import a module of the assets, which are no package."""
    known = sys.modules.get(f"scrub_assets_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"scrub_assets_{name}", ASSETS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def runs() -> ModuleType:
    """Return the module that runs scrub."""
    return load_asset("runs")


@pytest.fixture(scope="session")
def corpus_module() -> ModuleType:
    """Return the module that builds corpora."""
    return load_asset("corpus")


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory, runs: ModuleType) -> KeyRef:
    """Return the reference to the key of the tests."""
    reference: KeyRef = runs.write_key(tmp_path_factory.mktemp("key"))
    return reference


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, corpus_module: ModuleType) -> Path:
    """Return the mixed corpus; tests must not change it."""
    root: Path = tmp_path_factory.mktemp("corpus") / "in"
    corpus_module.build_corpus(root)
    return root


@pytest.fixture(scope="session")
def first_out(
    tmp_path_factory: pytest.TempPathFactory,
    pattern_cache: Path,
    runs: ModuleType,
    corpus: Path,
    key: KeyRef,
) -> Path:
    """Return the corpus scrubbed by one worker; tests must not change it."""
    out = tmp_path_factory.mktemp("first") / "out"
    result = runs.scrub(runs.setup_for(corpus, out, key))
    assert result.exit == 0, (result.problem, result.failures)
    return out


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory, corpus_module: ModuleType) -> Path:
    """Return a smaller mixed corpus that is full of copies; tests must not change it."""
    root: Path = tmp_path_factory.mktemp("copies") / "in"
    corpus_module.build_corpus(root, documents=40)
    corpus_module.add_copies(root)
    return root


@pytest.fixture(scope="session")
def dedup_out(
    tmp_path_factory: pytest.TempPathFactory,
    pattern_cache: Path,
    runs: ModuleType,
    copies: Path,
    key: KeyRef,
) -> Path:
    """Return the corpus of copies scrubbed by one worker with both searches for duplicates on."""
    out = tmp_path_factory.mktemp("dedup") / "out"
    result = runs.scrub(runs.setup_for(copies, out, key, runs.DEDUP_CONFIG))
    assert result.exit == 0, (result.problem, result.failures)
    dropped = result.manifest.balance.dropped
    assert dropped["duplicate"] > 40
    assert dropped["near-duplicate"] > 4
    return out


@pytest.fixture(scope="session")
def dedup_tree(runs: ModuleType, dedup_out: Path) -> dict[str, str]:
    """Return the hashes of what one worker left of the corpus of copies."""
    tree: dict[str, str] = runs.tree(dedup_out)
    return tree


@pytest.fixture(scope="session")
def first_tree(runs: ModuleType, first_out: Path) -> dict[str, str]:
    """Return the hashes of what one worker left."""
    tree: dict[str, str] = runs.tree(first_out)
    return tree
