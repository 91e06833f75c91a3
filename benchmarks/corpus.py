"""The benchmark corpus: seeded, invented text with the shape of a training set.

Words follow a Zipf law over 20,000 made-up words, document lengths a log-normal law, and 35 % of
the documents hold one to three identifiers. Three variants: prose, mail-like and code-like. Nobody
in it exists: numbers are generated, names are made of syllables.

    python benchmarks/corpus.py OUT.jsonl --megabytes 40 --seed 7
"""

import argparse
import json
import math
import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

VOCABULARY = 20_000
MEDIAN_WORDS = 260
SPREAD = 0.9
SHARE_WITH_IDENTIFIERS = 0.35
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"


def make_word(random_source: random.Random) -> str:
    """Return a pronounceable made-up word of one to four syllables."""
    count = random_source.choice((1, 2, 2, 2, 3, 3, 4))
    return "".join(
        random_source.choice(CONSONANTS) + random_source.choice(VOWELS) for _ in range(count)
    ) + random_source.choice(("", "", "n", "r", "s", "t"))


def luhn_digit(digits: str) -> str:
    """Return the Luhn check digit for a prefix."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def iban_digits(country: str, account: str) -> str:
    """Return the two mod-97 check digits of an IBAN."""
    moved = account + "".join(str(int(character, 36)) for character in country) + "00"
    return f"{98 - int(moved) % 97:02d}"


class Corpus:
    """Makes documents; equal seeds make equal documents."""

    def __init__(self, seed: int) -> None:
        """Draw the vocabulary and its Zipf weights from the seed."""
        self.random = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words[make_word(self.random)] = None
        self.words = list(words)
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))

    def word(self) -> str:
        """Return one word by its Zipf weight."""
        return self.words[bisect(self.weights, self.random.random() * self.weights[-1])]

    def digits(self, count: int) -> str:
        """Return random digits that do not begin with zero."""
        return str(self.random.randrange(10 ** (count - 1), 10**count))

    def identifier(self) -> str:
        """Return one identifier in a short phrase, as such texts hold them."""
        name, between = self.word(), self.random.randrange
        prefix = "4" + self.digits(14)
        card = prefix + luhn_digit(prefix)
        account = self.digits(18)
        octets = ".".join(str(between(1, 250)) for _ in range(3))
        choices = (
            f"write to {name}.{self.word()}@{self.word()}mail.com",
            f"call +1 ({between(201, 989)}) {between(220, 980)}-{self.digits(4)}",
            f"from {between(11, 99)}.{octets}",
            "card " + " ".join(card[place : place + 4] for place in range(0, 16, 4)),
            f"IBAN DE{iban_digits('DE', account)}{account}",
            f"SSN {between(101, 665)}-{between(10, 99)}-{self.digits(4)}",
            f"born on {between(1, 28)}/{between(1, 12)}/19{between(40, 99)}",
            f"see https://github.com/{name}{between(99)}",
            f"lives at {between(1, 990)} {name.title()} Street",
        )
        return choices[between(len(choices))]

    def sentences(self, count: int) -> Iterator[str]:
        """Yield sentences with about `count` words in all."""
        made = 0
        while made < count:
            size = self.random.randrange(5, 24)
            words = [self.word() for _ in range(size)]
            words[0] = words[0].title()
            if self.random.random() < 0.3:
                words[self.random.randrange(size)] = self.word().title()
            if self.random.random() < 0.15:
                words[self.random.randrange(size)] = self.digits(self.random.randrange(1, 5))
            made += size
            yield " ".join(words) + self.random.choice(".....!?;")

    def prose(self) -> str:
        """Return a document of plain prose."""
        count = int(MEDIAN_WORDS * math.exp(self.random.gauss(0, SPREAD)))
        parts = list(self.sentences(max(count, 8)))
        if self.random.random() < SHARE_WITH_IDENTIFIERS:
            for _ in range(self.random.randrange(1, 4)):
                parts.insert(self.random.randrange(len(parts) + 1), self.identifier() + ".")
        return " ".join(parts)

    def mail(self) -> str:
        """Return a document with mail headers, a quoted reply and a signature."""
        first, last, host = self.word().title(), self.word().title(), self.word()
        body = "\n\n".join(" ".join(self.sentences(60)) for _ in range(self.random.randrange(1, 5)))
        quoted = "\n".join("> " + line for line in self.sentences(40))
        return (
            f"From: {first} {last} <{first.lower()}@{host}.org>\nDate: Mon, 12 Mar 2018 09:14\n"
            f"Subject: {' '.join(self.sentences(5))}\n\n{body}\n\n{quoted}\n\n"
            f"Best regards,\n{first}\n"
            f"Tel. +44 20 {self.digits(4)} {self.digits(4)}\n"
        )

    def code(self) -> str:
        """Return a document that looks like source code and logs."""
        between = self.random.randrange
        lines = []
        for _ in range(between(20, 90)):
            name, other = self.word(), self.word()
            choices = (
                f"    {name} = self.{other}({between(99)}, '{self.word()}')",
                f"def {name}_{other}(value: int = {between(999)}) -> str:",
                f"2024-03-{between(10, 28)} 11:{between(10, 59)}:07 INFO {name} {between(999)} ms",
                f"# {' '.join(self.sentences(6))}",
                f"import {name}.{other}",
                f"commit {self.random.getrandbits(160):040x}",
            )
            lines.append(choices[between(len(choices))])
        return "\n".join(lines)

    def document(self) -> str:
        """Return one document: 70 % prose, 20 % mail, 10 % code."""
        draw = self.random.random()
        if draw < 0.7:
            return self.prose()
        return self.mail() if draw < 0.9 else self.code()


def make_texts(megabytes: float, seed: int) -> list[str]:
    """Return documents with about that many million bytes in all."""
    corpus, texts, size = Corpus(seed), [], 0
    while size < megabytes * 1e6:
        texts.append(corpus.document())
        size += len(texts[-1].encode())
    return texts


def write_jsonl(path: Path, megabytes: float, seed: int) -> None:
    """Write the corpus as JSON lines with `id` and `text`."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(make_texts(megabytes, seed)):
            file.write(json.dumps({"id": f"d{number}", "text": text}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the seeded benchmark corpus.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--megabytes", type=float, default=40)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    write_jsonl(options.out, options.megabytes, options.seed)
