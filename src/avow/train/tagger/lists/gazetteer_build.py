"""Building the name lists that ship: gazetteers, known figures and the usual case of words.

Everything comes from `data/gazetteers`, `data/public_figures` (rows with a source that names its
licence), from training files and from the openly licensed texts; never from a development file.
Only hashes are kept. The same inputs give the same bytes.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from avow.detect.people.features import HashArray, combine, describe_words
from avow.detect.people.gazetteers import WordBit, write_gazetteers
from avow.detect.people.hashed_map import BitArray, HashedMap
from avow.detect.people.words import find_words
from avow.errors import InputError
from avow.text import encode_text
from avow.train.tagger.lists.cues import read_cues
from avow.train.tagger.lists.hashed_map_build import MOST_PALETTE, build_map
from avow.train.tagger.lists.lexicon import Lexicon

TOP_FORENAMES = 400
TOP_SURNAMES = 1000
UNCLEAR_SOURCES = frozenset({"pantheon1"})
"""Sources of the list of figures whose licence is not known: a row needs another one."""

SHORTEST_NAME = 2
_LIST_BITS = int(
    WordBit.FORENAME
    | WordBit.FORENAME_US
    | WordBit.SURNAME
    | WordBit.SURNAME_US
    | WordBit.CITY
    | WordBit.FREQUENT
)
PLACE, FIGURE = WordBit.PLACE_PHRASE, WordBit.FIGURE


def build_gazetteers(data: Path, lexicon: Lexicon) -> bytes:
    """Return the table file.

    Args:
        data: Folder of the data sets.
        lexicon: How words are usually written.

    Raises:
        InputError: A list is absent.
    """
    singles: dict[int, int] = {}
    phrases: dict[int, int] = {}
    _add_lists(singles, data / "gazetteers")
    _add_places(singles, phrases, data / "gazetteers" / "world_cities_geonames_ccby.csv", lexicon)
    _add_figures(phrases, data / "public_figures" / "public_figures.tsv")
    for name, listed in read_cues().items():
        _mark(singles, listed, _CUE_BITS[name])
    for key, bits in lexicon.bits():
        singles[key] = singles.get(key, 0) | bits
    return write_gazetteers(_build(singles), _build(phrases))


_CUE_BITS = {
    "titles": WordBit.TITLE,
    "streets": WordBit.STREET,
    "organisations": WordBit.ORGANISATION,
    "kin": WordBit.KIN,
    "kindred": WordBit.DEMONYM,
    "calendar": WordBit.CALENDAR,
    "age_cues": WordBit.AGE_CUE,
    "demonyms": WordBit.DEMONYM,
    "countries": WordBit.COUNTRY,
}


def hash_names(names: Iterable[str]) -> list[HashArray]:
    """Return the word hashes of each name, as the tagger will see them."""
    listed = list(names)
    data = np.frombuffer(encode_text("\n\n".join(listed)), dtype=np.uint8)
    if not len(data):
        return []
    words = find_words(data)
    hashes = describe_words(data, words).hashes
    lengths = [len(name.encode()) + 2 for name in listed]
    borders = np.searchsorted(words.starts, np.cumsum(lengths)[:-1])
    return np.split(hashes, borders)


def _build(entries: dict[int, int]) -> HashedMap:
    keys = np.array(sorted(entries), dtype=np.uint64)
    bits = np.array([entries[int(key)] for key in keys], dtype=np.uint32)
    return build_map(keys, _fold_rare(bits))


def _fold_rare(bits: BitArray) -> BitArray:
    """Give the rarest combinations of bits the weightiest common one that lies within them."""
    values, inverse, counts = np.unique(bits, return_inverse=True, return_counts=True)
    if len(values) <= MOST_PALETTE:
        return bits
    order = np.argsort(-counts, kind="stable")
    kept = values[order[:MOST_PALETTE]]
    sizes = np.array([_weight(int(value)) for value in kept])
    for at in order[MOST_PALETTE:]:
        inside = (kept & ~values[at]) == 0
        values[at] = kept[np.argmax(np.where(inside, sizes, -1))]
    return values[inverse]


def _weight(bits: int) -> int:
    """Return how much a combination says: cue words most, long lists of names least."""
    return 8 * (bits & ~_LIST_BITS).bit_count() + (bits & _LIST_BITS).bit_count()


def _mark(entries: dict[int, int], names: Iterable[str], bit: WordBit) -> None:
    """Set a bit for every name of one word."""
    for hashes in hash_names(names):
        if len(hashes) == 1:
            key = int(hashes[0])
            entries[key] = entries.get(key, 0) | int(bit)


def _mark_phrases(entries: dict[int, int], names: Iterable[str], bit: WordBit) -> None:
    """Set a bit for every name of two or three words."""
    for hashes in hash_names(names):
        if len(hashes) not in (2, 3):
            continue
        key = combine(hashes[:1], hashes[1:2])
        if len(hashes) == 3:
            key = combine(key, hashes[2:])
        entries[int(key[0])] = entries.get(int(key[0]), 0) | int(bit)


def _add_lists(entries: dict[int, int], folder: Path) -> None:
    ranked: list[tuple[float, str]] = []
    for name in ("us_census1990_female_first.tsv", "us_census1990_male_first.tsv"):
        ranked += [(-float(row[1]), row[0]) for row in read_rows(folder / name, "\t")]
    ranked.sort()
    _mark(entries, (name for _, name in ranked[:TOP_FORENAMES]), WordBit.FORENAME_TOP)
    _mark(entries, (name for _, name in ranked[TOP_FORENAMES:]), WordBit.FORENAME_US)
    surnames = [row[0] for row in read_rows(folder / "us_census1990_surnames.tsv", "\t")]
    _mark(entries, surnames[:TOP_SURNAMES], WordBit.SURNAME_TOP)
    _mark(entries, surnames[TOP_SURNAMES:], WordBit.SURNAME_US)
    for name, bit, plain in (
        ("forenames_by_country_cc0.csv", WordBit.FORENAME, "namedatabases_first_all.txt"),
        ("surnames_by_country_cc0.csv", WordBit.SURNAME, "namedatabases_surnames_all.txt"),
    ):
        rows = list(read_rows(folder / name, ","))
        columns = [rows[0].index("Localized Name"), rows[0].index("Romanized Name")]
        for column in columns:
            _mark(entries, parts_of(row[column] for row in rows[1:]), bit)
        lines = (row[0] for row in read_rows(folder / plain, "\t") if row)
        _mark(entries, (line for line in lines if len(line) >= SHORTEST_NAME), bit)


def parts_of(names: Iterable[str]) -> Iterator[str]:
    """Yield the single names of fields that hold several (`Mohammed / Muhammad`)."""
    for name in names:
        for part in name.replace("/", ",").split(","):
            if len(part.strip()) >= SHORTEST_NAME:
                yield part.strip()


def _add_places(
    singles: dict[int, int], phrases: dict[int, int], path: Path, lexicon: Lexicon
) -> None:
    rows = list(read_rows(path, ","))[1:]
    regions = sorted({value for row in rows for value in row[1:3] if value})
    cities = sorted({row[0] for row in rows})
    _mark_phrases(phrases, [*cities, *regions], PLACE)
    for hashes in hash_names(cities):
        # A town that is an everyday word (Reading, Nice, Mobile) says nothing by itself.
        if len(hashes) == 1 and not lexicon.is_small(int(hashes[0])):
            singles[int(hashes[0])] = singles.get(int(hashes[0]), 0) | int(WordBit.CITY)
    for hashes in hash_names(regions):
        if len(hashes) == 1 and not lexicon.is_small(int(hashes[0])):
            singles[int(hashes[0])] = singles.get(int(hashes[0]), 0) | int(WordBit.COUNTRY)


def _add_figures(phrases: dict[int, int], path: Path) -> None:
    rows = list(read_rows(path, "\t"))
    name, sources = rows[0].index("name"), rows[0].index("sources")
    names = [row[name] for row in rows[1:] if set(row[sources].split(",")) - UNCLEAR_SOURCES]
    _mark_phrases(phrases, names, FIGURE)


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    if delimiter == "\t":
        return iter(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return iter(csv.reader(lines, delimiter=delimiter))


def read_rows(path: Path, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a list; tab-separated lists have no quoting.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in _reader(file, delimiter):
                if row:
                    yield [value.strip() for value in row]
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
