"""The documentation cannot drift: generated pages are current, settings and evidence documented."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

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
    assert f"## {EVIDENCE_KIND}\n" in page


def test_every_direct_dependency_has_a_reason() -> None:
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text(encoding="utf-8")
    for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        if line.startswith('  "') and ">=" in line and "dependency-groups" not in line:
            name = line.strip().strip('",').split(">=")[0].split("[")[0]
            if name == "hatchling":
                continue
            assert name.split("-")[0] in page, name
