"""Plans: a function of the input only; flagged paths never show."""

import os
from pathlib import Path

import pytest

from avow.errors import InputError
from avow.scrub.pipeline.plan import Plan, identify_shard, make_plan, write_plan
from avow.scrub.proof.sealed import unseal
from avow.scrub.storage.local import LocalStore

LINE = b'{"text":"0123456789"}\n'


class NameScreen:
    """Flags names that hold an at sign."""

    secret = b"key of the run"

    def is_flagged(self, name: str) -> bool:
        return "@" in name


def plan_of(root: Path, *, shard_bytes: int = 10**6, exclude: tuple[str, ...] = ()) -> Plan:
    return make_plan(
        LocalStore(root=root), shard_bytes=shard_bytes, screen=NameScreen(), exclude=exclude
    )


def put(root: Path, name: str, data: bytes = LINE) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_one_shard_per_small_file_in_path_order(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/x.jsonl.gz", "a/y.txt", "c.csv"):
        put(tmp_path, name)
    plan = plan_of(tmp_path)
    assert [shard.output for shard in plan.shards] == [
        "data/a/x.jsonl.gz",
        "data/a/y.txt",
        "data/b.jsonl",
        "data/c.csv",
    ]
    assert [shard.source for shard in plan.shards] == ["a", "a", ".", "."]
    assert all(shard.end is None for shard in plan.shards)


def test_big_jsonl_is_cut_and_named_by_range(tmp_path: Path) -> None:
    put(tmp_path, "x.jsonl", LINE * 10)
    put(tmp_path, "x.jsonl.gz", LINE * 10)
    plan = plan_of(tmp_path, shard_bytes=len(LINE) * 4)
    assert [shard.label for shard in plan.shards] == [
        "x.0000-of-0003.jsonl",
        "x.0001-of-0003.jsonl",
        "x.0002-of-0003.jsonl",
        "x.jsonl.gz",
    ]
    assert [(shard.start, shard.end) for shard in plan.shards[:3]] == [
        (0, 88),
        (88, 176),
        (176, 220),
    ]
    assert plan.bytes_total == 220 + 220


def test_the_plan_does_not_depend_on_where_or_when(tmp_path: Path) -> None:
    for root in ("one", "two"):
        put(tmp_path, f"{root}/a/x.jsonl", LINE * 10)
    os.utime(tmp_path / "two/a/x.jsonl", ns=(7, 7))
    one, two = (plan_of(tmp_path / root, shard_bytes=100) for root in ("one", "two"))
    assert [s.shard_id for s in one.shards] == [s.shard_id for s in two.shards]
    assert unseal(write_plan(one), "p").digest == unseal(write_plan(two), "p").digest
    assert one.shards[0].identity != two.shards[0].identity


def test_ids_tell_path_and_range_apart() -> None:
    ids = {
        identify_shard("a", 0, None),
        identify_shard("a", 0, 1),
        identify_shard("a", 1, None),
        identify_shard("b", 0, None),
        identify_shard("a", 0, None, secret=b"k"),
    }
    assert len(ids) == 5
    assert identify_shard("a", 0, None) == identify_shard("a", 0, None)


def test_flagged_paths_show_nowhere(tmp_path: Path) -> None:
    put(tmp_path, "mails/jane@corp.test.jsonl.gz")
    put(tmp_path, "bob@corp.test/x.txt")
    plan = plan_of(tmp_path)
    for shard in plan.shards:
        assert shard.flagged
        assert "corp" not in repr(shard) + shard.label + shard.output + shard.source
        assert shard.shard_id == identify_shard(shard.path, 0, None, secret=NameScreen.secret)
    assert b"corp" not in write_plan(plan)
    assert plan.shards[1].output.endswith(".jsonl.gz")
    assert plan.shards[1].source == "mails"
    assert plan.shards[0].source.startswith("flagged-")


def test_names_that_would_clash_are_kept_apart(tmp_path: Path) -> None:
    put(tmp_path, "x.jsonl", LINE * 4)
    put(tmp_path, "x.0000-of-0002.jsonl", LINE)
    outputs = [shard.output for shard in plan_of(tmp_path, shard_bytes=len(LINE) * 2).shards]
    assert len(set(outputs)) == len(outputs) == 3


def test_what_is_passed_over_is_counted(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "_SUCCESS")
    put(tmp_path, "logs/b.log")
    (tmp_path / "loop").symlink_to(tmp_path)
    plan = plan_of(tmp_path, exclude=("_SUCCESS", "*.log"))
    assert plan.skipped == (("excluded", 2), ("symlink-loop", 1))


def test_an_unknown_format_is_an_error_not_silence(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.xyz")
    with pytest.raises(InputError, match=r"b\.xyz") as caught:
        plan_of(tmp_path)
    assert "--exclude" in caught.value.hint


def test_an_unknown_format_with_a_flagged_name(tmp_path: Path) -> None:
    put(tmp_path, "jane@corp.test.xyz")
    with pytest.raises(InputError) as caught:
        plan_of(tmp_path)
    assert "corp" not in str(caught.value) + caught.value.hint


@pytest.mark.parametrize("exclude", [(), ("*",)])
def test_an_input_without_files_is_an_error(tmp_path: Path, exclude: tuple[str, ...]) -> None:
    if exclude:
        put(tmp_path, "a.txt")
    with pytest.raises(InputError, match="no files"):
        plan_of(tmp_path, exclude=exclude)


@pytest.mark.parametrize(
    ("codec", "outputs"),
    [
        ("keep", ["a.jsonl", "b.csv.gz", "c.parquet", "d.warc.gz"]),
        ("none", ["a.jsonl", "b.csv", "c.parquet", "d.warc.gz"]),
        ("zstd", ["a.jsonl.zst", "b.csv.zst", "c.parquet", "d.warc.gz"]),
        ("gzip", ["a.jsonl.gz", "b.csv.gz", "c.parquet", "d.warc.gz"]),
    ],
)
def test_an_output_codec_renames_what_it_can_wrap(
    tmp_path: Path, codec: str, outputs: list[str]
) -> None:
    for name in ("a.jsonl", "b.csv.gz", "c.parquet", "d.warc.gz"):
        put(tmp_path, name)
    plan = make_plan(
        LocalStore(root=tmp_path), shard_bytes=10**6, screen=NameScreen(), output_codec=codec
    )
    assert [shard.label for shard in plan.shards] == outputs


def test_empty_files_are_shards(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", b"")
    assert [shard.size for shard in plan_of(tmp_path).shards] == [0]


def test_a_dangling_link_is_a_shard_that_will_fail(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "nothing")
    assert len(plan_of(tmp_path).shards) == 1
