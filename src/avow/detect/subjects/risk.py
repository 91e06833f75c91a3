"""Risk of a document: what names people directly, and what singles them out in combination.

    direct = 1 - product over direct identifiers left of (1 - weight of their harm)
    bits   = sum over a person's kinds of quasi-identifiers left of the kind's information
    quasi  = highest over persons of 1 / (1 + 2 ** (POPULATION_BITS - bits))
    score  = 1 - (1 - direct) * (1 - quasi)

The bits of a kind say how much one typical value narrows a population down (a birth date: one of
about 2**15 days; an occupation: one of about 2**7). They are round numbers and are added as if the
kinds were independent, which overstates them: the score ranks documents, it is no probability
that somebody is found. For birth date, sex and postcode it gives 0.80; Sweeney (2000) measured 87 %
for the United States.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from avow.detect.finding import Finding
from avow.detect.rule import KindRow, Risk, Role
from avow.detect.subjects.interface import Verdict
from avow.detect.subjects.quasi import NOBODY, is_quasi, quasi_by_person

POPULATION_BITS = 26
"""A country of 67 million."""

HARM_WEIGHTS: Mapping[Risk, float] = {
    Risk.LOW: 0.2,
    Risk.MEDIUM: 0.5,
    Risk.HIGH: 0.8,
    Risk.CRITICAL: 0.95,
}
KIND_BITS: Mapping[str, float] = {
    "time.birth": 15,
    "contact.address": 20,
    "quasi.postcode": 12,
    "quasi.event": 12,
    "quasi.employer": 10,
    "quasi.place": 10,
    "quasi.organisation": 8,
    "quasi.occupation": 7,
    "quasi.age": 6,
    "quasi.health": 6,
    "quasi.nationality": 4,
    "quasi.union": 4,
    "quasi.orientation": 4,
    "quasi.religion": 3,
    "quasi.party": 3,
    "quasi.family": 3,
    "quasi.demographic": 3,
    "quasi.gender": 1,
}
OTHER_BITS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPart:
    """One contribution to the risk.

    Attributes:
        kind: Kind of the finding.
        entity: Number of the person that it belongs to, or -1.
        count: How many findings of that kind it stands for.
        weight: Harm weight of a direct identifier, from 0 to 1; 0 for a quasi-identifier.
        bits: Information of a quasi-identifier; 0 for a direct one.
    """

    kind: str
    entity: int
    count: int
    weight: float = 0.0
    bits: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRisk:
    """The risk that is left in a document.

    Attributes:
        score: Overall, from 0 to 1; ranks documents.
        direct: From direct identifiers.
        quasi: From the person whom quasi-identifiers single out most.
        bits: That person's information.
        parts: What contributes, heaviest first.
    """

    score: float
    direct: float
    quasi: float
    bits: float
    parts: tuple[RiskPart, ...]


def document_risk(
    text: str,
    findings: Sequence[Finding],
    kinds: Mapping[str, KindRow],
    *,
    is_left: Callable[[Finding], bool] | None = None,
) -> DocumentRisk:
    """Return the risk of one document.

    Args:
        text: The text.
        findings: Its judged findings, sorted; enable the class `quasi` to have all parts.
        kinds: The catalogue by name.
        is_left: Whether a finding stays in the text; by default everything does.
    """
    left = [
        finding
        for finding in findings
        if not finding.reserved and (is_left is None or is_left(finding))
    ]
    direct_parts = _direct_parts(left, kinds)
    quasi_parts = _quasi_parts(text, findings, left)
    missing = 1.0
    for part in direct_parts:
        missing *= 1 - part.weight
    bits: dict[int, float] = {}
    for part in quasi_parts:
        bits[part.entity] = bits.get(part.entity, 0) + part.bits
    most = max(bits.values(), default=0.0)
    quasi = singled_out(most) if most else 0.0
    return DocumentRisk(
        score=1 - missing * (1 - quasi),
        direct=1 - missing,
        quasi=quasi,
        bits=most,
        parts=tuple(
            sorted(
                (*direct_parts, *quasi_parts),
                key=lambda part: (-part.weight, -part.bits, part.kind, part.entity),
            )
        ),
    )


def singled_out(bits: float) -> float:
    """Return 1 / (1 + expected others who share that much information)."""
    return float(1 / (1 + 2 ** (POPULATION_BITS - bits)))


def _direct_parts(left: Sequence[Finding], kinds: Mapping[str, KindRow]) -> list[RiskPart]:
    counts: dict[tuple[str, int], int] = {}
    for finding in left:
        row = kinds.get(finding.kind)
        is_direct = row is not None and row.role in {Role.PERSONAL, Role.SECRET}
        if is_direct and not is_quasi(finding) and finding.subject != Verdict.PUBLIC:
            key = (finding.kind, finding.entity)
            counts[key] = counts.get(key, 0) + 1
    return [
        RiskPart(kind=kind, entity=entity, count=count, weight=HARM_WEIGHTS[kinds[kind].risk])
        for (kind, entity), count in counts.items()
    ]


def _quasi_parts(text: str, findings: Sequence[Finding], left: Sequence[Finding]) -> list[RiskPart]:
    stays = {id(finding) for finding in left}
    parts: list[RiskPart] = []
    # Whose they are is told by all names, also those that are masked.
    for entity, found in quasi_by_person(text, findings).items():
        counts: dict[str, int] = {}
        for finding in found:
            if id(finding) in stays:
                counts[finding.kind] = counts.get(finding.kind, 0) + 1
        if entity != NOBODY:
            parts += [
                RiskPart(
                    kind=kind, entity=entity, count=count, bits=KIND_BITS.get(kind, OTHER_BITS)
                )
                for kind, count in counts.items()
            ]
    return parts
