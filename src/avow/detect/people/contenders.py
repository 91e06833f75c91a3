"""Mentions as contenders for the merge: a tagger's evidence is the weakest that can name a person.

Rules outrank it where both speak (a labelled name, an address with its postcode), and what they
share becomes one span.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from avow.detect.engine.merge import Contender
from avow.detect.finding import Finding, Reason, Strength
from avow.detect.people.encoder.accurate import AccurateTagger
from avow.detect.people.fast import FastTagger
from avow.detect.people.interface import KIND_OF_LABEL, Mention, PeopleTagger
from avow.errors import DetectionError

TAGGER_RULE_VERSION = 1
_NAME, _ADDRESS = "person.name", "contact.address"
_GREEDY = (_NAME, _ADDRESS)
"""Kinds whose rules go on over capitalised words, into whatever stands beside."""
_ORGANISATION = "quasi.organisation"
_BORDERING = (_NAME, _ADDRESS, _ORGANISATION)
_GUESSED_STREET = "contact.address.number_code"
_EDGES = " \t\r\n,.;:-"


def people_contenders(
    tagger: PeopleTagger, texts: Sequence[str], wanted: frozenset[str]
) -> list[list[Contender]]:
    """Return what a tagger finds in each text.

    Args:
        tagger: The tagger.
        texts: The texts.
        wanted: Kinds to report; mentions of other kinds are left out.

    Raises:
        DetectionError: The tagger does not answer for every text, or outside a text.
    """
    answers = tagger.tag(texts)
    if len(answers) != len(texts):
        raise DetectionError(f"the tagger answered for {len(answers)} of {len(texts)} texts")
    return [
        [
            _contender(tagger, text, mention)
            for mention in mentions
            if KIND_OF_LABEL[mention.label] in wanted and not _is_scrap(text, mention)
        ]
        for text, mentions in zip(texts, answers, strict=True)
    ]


def _is_scrap(text: str, mention: Mention) -> bool:
    """Tell whether an address is a single word or number, which alone is nobody's address."""
    words = text[mention.start : mention.end].split()
    return mention.label == "ADDRESS" and len(words) < 2


def _contender(tagger: PeopleTagger, text: str, mention: Mention) -> Contender:
    start, end = mention.start, mention.end
    if not 0 <= start < end <= len(text):
        raise DetectionError("the tagger gave a span outside the text")
    byte_start, byte_end = start, end
    if not text.isascii():
        byte_start = len(text[:start].encode("utf-8"))
        byte_end = byte_start + len(text[start:end].encode("utf-8"))
    kind = KIND_OF_LABEL[mention.label]
    detail = f"{tagger.name} {tagger.version[:19]} p={mention.probability:.2f}"
    return Contender(
        finding=Finding(
            start=start,
            end=end,
            byte_start=byte_start,
            byte_end=byte_end,
            kind=kind,
            rule=f"people.{tagger.name}.{mention.label.lower()}",
            rule_version=TAGGER_RULE_VERSION,
            score=round(mention.probability, 3),
            strength=Strength.QUASI if kind.startswith("quasi.") else Strength.TAGGER,
            reasons=(Reason(type="tagger", detail=detail),),
        )
    )


def set_apart(text: str, own: Sequence[Contender], named: Sequence[Contender]) -> list[Contender]:
    """Return what rules and a tagger found, each ending where the other says that it must.

    A rule cannot see where a hospital ends and its street begins ("Hospital del Camino Irunlarrea,
    4"), or a doctor and the clinic: a mention of another class that crosses its span, or opens an
    address, is where to cut. A tagger does not know that a provider's name may hold a person's
    ("Hospital Gregorio Marañón") and that nothing before "Calle" belongs to the street.

    Args:
        text: The text.
        own: What rules found.
        named: What the tagger found.
    """
    borders = [item.finding for item in named if item.finding.kind in _BORDERING]
    providers = [item.finding for item in own if item.finding.kind == _ORGANISATION]
    if not borders and not providers:
        return [*own, *named] if named else list(own)
    streets = [
        item.finding
        for item in own
        if item.finding.kind == _ADDRESS and item.finding.rule != _GUESSED_STREET
    ]
    kept = [item for item in named if not _said_better(item.finding, providers)]
    return [
        *(_cut_at(text, item, [*borders, *providers]) for item in own),
        *(_cut_at(text, _from_street(text, item, streets), providers) for item in kept),
    ]


def _said_better(mention: Finding, providers: Sequence[Finding]) -> bool:
    """Tell whether a rule names the provider of care that a mention is, or is a part of."""
    return any(
        mention.start < provider.end
        and provider.start < mention.end
        and (
            mention.kind == _ORGANISATION
            or (
                mention.kind == _NAME
                and provider.start < mention.start <= mention.end <= provider.end
            )
        )
        for provider in providers
    )


def _from_street(text: str, contender: Contender, streets: Sequence[Finding]) -> Contender:
    """Return a tagger's address from the street word on that a rule found in it."""
    finding = contender.finding
    if finding.kind != _ADDRESS:
        return contender
    inside = [street.start for street in streets if finding.start < street.start < finding.end]
    return _moved(text, contender, min(inside), finding.end) if inside else contender


def _cut_at(text: str, contender: Contender, borders: Sequence[Finding]) -> Contender:
    """Return a name or address without what spans of another class take of it."""
    finding = contender.finding
    if finding.kind not in _GREEDY:
        return contender
    start, end = finding.start, finding.end
    for border in borders:
        if border.kind == finding.kind:
            continue
        opens = border.start < finding.start or (
            border.start == finding.start and finding.kind == _ADDRESS
        )
        if opens and start < border.end < end:
            start = border.end
        elif start < border.start < end < border.end:
            end = border.start
    return _moved(text, contender, start, end)


def _moved(text: str, contender: Contender, start: int, end: int) -> Contender:
    """Return a contender with another start and end, spaces and stops left out."""
    finding = contender.finding
    if (start, end) == (finding.start, finding.end):
        return contender
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip(_EDGES))
    end -= len(piece) - len(piece.rstrip(_EDGES))
    if start >= end:
        return contender
    byte_start = finding.byte_start + len(text[finding.start : start].encode("utf-8"))
    moved = replace(
        finding,
        start=start,
        end=end,
        byte_start=byte_start,
        byte_end=byte_start + len(text[start:end].encode("utf-8")),
    )
    return replace(contender, finding=moved)


LOADERS: dict[str, Callable[[str], PeopleTagger]] = {
    "fast": FastTagger.load,
    "accurate": AccurateTagger.load,
}
"""How each tier is loaded at an operating point."""


def load_tagger(tier: str, point: str = "balanced") -> PeopleTagger:
    """Return the tagger of a tier.

    Args:
        tier: One of `LOADERS`.
        point: Operating point: `balanced`, `recall` or `precision`.

    Raises:
        UsageError: The tier has no weights here, or the point is unknown.
    """
    return LOADERS[tier](point)
