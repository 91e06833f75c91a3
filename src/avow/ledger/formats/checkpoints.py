"""Checkpoints (c2sp.org/tlog-checkpoint): origin, size and root of a log, as the text of a note."""

from dataclasses import dataclass

from avow.errors import VerificationError
from avow.evidence.merkle import EMPTY_ROOT
from avow.ledger.formats.strict import read_decimal, read_hash, write_base64


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a log.

    Attributes:
        origin: Schema-less URL that names the log.
        size: Number of entries.
        root: RFC 6962 root over them, 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def possible(self) -> bool:
        """Whether an empty log has the root of the empty tree; other sizes cannot be judged."""
        return self.size > 0 or self.root == EMPTY_ROOT

    def render(self) -> str:
        """Return the three lines that are signed; Avow writes no extension lines."""
        return f"{self.origin}\n{self.size}\n{write_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Parse the text of a checkpoint note.

    Raises:
        VerificationError: The lines are not those of a checkpoint.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise VerificationError("a checkpoint has three lines: origin, size and root")
    return Checkpoint(
        origin=lines[0],
        size=read_decimal(lines[1], "the size of the checkpoint"),
        root=read_hash(lines[2], "the root of the checkpoint"),
    )
