"""Whole logs: what an operator could do afterwards, and where verification says it was done."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledgers import START, SetClock, export, fill, incident, make_ledger

from avow.errors import InputError, UsageError, VerificationError
from avow.evidence.merkle import leaf_hash
from avow.ledger.export import OPENINGS, claimed_indexes, export_log, open_entries
from avow.ledger.formats.checkpoints import Checkpoint
from avow.ledger.formats.notes import sign_note
from avow.ledger.formats.quorum import TrustPolicy
from avow.ledger.formats.signing import ED25519, SignerKey
from avow.ledger.formats.tiles import Tile, tiles_of, write_bundle
from avow.ledger.leaves import Leaf
from avow.ledger.log import Ledger
from avow.ledger.setup import POLICY_FILE, read_policy, read_signing_keys
from avow.ledger.tree import Frontier
from avow.ledger.verify.promise import PromiseState, hold_against_log, parse_promise
from avow.ledger.verify.sources import FolderSource, HttpSource, StoreSource
from avow.ledger.verify.whole_log import LogReport, check_continues, verify_log
from avow.ledger.verify.witnessed import verify_checkpoint

COUNT = 300
SIGNER = SignerKey(name="stranger.example", kind=ED25519, seed=b"\x03" * 32)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with 301 entries and checkpoints at 1, 101 and 301, with its export."""
    folder = tmp_path_factory.mktemp("log")
    ledger = make_ledger(folder / "l")
    fill(ledger, 100)
    fill(ledger, COUNT - 100)
    export(ledger, folder / "l", folder / "x")
    ledger.close()
    return folder


@pytest.fixture
def policy(made: Path) -> TrustPolicy:
    return read_policy(made / "l")


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "x", tmp_path / "x")
    return tmp_path / "x"


def verify(folder: Path, policy: TrustPolicy, **options: object) -> LogReport:
    return verify_log(FolderSource(folder), policy, **options)


def leaves_of(folder: Path) -> list[bytes]:
    ledger = Ledger.open(folder, clock=SetClock())
    leaves = list(ledger.store.leaves(0, ledger.store.size()))
    ledger.close()
    return leaves


