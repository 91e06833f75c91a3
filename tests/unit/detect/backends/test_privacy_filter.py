"""Privacy Filter through the real transformers and torch, on a tiny model of the same class.

The model's weights are set by hand: what a token means is written into its embedding, attention
and experts add nothing. So the real configuration, tokeniser, model class and files are used, and
its answers are known. The published weights are not here; nothing is claimed about them.
"""

import shutil
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoConfig, AutoModelForTokenClassification, PreTrainedTokenizerFast

from avow.detect.backends.privacy_filter import MODEL_TYPE, PrivacyFilterOpinion
from avow.detect.backends.seconded import Second, load_seconded
from avow.errors import ConfigError, DetectionError

MEANINGS = {
    " Anna": "B-private_person",
    "Anna": "B-private_person",
    " Muster": "E-private_person",
    " Zoë": "S-private_person",
    " anna": "B-private_email",
    "@": "I-private_email",
    "firma": "I-private_email",
    ".": "I-private_email",
    "de": "E-private_email",
    " 2026": "S-private_date",
    " broken": "I-secret",
}
"""Pieces that the tiny model knows; every other piece is O, and a dot may be O as well."""
WIDTH = 64


def _piece(text: str) -> str:
    ((piece, _),) = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(text)
    return piece


def _tokenizer() -> PreTrainedTokenizerFast:
    symbols = ["<pad>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    merges: list[tuple[str, str]] = []
    for text in MEANINGS:
        piece = _piece(text)
        for end in range(2, len(piece) + 1):
            if piece[:end] not in symbols:
                symbols.append(piece[:end])
                merges.append((piece[: end - 1], piece[end - 1]))
    vocabulary = {symbol: number for number, symbol in enumerate(symbols)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="<pad>")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a tiny Privacy Filter to disk, as a user would have the published one."""
    folder = tmp_path_factory.mktemp("privacy-filter")
    tokenizer = _tokenizer()
    config = AutoConfig.for_model(
        MODEL_TYPE,
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        num_local_experts=2,
        num_experts_per_tok=1,
        pad_token_id=0,
        eos_token_id=0,
    )
    model = AutoModelForTokenClassification.from_config(config)
    numbers = {label: number for number, label in config.id2label.items()}
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if "o_proj" in name or "down_proj" in name or name.startswith("score"):
                weights.zero_()
        embedding = model.get_input_embeddings().weight
        embedding.zero_()
        embedding[:, numbers["O"]] = 1.0
        for text, label in MEANINGS.items():
            row = embedding[tokenizer.convert_tokens_to_ids(_piece(text))]
            row.zero_()
            row[numbers[label]] = 1.0
        embedding[tokenizer.convert_tokens_to_ids("."), numbers["O"]] = 1.0
        model.score.weight[:, : config.num_labels] = torch.eye(config.num_labels)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def opinion(folder: Path) -> PrivacyFilterOpinion:
    return PrivacyFilterOpinion(folder)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ask Anna Muster today.", [("Anna Muster", "private_person")]),
        ("Anna Muster", [("Anna Muster", "private_person")]),
        ("write to anna@firma.de now.", [("anna@firma.de", "private_email")]),
        ("😀 naïve Zoë came", [("Zoë", "private_person")]),
        ("Zoë", []),  # another piece than with a space before it
        ("on 2026", [("2026", "private_date")]),
        ("nothing. in here.", []),
        ("", []),
        ("   ", []),
        ("a broken thing", []),  # I without B is no span
        ("just Anna alone", []),  # B without E is no span
    ],
)
def test_spans_are_whole_and_fit_the_text(
    opinion: PrivacyFilterOpinion, text: str, wanted: list[tuple[str, str]]
) -> None:
    (spans,) = opinion.find([text])
    assert [(text[one.start : one.end], one.label) for one in spans] == wanted
    assert all(0.5 < one.score <= 1 for one in spans)


def test_dates_are_not_joined_unless_asked_for(folder: Path) -> None:
    assert "private_date" not in PrivacyFilterOpinion(folder).kinds
    asked = PrivacyFilterOpinion(folder, kinds={"private_date": "time.date"})
    assert asked.kinds == {"private_date": "time.date"}


def test_answers_do_not_depend_on_the_batch(opinion: PrivacyFilterOpinion) -> None:
    texts = ["Ask Anna Muster today.", "", "x" * 50, "write to anna@firma.de now."]
    assert opinion.find(texts) == [opinion.find([text])[0] for text in texts]


def test_a_long_text_is_read_in_windows_like_in_one_pass(folder: Path) -> None:
    text = "and Anna Muster wrote to anna@firma.de in " * 40
    whole = PrivacyFilterOpinion(folder, window_tokens=20_000, overlap_tokens=10)
    parts = PrivacyFilterOpinion(folder, window_tokens=64, overlap_tokens=24)
    found = parts.find([text])[0]
    assert found == whole.find([text])[0]
    assert len(found) == 80


def test_weak_spans_are_left_out(folder: Path) -> None:
    (strong,) = PrivacyFilterOpinion(folder, min_score=0.0).find(["Ask Anna Muster"])
    (none,) = PrivacyFilterOpinion(folder, min_score=1.0).find(["Ask Anna Muster"])
    assert len(strong) == 1
    assert none == []


def test_joined_to_ours_it_adds_names(opinion: PrivacyFilterOpinion) -> None:
    few = ("contact.email", "person")
    found = load_seconded([Second(opinion=opinion)], only=few).find("Ask Anna Muster today.")
    assert [(one.kind, one.rule) for one in found] == [
        ("person.name", "privacy-filter.private_person")
    ]


def test_the_version_changes_with_weights_and_settings(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "README.md").write_text("another model")
    versions = {
        PrivacyFilterOpinion(folder).version,
        PrivacyFilterOpinion(other).version,
        PrivacyFilterOpinion(folder, min_score=0.5).version,
    }
    assert len(versions) == 3
    assert PrivacyFilterOpinion(folder).version in versions


def test_a_model_of_another_kind_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    config = AutoConfig.for_model("bert", hidden_size=32, num_attention_heads=2)
    config.save_pretrained(other)
    with pytest.raises(ConfigError, match="holds a bert"):
        PrivacyFilterOpinion(other)


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_damaged_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / name).write_bytes(b"no such format")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        PrivacyFilterOpinion(other)


def test_a_model_that_breaks_on_a_text_fails_closed(folder: Path) -> None:
    opinion = PrivacyFilterOpinion(folder)
    opinion._model.score.weight.data = torch.zeros(3, 3)
    with pytest.raises(DetectionError, match="failed on a window") as raised:
        opinion.find(["Ask Anna Muster"])
    assert "Anna" not in str(raised.value)


def test_scores_that_are_no_numbers_fail_closed(folder: Path) -> None:
    opinion = PrivacyFilterOpinion(folder)
    opinion._model.score.bias.data[:] = float("nan")
    with pytest.raises(DetectionError):
        opinion.find(["Ask Anna Muster today."])
