"""JSON lines, SARIF, HTML and terminal over the same findings; no value where none is due."""

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from avow.detect.finding import Finding, Part, Reason, Strength
from avow.detect.output.explain import describe_reason, explain_finding
from avow.detect.output.html import html_page
from avow.detect.output.html_style import STYLE
from avow.detect.output.interface import ScannedText
from avow.detect.output.jsonlines import finding_fields, text_lines
from avow.detect.output.sarif import sarif_log
from avow.detect.output.terminal import print_scanned, printable
from avow.detect.rule import KindRow, Risk, Role, Rule, Tier

SECRET = "canary-7391@mail.test"
TEXT = f"Dear <b>all</b> & co,\nwrite to {SECRET} or\x1b[31m {SECRET} now\n"
KINDS = (
    KindRow(name="contact.email", title="E-mail address", token="EMAIL", risk=Risk.MEDIUM),
    KindRow(name="secret.key", title="Key", token="KEY", risk=Risk.CRITICAL, role=Role.SECRET),
)
RULES = (
    Rule(
        id="contact.email.plain",
        version=3,
        kind="contact.email",
        pattern="@",
        source="RFC 5322",
        tier=Tier.CONTEXT,
        context=("write",),
    ),
)


def at(position: int, **changes: object) -> Finding:
    start = [match.start() for match in re.finditer(re.escape(SECRET), TEXT)][position]
    base = Finding(
        start=start,
        end=start + len(SECRET),
        byte_start=start,
        byte_end=start + len(SECRET),
        kind="contact.email",
        rule="contact.email.plain",
        rule_version=3,
        score=0.8,
        strength=Strength.CONTEXT,
        reasons=(
            Reason(type="context_word", detail="write", start=22, end=27),
            Reason(type="pattern", detail="contact.email.plain"),
        ),
        parts=(Part(start=start, end=start + 2, kind="person.username", rule="x"),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


SCANNED = ScannedText(
    name="mail & more.txt",
    text=TEXT,
    findings=(at(0), at(1, reserved=True, suppressed_by="allow.1", entity=2, subject="private")),
)


def test_json_fields_are_stable_and_hold_no_value() -> None:
    first, second = json.loads(json.dumps(text_lines(SCANNED)))
    assert [first[name] for name in ("file", "line", "column")] == ["mail & more.txt", 2, 10]
    keys = ["start", "end", "kind", "score", "rule"]
    assert list(finding_fields(at(0)))[:5] == keys
    assert TEXT[first["start"] : first["end"]] == SECRET
    assert "suppressed_by" not in first
    assert second["suppressed_by"] == "allow.1"
    assert second["entity"] == 2
    assert second["subject"] == "private"
    assert first["reasons"][1] == {"type": "pattern", "detail": "contact.email.plain"}
    assert SECRET not in json.dumps([first, second])


def sarif(*items: ScannedText) -> dict[str, Any]:
    log = sarif_log(items, kinds=KINDS, rules=RULES, rules_digest="sha256:00", version="0.1.0")
    copy: dict[str, Any] = json.loads(json.dumps(log))
    return copy


def test_sarif_has_the_required_structure() -> None:
    """Check the properties that section 3 of SARIF 2.1.0 requires of what we write."""
    log = sarif(SCANNED)
    assert log["version"] == "2.1.0"
    assert str(log["$schema"]).endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "avow"
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    assert isinstance(run["invocations"][0]["executionSuccessful"], bool)
    for rule in driver["rules"]:
        assert rule["id"]
        assert rule["shortDescription"]["text"]
    for result in run["results"]:
        assert result["message"]["text"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert " " not in place["artifactLocation"]["uri"]
        region = place["region"]
        assert region["startLine"] >= 1
        assert (region["endLine"], region["endColumn"]) > (
            region["startLine"],
            region["startColumn"],
        )
        assert region["charLength"] == len(SECRET)


def test_sarif_levels_suppressions_and_no_value() -> None:
    log = sarif(SCANNED)
    first, second = log["runs"][0]["results"]
    assert (first["level"], second["level"]) == ("warning", "note")
    assert "suppressions" not in first
    assert second["suppressions"] == [{"kind": "external", "justification": "allow.1"}]
    assert SECRET not in json.dumps(log)


def test_sarif_of_a_record_names_line_and_record_only() -> None:
    log = sarif(replace(SCANNED, record="r-7", record_line=12, name="-"))
    location = log["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["region"] == {"startLine": 12}
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "stdin"}
    assert location["logicalLocations"][0]["fullyQualifiedName"].startswith("r-7#")


def test_sarif_of_nothing_is_still_a_run() -> None:
    run = sarif()["runs"][0]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


class Collector(HTMLParser):
    """Collects tags, ids, links and text, and refuses tags that do not close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                assert value not in self.ids
                self.ids.add(str(value))
            if name in {"href", "src"}:
                self.links.add(str(value))
        if tag not in {"meta", "br", "link", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def page(*items: ScannedText, show_values: bool = False) -> tuple[str, Collector]:
    html = html_page(
        items, kinds=KINDS, rules_digest="sha256:00", version="0.1.0", show_values=show_values
    )
    collector = Collector()
    collector.feed(html)
    assert collector.open == []
    return html, collector


def test_html_masks_values_by_default_and_escapes_everything() -> None:
    html, seen = page(SCANNED)
    assert SECRET not in html
    assert seen.words.count("[EMAIL]") == 2
    assert "b" not in seen.tags
    assert "<b>all</b> & co" in seen.words
    assert "1 finding of 1 kind in mail & more.txt" in seen.words
    assert "Values are masked" in seen.words


def test_html_shows_values_on_request_only() -> None:
    html, seen = page(SCANNED, show_values=True)
    assert html.count(SECRET) == 2
    assert "Values are shown" in seen.words


def test_html_escapes_values_names_and_reasons() -> None:
    evil = "<script>alert(1)</script>"
    hostile = replace(
        at(0), start=0, end=len(evil), kind=evil, rule=evil, suppressed_by=evil,
        reasons=(Reason(type="hint", detail=evil),), parts=(),
    )  # fmt: skip
    item = ScannedText(name=evil, text=evil, findings=(hostile,), record=evil, record_line=1)
    html, seen = page(item, show_values=True)
    assert "<script" not in html
    assert "script" not in seen.tags


def test_html_is_self_contained_and_its_links_lead_somewhere() -> None:
    html, seen = page(SCANNED, replace(SCANNED, name="b.txt"))
    assert {link[0] for link in seen.links} == {"#"}
    assert {link[1:] for link in seen.links} <= seen.ids
    assert "http" not in html.replace("http-equiv", "")
    assert "url(" not in STYLE
    assert "default-src 'none'" in html
    assert "2 findings of 1 kind in 2 files" in seen.words


def test_html_of_nothing_says_so() -> None:
    _, seen = page(ScannedText(name="-", text="all is well", findings=()))
    assert "Nothing found in standard input" in seen.words
    assert "What was found" not in seen.words


def channels_of(colour: str) -> list[float]:
    digits = colour if len(colour) == 6 else "".join(2 * c for c in colour)
    return [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]


def contrast(first: list[float], second: list[float]) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    shades = []
    for channels in (first, second):
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        shades.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(shades) + 0.05) / (min(shades) + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_html_colours_have_enough_contrast(scheme: int) -> None:
    """Text colours reach 4.5:1 on paper and panel, class colours also on their 11 % tint."""
    block = STYLE.split(":root{")[1 + scheme].split("}")[0]
    colours = {
        name: channels_of(value) for name, value in re.findall(r"--(\w+):#([0-9a-f]{3,6})", block)
    }
    grounds = [colours["paper"], colours["panel"]]
    assert len(colours) == 15
    for name in set(colours) - {"paper", "panel", "line"}:
        own = colours[name]
        for ground in grounds:
            assert contrast(own, ground) >= 4.5, name
            tint = [0.11 * a + 0.89 * b for a, b in zip(own, ground, strict=True)]
            if name not in {"ink", "muted", "accent"}:
                assert contrast(own, tint) >= 4.5, name


def shown(*items: ScannedText, mask: bool = False) -> str:
    stream = io.StringIO()
    print_scanned(Console(file=stream, width=200), items, kinds=KINDS, mask=mask)
    return stream.getvalue()


def test_terminal_marks_values_with_their_kind() -> None:
    out = shown(SCANNED)
    assert f"{SECRET} ‹contact.email›" in out
    assert f"{SECRET} ‹contact.email, test value, allowed by allow.1›" in out
    assert "1 finding\n" in out
    assert "1 more are test values or allowed" in out
    assert "\x1b" not in out


def test_terminal_masks_on_request() -> None:
    out = shown(SCANNED, mask=True)
    assert SECRET not in out
    assert out.count("[EMAIL]") == 2


def test_terminal_cuts_long_lines_and_long_values() -> None:
    long = ScannedText(
        name="a", text="x" * 9000 + SECRET + "y" * 9000, findings=(
            replace(at(0), start=9000, end=9000 + len(SECRET)),
        ),
    )  # fmt: skip
    assert len(shown(long)) < 600
    assert SECRET in shown(long)
    whole = replace(long, findings=(replace(at(0), start=0, end=9000),))
    assert len(shown(whole)) < 600


def test_terminal_of_nothing() -> None:
    assert shown(ScannedText(name="a", text="fine", findings=())) == "0 findings\n"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain é 漢", "plain é 漢"),
        ("a\nb\r\n", "a⏎b⏎"),
        ("\x1b[2J", "\ufffd[2J"),
        ("\u202eabc", "\ufffdabc"),
        ("a\u00a0b\tc", "a b c"),
        ("\x00\x07", "\ufffd\ufffd"),
    ],
)
def test_text_cannot_steer_the_terminal(text: str, safe: str) -> None:
    assert printable(text) == safe


def test_explanation_names_rule_evidence_and_what_would_change() -> None:
    told = explain_finding(
        SCANNED.findings[1], {kind.name: kind for kind in KINDS}, {rule.id: rule for rule in RULES}
    )
    assert told.title == "E-mail address"
    assert told.rule == "contact.email.plain version 3"
    assert told.source == "RFC 5322"
    assert told.because[0] == "“write” stands near"
    joined = " ".join(told.changes)
    for word in ("none of the rule's words", "person.username", "test value", "allow.1"):
        assert word in joined
    assert SECRET not in repr(told)


def test_explanation_of_an_unknown_rule_is_still_one() -> None:
    told = explain_finding(at(0), {}, {})
    assert (told.title, told.source) == ("contact.email", "")


@pytest.mark.parametrize("kind", ["check_digit", "hint", "locale", "tagger", "folded"])
def test_every_reason_reads_as_a_clause(kind: str) -> None:
    assert "thing" in describe_reason(Reason(type=kind, detail="thing"))
