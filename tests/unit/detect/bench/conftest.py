"""A small folder of labelled sets in the form of the data beside the project."""

from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import pytest

MakeSpan = Callable[..., dict[str, object]]
WriteSet = Callable[[str, Sequence[dict[str, object]]], None]


def make_span(text: str, value: str, src: str, **extra: object) -> dict[str, object]:
    """Return the record of a labelled span: the first place of a value in a text."""
    start = text.index(value)
    return {"start": start, "end": start + len(value), "label": src, "src": src, **extra}


def _records(
    *pairs: tuple[str, list[dict[str, object]]], **extra: object
) -> list[dict[str, object]]:
    return [
        {"id": f"t-{number}", "text": text, "lang": "en", "spans": spans, **extra}
        for number, (text, spans) in enumerate(pairs)
    ]


def write_lines(path: Path, records: Sequence[dict[str, object]]) -> None:
    """Write records as JSON lines, making the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a few sets, the gazetteers and hand-written messages."""
    folder = tmp_path_factory.mktemp("data")
    court = "My name is Tobias Wren. The case of Mr Quill was heard in Norland in file 12/34."
    spans = [
        make_span(court, "Tobias Wren", "PERSON", identifier_type="DIRECT", entity_id="e1"),
        make_span(court, "Mr Quill", "PERSON", identifier_type="QUASI", entity_id="e2"),
        make_span(court, "Norland", "LOC", identifier_type="NO_MASK", entity_id="e3"),
    ]
    for name in ("train", "dev"):
        write_lines(folder / "tab" / f"{name}.jsonl", _records((court, spans), domain="legal"))
    mail = "From: Tobias Wren <tobias@wren.example>\n\nSee you, <b>Ada</b>!"
    mail_spans = [make_span(mail, "Tobias Wren", "PER"), make_span(mail, "Ada", "PER")]
    write_lines(
        folder / "uner_en" / "dev.jsonl",
        _records((mail, mail_spans), domain="email")
        + _records(("Nothing here.", []), domain="weblog"),
    )
    form = "Nombre: Olmo.\nApellidos: Quintana.\nInforme: acude hoy.\nRemitido por: Dra. Solana."
    form_spans = [
        make_span(form, "Olmo", "NOMBRE_SUJETO_ASISTENCIA"),
        make_span(form, "Quintana", "NOMBRE_SUJETO_ASISTENCIA"),
        make_span(form, "Solana", "NOMBRE_PERSONAL_SANITARIO"),
    ]
    write_lines(folder / "meddocan_es" / "dev.jsonl", _records((form, form_spans)))
    note = "tell ada i said hi, minister Vega too"
    note_spans = [
        {**make_span(note, "ada", "PERSON"), "label": "PERSON", "subject": "private"},
        {**make_span(note, "Vega", "PERSON"), "label": "PERSON", "subject": "public"},
    ]
    write_lines(folder / "messages.jsonl", _records((note, note_spans), register="chat"))
    _write_gazetteers(folder / "gazetteers")
    return folder


def _write_gazetteers(folder: Path) -> None:
    folder.mkdir()
    head = "\ufeffCountry,Romanized Name\n"
    (folder / "forenames_by_country_cc0.csv").write_text(
        head + "SE,Astrid\nJP,Haruka\nQQ,Nobody\n", encoding="utf-8"
    )
    (folder / "surnames_by_country_cc0.csv").write_text(
        head + "SE,Lindqvist\nJP,Tanaka\nQQ,None\n", encoding="utf-8"
    )
