"""Training the teacher: the loop, its averages, its checkpoints.

The order of samples, their changes and the dropout come from the seed alone, so a run that was
interrupted and resumed gives the weights of one that was not.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from avow.detect.bench.corpora.load import load_train, train_set_names
from avow.detect.people.encoder.inputs import BIT_COUNT
from avow.detect.people.encoder.wordpiece import WordPieces
from avow.detect.people.gazetteers import load_gazetteers as load_lists
from avow.detect.people.scheme import OUTPUT_COUNT, OUTSIDE
from avow.errors import DamagedInput
from avow.train.tagger.compose import Composer
from avow.train.tagger.names import NamePools as TemplatePools
from avow.train.tagger.names import load_pools
from avow.train.tagger.teacher.batches import (
    NO_TARGET,
    Batch,
    Example,
    Reader,
    batches_of,
    examples_of,
    hide_lists,
)
from avow.train.tagger.teacher.net import EncoderTagger, Shape, load_published, published_files
from avow.train.tagger.teacher.renewal import NamePools, Rates, load_names, renew
from avow.train.tagger.teacher.samples import Sample, samples_of, taken_over

Progress = Callable[[str], None]

CHECKPOINT = "checkpoint.pt"
_STEPS_PER_LINE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides the weights beside data, seed and machine.

    Attributes:
        epochs: Passes over the data, each with new names and casing.
        composed: Samples made from the project's own templates in an epoch.
        pieces_per_batch: Size of a step.
        most_words: Longest sample.
        rate: Highest learning rate of the encoder; bits and head learn `new_factor` times faster.
        last_rate: Learning rate at the end, as a share of the highest.
        warm_up: Share of the run in which the rate rises.
        hidden: Share of words, and of samples, whose bits from name lists are hidden.
        smoothing: Label smoothing.
        benefit: What an unmarked word counts for under a label that its set does not annotate.
        decay: Weight decay.
        average: Decay per step of the running mean of the weights, which is what is kept.
        steps_per_checkpoint: How often the state is written.
        unmarked: Share of the samples without a mark that an epoch sees.
        shares: Share of a set's samples that one epoch sees; 1 where absent, above 1 repeats.
    """

    epochs: int = 2
    composed: int = 3000
    pieces_per_batch: int = 1024
    most_words: int = 112
    rate: float = 2e-4
    new_factor: float = 5.0
    last_rate: float = 0.02
    warm_up: float = 0.03
    hidden: float = 0.1
    smoothing: float = 0.02
    benefit: float = 0.05
    decay: float = 0.01
    average: float = 0.995
    steps_per_checkpoint: int = 25
    unmarked: float = 0.6
    shares: tuple[tuple[str, float], ...] = (
        ("meddocan_es", 0.25),
        ("presidio_synth", 0.4),
        ("sec_filings", 0.25),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a network learns from.

    Attributes:
        samples: Samples of the labelled sets.
        names: Names and places to change them with.
        templates: Names and places to fill the project's own templates with, or None for none.
    """

    samples: tuple[Sample, ...]
    names: NamePools
    templates: TemplatePools | None = None


@dataclass(slots=True, kw_only=True)
class Run:
    """A training run between two steps.

    Attributes:
        net: The network that learns.
        average: Running means of its learning parameters, by name.
        optimiser: Its state.
        epoch, batch: Where the run stands.
        steps: Steps done.
    """

    net: EncoderTagger
    average: dict[str, Tensor]
    optimiser: torch.optim.AdamW
    epoch: int = 0
    batch: int = 0
    steps: int = 0


def train_network(
    data: Path,
    out: Path,
    *,
    seed: int,
    recipe: Recipe,
    progress: Progress,
    start: EncoderTagger | None = None,
) -> EncoderTagger:
    """Fine-tune an encoder on the labelled sets; resume where `out` has a checkpoint.

    Args:
        data: Folder of the labelled sets.
        out: Folder of the checkpoint.
        seed: Decides everything that is left to chance.
        recipe: How to train.
        progress: Gets a line now and then.
        start: The network to train, or None for the published encoder.

    Returns:
        The network with the averaged weights, after its last step.

    Raises:
        MissingExtra: The published weights are not installed.
        InputError: Data are absent.
        DamagedInput: The checkpoint belongs to another recipe or seed.
    """
    material = load_material(data, recipe, seed)
    progress(f"{len(material.samples)} samples")
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    return fit(start or _published(), material, out, seed=seed, recipe=recipe, progress=progress)


def _published() -> EncoderTagger:
    shape = Shape(vocabulary=len(read_vocabulary()), bits=BIT_COUNT, labels=OUTPUT_COUNT)
    net = EncoderTagger(shape)
    load_published(net)
    return net


def load_material(data: Path, recipe: Recipe, seed: int) -> Material:
    """Read what one learns from out of the data folder.

    Raises:
        InputError: Data are absent.
    """
    corpora = load_train(data, train_set_names())
    samples = [samples_of(corpus, most_words=recipe.most_words, seed=seed) for corpus in corpora]
    return Material(
        samples=tuple(chain.from_iterable(samples)),
        names=load_names(data / "gazetteers"),
        templates=load_pools(data),
    )


def read_vocabulary() -> list[str]:
    """Return the pieces of the published encoder in the order of their numbers."""
    return published_files()[1].read_text(encoding="utf-8").splitlines()


def fit(
    net: EncoderTagger,
    material: Material,
    out: Path,
    *,
    seed: int,
    recipe: Recipe,
    progress: Progress,
) -> EncoderTagger:
    """Train a network on some material; see `train_network`."""
    out.mkdir(parents=True, exist_ok=True)
    run = Run(net=net, average=_copy(net), optimiser=_optimiser(net, recipe))
    if (out / CHECKPOINT).is_file():
        _restore(run, out / CHECKPOINT, seed, recipe)
        progress(f"resumed at epoch {run.epoch}, batch {run.batch}")
    reader = Reader(vocabulary=WordPieces(read_vocabulary()), lists=load_lists())
    while run.epoch < recipe.epochs:
        batches = _epoch(material, reader, seed, run.epoch, recipe)
        _run_epoch(run, batches, out, seed, recipe, progress)
        run.epoch, run.batch = run.epoch + 1, 0
        _save(run, out / CHECKPOINT, seed, recipe)
    return averaged(run)


def averaged(run: Run) -> EncoderTagger:
    """Return a network with the averaged weights, ready to use."""
    net = EncoderTagger(run.net.shape)
    net.load_state_dict(run.net.state_dict() | run.average)
    return net.eval()


def _epoch(
    material: Material, reader: Reader, seed: int, epoch: int, recipe: Recipe
) -> list[Batch]:
    chance = random.Random(f"{seed}:{epoch}")  # noqa: S311 - order and changes, not secrets
    samples = list(material.samples)
    if material.templates:
        composer = Composer(material.templates, seed=seed * 1_000 + epoch)
        samples += map(taken_over, composer.samples(recipe.composed))
    shares = dict(recipe.shares)
    examples: list[Example] = []
    for sample in samples:
        share = shares.get(sample.source, 1.0) * (1.0 if sample.marks else recipe.unmarked)
        for _ in range(int(share) + (chance.random() < share % 1)):
            renewed = renew(sample, material.names, Rates(), chance)
            examples += (
                hide_lists(example, recipe.hidden, chance)
                for example in examples_of(renewed, reader)
            )
    return batches_of(
        examples,
        pieces_per_batch=recipe.pieces_per_batch,
        padding=reader.vocabulary.padding,
        chance=chance,
    )


def _run_epoch(
    run: Run,
    batches: Sequence[Batch],
    out: Path,
    seed: int,
    recipe: Recipe,
    progress: Progress,
) -> None:
    run.net.train()
    total, counted = 0.0, 0
    for batch in batches[run.batch :]:
        done = (run.epoch + run.batch / len(batches)) / recipe.epochs
        _set_rate(run.optimiser, recipe, done)
        # The dropout of a step depends on its number alone, so that a resumed run repeats it.
        torch.manual_seed(seed * 1_000_003 + run.steps)
        total += _step(run, batch, recipe)
        counted += 1
        run.batch += 1
        run.steps += 1
        if run.steps % _STEPS_PER_LINE == 0:
            place = f"epoch {run.epoch} batch {run.batch}/{len(batches)}"
            progress(f"{place} loss {total / counted:.4f}")
            total, counted = 0.0, 0
        if run.steps % recipe.steps_per_checkpoint == 0:
            _save(run, out / CHECKPOINT, seed, recipe)


def _step(run: Run, batch: Batch, recipe: Recipe) -> float:
    with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
        logits = run.net(batch.pieces, batch.bits, batch.seen)
    logits = logits.float().flatten(0, 1)
    loss = loss_of(logits, batch, recipe.smoothing, recipe.benefit)
    run.optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    learning = dict(_learning(run.net))
    nn.utils.clip_grad_norm_(learning.values(), 1.0)
    run.optimiser.step()
    # Early on the mean must follow fast, or it would keep the untrained weights for long.
    keep = min(recipe.average, (1 + run.steps) / (10 + run.steps))
    with torch.no_grad():
        for name, weight in learning.items():
            run.average[name].lerp_(weight.detach(), 1 - keep)
    return float(loss.detach())


def loss_of(logits: Tensor, batch: Batch, smoothing: float, benefit: float) -> Tensor:
    """Return the mean loss of the words with a target.

    An unmarked word may have a label that its set does not annotate. That label counts for less
    than "outside": if it counted as much, the network would put the plain words of such a set,
    which it tells by its style, under any label that nobody can refute there.

    Args:
        logits: One row per piece of the batch, `[windows * pieces, classes]`.
        batch: The batch.
        smoothing: Share of the target that goes to all classes alike.
        benefit: What a label that the set does not annotate counts for, 0 to 1.
    """
    known = batch.targets != NO_TARGET
    targets = batch.targets[known]
    scores = functional.log_softmax(logits[batch.heads[known]], dim=-1)
    hit = scores.gather(1, targets[:, None])[:, 0]
    weights = batch.open_classes[known] * benefit
    weights[:, OUTSIDE] = 1.0
    outside = (scores + weights.log()).logsumexp(-1)
    hit = torch.where(targets == OUTSIDE, outside, hit)
    return -((1 - smoothing) * hit + smoothing * scores.mean(-1)).sum() / max(len(targets), 1)


def has_bfloat16() -> bool:
    """Return whether this machine trains in bfloat16; another kind gives other weights."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _learning(net: nn.Module) -> list[tuple[str, nn.Parameter]]:
    return [(name, weight) for name, weight in net.named_parameters() if weight.requires_grad]


def _copy(net: nn.Module) -> dict[str, Tensor]:
    return {name: weight.detach().clone() for name, weight in _learning(net)}


def _optimiser(net: EncoderTagger, recipe: Recipe) -> torch.optim.AdamW:
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, weight in _learning(net):
        factor = recipe.new_factor if name.startswith(("bits.", "head.")) else 1.0
        decay = recipe.decay if weight.ndim > 1 else 0.0
        groups.setdefault((factor, decay), []).append(weight)
    return torch.optim.AdamW(
        [
            {"params": weights, "factor": factor, "weight_decay": decay}
            for (factor, decay), weights in groups.items()
        ],
        lr=recipe.rate,
    )


def _set_rate(optimiser: torch.optim.AdamW, recipe: Recipe, done: float) -> None:
    if done < recipe.warm_up:
        share = done / recipe.warm_up
    else:
        rest = (done - recipe.warm_up) / (1 - recipe.warm_up)
        share = recipe.last_rate + (1 - recipe.last_rate) * (1 - rest)
    for group in optimiser.param_groups:
        group["lr"] = recipe.rate * group["factor"] * share


def _identity(seed: int, recipe: Recipe) -> Mapping[str, object]:
    return {"seed": seed, "recipe": asdict(recipe)}


def _save(run: Run, path: Path, seed: int, recipe: Recipe) -> None:
    state = {
        "identity": _identity(seed, recipe),
        "weights": dict(_learning(run.net)),
        "average": run.average,
        "optimiser": run.optimiser.state_dict(),
        "place": (run.epoch, run.batch, run.steps),
    }
    # Under another name first, so that an interruption never leaves half a checkpoint.
    torch.save(state, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def _restore(run: Run, path: Path, seed: int, recipe: Recipe) -> None:
    state = torch.load(path, weights_only=True)
    if state["identity"] != _identity(seed, recipe):
        raise DamagedInput(
            f"the checkpoint {path} belongs to another seed or recipe",
            hint="Give another --out folder, or remove the checkpoint to start again.",
        )
    run.net.load_state_dict(run.net.state_dict() | state["weights"])
    run.average = dict(state["average"])
    run.optimiser.load_state_dict(state["optimiser"])
    run.epoch, run.batch, run.steps = state["place"]
