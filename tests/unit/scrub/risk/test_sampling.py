"""The sample: decided by the output, redone by anyone, identical records once."""

import hashlib
from collections.abc import Callable, Mapping

import orjson
import pytest

from avow.errors import VerificationError
from avow.scrub.config import ScrubConfig
from avow.scrub.proof.manifest import Manifest
from avow.scrub.risk.sampling import draw_sample, record_score, sample_threshold
from avow.scrub.storage.interface import Store

Make = Callable[[Mapping[str, object], ScrubConfig], tuple[Store, Manifest]]
ROWS = [{"id": number, "text": f"row number {number % 150} of many"} for number in range(300)]
TWINS = [{"text": f"row number {number % 150} of many"} for number in range(300)]


def test_threshold_takes_all_or_the_wanted_share() -> None:
    assert sample_threshold(10, 10) == 1 << 64
    assert sample_threshold(0, 10) == 1 << 64
    assert sample_threshold(40, 10) == 1 << 62


def test_sample_can_be_drawn_again_without_avow(make_dataset: Make) -> None:
    store, manifest = make_dataset({"a.jsonl": ROWS}, ScrubConfig())
    sample = draw_sample(store, manifest, ScrubConfig(), wanted=100)
    key = bytes.fromhex(manifest.content_root[len("sha256:") :])
    threshold = (100 << 64) // 300
    own = set()
    for record in sample.records:
        digest = hashlib.blake2b(
            record.content, key=key, person=b"avow risk sample", digest_size=8
        ).digest()
        assert int.from_bytes(digest, "big") == record.score < threshold
        own.add(record.content)
    assert 60 < len(own) == len(sample.records) < 140
    assert sample.population == 300
    assert not sample.is_whole


def test_identical_records_count_once(make_dataset: Make) -> None:
    config = ScrubConfig()
    store, manifest = make_dataset({"a.jsonl": TWINS[:200], "b/c.jsonl": TWINS[200:]}, config)
    sample = draw_sample(store, manifest, config)
    assert sample.is_whole
    assert len(sample.records) == len({orjson.dumps(row) for row in TWINS}) == 150


def test_sample_follows_the_content_root() -> None:
    one = record_score("sha256:" + "0" * 64, b"record")
    assert one == record_score("sha256:" + "0" * 64, b"record")
    assert one != record_score("sha256:" + "1" * 64, b"record")
    assert one != record_score("sha256:" + "0" * 64, b"record ")


def test_headers_are_not_records(make_dataset: Make) -> None:
    store, manifest = make_dataset({"a.csv": "name,city\nx,Rome\ny,Oslo\n"}, ScrubConfig())
    sample = draw_sample(store, manifest, ScrubConfig())
    assert sample.population == manifest.balance.records_out == 2


def test_a_damaged_output_is_refused(make_dataset: Make) -> None:
    store, manifest = make_dataset({"a.jsonl": ROWS[:3]}, ScrubConfig())
    pending = store.create("data/a.jsonl")
    pending.stream.write(b"{broken\n")
    pending.commit()
    with pytest.raises(VerificationError, match=r"data/a\.jsonl"):
        draw_sample(store, manifest, ScrubConfig())
