"""Input and output in an S3-like store: a local moto server on loopback."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import s3fs
from moto.server import ThreadedMotoServer

from avow.scrub.config import DedupScope
from avow.scrub.keys import KeyRef
from avow.scrub.proof.verify import verify_dataset
from avow.scrub.storage.registry import open_store

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[s3fs.S3FileSystem]:
    """Return a file system on a server of its own with a bucket `corpora`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    if not files.exists("corpora"):
        files.mkdir("corpora")
    yield files
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.mark.slow
def test_the_same_data_set_in_an_object_store(
    runs: ModuleType,
    corpus: Path,
    key: KeyRef,
    first_tree: dict[str, str],
    bucket: s3fs.S3FileSystem,
    tmp_path: Path,
) -> None:
    bucket.put(str(corpus), "corpora/in", recursive=True)
    setup = runs.setup_for("s3://corpora/in", "s3://corpora/out", key)
    assert runs.scrub(setup).exit == 0
    bucket.get("corpora/out", str(tmp_path / "out"), recursive=True)
    assert runs.tree(tmp_path / "out") == first_tree
    assert verify_dataset(open_store("s3://corpora/out")).problems == ()
    again = runs.scrub(setup, resume=True)
    assert again.manifest.run.shards_done_before == 0
    bucket.rm("corpora/out/data/tables/people.csv")
    assert runs.scrub(setup, resume=True).exit == 0
    assert bucket.exists("corpora/out/data/tables/people.csv")
    assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1")


@pytest.mark.slow
def test_duplicates_are_the_same_in_an_object_store(
    runs: ModuleType,
    copies: Path,
    key: KeyRef,
    dedup_tree: dict[str, str],
    bucket: s3fs.S3FileSystem,
    tmp_path: Path,
) -> None:
    bucket.put(str(copies), "corpora/copies", recursive=True)
    setup = runs.setup_for("s3://corpora/copies", "s3://corpora/unique", key, runs.DEDUP_CONFIG)
    other = replace(runs.DEDUP_CONFIG, dedup=replace(runs.BOTH, near=DedupScope.SOURCE))
    assert runs.scrub(replace(setup, config=other)).exit == 0
    # The verdicts of the run before are of no use to this one.
    assert runs.scrub(setup, resume=True).exit == 0
    bucket.get("corpora/unique", str(tmp_path / "out"), recursive=True)
    assert runs.tree(tmp_path / "out") == dedup_tree
    assert verify_dataset(open_store("s3://corpora/unique")).problems == ()


@pytest.mark.slow
def test_stray_uploads_below_the_output_are_aborted(bucket: s3fs.S3FileSystem) -> None:
    ours = bucket.call_s3("create_multipart_upload", Bucket="corpora", Key="out/data/x")
    other = bucket.call_s3("create_multipart_upload", Bucket="corpora", Key="elsewhere/x")
    assert ours["UploadId"] != other["UploadId"]
    assert open_store("s3://corpora/out").sweep() == 1
    left = [upload["Key"] for upload in bucket.list_multipart_uploads("corpora")]
    assert left == ["elsewhere/x"]
