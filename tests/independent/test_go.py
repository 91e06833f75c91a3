"""Receipts against an implementation that shares no code with ours: the Go project's packages."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from ledgers import fill, make_ledger

from avow.ledger.setup import read_policy

SOURCE = Path(__file__).parent / "receipt.go"
PACKAGES = Path("/usr/share/gocode")

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None or not (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir(),
    reason="needs Go and its x/mod packages (golang-go, golang-golang-x-mod-dev)",
)


@pytest.fixture(scope="module")
def verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("go")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(PACKAGES),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run(
        ["go", "build", "-o", str(folder / "receipt"), str(SOURCE)], env=environment, check=True
    )
    return folder / "receipt"


def run(verifier: Path, file: Path, key: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(verifier), str(file), key], capture_output=True, text=True, check=False
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("store", ["sqlite", "files"])
def test_go_verifies_our_receipts_and_refuses_changed_ones(
    store: str, verifier: Path, tmp_path: Path
) -> None:
    ledger = make_ledger(tmp_path / "l", store=store, pq=True)
    ids = [entry for count in (1, 6, 300) for entry in fill(ledger, count)]
    key = read_policy(tmp_path / "l").logs[0].render()
    file = tmp_path / "r"
    for number, entry in list(enumerate(ids, 1))[::23]:
        data = ledger.receipt(entry)
        file.write_bytes(data)
        done = run(verifier, file, key)
        assert done.stdout == f"verified {number} 308\n", done.stderr
    for old, new in (
        (b"\n308\n", b"\n309\n"),
        (b"index ", b"index 1"),
        (data.split(b"\n")[4], data.split(b"\n")[5]),
    ):
        file.write_bytes(data.replace(old, new, 1))
        assert run(verifier, file, key).stdout.startswith("refused")
