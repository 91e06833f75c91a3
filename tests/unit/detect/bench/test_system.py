"""The detector by locale, and predictions that a peer left."""

from pathlib import Path

import orjson
import pytest

from avow.detect.bench.corpora.load import load_dev
from avow.detect.bench.system import DetectorSystem, load_peer
from avow.errors import DamagedInput, InputError, UsageError


def _write_peer(folder: Path, ids: list[str], spans: list[list[object]]) -> Path:
    folder.mkdir()
    facts = {"name": "Other", "versions": {"other": "1.2"}, "megabytes_per_cpu_second": 0.5}
    (folder / "peer.json").write_bytes(orjson.dumps(facts))
    lines = [orjson.dumps({"id": name, "spans": spans}) for name in ids]
    (folder / "uner_en.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    return folder


def test_a_peers_labels_are_mapped_and_the_longer_of_two_stays(
    data_folder: Path, tmp_path: Path
) -> None:
    (corpus,) = load_dev(data_folder, ["uner_en"])
    spans = [[0, 5, "PERSON"], [0, 8, "PERSON"], [6, 9, "URL"], [9, 12, "US_SSN"]]
    peer = load_peer(_write_peer(tmp_path / "p", [text.id for text in corpus.texts], spans))
    assert peer.name == "Other (other 1.2)"
    assert peer.speed == 0.5
    predicted = peer.predict_set("uner_en", corpus.texts)
    assert predicted is not None
    assert [(item.start, item.end, item.label) for item in predicted[0]] == [
        (0, 8, "PERSON"),
        (6, 9, "URL"),
        (9, 12, "ID"),
    ]
    assert peer.predict_set("tab", corpus.texts) is None


def test_predictions_of_other_texts_are_refused(data_folder: Path, tmp_path: Path) -> None:
    (corpus,) = load_dev(data_folder, ["uner_en"])
    peer = load_peer(_write_peer(tmp_path / "p", ["other"], []))
    with pytest.raises(DamagedInput):
        peer.predict_set("uner_en", corpus.texts)


def test_a_folder_without_a_peer_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        load_peer(tmp_path)
    assert "ner_peers.py" in error.value.hint


@pytest.mark.parametrize(("people", "point"), [("psychic", "balanced"), ("fast", "no such point")])
def test_an_unknown_tier_or_operating_point_is_refused(people: str, point: str) -> None:
    with pytest.raises(UsageError):
        DetectorSystem(people=people, operating_point=point).detector("")
