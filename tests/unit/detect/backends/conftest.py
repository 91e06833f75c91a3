"""Tests of adapters run with the real library of each; a library that is absent hides them.

`make test` sets AVOW_ALL_EXTRAS, and then an absent library is an error: no test goes missing.
"""

import os
from importlib.util import find_spec

NEEDS = {
    "test_presidio.py": "presidio_analyzer",
    "test_presidio_recognizer.py": "presidio_analyzer",
    "test_privacy_filter.py": "transformers",
    "test_gliner2.py": "gliner2",
}
ABSENT = {file: module for file, module in NEEDS.items() if find_spec(module) is None}
if ABSENT and os.environ.get("AVOW_ALL_EXTRAS"):
    raise ModuleNotFoundError(f"tests of the adapters need {sorted(set(ABSENT.values()))}")

collect_ignore = sorted(ABSENT)
