"""GLiNER2 through its own package, on a tiny model of its class, written to disk and read back.

The encoder is a BERT of 32 columns with random weights of a fixed seed, so what it marks means
nothing: tested is that the package runs as the adapter calls it, that offsets fit, that windows,
batches and failures are handled. The published weights are not here; nothing is claimed of them.
"""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from gliner2.configuration import ExtractorConfig
from gliner2.inference.engine import SpanExtractor
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import BertConfig, PreTrainedTokenizerFast

from avow.detect.backends.gliner2 import KINDS, Gliner2Opinion
from avow.detect.interface import RawSpan
from avow.errors import ConfigError, DetectionError

FEW = {"email": "contact.email", "phone_number": "contact.phone"}
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
TEXT = "Write to anna@firma.de or call 415 555 0132 today"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a tiny GLiNER2 to disk, as a user would have the published one."""
    folder = tmp_path_factory.mktemp("gliner2")
    symbols = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    vocabulary = {symbol: number for number, symbol in enumerate(symbols)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )
    torch.manual_seed(7)
    encoder = BertConfig(
        vocab_size=len(fast),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=1024,
    )
    model = SpanExtractor(
        ExtractorConfig(model_name="tiny", max_width=4), encoder_config=encoder, tokenizer=fast
    )
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def opinion(folder: Path) -> Gliner2Opinion:
    return Gliner2Opinion(folder, kinds=FEW, threshold=0.3)


def _apart(spans: list[RawSpan]) -> bool:
    """Tell whether spans of one label do not overlap."""
    return all(
        first.label != second.label or first.end <= second.start or second.end <= first.start
        for number, first in enumerate(spans)
        for second in spans[number + 1 :]
    )


@pytest.mark.parametrize(
    "text", [TEXT, TEXT + ".", "Müller 😀 naïve 漢字 anna@firma.de", "İ one two"]
)
def test_spans_fit_the_text(opinion: Gliner2Opinion, text: str) -> None:
    (spans,) = opinion.find([text])
    assert spans
    assert _apart(spans)
    for span in spans:
        value = text[span.start : span.end]
        assert value == value.strip() != ""
        assert span.label in FEW
        assert 0.3 <= span.score <= 1


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_is_found_in_nothing(opinion: Gliner2Opinion, text: str) -> None:
    assert opinion.find([text]) == [[]]


def test_a_threshold_of_one_finds_nothing(folder: Path) -> None:
    assert Gliner2Opinion(folder, kinds=FEW, threshold=1.0).find([TEXT]) == [[]]


def test_answers_do_not_depend_on_the_batch(opinion: Gliner2Opinion) -> None:
    texts = [TEXT, "", "short one"]
    assert opinion.find(texts) == [opinion.find([text])[0] for text in texts]


def test_a_long_text_is_read_to_its_end(folder: Path) -> None:
    """The package alone fails here: the encoder takes 1,024 pieces of text."""
    text = " ".join(f"word{number}" for number in range(400))
    opinion = Gliner2Opinion(folder, kinds=FEW, threshold=0.3, window_words=80, overlap_words=20)
    (spans,) = opinion.find([text])
    assert _apart(spans)
    thirds = {3 * span.start // len(text) for span in spans}
    assert thirds == {0, 1, 2}


def test_the_wording_of_the_labels_is_fixed_and_part_of_the_version(folder: Path) -> None:
    """Case label_wording_changes_result."""
    first = Gliner2Opinion(folder, kinds=FEW)
    other = Gliner2Opinion(folder, kinds={"e-mail": "contact.email", "phone": "contact.phone"})
    assert first.version != other.version
    assert first.version == Gliner2Opinion(folder, kinds=FEW).version
    assert first.find([TEXT]) != other.find([TEXT])
    assert len(KINDS) == 35
    assert {"person", "full_name", "date_of_birth", "iban"} < set(KINDS)


def test_a_missing_folder_of_parts_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    shutil.rmtree(other / "encoder_config")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        Gliner2Opinion(other)


def test_damaged_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "model.safetensors").write_bytes(b"no such format")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        Gliner2Opinion(other)


@pytest.fixture
def broken(folder: Path) -> Gliner2Opinion:
    """Return an opinion of its own, to be broken."""
    return Gliner2Opinion(folder, kinds=FEW, threshold=0.3)


def test_a_text_that_the_package_gives_up_on_fails_closed(
    broken: Gliner2Opinion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package logs a warning with the text and answers for another text in its place."""
    usual = broken._model.processor.word_splitter

    def split(text: str, lower: bool = True) -> Iterator[tuple[str, int, int]]:
        if "Anna" in text:
            raise ValueError("no words in " + text)
        yield from usual(text, lower)

    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[method-assign]
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    broken._model.processor.word_splitter = split
    with pytest.raises(DetectionError, match="failed on a") as raised:
        broken.find(["Ask Anna"])
    assert "Anna" not in str(raised.value)
    assert seen == []


def test_a_model_that_breaks_on_a_text_fails_closed(broken: Gliner2Opinion) -> None:
    with pytest.raises(DetectionError, match="failed on a window") as raised:
        broken.find(["Anna" + "x" * 20_000 + " " + "y " * 400])
    assert "Anna" not in str(raised.value)
