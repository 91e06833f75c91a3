"""Joining second opinions: other detectors' spans, checked and mapped to our kinds."""

from collections.abc import Sequence

from avow.detect.engine.merge import Contender
from avow.detect.finding import Finding, Reason, Strength
from avow.detect.interface import RawSpan, SecondOpinion
from avow.errors import DetectionError


def opinion_contenders(
    opinions: Sequence[SecondOpinion], texts: Sequence[str]
) -> list[list[Contender]]:
    """Return what other detectors find in each text.

    Raises:
        DetectionError: One of them fails to answer for every text, or gives a bad span; its
            partial answer is not used.
    """
    joined: list[list[Contender]] = [[] for _ in texts]
    for opinion in opinions:
        answers = opinion.find(texts)
        if len(answers) != len(texts):
            raise DetectionError(f"{opinion.name} answered for {len(answers)} of {len(texts)}")
        for text, spans, found in zip(texts, answers, joined, strict=True):
            for span in spans:
                if span.label in opinion.kinds:
                    found.append(_contender(opinion, text, span))
    return joined


def _contender(opinion: SecondOpinion, text: str, span: RawSpan) -> Contender:
    if not 0 <= span.start < span.end <= len(text):
        raise DetectionError(f"{opinion.name} gave a span outside the text")
    byte_start = len(text[: span.start].encode("utf-8"))
    finding = Finding(
        start=span.start,
        end=span.end,
        byte_start=byte_start,
        byte_end=byte_start + len(text[span.start : span.end].encode("utf-8")),
        kind=opinion.kinds[span.label],
        rule=f"{opinion.name}.{span.label}",
        rule_version=1,
        score=round(span.score, 3),
        strength=Strength.TAGGER,
        reasons=(Reason(type="opinion", detail=f"{opinion.name} {opinion.version}"),),
    )
    return Contender(finding=finding)
