"""The loop: it learns, resumes exactly, keeps what is unknown out of the loss."""

import math
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest
import torch

from avow.detect.people.encoder.accurate import NETWORK_FILE, AccurateTagger
from avow.detect.people.encoder.wordpiece import WordPieces
from avow.detect.people.gazetteers import load_gazetteers
from avow.detect.people.scheme import OUTPUT_COUNT, OUTSIDE, begin_of, inside_of
from avow.errors import DamagedInput, InputError
from avow.evidence.canonical import digest_bytes
from avow.train.tagger.teacher import training
from avow.train.tagger.teacher.batches import (
    NO_TARGET,
    Batch,
    Example,
    Reader,
    examples_of,
    hide_lists,
    join,
)
from avow.train.tagger.teacher.build import RECEIPT_FILE, train_teacher
from avow.train.tagger.teacher.net import EncoderTagger, Shape, load_published
from avow.train.tagger.teacher.samples import NOT_KNOWN, Mark, Sample
from avow.train.tagger.teacher.training import Material, Recipe, fit, loss_of

RECIPE = Recipe(epochs=2, pieces_per_batch=80, rate=5e-3, steps_per_checkpoint=2, composed=0)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(vocabulary=WordPieces(training.read_vocabulary()), lists=load_gazetteers())


def run(net: EncoderTagger, material: Material, out: Path, recipe: Recipe = RECIPE) -> torch.Tensor:
    lines: list[str] = []
    trained = fit(net, material, out, seed=1, recipe=recipe, progress=lines.append)
    return trained.head.weight.detach().clone()


def test_training_lowers_the_loss(
    net: EncoderTagger, material: Material, tmp_path: Path, reader: Reader
) -> None:
    batch = join([example for s in material.samples for example in examples_of(s, reader)], 0)

    def loss(model: EncoderTagger) -> float:
        with torch.no_grad():
            logits = model.eval()(batch.pieces, batch.bits, batch.seen).flatten(0, 1)
        return float(loss_of(logits, batch, 0.0, 0.05))

    before = loss(net)
    after = loss(fit(net, material, tmp_path, seed=1, recipe=RECIPE, progress=lambda _: None))
    assert after < 0.8 * before


class Interrupted(Exception):
    """Stands for Ctrl-C."""


