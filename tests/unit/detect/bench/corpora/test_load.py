"""Reading labelled sets from a folder in the form of the data beside the project."""

from pathlib import Path

import orjson
import pytest

from avow.detect.bench.corpora.interface import HANDLE, Corpus, Ignored, LabelledSpan, Part
from avow.detect.bench.corpora.load import (
    dev_set_names,
    load_dev,
    load_train,
    split_by_template,
    train_set_names,
)
from avow.errors import DamagedInput, InputError, UsageError


def _span(text: str, value: str, label: str, src: str, **extra: object) -> dict[str, object]:
    start = text.index(value)
    return {"start": start, "end": start + len(value), "label": label, "src": src, **extra}


def _write(folder: Path, name: str, *records: dict[str, object]) -> None:
    path = folder / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))


def _record(text: str, *spans: dict[str, object], **extra: object) -> dict[str, object]:
    return {"id": "t-1", "text": text, "lang": "en", "spans": list(spans), **extra}


def _only(corpora: list[Corpus]) -> tuple[LabelledSpan, ...]:
    ((text,),) = (corpus.texts for corpus in corpora)
    return text.spans


def test_tab_keeps_types_entities_and_core(tmp_path: Path) -> None:
    text = "Mr Tobias Wren sued Norland, file 12/34."
    _write(
        tmp_path,
        "tab/train",
        _record(
            text,
            _span(
                text, "Mr Tobias Wren", "PERSON", "PERSON", identifier_type="DIRECT", entity_id="e1"
            ),
            _span(text, "Norland", "LOC", "LOC", identifier_type="NO_MASK", entity_id="e2"),
            _span(text, "12/34", "CODE", "CODE", identifier_type="DIRECT", entity_id="e3"),
            _span(text, "sued", "MISC", "MISC", identifier_type="QUASI", entity_id="e4"),
        ),
    )
    person, misc, place, code = _only(load_train(tmp_path, ["tab"]))
    assert text[person.core_start : person.core_end] == "Tobias Wren"
    assert (person.identifier_type, person.entity_id, person.subject) == ("DIRECT", "e1", "private")
    assert (place.label, place.subject) == ("LOC", "")
    assert (code.label, code.ignored) == ("ID", Ignored.NO)
    assert (misc.label, misc.ignored) == ("", Ignored.UNMAPPED)


def test_btc_handles_are_labels_of_their_own(tmp_path: Path) -> None:
    text = "RT @ wrenfan: Tobias Wren"
    _write(
        tmp_path,
        "btc/dev_h",
        _record(
            text,
            _span(text, "@", "ORG", "ORG"),
            _span(text, "wrenfan", "PERSON", "PER"),
            _span(text, "Tobias Wren", "PERSON", "PER"),
        ),
    )
    sign, handle, person = _only(load_dev(tmp_path, ["btc"]))
    assert (sign.label, sign.ignored) == (HANDLE, Ignored.HANDLE)
    assert (handle.label, handle.source_label) == (HANDLE, "PER")
    assert (person.label, person.ignored) == ("PERSON", Ignored.NO)


def test_wnut_handles_are_found_in_the_text(tmp_path: Path) -> None:
    text = "@wrenfan mail me at me@wren.example Tobias"
    _write(tmp_path, "wnut17/train", _record(text, _span(text, "Tobias", "PERSON", "person")))
    handle, person = _only(load_train(tmp_path, ["wnut17"]))
    assert text[handle.start : handle.end] == "@wrenfan"
    assert handle.ignored is Ignored.HANDLE
    assert person.ignored is Ignored.NO


def test_gum_role_words_and_public_flag(tmp_path: Path) -> None:
    text = "President met President Wren and Quill."
    _write(
        tmp_path,
        "gum/dev",
        _record(
            text,
            _span(text, "President", "PERSON", "person", public=False, entity_id="1"),
            _span(text, "President Wren", "PERSON", "person", public=True, entity_id="2"),
            _span(text, "Quill", "PERSON", "person", public=False, entity_id="3"),
        ),
    )
    role, public, unlinked = _only(load_dev(tmp_path, ["gum"]))
    assert role.ignored is Ignored.ROLE
    assert (text[public.core_start : public.core_end], public.subject) == ("Wren", "public")
    assert (unlinked.subject, unlinked.ignored) == ("unlinked", Ignored.NO)


