"""Both stages together: recall, precision, order, chains, small sources, counts."""

import random
from pathlib import Path
from types import ModuleType

import pytest

from avow.errors import PolicyError
from avow.scrub.config import DedupConfig, DedupScope
from avow.scrub.dedup.interface import DropReason, DupCount

SHINGLE = 5
NEAR = DedupConfig(exact=DedupScope.DATASET, near=DedupScope.DATASET, allow_source_loss=True)


def fresh_words(choice: random.Random, count: int) -> list[str]:
    return [f"w{choice.randrange(10**9)}" for _ in range(count)]


def shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def similarity(one: str, other: str) -> float:
    first, second = shingles(one), shingles(other)
    return len(first & second) / len(first | second)


def pair_of(choice: random.Random, target: float, size: int = 300) -> tuple[str, str]:
    """Return two texts of new words whose Jaccard similarity is as near to a target as can be.

    They share their beginning, and each has an end of its own: with s shared shingles of n each,
    J = s / (2n - s).
    """
    shared = round(2 * size * target / (1 + target))
    start = fresh_words(choice, shared + SHINGLE - 1)
    rest = size - shared
    return (
        " ".join(start + fresh_words(choice, rest)),
        " ".join(start + fresh_words(choice, rest)),
    )


@pytest.mark.parametrize("threshold", [0.7, 0.8, 0.9])
def test_planted_pairs_are_found_and_none_below_the_threshold(
    dedup: ModuleType, tmp_path: Path, threshold: float
) -> None:
    choice = random.Random(int(threshold * 100))
    targets = [round(0.5 + step * 0.025, 3) for step in range(21)] * 5
    targets += [threshold + 0.004] * 150
    pairs = [pair_of(choice, target) for target in targets]
    left = [first for first, _ in pairs]
    right = [second for _, second in pairs]
    config = DedupConfig(
        exact=DedupScope.NONE,
        near=DedupScope.DATASET,
        threshold=threshold,
        allow_source_loss=True,
    )
    found = dedup.run_search([dedup.Texts(texts=left), dedup.Texts(texts=right)], tmp_path, config)
    drops = [
        (place in found.verdicts[0].drops, place in found.verdicts[1].drops)
        for place in range(len(pairs))
    ]
    alike = [similarity(*pair) >= threshold for pair in pairs]
    hits = sum(any(gone) for gone, is_alike in zip(drops, alike, strict=True) if is_alike)
    assert sum(alike) >= 150
    assert hits >= 0.99 * sum(alike)
    assert not any(all(gone) for gone in drops)
    assert not any(any(gone) for gone, is_alike in zip(drops, alike, strict=True) if not is_alike)
    assert found.near.summary.verified == hits


def test_the_threshold_itself_counts_as_alike(dedup: ModuleType, tmp_path: Path) -> None:
    start = [f"w{number}" for number in range(12)]
    # 8 shared shingles of 9 each: 8 / 10.
    one, other = " ".join([*start, "left"]), " ".join([*start, "right"])
    assert similarity(one, other) == 0.8
    shards = [dedup.Texts(texts=[one, other])]
    at = DedupConfig(
        exact=DedupScope.DATASET, near=DedupScope.DATASET, threshold=0.8, allow_source_loss=True
    )
    above = DedupConfig(
        exact=DedupScope.DATASET, near=DedupScope.DATASET, threshold=0.81, allow_source_loss=True
    )
    assert len(dedup.run_search(shards, tmp_path, at).kept) == 1
    assert len(dedup.run_search(shards, tmp_path, above).kept) == 2


def mixed_corpus(choice: random.Random) -> list[str]:
    texts = []
    for _ in range(40):
        words = fresh_words(choice, choice.randrange(3, 200))
        for copy in range(choice.choice([1, 1, 2, 6])):
            changed = list(words)
            for _ in range(copy % 3):
                changed[choice.randrange(len(changed))] = f"x{choice.randrange(10**6)}"
            texts.append(" ".join(changed))
    choice.shuffle(texts)
    return texts


