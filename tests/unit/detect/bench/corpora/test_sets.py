"""The table of labelled sets."""

import pytest

from avow.detect.bench.corpora.interface import Part
from avow.detect.bench.corpora.sets import find_set, labelled_sets, read_sets
from avow.errors import ConfigError, UsageError

ROW = """
[[set]]
name = "x"
title = "X"
language = "en"
locale = "en-GB"
licence = "MIT"
original_spacing = true
shippable = true
labels = { P = "PERSON" }
files = [{ name = "train", part = "train", annotates = ["PERSON"] }]
"""


def test_every_development_file_is_apart_from_training() -> None:
    for row in labelled_sets():
        for file in row.files:
            assert file.name.startswith(file.part.value)
            assert file.annotates <= {*row.labels.values(), "PERSON"}


def test_share_alike_and_evaluation_sets_do_not_ship() -> None:
    shipped = {row.name for row in labelled_sets() if row.shippable}
    assert not any(name.startswith("uner_") for name in shipped)
    assert shipped.isdisjoint({"germeval_de", "ler_de", "ronec_ro", "code_github"})
    assert {"tab", "meddocan_es", "wnut17", "btc", "gum"} <= shipped


def test_masks_differ_between_files_of_one_set() -> None:
    first, second = find_set("presidio_synth").files
    assert "AGE" in first.annotates
    assert "AGE" not in second.annotates
    assert first.part is Part.TRAIN


def test_unknown_set_is_refused() -> None:
    with pytest.raises(UsageError):
        find_set("nope")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "train"', 'name = "dev"'),
        ('"PERSON" }', '"HUMAN" }'),
        ('["PERSON"]', '["HUMAN"]'),
        ('locale = "en-GB"', 'place = "en-GB"'),
    ],
)
def test_a_bad_row_is_refused(old: str, new: str) -> None:
    assert read_sets(ROW)[0].name == "x"
    with pytest.raises(ConfigError):
        read_sets(ROW.replace(old, new))
