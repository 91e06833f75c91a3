"""Exact duplicates: the first stays, an opted-out record never, whatever the order of work."""

from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.scrub.config import DedupConfig, DedupScope
from avow.scrub.dedup.exact import (
    ExactDocument,
    ExactKeys,
    find_exact_duplicates,
    find_optout_copies,
    write_exact_keys,
)
from avow.scrub.dedup.interface import DropReason, DupCount, place_of
from avow.scrub.dedup.verdict_store import VerdictWriter

ANY_LOSS = DedupConfig(exact=DedupScope.DATASET, allow_source_loss=True)
Marked = tuple[str, bool]
SHARDS = st.lists(st.lists(st.tuples(st.sampled_from("abcd "), st.booleans())), max_size=5)


def expected(
    shards: list[list[Marked]], *, propagate: bool
) -> tuple[dict[tuple[int, int], DropReason], dict[tuple[int, int], int]]:
    """Decide by a dictionary of groups, as the text of the promise says it."""
    groups: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for number, shard in enumerate(shards):
        for ordinal, (text, opted_out) in enumerate(shard):
            if text.strip():
                groups[text].append((number, ordinal, opted_out))
    drops, counts = {}, {}
    for group in groups.values():
        staying = [(number, ordinal) for number, ordinal, opted_out in group if not opted_out]
        if propagate and len(staying) < len(group):
            drops.update(dict.fromkeys(staying, DropReason.OPTOUT_COPY))
            continue
        drops.update(dict.fromkeys(staying[1:], DropReason.EXACT))
        if len(staying) > 1:
            counts[staying[0]] = len(staying) - 1
    return drops, counts


def write_all(shards: list[list[Marked]], folder: Path) -> list[ExactKeys]:
    return [
        write_exact_keys(
            (
                ExactDocument(ordinal=ordinal, text=text, opted_out=opted_out)
                for ordinal, (text, opted_out) in enumerate(shard)
            ),
            folder / f"{number}.exact",
            shard_number=number,
            source="web",
            scope=DedupScope.DATASET,
            key=b"k" * 32,
        )
        for number, shard in enumerate(shards)
    ]


