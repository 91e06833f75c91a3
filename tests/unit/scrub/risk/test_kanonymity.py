"""k-anonymity against a count by brute force, on disk and in memory (guide 18.11)."""

import dataclasses
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.errors import ConfigError
from avow.scrub.config import QuasiConfig, ScrubConfig
from avow.scrub.proof.manifest import ClassRule, Manifest
from avow.scrub.records import Leaf, Record
from avow.scrub.risk.kanonymity import ClassCount, ClassCounter, recount_classes
from avow.scrub.risk.kanonymity import measure_kanonymity as measure
from avow.scrub.storage.interface import Store

Make = Callable[[Mapping[str, object], ScrubConfig], tuple[Store, Manifest]]
KEY = bytes(range(32))
Row = Mapping[str, str]


def record(row: Row) -> Record:
    leaves = tuple(Leaf(name, value) for name, value in row.items())
    return Record(ordinal=0, offset=0, size=0, leaves=leaves)


def count(rows: Sequence[Row], quasi: QuasiConfig, rows_in_memory: int = 500_000) -> ClassCount:
    with ClassCounter(quasi, key=KEY, rows_in_memory=rows_in_memory) as counter:
        for row in rows:
            counter.add(record(row))
        return counter.count()


def brute_force(rows: Sequence[Row], quasi: QuasiConfig) -> tuple[int, int, int, int, int | None]:
    """Return (classes, smallest, classes below, records below, people below)."""
    records: Counter[tuple[str | None, ...]] = Counter()
    people: dict[tuple[str | None, ...], set[str | None]] = defaultdict(set)
    for row in rows:
        values = tuple(row.get(column) for column in quasi.columns)
        records[values] += 1
        people[values].add(row.get(quasi.subject))
    size = {
        values: len(people[values]) if quasi.subject else times for values, times in records.items()
    }
    small = [values for values in size if size[values] < quasi.k]
    everyone = {one for values in small for one in people[values]}
    return (
        len(records),
        min(size.values(), default=0),
        len(small),
        sum(records[values] for values in small),
        len(everyone) if quasi.subject else None,
    )


ROWS = st.lists(
    st.fixed_dictionaries(
        {"zip": st.sampled_from("abc")},
        optional={
            "age": st.sampled_from(["1", "2", ""]),
            "who": st.sampled_from(["x", "y", "z", "w"]),
        },
    ),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 6), st.booleans(), st.integers(1, 9))
def test_equals_a_count_by_brute_force(
    rows: list[dict[str, str]], k: int, has_subject: bool, rows_in_memory: int
) -> None:
    quasi = QuasiConfig(columns=("zip", "age"), k=k, subject="who" if has_subject else "")
    found = count(rows, quasi, rows_in_memory)
    assert (
        found.classes,
        found.smallest,
        found.classes_below,
        found.records_below,
        found.people_below,
    ) == brute_force(rows, quasi)
    assert found.records == len(rows) == sum(row.records for row in found.sizes)
    assert found.classes == sum(row.classes for row in found.sizes)


def test_people_are_counted_and_not_records() -> None:
    rows = [{"zip": "a", "who": "one"}] * 20
    assert count(rows, QuasiConfig(columns=("zip",))).smallest == 20
    by_people = count(rows, QuasiConfig(columns=("zip",), subject="who"))
    assert (by_people.smallest, by_people.people, by_people.people_below) == (1, 1, 1)


def test_order_and_spilling_change_nothing() -> None:
    generator = random.Random(3)
    rows = [
        {"zip": str(generator.randrange(40)), "who": str(generator.randrange(300))}
        for _ in range(2000)
    ]
    quasi = QuasiConfig(columns=("zip",), subject="who", k=45)
    whole = count(rows, quasi)
    generator.shuffle(rows)
    assert count(rows, quasi, rows_in_memory=7) == whole
    assert whole.people == len({row["who"] for row in rows})


def test_values_do_not_run_into_each_other() -> None:
    rows = [{"a": "xy", "b": "z"}, {"a": "x", "b": "yz"}, {"a": "xyz"}]
    assert count(rows, QuasiConfig(columns=("a", "b"))).classes == 3


def test_nothing_is_an_empty_count() -> None:
    empty = count([], QuasiConfig(columns=("a",), subject="b"))
    assert (empty.records, empty.classes, empty.smallest, empty.people) == (0, 0, 0, 0)


PLACES = [
    {
        "id": number,
        "zip": f"803{number % 40:02d}",
        "seen": f"2024-05-{number % 28 + 1:02d}",
        "age": 30 + number % 2,
        "who": f"u{number}",
    }
    for number in range(120)
]
CONFIG = ScrubConfig(
    people="off", quasi=QuasiConfig(columns=("zip", "seen", "age"), k=10, subject="who")
)


def test_generalised_output_reaches_k(make_dataset: Make) -> None:
    store, manifest = make_dataset({"a.jsonl": PLACES[:70], "b.jsonl": PLACES[70:]}, CONFIG)
    found = measure(store, manifest, CONFIG, key=KEY, rows_in_memory=16)
    assert found.as_it_stands.smallest < 10
    assert found.as_it_stands.records_below == found.as_it_stands.people_below == 120
    assert found.if_generalised.smallest == 60
    assert found.if_generalised.classes == 2
    assert found.suppressed_records == 0
    assert found.counts == "people"


def test_recounting_needs_nothing_but_the_manifest(make_dataset: Make) -> None:
    rows = [{"city": "Bonn", "who": f"u{n}"} for n in range(12)]
    rows += [{"city": "Ulm", "who": f"v{n % 3}"} for n in range(9)]
    store, manifest = make_dataset({"a.jsonl": rows}, ScrubConfig())
    rule = ClassRule(columns=("city",), subject="who", k=10, action="suppress", records_left_out=0)
    count = recount_classes(store, manifest, rule)
    assert (count.classes, count.smallest, count.classes_below) == (2, 3, 1)
    assert (count.records_below, count.people_below) == (9, 3)
    enough = recount_classes(store, manifest, dataclasses.replace(rule, k=3))
    assert enough.classes_below == 0
    by_record = recount_classes(store, manifest, dataclasses.replace(rule, subject="", k=9))
    assert (by_record.classes_below, by_record.people) == (0, None)


def test_columns_must_be_named(make_dataset: Make) -> None:
    store, manifest = make_dataset({"a.jsonl": [{"text": "hello"}]}, ScrubConfig())
    with pytest.raises(ConfigError, match="quasi"):
        measure(store, manifest, ScrubConfig(), key=KEY)
