from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from avow.detect.people.features import describe_words
from avow.detect.people.gazetteers import TABLE_FILE, Gazetteers, WordBit, read_gazetteers
from avow.detect.people.network import Network, WordInput
from avow.detect.people.words import find_words
from avow.errors import DamagedInput, InputError
from avow.evidence.canonical import digest_bytes
from avow.train.tagger.arrays import make_arrays
from avow.train.tagger.export import export_student, quantise_rows
from avow.train.tagger.fast_build import FastInputs, FastRecipe, build_fast, make_recipe, plan_fast
from avow.train.tagger.fit import FitSettings, fit, make_stream, predict
from avow.train.tagger.open_texts import read_texts
from avow.train.tagger.samples import Marked, Sample
from avow.train.tagger.soft import soft_arrays
from avow.train.tagger.student import Student
from avow.train.tagger.teacher.labels import SoftLabels, write_labels

SMALL = FastRecipe(
    epochs=2, templates=10, fit=FitSettings(width=16, step_words=200, rate=2e-2, word_drop=0.0)
)


def inputs_of(data: Path, text: Path, out: Path, labels: Path | None = None) -> FastInputs:
    return FastInputs(data=data, text=text, labels=labels, out=out)


@pytest.fixture(scope="module")
def built(data_folder: Path, text_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    build_fast(inputs_of(data_folder, text_folder, out), SMALL, lambda _: None)
    return out


@pytest.fixture(scope="module")
def lists(built: Path) -> Gazetteers:
    return read_gazetteers((built / TABLE_FILE).read_bytes())


def bits_of(lists: Gazetteers, text: str) -> list[WordBit]:
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    return [WordBit(int(bits)) for bits in lists.bits_of(describe_words(data, find_words(data)))]


def test_the_lists_hold_names_places_figures_and_usual_case(lists: Gazetteers):
    assert WordBit.FORENAME_TOP in bits_of(lists, "adam")[0]
    assert WordBit.FORENAME in bits_of(lists, "Zlatko")[0]
    assert WordBit.SURNAME in bits_of(lists, "Vos")[0]
    assert WordBit.CITY in bits_of(lists, "Lodz")[0]
    assert WordBit.USUALLY_SMALL in bits_of(lists, "and")[0]
    assert WordBit.PLACE_PHRASE in bits_of(lists, "New Town")[1]
    assert all(WordBit.FIGURE in bits for bits in bits_of(lists, "Greta Vale"))
    assert all(WordBit.FIGURE in bits for bits in bits_of(lists, "Max Both"))


def test_the_lists_leave_out_everyday_towns_and_rows_of_unclear_licence(lists: Gazetteers):
    assert WordBit.CITY not in bits_of(lists, "Today")[0]
    assert not any(WordBit.FIGURE in bits for bits in bits_of(lists, "Hugo Unclear"))


def test_the_same_inputs_give_the_same_bytes(
    built: Path, data_folder: Path, text_folder: Path, tmp_path: Path
):
    build_fast(inputs_of(data_folder, text_folder, tmp_path), SMALL, lambda _: None)
    for name in (TABLE_FILE, "tagger.onnx"):
        assert (tmp_path / name).read_bytes() == (built / name).read_bytes()
    other = replace(SMALL, fit=replace(SMALL.fit, seed=1))
    build_fast(inputs_of(data_folder, text_folder, tmp_path), other, lambda _: None)
    assert (tmp_path / "tagger.onnx").read_bytes() != (built / "tagger.onnx").read_bytes()


def test_a_second_run_makes_nothing_anew(built: Path, data_folder: Path, text_folder: Path):
    lines: list[str] = []
    build_fast(inputs_of(data_folder, text_folder, built), SMALL, lines.append)
    assert [line for line in lines if "made before" in line] == lines
    assert len(lines) == 2


def test_the_receipt_names_what_decides_the_weights(built: Path):
    receipt = orjson.loads((built / "fast_receipt.json").read_bytes())
    assert receipt["result"]["model"] == digest_bytes((built / "tagger.onnx").read_bytes())
    assert receipt["method"]["recipe"]["fit"]["seed"] == 0
    assert receipt["method"]["data"]["tab/train"].startswith("sha256:")
    assert receipt["method"]["code"].startswith("sha256:")


def test_a_plan_touches_nothing(data_folder: Path, text_folder: Path, tmp_path: Path):
    out = tmp_path / "none"
    lines = plan_fast(inputs_of(data_folder, text_folder, out), make_recipe(7))
    assert len(lines) == 4
    assert "seed 7" in lines[2]
    assert not out.exists()


def test_absent_and_broken_texts_are_errors(tmp_path: Path):
    with pytest.raises(InputError):
        list(read_texts(tmp_path, "none"))
    (tmp_path / "bad.jsonl.zst").write_bytes(b"not zstandard")
    with pytest.raises(DamagedInput):
        list(read_texts(tmp_path, "bad"))


def test_the_network_answers_as_the_student_does(lists: Gazetteers):
    import torch  # noqa: PLC0415 - the extra train

    torch.manual_seed(0)
    student = Student(16).eval()
    samples = [
        Sample("Adam Kowal met Rosa in Lodz, then he left.", (), frozenset(), "x"),
        Sample("No. 山 12", (), frozenset(), "x"),
    ]
    arrays = make_arrays(samples, lists)
    owners = np.repeat([0, 1], np.diff(arrays.borders))
    words = WordInput(rows=arrays.rows, bits=arrays.bits, texts=owners)
    every = np.ones(len(owners), dtype=np.bool_)
    answers = Network(export_student(student)).answer(words, every)
    # Tables are rounded to 8 bits in the file and not in the student.
    assert np.abs(answers - predict(student, arrays)).max() < 0.01


def test_rounded_rows_are_close():
    weights = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)
    weights[3] = 0
    rows, scale = quantise_rows(weights)
    assert rows.dtype == np.int8
    assert np.abs(rows * scale - weights).max() <= np.abs(weights).max() / 250
    assert not rows[3].any()


