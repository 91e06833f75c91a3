"""The documentation cannot drift: generated pages are current, settings and evidence documented."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from avow.detect.backends.choices import BACKENDS
from avow.detect.backends.presidio_table import PRESIDIO_ROWS
from avow.detect.backends.seconded import Mode
from avow.promises.page import PAGE
from avow.scrub.optout_scan import CHECK_KIND
from avow.scrub.risk.evidence import RESIDUAL_KIND
from avow.scrub.run import EVIDENCE_KIND
from avow.settings import Settings

ROOT = Path(__file__).parents[1]


def test_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_has_a_heading() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    for field in fields(Settings):
        assert f"## {field.name}\n" in page


def test_every_evidence_kind_has_a_heading() -> None:
    page = (ROOT / "docs" / "reference" / "evidence.md").read_text(encoding="utf-8")
    for kind in (EVIDENCE_KIND, RESIDUAL_KIND, CHECK_KIND):
        assert f"## {kind}\n" in page


def test_every_promise_has_a_heading() -> None:
    page = (ROOT / "docs" / "reference" / "promises.md").read_text(encoding="utf-8")
    for promise in PAGE:
        assert f"## {promise.id} {promise.sentence}\n" in page


def test_every_direct_dependency_has_a_reason() -> None:
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith('  "') and ">=" in line and "dependency-groups" not in line:
            name = line.strip().strip('",').split(">=")[0].split("[")[0]
            if name == "hatchling":
                continue
            assert name.split("-")[0] in page, name


def test_every_second_opinion_mode_and_recogniser_is_documented() -> None:
    page = (ROOT / "docs" / "how-to" / "second-opinions.md").read_text(encoding="utf-8")
    words = set(page.replace(",", " ").replace(".", " ").split())
    for backend in BACKENDS:
        assert f"| `{backend.name}` |" in page
        assert all(f"`{key}`" in page or f"{key} =" in page for key in backend.keys)
    for mode in Mode:
        assert f"| `{mode.value}` |" in page
    assert {row.recognizer for row in PRESIDIO_ROWS} <= words
