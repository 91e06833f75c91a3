"""The page: its first line, its words, its structure; no script, nothing from elsewhere."""

import dataclasses
import re
from html.parser import HTMLParser
from typing import Protocol

import pytest

from avow.scrub.dedup.histogram import SizeClass
from avow.scrub.dedup.loss import DedupReport, NearFacts, SourceDuplicates
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.receipt import CountRow
from avow.scrub.report.model import OptOutFacts, Report, Settings
from avow.scrub.report.page import CONTENTS, render_html
from avow.scrub.report.style import STYLE
from avow.scrub.report.wording import answer, what_remains
from avow.scrub.risk.bound import make_bound
from avow.scrub.risk.kanonymity import ClassCount, KAnonymity
from avow.scrub.storage.interface import Store

VOID = {"meta", "link", "rect", "br"}
SETTINGS = Settings(
    purpose="train", kind_of_source="documents", scope="record", mode="redact", people="off"
)

NEAR = NearFacts(
    threshold=0.8,
    bands=21,
    rows_per_band=6,
    clusters=(SizeClass(3, 4, 1, 3),),
    candidates=6,
    pairs_compared=5,
    pairs_verified=4,
    largest_bucket=3,
    buckets_above_cap=0,
)
DUPLICATES = DedupReport(
    exact_scope="dataset",
    near_scope="source",
    propagate_optouts=True,
    max_source_loss=0.2,
    allow_source_loss=False,
    sources=(SourceDuplicates("web", 9, 3, 0),),
    exact_groups=(SizeClass(2, 2, 3, 6),),
    near=NEAR,
)


class RealRun(Protocol):
    """What `real_run` of the conftest gives."""

    store: Store
    report: Report
    canaries: tuple[str, ...]


