"""Turns the hand-written messages with inline marks into labelled JSON lines, and checks them.

The source is `messages.txt`: a head line `=== ID LANGUAGE REGISTER`, then the message, in which a
labelled stretch reads `[[LABEL|text]]` or, for people, `[[PERSON:subject|text]]`.

    python benchmarks/hand/build.py            # writes messages.jsonl, prints the counts
    python benchmarks/hand/build.py --check    # writes nothing, exits 1 where the file is stale
    python benchmarks/hand/build.py --review   # prints what a second reading should look at

Never train on these messages (README.md).
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE / "messages.txt"
TARGET = HERE / "messages.jsonl"
SUBJECTS = ("private", "public", "fictional", "unknown")
LABELS = (
    "PERSON",
    "LOC",
    "ORG",
    "ADDRESS",
    "DATE",
    "BIRTH",
    "AGE",
    "EMAIL",
    "PHONE",
    "ID",
    "USERNAME",
)
REGISTERS = (
    "bug_report",
    "chat",
    "clinic",
    "code_review",
    "dating",
    "family",
    "forum",
    "forward",
    "group_chat",
    "hr",
    "landlord",
    "legal",
    "log_paste",
    "mail",
    "marketplace",
    "prompt",
    "school",
    "sms",
    "support",
    "table",
    "voice",
)
HEAD = re.compile(r"^=== (h\d{3}) ([a-z]{2}(?:-[A-Z]{2})?(?:\+[a-z]{2})?) ([a-z_]+)$", re.MULTILINE)
MARK = re.compile(r"\[\[([A-Z]+)(?::([a-z]+))?\|(.*?)\]\]", re.DOTALL)
TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|sir|madam|sra?|srta|don|doña|dra|frau|herr|fr|mme|mlle|m|"
    r"monsieur|madame|sig|signora|dott|dottoressa|mevrouw|meneer|dhr|mevr)\b\.? ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One labelled stretch: half-open code-point offsets, and for people whose name it is."""

    start: int
    end: int
    label: str
    subject: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `variety` is the language with its country or its second language."""

    number: str
    variety: str
    register: str
    text: str
    labels: tuple[Label, ...]

    @property
    def language(self) -> str:
        """Return the two-letter code of the main language."""
        return self.variety[:2]

    def as_json(self) -> str:
        """Return the line of `messages.jsonl`."""
        spans = [
            {"start": item.start, "end": item.end, "label": item.label}
            | ({"subject": item.subject} if item.subject else {})
            for item in self.labels
        ]
        record = {
            "id": self.number,
            "text": self.text,
            "lang": self.language,
            "variety": self.variety,
            "register": self.register,
            "spans": spans,
        }
        return json.dumps(record, ensure_ascii=False)


def read_marks(number: str, marked: str) -> tuple[str, tuple[Label, ...]]:
    """Return the plain text and its labels.

    Args:
        number: The message's id, for error texts.
        marked: The message with inline marks.

    Raises:
        ValueError: A mark is malformed, nested, badly cut or holds an unknown word.
    """
    parts: list[str] = []
    labels: list[Label] = []
    length = last = 0
    for mark in MARK.finditer(marked):
        before, (label, subject, value) = marked[last : mark.start()], mark.groups()
        length += len(before)
        if label not in LABELS or (label == "PERSON") != (subject in SUBJECTS):
            raise ValueError(f"{number}: unknown mark {mark[0]!r}")
        if value != value.strip() or not value or "[[" in value:
            raise ValueError(f"{number}: badly cut mark {mark[0]!r}")
        if label == "PERSON" and (TITLE.match(value) or value.endswith(("'s", "’s"))):
            raise ValueError(f"{number}: title or possessive inside {mark[0]!r}")
        labels.append(Label(start=length, end=length + len(value), label=label, subject=subject))
        parts += (before, value)
        length += len(value)
        last = mark.end()
    text = "".join(parts) + marked[last:]
    if "[[" in text or "]]" in text:
        raise ValueError(f"{number}: a mark that does not close")
    return text, tuple(labels)


def read_messages(source: str) -> tuple[Message, ...]:
    """Return every message of the marked source.

    Raises:
        ValueError: A head line or a mark is wrong, an id is out of order or a text occurs twice.
    """
    heads = list(HEAD.finditer(source))
    if source.count("\n=== ") + source.startswith("=== ") != len(heads):
        raise ValueError("a head line is malformed")
    messages = []
    for place, head in enumerate(heads):
        number, variety, register = head.groups()
        end = heads[place + 1].start() if place + 1 < len(heads) else len(source)
        if number != f"h{place + 1:03d}":
            raise ValueError(f"{number}: expected h{place + 1:03d}")
        if register not in REGISTERS:
            raise ValueError(f"{number}: unknown register {register}")
        text, labels = read_marks(number, source[head.end() : end].strip("\n"))
        messages.append(
            Message(number=number, variety=variety, register=register, text=text, labels=labels)
        )
    if len({message.text for message in messages}) != len(messages):
        raise ValueError("a text occurs twice")
    return tuple(messages)


def count_messages(messages: tuple[Message, ...]) -> str:
    """Return the counts by language, register, label and subject as Markdown tables."""
    labels = [label for message in messages for label in message.labels]
    without = sum(all(item.label != "PERSON" for item in message.labels) for message in messages)
    tables = {
        "language": Counter(message.language for message in messages),
        "variety": Counter(message.variety for message in messages),
        "register": Counter(message.register for message in messages),
        "label": Counter(item.label for item in labels),
        "subject": Counter(item.subject for item in labels if item.subject),
    }
    lines = [f"{len(messages)} messages, {without} of them without a person."]
    for name, counter in tables.items():
        rows = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
        lines += ["", f"| {name} | count |", "|---|---|"]
        lines += [f"| {key} | {count} |" for key, count in rows]
    return "\n".join(lines) + "\n"


def find_doubts(message: Message) -> Iterator[str]:
    """Yield what a second reading should look at: unlabelled capitals, repeats and numbers."""
    covered = [False] * len(message.text)
    for item in message.labels:
        covered[item.start : item.end] = [True] * (item.end - item.start)
    names = {
        word.lower()
        for item in message.labels
        if item.label in {"PERSON", "LOC", "ORG"}
        for word in re.findall(r"\w{3,}", message.text[item.start : item.end])
    }
    for word in re.finditer(r"[\w.+-]+@[\w.-]+|@\w+|\w+", message.text):
        if covered[word.start()]:
            continue
        before = message.text[: word.start()].rstrip(" \"'(*_>-")
        opens = not before or before[-1] in ".!?\n:"
        if word[0].lower() in names:
            yield f"repeat of a name: {word[0]}"
        elif "@" in word[0] or sum(map(str.isdigit, word[0])) >= 4:
            yield f"number or handle: {word[0]}"
        elif word[0][0].isupper() and len(word[0]) > 1 and not opens and message.language != "de":
            yield f"capital: {word[0]}"


def main() -> int:
    """Write, check or review; returns the exit status."""
    parser = argparse.ArgumentParser(description="Build the hand-written messages.")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--review", action="store_true")
    options = parser.parse_args()
    messages = read_messages(SOURCE.read_text(encoding="utf-8"))
    lines = "".join(message.as_json() + "\n" for message in messages)
    if options.review:
        for message in messages:
            doubts = list(dict.fromkeys(find_doubts(message)))
            sys.stdout.write(f"{message.number} {message.variety}: {'; '.join(doubts)}\n")
        return 0
    if options.check:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != lines)
    TARGET.write_text(lines, encoding="utf-8")
    sys.stdout.write(count_messages(messages))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
