"""Whole names: a mention grows over hyphens and apostrophes that tie a further part to it.

The network sees `Adichie-Obi` as three words and may leave the last one out; half a name that
stays readable would be worse than none found.
"""

from collections.abc import Iterable
from dataclasses import replace

from avow.detect.people.interface import Mention

TIES = "-\u2010\u2011'’"
LONGEST_PART = 30
PERSON = "PERSON"


def whole_names(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions in which persons are whole; persons that a hyphen ties become one.

    Args:
        text: The text.
        mentions: Its mentions, sorted and not overlapping.
    """
    result: list[Mention] = []
    for mention in mentions:
        last = result[-1] if result else None
        if last is not None and last.label == PERSON and mention.end <= last.end:
            continue
        grown = _grown(text, mention) if mention.label == PERSON else mention
        if last is None or grown.start >= last.end:
            result.append(grown)
        elif last.label == PERSON and grown.label == PERSON:
            result[-1] = replace(
                last,
                end=max(last.end, grown.end),
                probability=max(last.probability, grown.probability),
            )
        elif grown.label == PERSON and mention.start >= last.end:
            result.append(mention)
        elif mention.end > last.end:
            result.append(replace(mention, start=last.end))
    return result


def _grown(text: str, mention: Mention) -> Mention:
    """Return a person with the capitalised parts that ties join to it on either side."""
    start, end = mention.start, mention.end
    while (after := _part_after(text, end)) > end:
        end = after
    while (before := _part_before(text, start)) < start:
        start = before
    return replace(mention, start=start, end=end)


def _part_after(text: str, end: int) -> int:
    """Return where a tied part ends (`-Obi`), or `end` where none follows."""
    if end + 1 >= len(text) or text[end] not in TIES or not text[end + 1].isupper():
        return end
    stop = end + 1
    while stop < len(text) and stop - end <= LONGEST_PART and text[stop].isalpha():
        stop += 1
    return stop


def _part_before(text: str, start: int) -> int:
    """Return where a tied part begins (`O'`, `Jean-`), or `start` where none stands before."""
    if start < 2 or text[start - 1] not in TIES or not text[start].isupper():
        return start
    begin = start - 1
    while begin > 0 and start - begin <= LONGEST_PART and text[begin - 1].isalpha():
        begin -= 1
    tied = text[begin : start - 1]
    return begin if tied and tied[0].isupper() else start