class Outline(HTMLParser):
    """Checks nesting and collects headings, ids, links and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.captions = 0
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.captions += tag == "caption"
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [str(values["id"])] if "id" in values else []
        self.links += [str(values[name]) for name in ("href", "src", "action") if name in values]
        assert not any(name.startswith("on") for name in values)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag


def test_first_line_is_the_answer(small_report: Report) -> None:
    assert answer(small_report) == (
        "12,408 of 12,411 records are clean of what Avow can detect; 3 are in quarantine."
    )
    page = render_html(small_report)
    assert f"<h1>{answer(small_report)}</h1>" in page


@pytest.mark.parametrize(
    ("balance", "sentence"),
    [
        (Balance(records_in=1, kept=1), "1 of 1 records is clean of what Avow can detect."),
        (Balance(), "0 of 0 records are clean of what Avow can detect."),
        (
            Balance(records_in=9, kept=6, dropped={"duplicate": 1}, quarantined={"bad-json": 2}),
            (
                "6 of 9 records are clean of what Avow can detect; 2 are in quarantine; "
                "1 was left out."
            ),
        ),
    ],
)
def test_answers(small_report: Report, balance: Balance, sentence: str) -> None:
    assert answer(dataclasses.replace(small_report, balance=balance)) == sentence


def test_the_claim_shrinks_with_what_was_left(small_report: Report) -> None:
    kept = CountRow("text", "person.name", "public", "keep", "pattern", 1)
    assert "apart from what it was told to leave" in answer(
        dataclasses.replace(small_report, counts=(kept,))
    )
    skipping = dataclasses.replace(SETTINGS, skip=("note",))
    assert "apart from" in answer(dataclasses.replace(small_report, settings=skipping))
    assert "apart from" not in answer(dataclasses.replace(small_report, settings=SETTINGS))


def test_the_claim_shrinks_with_what_a_wider_check_sees(real_run: RealRun) -> None:
    risk = real_run.report.risk
    seen = dataclasses.replace(risk, overall=make_bound(hits=2, records=31, planted=100, found=90))
    assert "what the rules of this run detect" in answer(
        dataclasses.replace(real_run.report, risk=seen)
    )
    assert "what Avow can detect" in answer(real_run.report)


@pytest.mark.parametrize(
    ("hits", "records", "planted", "found", "words"),
    [
        (0, 30_000, 1000, 1000, ("sees something in none", "at most 1 in 8,103 records")),
        (2, 500, 100, 95, ("sees something in 2", "at most 1 in 61 records")),
        (9, 9, 100, 3, ("sees something in 9", "every record may")),
        (0, 50, 0, 0, ("sees something in none", "there is no upper bound")),
    ],
)
def test_nothing_seen_is_never_said_without_its_bound(
    real_run: RealRun, hits: int, records: int, planted: int, found: int, words: tuple[str, str]
) -> None:
    bound = make_bound(hits=hits, records=records, planted=planted, found=found)
    risk = real_run.report.risk
    sample = dataclasses.replace(risk.sample, is_whole=False)
    text = what_remains(dataclasses.replace(risk, overall=bound, sample=sample))
    for part in words:
        assert part in text


def test_structure_of_both_pages(real_run: RealRun, small_report: Report) -> None:
    for report in (real_run.report, small_report):
        outline = Outline(render_html(report))
        assert outline.headings[0] == 1
        assert outline.headings.count(1) == 1
        for above, below in zip(outline.headings, outline.headings[1:], strict=False):
            assert below <= above + 1
        assert len(outline.ids) == len(set(outline.ids))
        assert {identifier for identifier, _ in CONTENTS} <= set(outline.ids)
        assert all(link.startswith(("#", "data:")) for link in outline.links)
        assert outline.captions == outline.tags.count("table")
        assert "script" not in outline.tags
        assert "http://" not in STYLE
        assert "url(" not in STYLE


def test_words_that_promise_too_much_do_not_occur(real_run: RealRun, small_report: Report) -> None:
    for report in (real_run.report, small_report):
        page = render_html(report).lower()
        for word in ("anonymous", "anonymised", "compliant", "guarantee", "tamper-proof", "!"):
            body = page[page.index("<body") :]
            assert word not in body, word
        assert "tamper-evident" in page
        assert "evidence is on file" in page


def test_figures_of_each_section_are_there(real_run: RealRun) -> None:
    page = render_html(real_run.report)
    for text in (
        "The checker is not independent",
        "Names in running text",
        "Bound by language",
        "Records by source",
        "Findings by kind",
        "Findings by field",
        "Not looked at",
        "<code>note</code>",
        "Not valid JSON",
        "No opt-out list was applied",
        "Groups before and after",
        real_run.report.dataset.key_id,
        "Clopper-Pearson",
        f"content root {real_run.report.dataset.content_root}",
        "Signature",
        "25 November 2026, 12:00 UTC",
    ):
        assert text in page, text


def test_hostile_names_are_escaped(small_report: Report) -> None:
    bad = '<img src=x onerror="alert(1)">'
    report = dataclasses.replace(
        small_report,
        title=bad,
        counts=(CountRow(bad, f"x.{bad}", bad, bad, bad, 1),),
        settings=dataclasses.replace(SETTINGS, skip=(bad,), locales=(bad,)),
        sources=(dataclasses.replace(small_report.sources[0], source=bad),),
        balance=dataclasses.replace(small_report.balance, quarantined={bad: 3}),
    )
    assert "<img" not in render_html(report)
    Outline(render_html(report))


def test_duplicates_and_optouts_are_told_when_known(small_report: Report) -> None:
    report = dataclasses.replace(
        small_report,
        balance=Balance(records_in=9, kept=5, dropped={"duplicate": 3, "optout:domain": 1}),
        duplicates=DUPLICATES,
        optouts=OptOutFacts(digest="sha256:cd", issued="2026-11-01T00:00:00+00:00"),
        run=dataclasses.replace(small_report.run, made="2026-11-25T00:00:00+00:00"),
    )
    page = render_html(report)
    for text in (
        "Exact copy of a record that was kept",
        "Groups of near copies",
        "5 pairs compared exactly, 4 of them alike",
        "Jaccard similarity of at least 0.8",
        "no source may lose more than 20",
        "with a probability of 99.8",
        "24 days before this report",
        "Opt-out of its web domain",
    ):
        assert text in page, text
    lifted = dataclasses.replace(
        DUPLICATES,
        allow_source_loss=True,
        near=dataclasses.replace(NEAR, buckets_above_cap=2),
        sources=(SourceDuplicates("web", 4, 1, 1), SourceDuplicates("books", 6, 0, 0)),
    )
    page = render_html(dataclasses.replace(report, duplicates=lifted))
    for text in ("was lifted", "2 buckets held too many", "Duplicates by source", "books"):
        assert text in page, text


def test_duplicates_that_were_not_looked_for_are_not_claimed(small_report: Report) -> None:
    only_optouts = dataclasses.replace(
        DUPLICATES, exact_scope="none", near_scope="none", exact_groups=(), near=None
    )
    for duplicates in (None, only_optouts):
        page = render_html(dataclasses.replace(small_report, duplicates=duplicates))
        assert "No duplicates were looked for" in page
        assert "xact copies were" not in page


@pytest.mark.parametrize(
    ("action", "left_out", "sentence"),
    [
        ("report", 0, ""),
        ("suppress", 1, "1 record in groups that were still too small was left out"),
        ("generalise", 7, "Values were made coarser first. 7 records in groups that were still"),
    ],
)
def test_small_classes_that_were_left_out_are_told(
    small_report: Report, action: str, left_out: int, sentence: str
) -> None:
    count = ClassCount(
        records=9,
        people=None,
        classes=1,
        smallest=9,
        classes_below=0,
        records_below=0,
        people_below=None,
        sizes=(),
    )
    page = render_html(
        dataclasses.replace(
            small_report,
            balance=dataclasses.replace(small_report.balance, dropped={"small-class": left_out}),
            kanonymity=KAnonymity(
                columns=("age",),
                subject="",
                k=5,
                counts="records",
                action=action,
                as_it_stands=count,
                if_generalised=count,
                suppressed_records=0,
            ),
        )
    )
    assert ("still too small" in page) is bool(sentence)
    assert sentence in page


def test_text_has_enough_contrast_in_both_themes() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [
            one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    themes = re.findall(r":root\{[^}]*?--ink:[^}]*\}", STYLE.replace("\n", ""))
    assert len(themes) == 3
    for theme in themes[:2]:
        colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", theme))
        for ground in ("paper", "panel"):
            for text in ("ink", "muted", "accent"):
                pair = sorted((luminance(colours[text]), luminance(colours[ground])))
                assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (text, ground)
        for shape in ("kept", "changed", "dropped", "apart"):
            pair = sorted((luminance(colours[shape]), luminance(colours["paper"])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 3.0, shape
