"""Made-up texts with a known answer: names of many origins in carrier sentences, and log lines."""

import csv
import io
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from avow.detect.bench.corpora.interface import LabelledSpan, LabelledText
from avow.detect.bench.scores.cuts import lower_texts
from avow.errors import InputError

CARRIERS = (
    "Please forward the signed lease to {name} before noon.",
    "I met {name} at the bus stop yesterday and we talked for an hour.",
    "{name} has not replied to the second reminder.",
    "The parcel was handed to {name}, who signed for it.",
    "Could you ask {name} whether the room is still free?",
    "According to {name}, the heating failed twice in March.",
    "We agreed that {name} would pay the deposit in two parts.",
    "Thanks again for introducing me to {name} last week!",
)
FULL_NAME = "full name"
FIRST_NAME = "first name alone"
LOWER_CASE = "full name, all in lower case"
FORMS = (FULL_NAME, FIRST_NAME, LOWER_CASE)
SEED = 5

_REGIONS = {
    "English-speaking": "AU CA GB IE NZ US",
    "Western Europe": "AT BE CH DE FR LU NL",
    "Southern Europe": "ES IT PT GR MT",
    "Northern Europe": "DK EE FI FO IS LT LV NO SE",
    "Central and Eastern Europe": "AL BA BG BY CZ HR HU MD ME MK PL RO RS RU SI SK UA XK",
    "Latin America": "AR BO BR CL CO CR CU DO EC GT MX PA PE PR PY SV UY VE",
    "Middle East and North Africa": "AE DZ EG IL IQ IR JO KW LB LY MA SA TN TR",
    "Caucasus and Central Asia": "AM AZ GE KG KZ TJ",
    "South Asia": "BD IN LK NP PK",
    "East and South-East Asia": "CN JP KH KR MN MY PH TH TW VN",
    "Africa south of the Sahara": "GQ ML ZA",
}
_REGION_OF = {code: region for region, codes in _REGIONS.items() for code in codes.split()}

_LOG_LINES = (
    "2025-03-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z INFO worker[{n}] done in {ms} ms",
    "[{hour:02d}:{minute:02d}:{second:02d}] WARN  Cache miss ratio {ms}/1000, shard {shard}",
    "{hour:02d}:{minute:02d}:{second:02d}.{ms:03d} DEBUG com.acme.store.ItemReader - Read {n} rows",
    "ERROR Connection reset by peer (errno 104), retry {shard} of 5",
    "Traceback (most recent call last):",
    '  File "/srv/app/tasks/{shard}/runner.py", line {ms}, in run_task',
    "ValueError: expected {n} columns, found {shard}",
    'level=info ts={n} caller=compact.go:{ms} msg="Compaction complete" duration={ms}ms',
    "GET /api/v2/items/{n}?page={shard} 200 {ms}ms",
    "kernel: [{n}.{ms:03d}] usb 1-{shard}: new high-speed device number {shard} using xhci_hcd",
    "Starting Container Runtime ... OK ({ms} ms)",
    "GC pause (Young) {ms}M->{shard}M(512M), {ms} ms",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginProbe:
    """Carrier sentences with names of many countries.

    Attributes:
        texts: One name each, in Latin letters, English carrier.
        regions: Region of each text's name.
        forms: Form of each: one of `FORMS`.
    """

    texts: tuple[LabelledText, ...]
    regions: tuple[str, ...]
    forms: tuple[str, ...]


def make_origin_probe(data: Path) -> OriginProbe:
    """Put names of each country into the carrier sentences, seeded.

    Each country gives as many full names as there are carriers, the same sentences in lower case,
    and as many first names alone. A country without surnames gives first names only.

    Args:
        data: Folder of the sets, with `gazetteers/`.

    Raises:
        InputError: A gazetteer is absent.
    """
    first = _read_names(data / "gazetteers" / "forenames_by_country_cc0.csv")
    last = _read_names(data / "gazetteers" / "surnames_by_country_cc0.csv")
    random_ = random.Random(SEED)  # noqa: S311 - a fixed draw, not a secret
    rows: list[tuple[LabelledText, str, str]] = []
    for country in sorted(set(first) & set(_REGION_OF)):
        region = _REGION_OF[country]
        for number, carrier in enumerate(CARRIERS):
            given = random_.choice(first[country])
            alone = _probe_text(f"{country}-{number}-first", carrier, given)
            rows.append((alone, region, FIRST_NAME))
            if country in last:
                name = f"{given} {random_.choice(last[country])}"
                whole = _probe_text(f"{country}-{number}-full", carrier, name)
                rows.append((whole, region, FULL_NAME))
                rows += [(small, region, LOWER_CASE) for small in lower_texts([whole])]
    return OriginProbe(
        texts=tuple(row[0] for row in rows),
        regions=tuple(row[1] for row in rows),
        forms=tuple(row[2] for row in rows),
    )


def make_log_lines(megabytes: float) -> Iterator[str]:
    """Yield invented log lines without any personal data, about 4 kB per text, seeded."""
    random_ = random.Random(SEED)  # noqa: S311 - a fixed draw, not a secret
    left = megabytes * 1e6
    while left > 0:
        text = "\n".join(_log_line(random_) for _ in range(60))
        left -= len(text)
        yield text


def _log_line(random_: random.Random) -> str:
    return random_.choice(_LOG_LINES).format(
        day=random_.randint(1, 28),
        hour=random_.randint(0, 23),
        minute=random_.randint(0, 59),
        second=random_.randint(0, 59),
        ms=random_.randint(1, 999),
        shard=random_.randint(1, 9),
        n=random_.randint(10, 99_999),
    )


def _probe_text(identifier: str, carrier: str, name: str) -> LabelledText:
    start = carrier.index("{")
    span = LabelledSpan(
        start=start,
        end=start + len(name),
        core_start=start,
        core_end=start + len(name),
        label="PERSON",
        source_label="PERSON",
    )
    return LabelledText(
        id=identifier,
        text=carrier.format(name=name),
        language="en",
        domain="probe",
        spans=(span,),
    )


def _read_names(path: Path) -> dict[str, list[str]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    names: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(content)):
        name = row["Romanized Name"].strip()
        if name and name not in names[row["Country"]]:
            names[row["Country"]].append(name)
    return names