def test_ronec_counts_capitalised_persons_only(tmp_path: Path) -> None:
    text = "ministrul Radu"
    _write(
        tmp_path,
        "ronec_ro/dev",
        _record(
            text,
            _span(text, "ministrul", "PERSON_MENTION", "PERSON"),
            _span(text, "Radu", "PERSON_MENTION", "PERSON"),
        ),
    )
    noun, name = _only(load_dev(tmp_path, ["ronec_ro"]))
    assert noun.ignored is Ignored.NOT_A_NAME
    assert name.ignored is Ignored.NO


def test_presidio_titles_alone_do_not_count(tmp_path: Path) -> None:
    text = "Dr. Wren"
    _write(tmp_path, "presidio_synth/train", _record(text, template_id=3))
    _write(
        tmp_path,
        "presidio_synth/train_extra",
        _record(text, _span(text, "Dr.", "PERSON", "PERSON"), template_id=4),
    )
    plain, extra = load_train(tmp_path, ["presidio_synth"])
    assert plain.texts[0].spans == ()
    assert extra.texts[0].spans[0].ignored is Ignored.TITLE
    assert [corpus.file.name for corpus in (plain, extra)] == ["train", "train_extra"]


def test_templates_never_stand_on_both_sides(tmp_path: Path) -> None:
    first = [_record("a", template_id=number) for number in range(40)]
    second = [_record("b", template_id=number) for number in range(0, 40, 2)]
    _write(tmp_path, "presidio_synth/train", *first)
    _write(tmp_path, "presidio_synth/train_extra", *second)
    corpora = load_train(tmp_path, ["presidio_synth"])
    kept, held_out = split_by_template(corpora, share=0.3, seed=1)
    assert len(kept) + len(held_out) == 60
    assert kept
    assert held_out
    assert {text.template_id for text in kept}.isdisjoint(text.template_id for text in held_out)
    assert split_by_template(corpora, share=0.0, seed=1)[1] == []


def test_training_never_sees_development_files(tmp_path: Path) -> None:
    _write(tmp_path, "uner_en/dev", _record("Wren"))
    with pytest.raises(UsageError):
        load_train(tmp_path, ["uner_en"])
    with pytest.raises(UsageError):
        load_dev(tmp_path, ["wikigold"])
    assert "uner_en" not in train_set_names(shippable=False)
    assert "uner_da" not in train_set_names()
    assert "uner_da" in train_set_names(shippable=False)
    assert "wikigold" not in dev_set_names()


def test_digest_part_and_repr(tmp_path: Path) -> None:
    _write(tmp_path, "uner_en/dev", _record("Tobias Wren"))
    (corpus,) = load_dev(tmp_path, ["uner_en"])
    assert corpus.file.part is Part.DEV
    assert corpus.name == "uner_en/dev"
    assert corpus.digest.startswith("sha256:")
    assert "Wren" not in repr(corpus) + repr(corpus.texts[0])


def test_absent_folder_and_file_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        load_dev(tmp_path / "nowhere", ["tab"])
    assert "--data" in error.value.hint
    with pytest.raises(InputError):
        load_dev(tmp_path, ["tab"])


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        '{"id": "1"}',
        '{"id": "1", "text": "zq", "spans": [{"start": 0, "end": 9, "label": "LOC"}]}',
        '{"id": "1", "text": "zq", "spans": [{"start": 1, "end": 1, "label": "LOC"}]}',
        '{"id": "1", "text": "zq", "spans": [{"start": 5, "end": 9, "label": "PER"}]}',
    ],
)
def test_damaged_lines_are_refused_without_their_text(tmp_path: Path, line: str) -> None:
    (tmp_path / "uner_en").mkdir()
    (tmp_path / "uner_en" / "dev.jsonl").write_text(line + "\n")
    with pytest.raises(DamagedInput) as error:
        load_dev(tmp_path, ["uner_en"])
    assert "zq" not in error.value.message
