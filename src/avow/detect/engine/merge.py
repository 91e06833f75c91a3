"""Merging: overlapping findings become one span over their union, so that no tail stays readable.

Look-alikes (decoys, organisation numbers) are settled first: they remove what they beat and are
then set aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from avow.detect.finding import Finding, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A finding that competes for its place.

    Attributes:
        finding: The finding.
        impersonal: It is a decoy or an organisation's number.
        words: Words between it and its nearest context word; large when there is none.
    """

    finding: Finding
    impersonal: bool = False
    words: int = 99


def merge_findings(contenders: Sequence[Contender], *, keep_impersonal: bool) -> list[Finding]:
    """Return sorted findings of one document that do not overlap.

    Args:
        contenders: Findings in any order.
        keep_impersonal: Report decoys and organisations too, instead of only obeying them.
    """
    if len(contenders) == 1:
        lone = contenders[0]
        return [lone.finding] if keep_impersonal or not lone.impersonal else []
    ordered = sorted(contenders, key=_place)
    result: list[Finding] = []
    index = 0
    while index < len(ordered):
        group = [ordered[index]]
        end = ordered[index].finding.end
        index += 1
        while index < len(ordered) and ordered[index].finding.start < end:
            group.append(ordered[index])
            end = max(end, ordered[index].finding.end)
            index += 1
        if len(group) == 1:
            if keep_impersonal or not group[0].impersonal:
                result.append(group[0].finding)
        else:
            result += _settle(group, keep_impersonal=keep_impersonal)
    return result


def _place(contender: Contender) -> tuple[int, int]:
    return contender.finding.start, -contender.finding.end


def _settle(group: list[Contender], *, keep_impersonal: bool) -> list[Finding]:
    """Resolve one connected group."""
    ranked = sorted(group, key=_rank)
    kept: list[Contender] = []
    for contender in ranked:
        beaten = any(
            _overlap(contender.finding, winner.finding)
            and (winner.impersonal or contender.impersonal)
            for winner in kept
        )
        if not beaten:
            kept.append(contender)
    personal = [item.finding for item in kept if not item.impersonal]
    impersonal = [item.finding for item in kept if item.impersonal] if keep_impersonal else []
    merged = [_join(cluster) for cluster in _clusters(personal)]
    chosen = [_join(cluster) for cluster in _clusters(impersonal)]
    return sorted(merged + chosen, key=lambda finding: finding.start)


def _rank(contender: Contender) -> tuple[int, int, int, int, float, bool, int, str]:
    """Sort key, strongest first: strength, length, how specific, near context, place, id."""
    finding = contender.finding
    return (
        -int(finding.strength),
        finding.start - finding.end,
        -finding.kind.count("."),
        contender.words,
        -finding.score,
        not contender.impersonal,
        finding.start,
        finding.rule,
    )


def _overlap(first: Finding, second: Finding) -> bool:
    return first.start < second.end and second.start < first.end


def _clusters(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Split findings (strongest first) into connected clusters that keep that order."""
    clusters: list[list[Finding]] = []
    for finding in findings:
        touching = [
            cluster for cluster in clusters if any(_overlap(finding, item) for item in cluster)
        ]
        joined = [item for cluster in touching for item in cluster]
        clusters = [cluster for cluster in clusters if cluster not in touching]
        clusters.append([*joined, finding])
    return clusters


def _join(cluster: list[Finding]) -> Finding:
    """Return the strongest finding of a cluster, stretched over all of it."""
    strongest, others = cluster[0], cluster[1:]
    if not others:
        return strongest
    first = min(cluster, key=lambda item: item.start)
    last = max(cluster, key=lambda item: item.end)
    parts = {
        Part(start=item.start, end=item.end, kind=item.kind, rule=item.rule)
        for item in others
        if (item.start, item.end, item.kind) != (strongest.start, strongest.end, strongest.kind)
    }
    return replace(
        strongest,
        start=first.start,
        byte_start=first.byte_start,
        end=last.end,
        byte_end=last.byte_end,
        reserved=all(item.reserved for item in cluster),
        parts=tuple(sorted(parts, key=lambda part: (part.start, part.end, part.kind, part.rule))),
    )