def test_results_do_not_depend_on_the_order_of_work_or_of_files(
    dedup: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> None:
    choice = random.Random(5)
    texts = mixed_corpus(choice)
    shards = [dedup.Texts(texts=texts[start::4]) for start in range(4)]
    first = dedup.run_search(shards, tmp_path_factory.mktemp("first"), NEAR)
    again = dedup.run_search(shards, tmp_path_factory.mktemp("again"), NEAR, order=[2, 0, 3, 1])
    assert [one.digest for one in first.verdicts] == [one.digest for one in again.verdicts]
    for number in range(3):
        moved = list(texts)
        choice.shuffle(moved)
        cut = choice.randrange(1, len(moved))
        other = [dedup.Texts(texts=moved[:cut]), dedup.Texts(texts=moved[cut:])]
        result = dedup.run_search(other, tmp_path_factory.mktemp(f"moved{number}"), NEAR)
        assert result.kept == first.kept
        assert result.near.summary.sizes.classes == first.near.summary.sizes.classes
    assert first.dropped(DropReason.NEAR)


def test_every_dropped_record_is_like_a_kept_one(dedup: ModuleType, tmp_path: Path) -> None:
    texts = mixed_corpus(random.Random(9))
    found = dedup.run_search([dedup.Texts(texts=texts)], tmp_path, NEAR)
    kept = [text for text in found.kept if len(text.split()) >= SHINGLE]
    dropped = found.dropped(DropReason.NEAR)
    assert len(dropped) > 10
    for text in dropped:
        likeness = [similarity(text, other) for other in kept]
        assert max(likeness) >= 0.8
    for one in kept:
        assert all(similarity(one, other) < 0.8 for other in kept if other != one)


def test_the_longest_stays(dedup: ModuleType, tmp_path: Path) -> None:
    words = fresh_words(random.Random(1), 60)
    short, middle, long = (" ".join(words[:size]) for size in (50, 55, 60))
    shards = [dedup.Texts(texts=[short, long, middle])]
    found = dedup.run_search(shards, tmp_path, NEAR)
    assert found.kept == [long]
    assert found.verdicts[0].counts == {1: DupCount(exact=0, near=2)}


def book_chain(choice: random.Random, length: int) -> list[str]:
    """Return texts of which each is like its neighbours (J > 0.8) and unlike all others.

    Windows of equal length that move over one long text by a tenth of their size.
    """
    words = fresh_words(choice, 400 + 40 * length)
    return [" ".join(words[start * 40 : start * 40 + 400]) for start in range(length)]


def test_chains_are_never_followed(dedup: ModuleType, tmp_path: Path) -> None:
    chain = book_chain(random.Random(2), 40)
    assert similarity(chain[0], chain[1]) > 0.8 > similarity(chain[0], chain[2])
    found = dedup.run_search([dedup.Texts(texts=chain)], tmp_path, NEAR)
    kept = set(found.kept)
    # A transitive closure would leave one. Each record that goes stands next to one that stays.
    assert len(kept) >= 14
    for place, text in enumerate(chain):
        beside = {*chain[max(0, place - 1) : place + 2]} - {text}
        assert text in kept or beside & kept


def test_minority_source_survives(dedup: ModuleType, tmp_path: Path) -> None:
    """Boilerplate shared by all (marin #6854) must not eat unrelated books of a small source."""
    choice = random.Random(3)
    licence = fresh_words(choice, 120)
    books = [" ".join(licence + fresh_words(choice, 200)) for _ in range(60)]
    web = [" ".join(licence + fresh_words(choice, 400)) for _ in range(200)]
    web += [" ".join(fresh_words(choice, 80)) for _ in range(100)]
    copied = [text + " mirrored" for text in web[200:220]]
    shards = [
        dedup.Texts(texts=books, source="books"),
        dedup.Texts(texts=web + copied, source="web"),
    ]
    config = DedupConfig(exact=DedupScope.DATASET, near=DedupScope.DATASET, threshold=0.7)
    found = dedup.run_search(shards, tmp_path, config)
    kept = set(found.kept)
    assert set(books) <= kept
    assert set(web[:200]) <= kept
    assert len(found.dropped(DropReason.NEAR)) == 20
    assert found.near.sources["books"].loss == 0.0


@pytest.mark.parametrize("near", [DedupScope.DATASET, DedupScope.SOURCE])
def test_a_source_that_would_be_lost_stops_the_run(
    dedup: ModuleType, tmp_path_factory: pytest.TempPathFactory, near: DedupScope
) -> None:
    choice = random.Random(4)
    originals = [" ".join(fresh_words(choice, 100)) for _ in range(40)]
    mirrors = [text[: text.rindex(" ")] for text in originals[:30]]
    shards = [
        dedup.Texts(texts=originals, source="big"),
        dedup.Texts(texts=mirrors, source="small"),
    ]
    config = DedupConfig(exact=DedupScope.DATASET, near=near, min_source_records=1)
    if near is DedupScope.SOURCE:
        found = dedup.run_search(shards, tmp_path_factory.mktemp("passes"), config)
        assert len(found.kept) == 70
        return
    with pytest.raises(PolicyError, match="30 of 30 records of source small"):
        dedup.run_search(shards, tmp_path_factory.mktemp("refused"), config)
    allowed = DedupConfig(exact=DedupScope.DATASET, near=near, allow_source_loss=True)
    assert len(dedup.run_search(shards, tmp_path_factory.mktemp("allowed"), allowed).kept) == 40


def test_too_many_exact_copies_stop_the_run_too(dedup: ModuleType, tmp_path: Path) -> None:
    shards = [dedup.Texts(texts=["a b", "c d", "e f"]), dedup.Texts(texts=["a b"], source="other")]
    with pytest.raises(PolicyError, match="1 of 1 records of source other"):
        dedup.run_search(
            shards, tmp_path, DedupConfig(exact=DedupScope.DATASET, min_source_records=1)
        )


def test_copies_of_opted_out_records_are_no_loss(dedup: ModuleType, tmp_path: Path) -> None:
    shards = [
        dedup.Texts(texts=["mine", "b c"], opted_out=frozenset({0})),
        dedup.Texts(texts=["mine", "d e"], source="other"),
    ]
    found = dedup.run_search(shards, tmp_path, DedupConfig(exact=DedupScope.DATASET))
    assert found.kept == ["b c", "d e"]
    assert found.exact.sources["other"].documents == 1


def test_counts_hold_the_copies_of_near_duplicates(dedup: ModuleType, tmp_path: Path) -> None:
    words = fresh_words(random.Random(6), 60)
    long, near = " ".join(words), " ".join(words[:58])
    shards = [dedup.Texts(texts=[near, long, near, near.upper()]), dedup.Texts(texts=[long])]
    found = dedup.run_search(shards, tmp_path, NEAR)
    assert found.kept == [long]
    assert found.verdicts[0].counts == {1: DupCount(exact=1, near=3)}
    assert found.verdicts[0].drops == {
        0: DropReason.NEAR,
        2: DropReason.EXACT,
        3: DropReason.EXACT,
    }


def test_template_letters_that_differ_by_name_match(dedup: ModuleType, tmp_path: Path) -> None:
    body = " ".join(fresh_words(random.Random(7), 12))
    letters = [
        f"Dear [PERSON_{number}] {body} write to [EMAIL_{number}] now" for number in range(1, 4)
    ]
    named = [f"Dear {name} {body} write to {name}@x now" for name in ("Ann", "Bob")]
    config = DedupConfig(
        exact=DedupScope.DATASET, near=DedupScope.DATASET, threshold=1.0, allow_source_loss=True
    )
    found = dedup.run_search([dedup.Texts(texts=[*letters, *named])], tmp_path, config)
    assert len(found.kept) == 3
    assert set(named) <= set(found.kept)


def test_a_bucket_above_the_cap_is_compared_with_its_star_only(
    dedup: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> None:
    choice = random.Random(8)
    words = fresh_words(choice, 100)
    texts = [" ".join([*words, *fresh_words(choice, 1)]) for _ in range(60)]
    shards = [dedup.Texts(texts=texts)]
    capped = dedup.run_search(shards, tmp_path_factory.mktemp("capped"), NEAR, bucket_cap=10)
    free = dedup.run_search(shards, tmp_path_factory.mktemp("free"), NEAR)
    assert capped.kept == free.kept
    assert len(free.kept) == 1
    assert capped.near.summary.big_buckets > 0 == free.near.summary.big_buckets
    assert capped.near.summary.largest_bucket == 60


def test_nothing_at_all_gives_no_verdicts(dedup: ModuleType, tmp_path: Path) -> None:
    found = dedup.run_search(
        [dedup.Texts(texts=[]), dedup.Texts(texts=["", "..."])], tmp_path, NEAR
    )
    assert [one.digest for one in found.verdicts] == ["", ""]
    assert found.near.summary.candidates == 0
