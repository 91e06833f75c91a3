import json
from pathlib import Path

import numpy as np
import pytest

from avow.errors import InputError, OutputError, UsageError, VerificationError
from avow.verbatim.build import build_index
from avow.verbatim.index_file import HEADER_BYTES, VerbatimIndex, open_index
from avow.verbatim.words import gram_hashes, hash_words

TEXTS = [" ".join(f"t{text}w{number}" for number in range(60)) for text in range(400)]


@pytest.fixture
def index(tmp_path: Path) -> VerbatimIndex:
    return build_index(TEXTS, tmp_path / "i", corpus="sha256:c")


def grams(index: VerbatimIndex, text: str, step: int = 1) -> np.ndarray:
    return gram_hashes(hash_words(text).hashes, index.facts.gram_words, index.key, step)


def test_stored_grams_are_never_missed_and_foreign_ones_rarely_pass(index: VerbatimIndex) -> None:
    for text in TEXTS[::37]:
        stored = grams(index, text, step=4)
        assert index.contains(stored).all()
        assert all(index.contains_one(int(gram)) for gram in stored)
    foreign = grams(index, " ".join(f"f{number}" for number in range(20_000)))
    found = index.contains(foreign)
    assert [index.contains_one(int(gram)) for gram in foreign[:500]] == found[:500].tolist()
    assert found.mean() < 2 * index.facts.false_positive_rate
    assert 0.01 < index.facts.false_positive_rate < 0.03


def test_facts_and_size(index: VerbatimIndex, tmp_path: Path) -> None:
    facts = index.facts
    assert (facts.texts, facts.grams, facts.corpus) == (400, 400 * 14, "sha256:c")
    assert facts.text_bytes == sum(map(len, TEXTS))
    assert (tmp_path / "i").stat().st_size == HEADER_BYTES + facts.bits // 8
    assert (tmp_path / "i").stat().st_mode & 0o077 == 0
    assert b"t0w0" not in (tmp_path / "i").read_bytes()


def test_texts_are_not_joined(tmp_path: Path) -> None:
    halves = ["a b c d", "e f g h"]
    index = build_index(halves, tmp_path / "i", corpus="c")
    assert index.facts.grams == 0
    assert not index.contains(grams(index, "a b c d e f g h")).any()
    assert not index.contains_one(5)
    assert index.facts.false_positive_rate == 0.0


def test_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    build_index(TEXTS * 3, tmp_path / "i", corpus="c", progress=lambda *at: seen.append(at))
    assert seen[-1] == (1200, 3 * sum(map(len, TEXTS)))
    assert len(seen) > 1


def test_damaged_files_are_refused(index: VerbatimIndex, tmp_path: Path) -> None:
    path = tmp_path / "i"
    whole = path.read_bytes()
    for at in (0, 9, 15, 40, HEADER_BYTES, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(VerificationError):
            open_index(path)
    for length in (1, 100, HEADER_BYTES, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(VerificationError):
            open_index(path)
    path.write_bytes(whole + b"x")
    with pytest.raises(VerificationError, match="too long"):
        open_index(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        open_index(path)
    with pytest.raises(InputError, match="No such file"):
        open_index(tmp_path / "none")


@pytest.mark.parametrize(
    "changes",
    [{"order": "middle"}, {"bits": 63}, {"step": 0}, {"grams": "1"}, {"key": "zz"}, {"more": 1}],
)
def test_headers_of_other_machines_and_versions(
    changes: dict[str, object], index: VerbatimIndex, tmp_path: Path
) -> None:
    path = tmp_path / "i"
    whole = path.read_bytes()
    length = int.from_bytes(whole[8:12], "little")
    values = json.dumps({**json.loads(whole[12 : 12 + length]), **changes}).encode()
    head = whole[:8] + len(values).to_bytes(4, "little") + values
    path.write_bytes(head.ljust(HEADER_BYTES, b"\x00") + whole[HEADER_BYTES:])
    with pytest.raises(VerificationError):
        open_index(path)


def test_an_index_is_of_one_corpus(index: VerbatimIndex, tmp_path: Path) -> None:
    open_index(tmp_path / "i", corpus="sha256:c", check=False)
    with pytest.raises(VerificationError, match="another corpus"):
        open_index(tmp_path / "i", corpus="sha256:d")


def test_impossible_parameters_and_places(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        build_index(TEXTS, tmp_path / "i", corpus="c", step=0)
    (tmp_path / "d").mkdir()
    with pytest.raises(OutputError):
        build_index(TEXTS, tmp_path / "d", corpus="c")
    assert [path.name for path in tmp_path.iterdir()] == ["d"]
