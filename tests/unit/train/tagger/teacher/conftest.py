"""A network small enough to train in a test, and texts of our own to train it on."""

from pathlib import Path

import orjson
import pytest
import torch

from avow.detect.bench.corpora.load import train_set_names
from avow.detect.bench.corpora.sets import find_set
from avow.detect.people.encoder.inputs import BIT_COUNT
from avow.detect.people.scheme import OUTPUT_COUNT
from avow.train.tagger.teacher.net import EncoderTagger, Shape
from avow.train.tagger.teacher.renewal import NameList, NamePools
from avow.train.tagger.teacher.samples import Mark, Sample
from avow.train.tagger.teacher.training import Material, read_vocabulary

NAMES = NameList(
    first=("Ann", "Bo", "Zoë"), last=("Lee", "Quispe"), first_sums=(1, 2, 3), last_sums=(1, 2)
)


@pytest.fixture
def net() -> EncoderTagger:
    """Return an untrained network of one narrow layer, always the same."""
    torch.manual_seed(7)
    shape = Shape(
        vocabulary=len(read_vocabulary()),
        width=16,
        layers=1,
        heads=2,
        inner=32,
        bits=BIT_COUNT,
        labels=OUTPUT_COUNT,
    )
    made = EncoderTagger(shape)
    torch.nn.init.normal_(made.bits.weight, std=0.3)
    return made


@pytest.fixture
def material() -> Material:
    """Return thirty samples with one person each."""
    texts = [f"Note {number}: please ask Ann Lee about the bill" for number in range(30)]
    samples = []
    for text in texts:
        start = text.index("Ann Lee")
        mark = Mark(start=start, end=start + 7, label="PERSON")
        sample = Sample(text=text, marks=(mark,), annotated=frozenset(("PERSON",)), source="test")
        samples.append(sample)
    pools = NamePools(
        census=NAMES,
        countries=(NAMES,),
        mixed=NAMES,
        places=("Rome",),
        first_names=frozenset(("ann",)),
    )
    return Material(samples=tuple(samples), names=pools)


COUNTRY_HEADS = (
    "Country,Localized Name,Romanized Name",
    *(f"{country},Name{letter},Name{letter}" for country in ("US", "GB") for letter in "abcdefgh"),
)
LISTS = {
    "us_census1990_female_first.tsv": "ANN\t1.0\nEVE\t0.5",
    "us_census1990_male_first.tsv": "TOM\t1.0",
    "us_census1990_surnames.tsv": "LEE\t1.0\nPOE\t0.1",
    "namedatabases_first_all.txt": "Ann\nZoë",
    "namedatabases_surnames_all.txt": "Lee\nQuispe",
    "forenames_by_country_cc0.csv": "\n".join(COUNTRY_HEADS),
    "surnames_by_country_cc0.csv": "\n".join(COUNTRY_HEADS),
    "world_cities_geonames_ccby.csv": "name,country,subcountry,geonameid\nRome,Italy,Lazio,1",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with one text of our own in every training file."""
    folder = tmp_path / "data"
    for name in train_set_names():
        row = find_set(name)
        person = next(source for source, label in row.labels.items() if label == "PERSON")
        span = {"start": 11, "end": 18, "label": "PERSON", "src": person}
        record = {"id": "1", "text": "Please ask Ann Lee.", "lang": row.language, "spans": [span]}
        (folder / name).mkdir(parents=True)
        for file in row.files:
            if file.part == "train":
                (folder / name / f"{file.name}.jsonl").write_bytes(orjson.dumps(record) + b"\n")
    (folder / "gazetteers").mkdir()
    for name, content in LISTS.items():
        (folder / "gazetteers" / name).write_text(content + "\n", encoding="utf-8")
    return folder