def test_a_student_learns_what_it_is_shown(lists: Gazetteers):
    named = Sample("then Adam came", (Marked(5, 9, "PERSON"),), frozenset({"PERSON"}), "x")
    plain = Sample("then table came", (), frozenset({"PERSON"}), "x")
    arrays = make_arrays([named, plain] * 20, lists)
    settings = FitSettings(width=16, step_words=100, rate=2e-2, word_drop=0.0)
    student = fit([[arrays]] * 20, settings)
    answers = predict(student, make_arrays([named, plain], lists))
    assert answers[1, 1] > 0.8
    assert answers[4, 1] < 0.2


def test_a_stream_holds_each_word_once_between_padding(lists: Gazetteers):
    arrays = make_arrays(
        [Sample(text, (), frozenset(), "x") for text in ("a b", "c", "d e f")], lists
    )
    stream = make_stream(arrays, np.random.default_rng(1))
    places = stream.places.numpy()
    assert sorted(places[places >= 0].tolist()) == list(range(6))
    follows = np.diff(places)
    inside = (places[1:] >= 0) & (places[:-1] >= 0)
    assert (follows[inside] == 1).all()


def test_soft_labels_follow_their_words_into_lower_case(lists: Gazetteers, tmp_path: Path):
    pieces = ["Adam came", "JohnSmith left", "all small"]
    counts = [2, 3, 2]
    rows = np.random.default_rng(0).dirichlet(np.ones(15), sum(counts)).astype(np.float16)
    labels = SoftLabels(
        data=np.frombuffer("".join(pieces).encode(), dtype=np.uint8),
        piece_offsets=np.cumsum([0, *map(len, pieces)]),
        word_offsets=np.cumsum([0, *counts]),
        probabilities=rows,
        sources=np.array(["x"] * 3),
        languages=np.array(["en"] * 3),
    )
    path = tmp_path / "batch_000.npz"
    write_labels(labels, path)
    (cased,) = soft_arrays([path], lists, lower=False)
    (lower,) = soft_arrays([path], lists, lower=True)
    assert cased.soft is not None
    assert lower.soft is not None
    assert cased.soft.tolist() == rows.tolist()
    # `johnsmith` is one word, and `all small` is lower case already.
    assert lower.soft.tolist() == rows[:2].tolist()
    assert len(lower.rows) == 2