def test_a_resumed_run_gives_the_weights_of_an_unbroken_one(
    net: EncoderTagger, material: Material, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = {name: value.clone() for name, value in net.state_dict().items()}
    whole = run(net, material, tmp_path / "whole")
    net.load_state_dict(start)
    seen: list[str] = []

    def stop(line: str) -> None:
        seen.append(line)
        if len(seen) == 3:
            raise Interrupted

    monkeypatch.setattr(training, "_STEPS_PER_LINE", 1)
    with pytest.raises(Interrupted):
        fit(net, material, tmp_path / "part", seed=1, recipe=RECIPE, progress=stop)
    net.load_state_dict(start)
    assert torch.equal(run(net, material, tmp_path / "part"), whole)


@pytest.mark.parametrize("other", [replace(RECIPE, rate=1e-3), replace(RECIPE, epochs=3)])
def test_a_checkpoint_of_another_recipe_is_refused(
    net: EncoderTagger, material: Material, tmp_path: Path, other: Recipe
) -> None:
    run(net, material, tmp_path, replace(RECIPE, epochs=1))
    with pytest.raises(DamagedInput, match="another seed or recipe"):
        run(net, material, tmp_path, other)


def test_absent_data_are_an_error(net: EncoderTagger, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        train_teacher(tmp_path / "none", tmp_path / "out", recipe=RECIPE, start=net)


def test_one_call_trains_writes_and_receipts(
    net: EncoderTagger, data: Path, tmp_path: Path
) -> None:
    lines: list[str] = []
    out = train_teacher(
        data, tmp_path / "out", seed=4, recipe=RECIPE, progress=lines.append, start=net
    )
    tagger = AccurateTagger.load(folder=out)
    assert tagger.probabilities("Please ask Ann Lee.").shape == (5, OUTPUT_COUNT)
    receipt = orjson.loads((out / RECEIPT_FILE).read_bytes())
    assert receipt["seed"] == 4
    assert receipt["network"] == digest_bytes((out / NETWORK_FILE).read_bytes())
    assert set(receipt["data"]) >= {"tab/train", "presidio_synth/train_extra"}
    assert not any("dev" in name for name in receipt["data"])
    assert lines
    again = train_teacher(data, out, seed=4, recipe=RECIPE, progress=lines.append, start=net)
    assert orjson.loads((again / RECEIPT_FILE).read_bytes()) == receipt


def make(text: str, *marks: tuple[int, int, str], annotated: frozenset[str]) -> Sample:
    return Sample(
        text=text,
        marks=tuple(Mark(start=start, end=end, label=label) for start, end, label in marks),
        annotated=annotated,
        source="test",
    )


def test_targets_follow_the_marks(reader: Reader) -> None:
    sample = make(
        "Ann-Marie Lee met @bo",
        (0, 13, "PERSON"),
        (18, 21, NOT_KNOWN),
        annotated=frozenset(("PERSON",)),
    )
    (example,) = examples_of(sample, reader)
    begin, inside = begin_of("PERSON"), inside_of("PERSON")
    expected = [begin, inside, inside, inside, OUTSIDE, NO_TARGET, NO_TARGET]
    assert example.targets.tolist() == expected
    assert not example.open_classes[[OUTSIDE, begin, inside]].any()
    assert example.open_classes[begin_of("DATE")]


def one_word(target: int, annotated: frozenset[str], reader: Reader) -> Batch:
    (example,) = examples_of(make("May", annotated=annotated), reader)
    return join([replace(example, targets=np.array([target]))], 0)


def test_an_unmarked_word_may_have_a_label_that_its_set_does_not_annotate(reader: Reader) -> None:
    logits = torch.full((3, OUTPUT_COUNT), -20.0)
    logits[:, begin_of("DATE")] = 20.0
    forgiven = one_word(OUTSIDE, frozenset(("PERSON",)), reader)
    wrong = one_word(OUTSIDE, frozenset(("PERSON", "DATE")), reader)
    assert float(loss_of(logits, forgiven, 0.0, 1.0)) == pytest.approx(0, abs=1e-6)
    assert float(loss_of(logits, wrong, 0.0, 1.0)) > 30


def test_outside_is_better_than_a_label_that_nobody_can_refute(reader: Reader) -> None:
    batch = one_word(OUTSIDE, frozenset(("PERSON",)), reader)
    date = torch.full((3, OUTPUT_COUNT), -20.0)
    plain = date.clone()
    date[:, begin_of("DATE")] = 20.0
    plain[:, OUTSIDE] = 20.0
    assert float(loss_of(plain, batch, 0.0, 0.05)) == pytest.approx(0, abs=1e-6)
    assert float(loss_of(date, batch, 0.0, 0.05)) == pytest.approx(3.0, abs=0.01)


def test_a_marked_word_must_have_its_own_label(reader: Reader) -> None:
    logits = torch.full((3, OUTPUT_COUNT), -20.0)
    logits[:, begin_of("DATE")] = 20.0
    marked = one_word(begin_of("PERSON"), frozenset(("PERSON",)), reader)
    assert float(loss_of(logits, marked, 0.0, 1.0)) > 30


def test_an_unknown_word_adds_nothing(reader: Reader) -> None:
    unknown = one_word(NO_TARGET, frozenset(("PERSON",)), reader)
    assert float(loss_of(torch.randn(3, OUTPUT_COUNT), unknown, 0.02, 0.05)) == 0


def test_smoothing_gives_every_class_its_share(reader: Reader) -> None:
    batch = one_word(begin_of("LOC"), frozenset(), reader)
    flat = torch.zeros(3, OUTPUT_COUNT)
    assert float(loss_of(flat, batch, 0.5, 0.05)) == pytest.approx(math.log(OUTPUT_COUNT))


def test_padding_changes_no_answer(net: EncoderTagger, reader: Reader) -> None:
    net.eval()
    short, long = (
        examples_of(make(text, annotated=frozenset()), reader)[0]
        for text in ("Ann Lee", "Please ask Ann Lee about the very long bill of last May")
    )

    def logits(examples: list[Example]) -> torch.Tensor:
        batch = join(examples, 0)
        with torch.no_grad():
            return net(batch.pieces, batch.bits, batch.seen).flatten(0, 1)[batch.heads]

    torch.testing.assert_close(logits([short]), logits([short, long])[:2], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("share", "left"), [(0.0, True), (1.0, False)])
def test_hiding_lists_spares_the_case(reader: Reader, share: float, left: bool) -> None:
    (example,) = examples_of(make("Ann Lee", annotated=frozenset()), reader)
    hidden = hide_lists(example, share, random.Random(0))
    changed = not np.array_equal(hidden.bits, example.bits)
    assert changed is not left
    assert np.array_equal(hidden.bits[:, :8], example.bits[:, :8])


def test_step_zero_is_the_published_encoder() -> None:
    shape = Shape(vocabulary=len(training.read_vocabulary()), bits=3, labels=2)
    net = EncoderTagger(shape)
    load_published(net)
    net.eval()
    pieces = torch.tensor([[101, 7592, 102]])
    seen = torch.ones(1, 3, dtype=torch.bool)
    with torch.no_grad():
        plain = net(pieces, torch.zeros(1, 3, 3), seen)
        told = net(pieces, torch.ones(1, 3, 3), seen)
    assert torch.equal(plain, told)
