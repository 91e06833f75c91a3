"""Operating points: how much each label must weigh against "outside" to be reported.

Chosen on the development files (see MODEL_CARD.md): `balanced` for the best F1 of persons,
`recall` for masking where a missed person costs more than a masked word, `precision` where a
masked word costs more.
"""

from dataclasses import dataclass

import numpy as np

from avow.detect.people.decode import FloatArray
from avow.detect.people.interface import LABELS
from avow.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """Factors on the probabilities of labels.

    Attributes:
        name: `balanced`, `recall` or `precision`.
        person: Factor of PERSON; 1 reports a person when it is likelier than "outside".
        other: Factor of every other label.
    """

    name: str
    person: float
    other: float

    def weights(self) -> FloatArray:
        """Return the factor of each label, shape [labels]."""
        factors = [self.person if label == "PERSON" else self.other for label in LABELS]
        return np.array(factors, dtype=np.float32)


POINTS = (
    OperatingPoint(name="balanced", person=1.0, other=1.0),
    OperatingPoint(name="recall", person=8.0, other=2.0),
    OperatingPoint(name="precision", person=0.4, other=0.5),
)


def find_point(name: str) -> OperatingPoint:
    """Return an operating point.

    Raises:
        UsageError: There is none of this name.
    """
    for point in POINTS:
        if point.name == name:
            return point
    names = ", ".join(point.name for point in POINTS)
    raise UsageError(f"operating point is one of {names}, not {name!r}")
