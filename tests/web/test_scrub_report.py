"""The HTML report in a real browser: phone and desk, light and dark, without a script.

Screenshots are left in pytest's temporary folder; look at them when the page changes.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from avow.detect.detector import Detector
from avow.evidence.clocks import FixedClock
from avow.scrub.clean import Cleaner
from avow.scrub.config import FieldConfig, QuasiConfig, ScrubConfig
from avow.scrub.keys import KeyRef, load_keys, write_key_file
from avow.scrub.pipeline.setup import Setup
from avow.scrub.progress import PlainProgress
from avow.scrub.report.build import HTML_NAME, build_report, publish_report
from avow.scrub.report.page import CONTENTS
from avow.scrub.risk.kanonymity import measure_kanonymity
from avow.scrub.risk.measure import measure_risk
from avow.scrub.run import RunOptions, run_scrub
from avow.scrub.storage.registry import open_store

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
LONG_NAME = "a-source-with-a-name-that-is-much-longer-than-anybody-would-wish-for-in-a-table"
ARABIC_FIELD = "العنوان"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed")


def rows(count: int) -> list[bytes]:
    return [
        orjson.dumps(
            {
                "text": f"The committee met and this was for you: p{number}@somewhere-else.net",
                ARABIC_FIELD: "call +49 30 12345678",
                "zip": f"803{number:02d}",
                "who": f"member-{number}",
            }
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root: Path = tmp_path_factory.mktemp("web")
    for source, count in ((LONG_NAME, 25), ("مراسلات", 15)):
        (root / "in" / source).mkdir(parents=True)
        lines = [*rows(count), b"{broken"]
        (root / "in" / source / "a.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    write_key_file(root / "key")
    config = ScrubConfig(
        fields=FieldConfig(untouched=(ARABIC_FIELD,)),
        quasi=QuasiConfig(columns=("zip",), subject="who"),
        max_bad_share=0.5,
    )
    setup = Setup(
        input_url=str(root / "in"),
        output_url=str(root / "out"),
        config=config,
        key=KeyRef(file=str(root / "key")),
    )
    clock = FixedClock(time=datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    observer = PlainProgress(stream=io.StringIO())
    manifest = run_scrub(setup, RunOptions(), clock=clock, observer=observer).manifest
    assert manifest is not None
    store = open_store(str(root / "out"))
    keys = load_keys(setup.key)
    cleaner = Cleaner(config=config, detector=Detector.load(), keys=keys, optouts=None)
    risk = measure_risk(store, manifest, config, scrubber=cleaner, per_cell=2)
    groups = measure_kanonymity(store, manifest, config, key=keys.audit)
    report = build_report(store, clock=clock, config=config, risk=risk, kanonymity=groups)
    publish_report(store, report)
    return root / "out" / HTML_NAME


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


def open_page(browser: Browser, file: Path, size: str, theme: str, problems: list[str]) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=True,
        offline=True,
    )
    page = context.new_page()
    page.on("console", lambda message: problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("file:", "data:"))
            else problems.append(f"request: {request.url}")
        ),
    )
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_report_page(
    browser: Browser, report_file: Path, tmp_path: Path, size: str, theme: str
) -> None:
    problems: list[str] = []
    page = open_page(browser, report_file, size, theme, problems)
    picture = tmp_path / f"scrub-report-{size}-{theme}.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000
    width = SIZES[size][0]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text().startswith("40 of 42 records are clean of what")
    assert page.locator("h1").bounding_box()["y"] < 200  # type: ignore[index]
    for identifier, _ in CONTENTS:
        section = page.locator(f"section#{identifier}")
        assert section.is_visible()
        assert len(section.inner_text()) > 60, identifier
    assert problems == []
    page.context.close()


def test_every_link_of_the_contents_leads_to_its_section(
    browser: Browser, report_file: Path
) -> None:
    problems: list[str] = []
    page = open_page(browser, report_file, "desk", "light", problems)
    for identifier, _ in CONTENTS:
        page.locator(f'nav a[href="#{identifier}"]').click()
        top = page.locator(f"#{identifier}").bounding_box()
        assert top is not None
        assert -1 <= top["y"] < SIZES["desk"][1]
    assert problems == []
    page.context.close()


def test_large_text_and_print_keep_everything_on_the_page(
    browser: Browser, report_file: Path, tmp_path: Path
) -> None:
    problems: list[str] = []
    page = open_page(browser, report_file, "phone", "light", problems)
    page.add_style_tag(content="html{font-size:24px}body{font-size:24px}")
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"][0]
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible()
    paper = tmp_path / "scrub-report.pdf"
    page.pdf(path=paper, format="A4")
    assert paper.read_bytes().startswith(b"%PDF")
    page.context.close()
