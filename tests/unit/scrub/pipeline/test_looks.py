"""Looks are kept whole or not at all, and trusted only if every byte holds."""

from pathlib import Path

import numpy as np
import pytest

from avow.scrub.dedup.interface import DropReason
from avow.scrub.dedup.loss import SourceDuplicates
from avow.scrub.dedup.verdict_store import VerdictWriter
from avow.scrub.pipeline.classes import SourceSmall
from avow.scrub.pipeline.looks import INPUT_LOOK, Look, LookFacts, load_look, save_look
from avow.scrub.proof.layout import facts_path
from avow.scrub.storage.local import LocalStore

FACTS = LookFacts(sources=(SourceDuplicates("web", 9, 1, 0),), small=(SourceSmall("web", 8, 2),))


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(root=tmp_path / "out")


def save(store: LocalStore, folder: Path) -> Look:
    with VerdictWriter.open_sorter(folder) as sorter:
        writer = VerdictWriter(sorter)
        writer.drop(np.array([3, 5], dtype=np.uint64), DropReason.SMALL_CLASS)
        verdicts = writer.write(folder / "made")
    return save_look(store, INPUT_LOOK, verdicts.path, FACTS, basis="b1")


def test_what_was_kept_comes_back(store: LocalStore, tmp_path: Path) -> None:
    saved = save(store, tmp_path)
    kept = load_look(store, INPUT_LOOK, folder=tmp_path)
    assert kept is not None
    look, basis = kept
    assert basis == "b1"
    assert look.facts == saved.facts
    assert look.facts.small == FACTS.small
    assert look.facts.source_counts["web"].exact == 1
    assert look.of_shard(0).drops == {3: DropReason.SMALL_CLASS, 5: DropReason.SMALL_CLASS}
    assert look.of_shard(1).drops == {}


@pytest.mark.parametrize("name", [INPUT_LOOK, facts_path(INPUT_LOOK)])
def test_a_changed_or_missing_file_is_no_look(store: LocalStore, tmp_path: Path, name: str) -> None:
    save(store, tmp_path)
    path = store.root / name
    data = path.read_bytes()
    path.write_bytes(data[:-3] + b"x" + data[-2:])
    assert load_look(store, INPUT_LOOK, folder=tmp_path) is None
    path.unlink()
    assert load_look(store, INPUT_LOOK, folder=tmp_path) is None


def test_nothing_looked_for_says_nothing() -> None:
    assert Look().of_shard(7).digest == ""
