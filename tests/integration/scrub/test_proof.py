"""Proof: any changed byte is found and named; no canary is in any byte; nothing needs a network."""

import gzip
import json
import shutil
import socket
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest
import zstandard

from avow.scrub.keys import KeyRef
from avow.scrub.proof.verify import verify_dataset
from avow.scrub.storage.local import LocalStore


def readable(path: Path) -> bytes:
    """Return the bytes of a file, and what they hold when decompressed."""
    data = path.read_bytes()
    if path.name.endswith(".gz"):
        return data + gzip.decompress(data)
    if path.name.endswith(".zst"):
        return (
            data + zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
        )
    if path.name.endswith(".parquet"):
        file = pq.ParquetFile(path)
        rows = json.dumps(file.read().to_pylist()).encode()
        return data + rows + repr(file.schema_arrow.metadata).encode()
    return data


def test_what_was_just_made_verifies(first_out: Path) -> None:
    result = verify_dataset(LocalStore(root=first_out))
    assert result.problems == ()
    assert result.files > 50


def test_a_flipped_byte_in_any_file_is_named(first_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(first_out, out)
    store = LocalStore(root=out)
    files = [path for path in sorted(out.rglob("*")) if path.is_file() and path.name[0] != "."]
    for number, path in enumerate(files):
        data = path.read_bytes()
        if not data:
            continue
        at = number * 7919 % len(data)
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        problems = verify_dataset(store).problems
        path.write_bytes(data)
        assert path.relative_to(out).as_posix() in [problem.path for problem in problems]
    assert verify_dataset(store).problems == ()


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("data/extra.jsonl", "listed by no receipt"),
        ("receipts/00.json", "listed by no receipt"),
        ("private/audit/x.parquet", "listed by no receipt"),
    ],
)
def test_a_file_that_was_slipped_in_is_named(
    first_out: Path, tmp_path: Path, name: str, what: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(first_out, out)
    (out / name).write_text("{}")
    problems = verify_dataset(LocalStore(root=out)).problems
    assert [(problem.path, problem.what) for problem in problems] == [(name, f"is {what}")]


def test_missing_files(first_out: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(first_out, out)
    shutil.rmtree(out / "private")
    kept = verify_dataset(LocalStore(root=out))
    assert kept.problems == ()
    assert "some private files have been removed" in kept.notes
    (out / "data/tables/people.csv").unlink()
    problems = verify_dataset(LocalStore(root=out)).problems
    assert [problem.path for problem in problems] == ["data/tables/people.csv"]
    (out / "MANIFEST.json").unlink()
    assert verify_dataset(LocalStore(root=out)).manifest is None


def test_no_canary_is_in_any_byte(
    runs: ModuleType, corpus_module: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    done = runs.call(
        corpus, tmp_path / "out", f"--key=file:{key.file}", "--max-bad=1", "--workers=1"
    )
    assert done.returncode == 0, done.stderr
    texts = {"stdout": done.stdout.encode(), "stderr": done.stderr.encode()}
    for path in (tmp_path / "out").rglob("*"):
        texts[path.relative_to(tmp_path).as_posix()] = (
            readable(path) if path.is_file() else b""
        ) + path.name.encode()
    assert len(texts) > 20
    for place, canary in corpus_module.CANARIES.items():
        stem = canary.partition("@")[0].encode()
        found = [name for name, data in texts.items() if stem in data]
        assert found == [], place


def test_a_whole_run_needs_no_socket(
    runs: ModuleType,
    corpus_module: ModuleType,
    key: KeyRef,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    corpus_module.build_corpus(tmp_path / "in", documents=10)

    class NoSocket(socket.socket):
        def __init__(self, *_: object, **__: object) -> None:
            raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", NoSocket)
    assert runs.scrub(runs.setup_for(tmp_path / "in", tmp_path / "out", key)).exit == 0


def test_scrubbing_the_output_again_changes_nothing(
    runs: ModuleType, first_out: Path, key: KeyRef, tmp_path: Path
) -> None:
    result = runs.scrub(runs.setup_for(first_out / "data", tmp_path / "again", key))
    assert result.exit == 0
    assert result.manifest.balance.changed == 0
    for path in (first_out / "data").rglob("*"):
        if path.suffix in (".jsonl", ".csv", ".txt") and "-of-" not in path.name:
            again = tmp_path / "again/data" / path.relative_to(first_out / "data")
            assert again.read_bytes() == path.read_bytes()
