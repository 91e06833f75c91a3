import random
from pathlib import Path

import pytest

from avow.train.tagger.augment import Augmenter, Shares, lowered
from avow.train.tagger.compose import Composer
from avow.train.tagger.names import load_pools
from avow.train.tagger.samples import Marked, Sample

TEXT = "Then Mr. Adam Kowal and ROSA MARTA went to Lodz, met J. Vos and al."
SPANS = (
    Marked(9, 19, "PERSON"),
    Marked(24, 34, "PERSON"),
    Marked(43, 47, "LOC"),
    Marked(53, 59, "PERSON"),
)
NEVER = Shares(person=0, place=0, lower=0, upper=0, title=0, lower_names=0, typos=0)


def sample() -> Sample:
    return Sample(TEXT, SPANS, frozenset(), "x")


def change(folder: Path, shares: Shares, seed: int = 0) -> Sample:
    return next(Augmenter(load_pools(folder), seed, shares).change([sample()]))


def test_nothing_changes_without_shares(data_folder: Path):
    assert change(data_folder, NEVER) == sample()


@pytest.mark.parametrize("seed", range(5))
def test_other_names_keep_form_and_spans(data_folder: Path, seed: int):
    shares = Shares(person=1, place=1, lower=0, upper=0, title=0, lower_names=0, typos=0)
    changed = change(data_folder, shares, seed)
    values = [changed.text[span.start : span.end] for span in changed.spans]
    assert [span.label for span in changed.spans] == [span.label for span in SPANS]
    assert len(values[0].split()) >= 2
    assert values[1] == values[1].upper()
    assert values[3].startswith("J. ")
    assert changed.text.startswith("Then Mr. ")
    assert changed.text.endswith(" and al.")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        (Shares(person=0, place=0, lower=1, typos=0), TEXT.lower()),
        (Shares(person=0, place=0, lower=0, upper=1, typos=0), TEXT.upper()),
        (Shares(person=0, place=0, lower=0, upper=0, title=1, typos=0), TEXT.title()),
    ],
)
def test_case(data_folder: Path, shares: Shares, expected: str):
    changed = change(data_folder, shares)
    assert changed.text == expected
    assert changed.spans == SPANS


def test_typing_errors_keep_the_length(data_folder: Path):
    shares = Shares(person=0, place=0, lower=0, upper=0, title=0, lower_names=0, typos=1)
    changed = [change(data_folder, shares, seed).text for seed in range(20)]
    assert all(len(text) == len(TEXT) for text in changed)
    assert any(text != TEXT for text in changed)


def test_lowering_leaves_out_what_would_change_its_length():
    samples = [Sample("İzmir", (), frozenset(), "x"), sample()]
    assert [item.text for item in lowered(samples)] == ["İzmir", TEXT.lower()]


def test_the_same_seed_gives_the_same_samples(data_folder: Path):
    pools = load_pools(data_folder)
    first, second = ([*Composer(pools, 3).samples(200)] for _ in "ab")
    assert first == second
    assert [*Composer(pools, 4).samples(200)] != first


def test_composed_samples_are_well_formed(data_folder: Path):
    labels = set()
    for made in Composer(load_pools(data_folder), 1).samples(800):
        end = 0
        for span in made.spans:
            assert end <= span.start < span.end <= len(made.text)
            value = made.text[span.start : span.end]
            assert value == value.strip()
            labels.add(span.label)
            end = span.end
        assert "{" not in made.text.replace('{"', "").replace(" {", "") or "name" in made.text
    assert {"PERSON", "LOC", "ORG", "ADDRESS", "AGE", "DEM", "DATE"} <= labels


def test_people_of_every_origin_come_up(data_folder: Path):
    pools = load_pools(data_folder)
    chance = random.Random(0)
    lasts = {pools.person(chance)[1] for _ in range(3000)}
    for country in ("NG", "SY", "MX", "JP", "IN", "GH", "VN"):
        assert lasts & set(pools.last[country])


def test_eastern_names_are_in_their_own_characters(data_folder: Path):
    pools = load_pools(data_folder)
    chance = random.Random(0)
    assert all(min(pools.eastern(chance)) > "\u30ff" for _ in range(50))
