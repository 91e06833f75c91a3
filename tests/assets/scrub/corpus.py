"""Builds a small mixed corpus for the tests of scrub: every format, with good and bad records.

Seeded, so that every build has the same bytes. All persons and values are made up.
"""

import gzip
import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

SEED = 20261
WORDS = ("river", "stone", "garden", "window", "market", "letter", "winter", "table", "engine")
HOSTS = ("northmail.org", "corp-post.net", "webhaus.de")
# Values that must be in no byte of an output; each stands in a place of its own.
CANARIES = {
    "text": "canary.text@northmail.org",
    "key": "canary.key@northmail.org",
    "column": "canary.column@northmail.org",
    "path": "canary.path@northmail.org",
    "header": "canary.header@northmail.org",
    "url": "canary.url@northmail.org",
}
BAD_LINES = (
    b'{"text":"\xff\xfe broken bytes"}\n',
    b'{"text":"unfinished\n',
    b'{"text":"jane.roe@northmail.org","text":"second key"}\n',
    b"[1,2,3]\n",
)


def build_corpus(root: Path, *, documents: int = 120) -> None:
    """Write the corpus below a folder that does not exist yet.

    Args:
        root: The folder.
        documents: Documents per line file.
    """
    dice = random.Random(SEED)
    (root / "docs").mkdir(parents=True)
    (root / "tables").mkdir()
    (root / "notes").mkdir()
    (root / "crawl").mkdir()
    plain = [_line(dice, index) for index in range(documents)]
    plain[3:3] = [b"\n", BAD_LINES[0], BAD_LINES[1]]
    plain += [BAD_LINES[2], BAD_LINES[3], b'{"text":"no line end"}']
    (root / "docs" / "plain.jsonl").write_bytes(b"".join(plain))
    web = [_line(dice, index) for index in range(documents)]
    half = len(web) // 2
    halves = (b"".join(web[:half]), b"".join(web[half:]))
    (root / "docs" / "web.jsonl.gz").write_bytes(
        b"".join(gzip.compress(part, mtime=0) for part in halves)
    )
    compressor = zstandard.ZstdCompressor()
    (root / "docs" / "web.jsonl.zst").write_bytes(
        b"".join(compressor.compress(part) for part in halves)
    )
    (root / "docs" / "empty.jsonl").write_bytes(b"")
    _write_tables(root / "tables", dice, documents)
    (root / "notes" / "a.txt").write_text(_text(dice, 1), encoding="utf-8")
    (root / "notes" / f"{CANARIES['path']}.txt").write_text("kept apart\n", encoding="utf-8")
    (root / "crawl" / "page.wet").write_bytes(_warc(dice))
    (root / "crawl" / "page.warc.gz").write_bytes(gzip.compress(_warc(dice), mtime=0))


def add_copies(root: Path) -> None:
    """Add exact and near copies of documents, in and across sources and formats."""
    dice = random.Random(SEED + 2)
    texts = [" ".join(dice.choices(WORDS, k=60)) for _ in range(12)]
    near = [f"{text} {dice.choice(WORDS)}" for text in texts[:6]]
    letters = [f"{texts[11]} write to {name}@northmail.org today" for name in ("jane", "joe")]
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate([*texts, *letters])]
    (root / "docs" / "copies.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "more").mkdir()
    table = pa.table({"text": [*near, *texts[3:9]], "n": list(range(12))})
    pq.write_table(table, root / "more" / "copies.parquet", row_group_size=5)
    (root / "notes" / "copy.txt").write_text(texts[10].upper() + "\n", encoding="utf-8")


def add_damaged(root: Path) -> None:
    """Add files that break off in the middle."""
    dice = random.Random(SEED + 1)
    data = b"".join(_line(dice, index) for index in range(4000))
    (root / "docs" / "cut.jsonl.zst").write_bytes(zstandard.ZstdCompressor().compress(data)[:-4000])
    (root / "docs" / "cut.jsonl.gz").write_bytes(gzip.compress(data, mtime=0)[:-4000])


def _text(dice: random.Random, index: int) -> str:
    words = " ".join(dice.choices(WORDS, k=dice.randint(5, 60)))
    mail = f"p{index}.{dice.choice(WORDS)}@{dice.choice(HOSTS)}"
    return f"{words}. Write to {mail} please. {words[::-1]}" if index % 3 else words


def _line(dice: random.Random, index: int) -> bytes:
    value: dict[str, object] = {"id": index, "text": _text(dice, index), "n": 1.50, "ok": True}
    if index == 1:
        value["text"] = f"Ask {CANARIES['text']} about it."
        value["meta"] = {CANARIES["key"]: "x", "url": f"https://a.test/?m={CANARIES['url']}"}
    return json.dumps(value, ensure_ascii=index % 2 == 0).encode() + b"\n"


def _write_tables(root: Path, dice: random.Random, rows: int) -> None:
    texts = [_text(dice, index) for index in range(rows)]
    authors: list[str | None] = [None if index % 5 == 0 else "staff" for index in range(rows)]
    authors[7] = CANARIES["column"]
    table = pa.table({"text": texts, "author": authors, "n": list(range(rows))})
    table = table.replace_schema_metadata({"pandas": CANARIES["header"]})
    pq.write_table(table, root / "people.parquet", row_group_size=max(1, rows // 4))
    lines = ["id,text,mail"]
    lines += [
        f'{index},"a ""quoted"" {WORDS[index % 7]}",u{index}@webhaus.de' for index in range(20)
    ]
    (root / "people.csv").write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")


def _warc(dice: random.Random) -> bytes:
    records = []
    for index in range(6):
        body = _text(dice, index + 1).encode()
        head = (
            "WARC/1.0\r\n"
            "WARC-Type: conversion\r\n"
            f"WARC-Target-URI: http://a.test/{index}?m={CANARIES['header']}\r\n"
            "WARC-Date: 2026-01-02T03:04:05Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{index}>\r\n"
            "Content-Type: text/plain\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        records.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(records)