def rebuild(folder: Path, leaves: list[bytes], ledger: Path, *, sign: bool = True) -> None:
    """Do what an operator with all keys could do: write another log in place of the old."""
    nodes: dict[tuple[int, int], bytes] = {}
    frontier = Frontier(0, lambda level, index: nodes[level, index])
    for leaf in leaves:
        for level, index, node in frontier.append(leaf_hash(leaf)):
            nodes[level, index] = node
    shutil.rmtree(folder / "tile")
    for tile in tiles_of(len(leaves)):
        hashes = [nodes[tile.level * 8, tile.number * 256 + at] for at in range(tile.width)]
        path = folder / tile.path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(hashes))
    for first in range(0, len(leaves), 256):
        part = leaves[first : first + 256]
        path = folder / Tile(level=-1, number=first // 256, width=len(part)).path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_bundle(part))
    if sign:
        keys = read_signing_keys(ledger)
        state = Checkpoint(origin=keys.log[0].name, size=len(leaves), root=frontier.root())
        note = sign_note(state.render(), [keys.log[0]]).render().encode()
        (folder / "checkpoint").write_bytes(note)
        (folder / f"checkpoints/{len(leaves)}").write_bytes(note)


def test_an_untouched_export_verifies(made: Path, policy: TrustPolicy) -> None:
    seen: list[tuple[int, int]] = []
    report = verify(
        made / "x", policy, wanted={0, 300}, progress=lambda done, total: seen.append((done, total))
    )
    assert report.problems == ()
    assert (report.entries, report.checkpoints) == (301, 3)
    assert set(report.leaves) == {0, 300}
    assert seen[-1] == (301, 301)


def test_a_ledger_itself_verifies_too(made: Path, policy: TrustPolicy) -> None:
    ledger = Ledger.open(made / "l", clock=SetClock())
    source = StoreSource(ledger.store)
    assert verify_log(source, policy).problems == ()
    with pytest.raises(InputError, match="no checkpoints/7"):
        source.read("checkpoints/7")
    with pytest.raises(InputError, match=r"no tile/0/001\.p/46"):
        source.tile(Tile(level=0, number=1, width=46))
    assert len(source.read("tile/1/000.p/1")) == 32
    ledger.close()


def test_an_empty_log_verifies(tmp_path: Path, made: Path, policy: TrustPolicy) -> None:
    rebuild_empty = tmp_path / "x"
    shutil.copytree(made / "x", rebuild_empty)
    rebuild(rebuild_empty, [], made / "l")
    (rebuild_empty / "checkpoints/sizes").unlink()
    report = verify(rebuild_empty, policy)
    assert (report.problems, report.entries) == ((), 0)


ATTACKS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "delete": lambda leaves: [*leaves[:150], *leaves[151:]],
    "insert": lambda leaves: [*leaves[:150], leaves[0], *leaves[150:]],
    "swap": lambda leaves: [*leaves[:150], leaves[151], leaves[150], *leaves[152:]],
    "drop the end": lambda leaves: leaves[:200],
    "early": lambda leaves: [*leaves[:50], *leaves[51:]],
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_operator_with_all_keys_is_seen_by_older_checkpoints(
    name: str, copy: Path, made: Path, policy: TrustPolicy
) -> None:
    rebuild(copy, ATTACKS[name](leaves_of(made / "l")), made / "l")
    old = (made / "x" / "checkpoints/301").read_bytes()
    report = verify(copy, policy, seen=old)
    assert report.problems


def test_the_span_of_a_silent_change_is_named(copy: Path, made: Path, policy: TrustPolicy) -> None:
    leaves = leaves_of(made / "l")
    rebuild(copy, [*leaves[:60], leaves[61], leaves[60], *leaves[62:]], made / "l")
    (problem,) = verify(copy, policy).problems
    assert problem.index == 1
    assert "entries 1 to 100 do not give the root that was signed at size 101" in problem.what


@pytest.mark.parametrize("index", [0, 1, 99, 255, 256, 300])
def test_an_edited_entry_is_named(index: int, copy: Path, policy: TrustPolicy, made: Path) -> None:
    leaves = leaves_of(made / "l")
    leaves[index] = leaves[index][:20] + b"0" + leaves[index][21:]
    if leaves[index] == leaves_of(made / "l")[index]:
        leaves[index] = leaves[index][:20] + b"1" + leaves[index][21:]
    number = index // 256
    part = leaves[number * 256 : number * 256 + 256]
    (copy / Tile(level=-1, number=number, width=len(part)).path()).write_bytes(write_bundle(part))
    first = verify(copy, policy).problems[0]
    assert first.index == index
    assert first.what.startswith("leaf: the entry was changed")


def test_an_edited_node_is_named(copy: Path, policy: TrustPolicy) -> None:
    path = copy / "tile/1/000.p/1"
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    (problem,) = verify(copy, policy).problems
    assert (problem.index, problem.what) == (0, "node: tile/1/000.p/1 holds another hash")
    path.unlink()
    assert "cannot read tile/1/000.p/1" in verify(copy, policy).problems[0].what
    (copy / "tile/0/001.p/45").write_bytes(b"short")
    assert {problem.index for problem in verify(copy, policy).problems} == {0, 256}


def test_a_cut_bundle_is_named(copy: Path, policy: TrustPolicy) -> None:
    path = copy / "tile/entries/001.p/45"
    path.write_bytes(path.read_bytes()[:-1])
    assert verify(copy, policy).problems[0].index == 300


def test_missing_entries_are_named(copy: Path, policy: TrustPolicy) -> None:
    (copy / "tile/entries/001.p/45").unlink()
    problems = verify(copy, policy).problems
    assert problems[0].index == 256
    assert problems[0].what.startswith("leaf: cannot read")


def test_back_dated_and_repeated_entries_are_named_even_when_signed(
    copy: Path, made: Path, policy: TrustPolicy
) -> None:
    leaves = leaves_of(made / "l")
    shutil.rmtree(copy / "checkpoints")
    rebuild_plain = [*leaves[:150], leaves[150].replace(b"2026-", b"2025-"), *leaves[151:]]
    (copy / "checkpoints").mkdir()
    rebuild(copy, rebuild_plain, made / "l")
    (problem,) = verify(copy, policy).problems
    assert problem.index == 150
    assert "before that of the entry before" in problem.what
    rebuild(copy, [*leaves[:200], leaves[33], *leaves[200:]], made / "l")
    (problem,) = verify(copy, policy).problems
    assert (problem.index, problem.what) == (200, "leaf: the entry repeats entry 33")
    rebuild(copy, [*leaves[:200], b"{}", *leaves[200:]], made / "l")
    assert verify(copy, policy).problems[0].index == 200


def test_a_root_that_was_never_given_is_named(copy: Path, made: Path, policy: TrustPolicy) -> None:
    leaves = leaves_of(made / "l")
    rebuild(copy, [*leaves[:-1], leaves[5]], made / "l", sign=False)
    shutil.rmtree(copy / "checkpoints")
    problems = verify(copy, policy).problems
    assert any("do not give the root" in problem.what for problem in problems)


def test_wrong_checkpoints_in_the_list_are_named(
    copy: Path, made: Path, policy: TrustPolicy
) -> None:
    (copy / "checkpoints/sizes").write_bytes(b"1\n7\n101\nx\n301\n")
    shutil.copy(copy / "checkpoints/301", copy / "checkpoints/101")
    shutil.copy(copy / "checkpoints/1", copy / "checkpoints/7")
    shutil.copy(made / "l" / POLICY_FILE, copy / "checkpoints/1")
    whats = " ".join(problem.what for problem in verify(copy, policy).problems)
    assert "size 101 states size 301" in whats
    assert "size 7 states size 1" in whats
    assert "checkpoint of size 1:" in whats
    assert "checkpoint of size x:" in whats


def test_rollbacks_forks_and_other_logs_are_seen(
    copy: Path, made: Path, policy: TrustPolicy, tmp_path: Path
) -> None:
    newest = (made / "x" / "checkpoint").read_bytes()
    older = (made / "x" / "checkpoints/101").read_bytes()
    assert verify(copy, policy, seen=older).problems == ()
    (copy / "checkpoint").write_bytes(older)
    (problem,) = verify(copy, policy, seen=newest).problems
    assert "rolled back" in problem.what
    leaves = leaves_of(made / "l")
    fork = [*leaves[:200], *leaves[201:], leaves[200]]
    rebuild(copy, fork, made / "l")
    whats = [problem.what for problem in verify(copy, policy, seen=newest).problems]
    assert any("two roots were signed for size 301" in what for what in whats)
    other = make_ledger(tmp_path / "o")
    note = other.newest_checkpoint()
    assert note is not None
    (problem,) = verify(copy, policy, seen=note.render().encode()).problems
    assert problem.index == -1
    both = TrustPolicy(
        logs=(*policy.logs, SIGNER.verifier),
        log_urls={},
        witnesses={},
        groups={},
        quorum="none",
    )
    stranger = sign_note(f"{SIGNER.name}\n1\n{'A' * 43}=\n", [SIGNER]).render().encode()
    (problem,) = verify(copy, both, seen=stranger).problems
    assert "another log" in problem.what


def test_one_checkpoint_continues_another(made: Path, policy: TrustPolicy) -> None:
    source = FolderSource(made / "x")
    old = verify_checkpoint((made / "x" / "checkpoints/101").read_bytes(), policy)
    new = verify_checkpoint((made / "x" / "checkpoint").read_bytes(), policy)
    assert check_continues(source, old, new)
    assert check_continues(source, new, new)


def test_a_log_without_checkpoint_cannot_be_checked(copy: Path, policy: TrustPolicy) -> None:
    (copy / "checkpoint").unlink()
    with pytest.raises(InputError, match="checkpoint"):
        verify(copy, policy)
    (copy / "checkpoint").write_bytes(b"nonsense")
    (problem,) = verify(copy, policy).problems
    assert problem.what.startswith("checkpoint:")


def test_openings_open_their_entries_only(made: Path, policy: TrustPolicy) -> None:
    data = (made / "x" / OPENINGS).read_bytes()
    wanted = claimed_indexes(data)
    report = verify(made / "x", policy, wanted=wanted)
    opened, refused = open_entries(data, dict(report.leaves))
    assert (len(opened), refused) == (301, [])
    line = json.loads(data.splitlines()[5])
    bad = [
        b"nonsense",
        b"[]",
        b'{"index":1}',
        json.dumps({**line, "index": "5"}).encode(),
        json.dumps({**line, "key": "00"}).encode(),
        json.dumps({**line, "payload": line["payload"] + " "}).encode(),
        json.dumps({**line, "index": 6}).encode(),
        json.dumps({**line, "index": 9999}).encode(),
        json.dumps({**line, "kind": "scrub.run"}).encode(),
    ]
    opened, refused = open_entries(b"\n".join(bad), dict(report.leaves))
    assert opened == []
    assert [one.line for one in refused] == list(range(1, 10))
    _, (wrong,) = open_entries(json.dumps(line).encode(), {5: b"{}"})
    assert "canonical" in wrong.reason


def test_export_needs_a_new_folder_and_a_checkpoint(made: Path, tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a").write_bytes(b"")
    with pytest.raises(UsageError, match="empty"):
        export(ledger, tmp_path / "l", tmp_path / "x")
    ledger.close()
    fresh = make_ledger(tmp_path / "m")
    with fresh.store.transaction() as db:  # type: ignore[attr-defined]
        db.execute("DELETE FROM checkpoints")
    with pytest.raises(InputError, match="signed yet"):
        export(fresh, tmp_path / "m", tmp_path / "y")


def test_promise_without_entry_is_provable(made: Path, policy: TrustPolicy, tmp_path: Path) -> None:
    clock = SetClock()
    ledger = make_ledger(tmp_path / "l", clock=clock)
    (kept,) = ledger.append([incident(1)])
    ledger.sequence()
    ledger.sign_checkpoint()
    leaf = Leaf(commitment="0" * 64, kind="log.incident", time="2026-03-04T05:00Z").render()
    never = ledger.promise(leaf)
    policy = export(ledger, tmp_path / "l", tmp_path / "x")
    source = FolderSource(tmp_path / "x")
    signed = verify_checkpoint(source.read("checkpoint"), policy)
    key = read_signing_keys(tmp_path / "l").promise.verifier
    now = int(START.timestamp())
    outcome = hold_against_log(parse_promise(kept.promise, key), source, signed, now)
    assert (outcome.state, outcome.index) == (PromiseState.KEPT, 1)
    waiting = hold_against_log(parse_promise(never, key), source, signed, now + 60)
    assert waiting.state is PromiseState.WAITING
    broken = hold_against_log(parse_promise(never, key), source, signed, now + 61)
    assert broken.state is PromiseState.BROKEN


@pytest.mark.parametrize("text", ["x\n", "a\nb\nc\nd\n", "log.example/promise\nb\nc\n"])
def test_malformed_promises(text: str) -> None:
    key = SignerKey(name="log.example/promise", kind=ED25519, seed=b"\x04" * 32)
    with pytest.raises(VerificationError):
        parse_promise(sign_note(text, [key]).render().encode(), key.verifier)
    with pytest.raises(VerificationError, match="not signed"):
        parse_promise(sign_note(text, [SIGNER]).render().encode(), key.verifier)


def test_export_shows_how_far_it_is(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    seen: list[tuple[int, int]] = []
    export_log(ledger, tmp_path / "x", b"", lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_addresses_of_logs_are_http(policy: TrustPolicy) -> None:
    with pytest.raises(UsageError):
        HttpSource("ftp://example.com")
    with pytest.raises(InputError, match="does not answer"):
        HttpSource("http://127.0.0.1:9/log").read("checkpoint")
    with pytest.raises(InputError, match="does not answer"):
        HttpSource("https://127.0.0.1:9/log").tile(Tile(level=0, number=0, width=1))
