"""The student's network in torch: summed hashed embeddings and three window layers.

Wide windows come first and narrow ones last: the last layers then need few words round each
candidate, which is what makes the gated run time cheap (see `avow.detect.people.network`).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from avow.detect.people.features import AFFIX_ROWS, NORM_ROWS, SHAPE_ROWS
from avow.detect.people.gazetteers import BIT_COUNT
from avow.detect.people.network import DILATIONS
from avow.detect.people.scheme import OUTPUT_COUNT

TABLES = (
    ("norm", NORM_ROWS),
    ("prefix", AFFIX_ROWS),
    ("suffix", AFFIX_ROWS),
    ("shape", SHAPE_ROWS),
)


class Student(nn.Module):
    """The network.

    Args:
        width: Size of a vector.
        dilations: Step of each window layer.
    """

    def __init__(self, width: int, dilations: tuple[int, ...] = DILATIONS) -> None:
        super().__init__()
        self.width = width
        self.dilations = dilations
        self.tables = nn.ModuleDict(
            {name: nn.Embedding(rows, width, sparse=True) for name, rows in TABLES}
        )
        for table in self.tables.values():
            nn.init.normal_(table.weight, std=0.1)  # type: ignore[arg-type]
        self.bits = nn.Linear(BIT_COUNT, width)
        self.first_norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(nn.Linear(3 * width, width) for _ in dilations)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in dilations)
        self.head = nn.Linear(width, OUTPUT_COUNT)

    def forward(
        self,
        rows: Tensor,
        bits: Tensor,
        real: Tensor,
        *,
        word_drop: float = 0.0,
        affix_drop: float = 0.0,
        bit_drop: float = 0.0,
        drop: float = 0.0,
    ) -> Tensor:
        """Return logits, shape [words, outputs].

        Args:
            rows: Embedding rows, shape [words, 5].
            bits: Bits as 0 or 1, shape [words, 32].
            real: 1 for words and 0 for padding, shape [words, 1].
            word_drop: Share of words whose spelling is hidden.
            affix_drop: Share of the affixes hidden.
            bit_drop: Share of bits hidden.
            drop: Share of the summed vector's entries hidden.
        """
        norm = self.tables["norm"](rows[:, 0]) + self.tables["norm"](rows[:, 1])
        affix = self.tables["prefix"](rows[:, 2]) + self.tables["suffix"](rows[:, 3])
        if word_drop:
            norm = norm * (torch.rand(len(rows), 1) >= word_drop)
            affix = affix * (torch.rand(len(rows), 1) >= affix_drop)
            bits = bits * (torch.rand(bits.shape) >= bit_drop)
        vector = self.first_norm(norm + affix + self.tables["shape"](rows[:, 4]) + self.bits(bits))
        if drop:
            vector = functional.dropout(vector, drop)
        vector = vector * real
        for step, layer, normalise in zip(self.dilations, self.layers, self.norms, strict=True):
            before = functional.pad(vector, (0, 0, step, 0))[:-step]
            after = functional.pad(vector, (0, 0, 0, step))[step:]
            window = torch.cat((before, vector, after), dim=1)
            vector = normalise(vector + functional.relu(layer(window))) * real
        logits: Tensor = self.head(vector)
        return logits
