"""A miniature of the data folder: one record per training set, and short lists."""

from pathlib import Path

import orjson
import pytest
import zstandard

SETS = {
    "tab": "The applicant, Mr Adam Kowal, lived in Lodz.",
    "meddocan_es": "Nombre: Rosa Marta. Vive en Sevilla.",
    "wnut17": "met adam kowal in lodz today",
    "btc": "Adam Kowal is in Lodz",
    "gum": "Adam Kowal moved to Lodz.",
    "presidio_synth": "My name is Rosa Marta and I live in Sevilla",
    "sec_filings": "signed by Adam Kowal",
    "wikigold": "Adam Kowal was born in Lodz .",
}
LABELS = {
    "tab": ("PERSON", "LOC"),
    "meddocan_es": ("NOMBRE_SUJETO_ASISTENCIA", "TERRITORIO"),
    "wnut17": ("person", "location"),
    "btc": ("PER", "LOC"),
    "gum": ("person", "place"),
    "presidio_synth": ("PERSON", "GPE"),
    "sec_filings": ("PER", "LOC"),
    "wikigold": ("PER", "LOC"),
}
FIRST, LAST = ("Adam", "Rosa", "Mei", "Olu", "Ines", "Kofi"), ("Kowal", "Marta", "Berg", "Lopez")


def _record(name: str) -> bytes:
    text = SETS[name]
    person, place = LABELS[name]
    spans = []
    for value, source in (
        ("Adam Kowal", person),
        ("Rosa Marta", person),
        ("adam kowal", person),
        ("Lodz", place),
        ("Sevilla", place),
    ):
        start = text.find(value)
        if start >= 0:
            end = start + len(value)
            spans.append({"start": start, "end": end, "label": source, "src": source})
    return orjson.dumps({"id": name, "text": text, "lang": "en", "spans": spans}) + b"\n"


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder laid out like `../shared/data`."""
    folder = tmp_path_factory.mktemp("data")
    for name in SETS:
        (folder / name).mkdir()
        (folder / name / "train.jsonl").write_bytes(_record(name) * 3)
    (folder / "presidio_synth" / "train_extra.jsonl").write_bytes(_record("presidio_synth"))
    lists = folder / "gazetteers"
    lists.mkdir()
    census = "".join(f"{name.upper()}\t0.5\n" for name in FIRST)
    (lists / "us_census1990_female_first.tsv").write_text(census)
    (lists / "us_census1990_male_first.tsv").write_text("OTTO\t0.1\n")
    (lists / "us_census1990_surnames.tsv").write_text(
        "".join(f"{name.upper()}\t0.4\n" for name in LAST)
    )
    header = "Country,Localized Name,Romanized Name\n"
    rows = "".join(f"{c},{n},{n}\n" for c in ("US", "CN", "JP") for n in (*FIRST, "若汐", "陽翔"))
    (lists / "forenames_by_country_cc0.csv").write_text("\ufeff" + header + rows)
    rows = "".join(f"{c},{n},{n}\n" for c in ("US", "CN") for n in (*LAST, "Wang"))
    (lists / "surnames_by_country_cc0.csv").write_text("\ufeff" + header + rows)
    (lists / "namedatabases_first_all.txt").write_text("\ufeffZlatko\nAda\nMila\n")
    (lists / "namedatabases_surnames_all.txt").write_text("\ufeffÑeco\nFarah\nVos\n")
    (lists / "world_cities_geonames_ccby.csv").write_text(
        "name,country,subcountry,geonameid\nLodz,Poland,Lodzkie,1\nNew Town,Narnia,West,2\n"
        "Today,Poland,Lodzkie,3\nSevilla,Spain,Andalucia,4\n"
    )
    (folder / "public_figures").mkdir()
    (folder / "public_figures" / "public_figures.tsv").write_text(
        "name\twhy\tsources\tborn\n"
        "Greta Vale\tsinger\tcorpora\t1950\nHugo Unclear\twriter\tpantheon1\t1900\n"
        "Max Both\tpoet\tpantheon1,corpora\t1910\n"
    )
    return folder


@pytest.fixture(scope="session")
def text_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder laid out like `../shared/text`."""
    from avow.train.tagger.open_texts import PROSE  # noqa: PLC0415 - the extra train

    folder = tmp_path_factory.mktemp("text")
    line = orjson.dumps({"text": "They say that today the man and the Mayor met in Lodz. " * 4})
    for name in PROSE:
        path = folder / f"{name}.jsonl.zst"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zstandard.compress(line + b"\n"))
    return folder
