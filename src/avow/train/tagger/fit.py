"""Fitting the student: gold words by their allowed outputs, other words by a teacher's answers."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from avow.detect.people.scheme import OUTPUT_COUNT
from avow.train.tagger.arrays import EVERYTHING, WordArrays
from avow.train.tagger.student import Student

PADDING = 8
"""Padding words between samples: more than the reach of the windows."""
UNKNOWN_WEIGHT = 0.05
"""Weight of labels that a set does not annotate, on words that it leaves unlabelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSettings:
    """How a student is fitted.

    Attributes:
        width: Size of a vector.
        steps_words: Words per step.
        rate: Highest learning rate.
        word_drop, affix_drop, bit_drop, drop: Shares hidden, see `Student.forward`.
        average_from: Share of the steps after which weights are averaged.
        seed: Of everything random.
    """

    width: int = 64
    step_words: int = 3000
    rate: float = 4e-3
    word_drop: float = 0.2
    affix_drop: float = 0.08
    bit_drop: float = 0.1
    drop: float = 0.0
    average_from: float = 0.6
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """Words in the order of one epoch, with padding between samples."""

    places: torch.Tensor
    rows: torch.Tensor
    bits: torch.Tensor
    allowed: torch.Tensor
    soft: torch.Tensor | None


def make_stream(arrays: WordArrays, generator: np.random.Generator | None) -> Stream:
    """Lay samples end to end with padding, shuffled if a generator is given."""
    count = len(arrays.borders) - 1
    order = np.arange(count) if generator is None else generator.permutation(count)
    lengths = np.diff(arrays.borders)[order]
    starts = np.cumsum(lengths + PADDING) - lengths
    places = np.full(int((lengths + PADDING).sum()) + PADDING, -1, dtype=np.int64)
    offsets = np.repeat(starts - np.append(0, np.cumsum(lengths)[:-1]), lengths)
    source = np.repeat(arrays.borders[:-1][order] - np.append(0, np.cumsum(lengths)[:-1]), lengths)
    running = np.arange(int(lengths.sum()))
    places[running + offsets] = running + source
    taken = np.maximum(places, 0)
    allowed = np.where(places >= 0, arrays.allowed[taken], EVERYTHING)
    soft = None if arrays.soft is None else torch.from_numpy(arrays.soft[taken])
    return Stream(
        torch.from_numpy(places),
        torch.from_numpy(arrays.rows[taken]),
        torch.from_numpy(arrays.bits[taken].astype(np.int64)),
        torch.from_numpy(allowed.astype(np.int64)),
        soft,
    )


def unpack(bits: Tensor) -> Tensor:
    """Return the 32 bits of each number as 0.0 or 1.0, shape [n, 32]."""
    return ((bits[:, None] >> torch.arange(32)) & 1).float()