@given(
    shards=SHARDS,
    propagate=st.booleans(),
    reverse=st.booleans(),
    run_bytes=st.sampled_from([1, 24 * 7, 1 << 20]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
def test_groups_are_settled_as_promised(
    tmp_path: Path, shards: list[list[Marked]], propagate: bool, reverse: bool, run_bytes: int
) -> None:
    keys = write_all(shards, tmp_path)
    with VerdictWriter.open_sorter(tmp_path) as sorter:
        writer = VerdictWriter(sorter)
        find_exact_duplicates(
            keys[::-1] if reverse else keys,
            writer,
            folder=tmp_path,
            propagate_optouts=propagate,
            run_bytes=run_bytes,
        )
        store = writer.write(tmp_path / "exact.verdicts")
    drops, counts = expected(shards, propagate=propagate)
    for number in range(len(shards)):
        verdicts = store.of_shard(number)
        assert verdicts.drops == {o: why for (n, o), why in drops.items() if n == number}
        assert verdicts.counts == {
            o: DupCount(exact=times) for (n, o), times in counts.items() if n == number
        }


def test_a_huge_group_is_counted_over_many_blocks(tmp_path: Path) -> None:
    keys = write_all([[("same", False)] * 500, [("same", False), ("other", False)] * 250], tmp_path)
    with VerdictWriter.open_sorter(tmp_path) as sorter:
        writer = VerdictWriter(sorter)
        sizes = find_exact_duplicates(
            keys, writer, folder=tmp_path, propagate_optouts=True, run_bytes=240
        )
        store = writer.write(tmp_path / "exact.verdicts")
    assert store.of_shard(0).counts == {0: DupCount(exact=749)}
    assert store.of_shard(1).counts == {1: DupCount(exact=249)}
    assert [(one.groups, one.records) for one in sizes.classes] == [(1, 250), (1, 750)]


def test_the_first_by_path_and_ordinal_stays(dedup: ModuleType, tmp_path: Path) -> None:
    shards = [
        dedup.Texts(texts=["Alpha beta", "own"]),
        dedup.Texts(texts=["x", "alpha  BETA", "alpha\nbeta"]),
    ]
    found = dedup.run_search(shards, tmp_path, ANY_LOSS)
    assert found.kept == ["Alpha beta", "own", "x"]
    assert found.verdicts[0].counts == {0: DupCount(exact=2)}


def test_an_opted_out_record_takes_its_copies_along(dedup: ModuleType, tmp_path: Path) -> None:
    shards = [
        dedup.Texts(texts=["mine", "other"]),
        dedup.Texts(texts=["mine", "mine"], opted_out=frozenset({1})),
    ]
    found = dedup.run_search(shards, tmp_path, ANY_LOSS)
    assert found.kept == ["other"]
    assert found.dropped(DropReason.OPTOUT_COPY) == ["mine", "mine"]


def test_without_propagation_a_copy_stays_but_never_the_opted_out_one(
    dedup: ModuleType, tmp_path: Path
) -> None:
    shards = [
        dedup.Texts(texts=["mine"], opted_out=frozenset({0})),
        dedup.Texts(texts=["mine", "mine"]),
    ]
    config = DedupConfig(exact=DedupScope.DATASET, propagate_optouts=False, allow_source_loss=True)
    found = dedup.run_search(shards, tmp_path, config)
    assert found.kept == ["mine"]
    assert found.verdicts[1].drops == {1: DropReason.EXACT}


@pytest.mark.parametrize(
    ("scope", "kept"), [(DedupScope.SOURCE, 2), (DedupScope.DATASET, 1), (DedupScope.NONE, 3)]
)
def test_duplicates_meet_within_the_scope_only(
    dedup: ModuleType, tmp_path: Path, scope: DedupScope, kept: int
) -> None:
    shards = [
        dedup.Texts(texts=["same"], source="a"),
        dedup.Texts(texts=["same"], source="b"),
        dedup.Texts(texts=["same"], source="a"),
    ]
    config = DedupConfig(exact=scope, allow_source_loss=True)
    assert len(dedup.run_search(shards, tmp_path, config).kept) == kept


@given(shards=SHARDS, run_bytes=st.sampled_from([1, 24 * 7, 1 << 20]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_copies_of_opted_out_records_are_found_everywhere(
    tmp_path_factory: pytest.TempPathFactory, shards: list[list[Marked]], run_bytes: int
) -> None:
    folder = tmp_path_factory.mktemp("everywhere")
    keys = write_all(shards, folder)
    gone = find_optout_copies(keys, folder=folder, run_bytes=run_bytes)
    drops, counts = expected(shards, propagate=True)
    copies = {place for place, reason in drops.items() if reason is DropReason.OPTOUT_COPY}
    assert gone.tolist() == sorted(place_of(*place) for place in copies)
    with VerdictWriter.open_sorter(folder) as sorter:
        writer = VerdictWriter(sorter)
        find_exact_duplicates(keys, writer, folder=folder, propagate_optouts=True, gone=gone)
        store = writer.write(folder / "verdicts")
    found = {
        (number, ordinal): reason
        for number in range(len(shards))
        for ordinal, reason in store.of_shard(number).drops.items()
    }
    assert found == {place: drops[place] for place in drops.keys() - copies}
    assert len(counts) == sum(len(store.of_shard(number).counts) for number in range(len(shards)))


def test_texts_without_a_word_are_no_duplicates(dedup: ModuleType, tmp_path: Path) -> None:
    shards = [dedup.Texts(texts=["", " \n", "\u2003", ""])]
    assert len(dedup.run_search(shards, tmp_path, ANY_LOSS).kept) == 4


def test_keys_show_nothing_without_the_key(tmp_path: Path) -> None:
    documents = [ExactDocument(ordinal=0, text="a guessable text")]
    written = [
        write_exact_keys(
            documents,
            tmp_path / name,
            shard_number=0,
            source="web",
            scope=DedupScope.DATASET,
            key=key,
        ).path.read_bytes()
        for name, key in (("one", b"1" * 32), ("same", b"1" * 32), ("other", b"2" * 32))
    ]
    assert written[0] == written[1] != written[2]
    assert b"guessable" not in b"".join(written)
