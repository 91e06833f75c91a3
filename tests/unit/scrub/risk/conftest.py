"""Small finished data sets in a folder, made by the real run, and a store of records in memory."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
import pytest

from avow.evidence.clocks import SystemClock
from avow.scrub.config import ScrubConfig
from avow.scrub.keys import KeyRef, write_key_file
from avow.scrub.pipeline.setup import Setup
from avow.scrub.progress import PlainProgress
from avow.scrub.proof.manifest import Manifest
from avow.scrub.run import RunOptions, run_scrub
from avow.scrub.storage.interface import Store
from avow.scrub.storage.registry import open_store

Made = tuple[Store, Manifest]


@pytest.fixture(scope="session")
def make_dataset(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Mapping[str, object], ScrubConfig], Made]:
    """Return a function that scrubs files (a list of rows, or the text of a file)."""

    def make(files: Mapping[str, object], config: ScrubConfig) -> Made:
        root = tmp_path_factory.mktemp("dataset")
        for name, content in files.items():
            path = root / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                path.write_text(content, encoding="utf-8")
            else:
                assert isinstance(content, list)
                path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in content))
        key = Path(root / "key")
        write_key_file(key)
        setup = Setup(
            input_url=str(root / "in"),
            output_url=str(root / "out"),
            config=config,
            key=KeyRef(file=str(key)),
        )
        observer = PlainProgress(stream=io.StringIO())
        result = run_scrub(setup, RunOptions(), clock=SystemClock(), observer=observer)
        assert result.manifest is not None, result
        return open_store(str(root / "out")), result.manifest

    return make