def fit(
    epochs: Sequence[Sequence[WordArrays]],
    settings: FitSettings,
    progress: Callable[[str], None] = lambda _: None,
) -> Student:
    """Return a student fitted on some epochs.

    Args:
        epochs: Arrays to go through in each epoch; samples of one epoch's arrays are mixed.
        settings: How.
        progress: Called with a line after each epoch.
    """
    torch.manual_seed(settings.seed)
    generator = np.random.default_rng(settings.seed)
    model = Student(settings.width)
    sparse = [table.weight for table in model.tables.values()]
    dense = [value for name, value in model.named_parameters() if not name.startswith("tables")]
    optimisers: list[torch.optim.Optimizer] = [
        torch.optim.SparseAdam(sparse, lr=settings.rate),  # type: ignore[arg-type]
        torch.optim.AdamW(dense, lr=settings.rate, weight_decay=0.01),
    ]
    total = sum(
        len(arrays.rows) + PADDING * len(arrays.borders) for epoch in epochs for arrays in epoch
    )
    steps = max(total // settings.step_words, 1)
    average = [torch.zeros_like(value) for value in model.parameters()]
    averaged = step = 0
    for number, epoch in enumerate(epochs):
        losses: list[float] = []
        streams = [make_stream(arrays, generator) for arrays in epoch]
        for stream, low in _slices(streams, settings.step_words, generator):
            _set_rate(optimisers, settings.rate * _schedule(step / steps))
            high = min(low + settings.step_words, len(stream.places))
            losses.append(_step(model, stream, low, high, settings, optimisers))
            step += 1
            if step >= settings.average_from * steps and step % 4 == 0:
                averaged += 1
                for mean, value in zip(average, model.parameters(), strict=True):
                    mean.add_(value.detach())
        progress(f"epoch {number + 1}/{len(epochs)} loss {np.mean(losses):.4f}")
    if averaged:
        with torch.no_grad():
            for mean, value in zip(average, model.parameters(), strict=True):
                value.copy_(mean / averaged)
    return model.eval()


def predict(model: Student, arrays: WordArrays, words: int = 8192) -> np.ndarray:
    """Return the probabilities of every word, float32, shape [words, outputs]."""
    stream = make_stream(arrays, None)
    reach = 2 * PADDING
    real = (stream.places >= 0).float()[:, None]
    result = np.zeros((len(arrays.rows), OUTPUT_COUNT), dtype=np.float32)
    with torch.no_grad():
        for low in range(0, len(stream.places), words):
            first, last = max(low - reach, 0), min(low + words + reach, len(stream.places))
            part = slice(first, last)
            logits = model(stream.rows[part], unpack(stream.bits[part]), real[part])
            inner = slice(low - first, min(low + words, len(stream.places)) - first)
            places = stream.places[low : low + words].numpy()
            answers = functional.softmax(logits, dim=1)[inner].numpy()
            result[places[places >= 0]] = answers[places >= 0]
    return result


def _allowance(allowed: Tensor) -> Tensor:
    """Return what is added to each log-probability before the allowed ones are summed.

    Where a word is outside or bears a label that its set does not annotate, the latter count
    little: at full weight the network would call every plain word of such a set by one of them.
    """
    right = ((allowed[:, None] >> torch.arange(OUTPUT_COUNT)) & 1).bool()
    added = torch.where(right, 0.0, -1e4)
    doubtful = right[:, 0] & (allowed != EVERYTHING)
    added[doubtful, 1:] += math.log(UNKNOWN_WEIGHT)
    return added


def _slices(
    streams: Sequence[Stream], words: int, generator: np.random.Generator
) -> list[tuple[Stream, int]]:
    slices = [(stream, low) for stream in streams for low in range(0, len(stream.places), words)]
    return [slices[at] for at in generator.permutation(len(slices))]


def _schedule(share: float) -> float:
    """Warm up over the first 3 %, then fall along a cosine to a twentieth."""
    if share < 0.03:
        return share / 0.03 + 0.01
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))


def _set_rate(optimisers: Sequence[torch.optim.Optimizer], rate: float) -> None:
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate


def _step(
    model: Student,
    stream: Stream,
    low: int,
    high: int,
    settings: FitSettings,
    optimisers: Sequence[torch.optim.Optimizer],
) -> float:
    part = slice(low, high)
    real = (stream.places[part] >= 0).float()
    logits = model(
        stream.rows[part],
        unpack(stream.bits[part]),
        real[:, None],
        word_drop=settings.word_drop,
        affix_drop=settings.affix_drop,
        bit_drop=settings.bit_drop,
        drop=settings.drop,
    )
    answers = functional.log_softmax(logits, dim=1)
    if stream.soft is None:
        losses = -torch.logsumexp(answers + _allowance(stream.allowed[part]), dim=1)
    else:
        losses = -(stream.soft[part].float() * answers).sum(dim=1)
    loss = (losses * real).sum() / real.sum().clamp(min=1)
    for optimiser in optimisers:
        optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    for optimiser in optimisers:
        optimiser.step()
    return float(loss.detach())
