"""The corpus and the runs of scrub's integration tests, for tests that kill and starve them."""

import importlib.util
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "integration" / "scrub" / "conftest.py"

_spec = importlib.util.spec_from_file_location("scrub_fixtures", SOURCE)
assert _spec is not None
assert _spec.loader is not None
_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_fixtures)

runs = _fixtures.runs
corpus_module = _fixtures.corpus_module
key = _fixtures.key
corpus = _fixtures.corpus
first_out = _fixtures.first_out
first_tree = _fixtures.first_tree
copies = _fixtures.copies
dedup_out = _fixtures.dedup_out
dedup_tree = _fixtures.dedup_tree
