"""Stopping a copy on a stream: hold from the first hit, release a chance hit, stop a run.

The promise is exact about what can have left: of a run of n or more words at most k + s - 1 words,
since a copy shows itself only when its first stored gram is complete.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from avow.verbatim.index_file import VerbatimIndex
from avow.verbatim.words import (
    fold,
    gram_factors,
    gram_hashes,
    gram_of,
    hash_word,
    hash_words,
)

RUN_WORDS = 30
RUN_CHARACTERS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbatimState:
    """What is known after a piece of text.

    Attributes:
        safe_cut: Code points from the start of the stream that may leave.
        stopped: The stream is a copy: what is held must be discarded and nothing more sent.
        run_start: Where the copy begins, when stopped, else -1; a few words of it may have left.
    """

    safe_cut: int
    stopped: bool = False
    run_start: int = -1


@dataclass(slots=True, kw_only=True)
class _Chain:
    """Hits that stand exactly one step apart."""

    hits: int
    first_word: int
    last_word: int


@dataclass(frozen=True, slots=True)
class Exemptions:
    """Grams that are no copies: of the request's own text, and of allow-listed documents."""

    grams: frozenset[int]


def exempt_texts(index: VerbatimIndex, texts: Iterable[str]) -> Exemptions:
    """Return the exemptions that texts give: the request, licence texts, the operator's templates.

    A hit on one of their grams counts for nothing, wherever it stands.
    """
    found: set[int] = set()
    for text in texts:
        words = hash_words(text).hashes
        grams = gram_hashes(words, index.facts.gram_words, index.key)
        found.update(int(gram) for gram in grams[index.contains(grams)])
    return Exemptions(frozenset(found))


@dataclass(slots=True)
class VerbatimStream:
    """Watches one answer; pure, synchronous, the same result for every chunking.

    Args:
        index: The index of the served model's corpus.
        exempt: Grams that are no copies.
        run_words, run_characters: A run that may be so long is a copy.
    """

    index: VerbatimIndex
    exempt: Exemptions = Exemptions(frozenset())
    run_words: int = RUN_WORDS
    run_characters: int = RUN_CHARACTERS
    _factors: tuple[int, ...] = ()
    _length: int = 0
    _word: list[str] = field(default_factory=list)
    _word_start: int = -1
    _hashes: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)
    _chains: dict[int, _Chain] = field(default_factory=dict)
    _cut: int = 0
    _stopped_at: int = -1

    def __post_init__(self) -> None:
        """Prepare the multipliers of the index's grams."""
        self._factors = gram_factors(self.index.facts.gram_words, self.index.key)

    def feed(self, text: str) -> VerbatimState:
        """Take the next piece of the stream."""
        for letter in text:
            if self._stopped_at >= 0:
                break
            self._take(letter)
            self._length += 1
            self._advance()
        return self._state()

    def close(self) -> VerbatimState:
        """Take the end of the stream: the last word is complete, what is held is no run."""
        if self._stopped_at < 0:
            self._end_word()
        if self._stopped_at >= 0:
            return self._state()
        return VerbatimState(safe_cut=self._length)

    def _take(self, letter: str) -> None:
        for folded in fold(letter):
            if folded.isalnum():
                if self._word_start < 0:
                    self._word_start = self._length
                self._word.append(folded)
            else:
                self._end_word()

    def _end_word(self) -> None:
        if not self._word:
            return
        word = "".join(self._word).encode("utf-8", "surrogatepass")
        self._word.clear()
        self._hashes.append(hash_word(word))
        self._starts.append(self._word_start)
        self._sizes.append(len(word))
        self._word_start = -1
        self._look()

    def _look(self) -> None:
        """Ask the index about the gram that the newest word completes."""
        gram_words, step = self.index.facts.gram_words, self.index.facts.step
        last = len(self._hashes) - 1
        residue = last % step
        if last + 1 >= gram_words and self._is_hit(gram_words):
            chain = self._chains.get(residue)
            if chain is None:
                chain = _Chain(hits=0, first_word=last - gram_words + 1, last_word=last)
                self._chains[residue] = chain
            chain.hits += 1
            chain.last_word = last
            self._judge(chain)
        else:
            # The chain of this residue expected its next hit here.
            self._chains.pop(residue, None)

    def _is_hit(self, gram_words: int) -> bool:
        gram = gram_of(self._hashes[-gram_words:], self._factors, self.index.key)
        return self.index.contains_one(gram) and gram not in self.exempt.grams

    def _judge(self, chain: _Chain) -> None:
        step = self.index.facts.step
        words = chain.last_word - chain.first_word + 1
        longest = words + 2 * (step - 1)
        characters = sum(self._sizes[chain.first_word : chain.last_word + 1])
        if chain.hits > 1 and (longest >= self.run_words or characters >= self.run_characters):
            self._stopped_at = self._starts[chain.first_word]

    def _advance(self) -> None:
        """Let go what is neither in a possible run nor in an unfinished word.

        Done letter by letter, so that it does not depend on how the stream is cut. What has left
        stays out: a run shows itself only when its first stored gram is complete.
        """
        if self._stopped_at < 0 and not self._chains:
            open_word = self._word_start if self._word_start >= 0 else self._length
            self._cut = max(self._cut, open_word)

    def _state(self) -> VerbatimState:
        stopped = self._stopped_at >= 0
        return VerbatimState(safe_cut=self._cut, stopped=stopped, run_start=self._stopped_at)
