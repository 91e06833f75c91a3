"""The page of the error browser: self-contained, loads nothing, everything from texts escaped.

The page holds corpus text; it is written only where the user says and never into the repository.
"""

import base64
import hashlib
from collections import Counter
from dataclasses import asdict
from html import escape

import orjson

from avow.detect.bench.browser.collect import KINDS, MOST_PER_GROUP, ErrorList
from avow.detect.bench.browser.script import SCRIPT
from avow.detect.bench.browser.style import STYLE

_FILTERS = (
    ("kind", "Kind of error"),
    ("label", "Label"),
    ("corpus", "Set"),
    ("word_class", "How it is written"),
    ("domain", "Genre"),
)


def browser_page(errors: ErrorList, *, told: str) -> str:
    """Return the page.

    Args:
        errors: What to show.
        told: What made the errors (version, tier), printed at the foot.
    """
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        f"<title>{escape(_headline(errors))}</title><style>{STYLE}</style></head>\n<body>"
        f"<header><h1>{escape(_headline(errors))}</h1>{_intro(errors)}</header>\n"
        f'<main>{_filters()}<p class="count" id="count" role="status"></p>'
        '<ol id="list"></ol><button id="more" type="button" hidden>Show more</button>'
        "<noscript><p>This page needs its script to filter and show the errors.</p></noscript>"
        f"</main>\n<footer><p>{escape(told)}</p></footer>"
        f'<script type="application/json" id="data">{_records(errors)}</script>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _headline(errors: ErrorList) -> str:
    return f"{errors.totals.total():,} errors to learn from"


def _intro(errors: ErrorList) -> str:
    kinds: Counter[str] = Counter()
    for (_, _, kind), count in errors.totals.items():
        kinds[kind] += count
    parts = ", ".join(f"{kinds[kind]:,} {kind}" for kind in KINDS if kinds[kind])
    shown = (
        f"{len(errors.items):,} are on this page: at most {MOST_PER_GROUP} for each set, label "
        "and kind, a fixed sample."
    )
    return (
        f"<p>{escape(parts or 'None at all')}. {escape(shown)}</p>"
        "<p>This page holds text of the labelled sets. Keep it beside them; do not publish it and "
        "do not copy it into the repository.</p>"
    )


def _filters() -> str:
    selects = "".join(
        f'<label for="{name}">{escape(title)}<select id="{name}"><option>all</option></select>'
        "</label>"
        for name, title in _FILTERS
    )
    search = '<label for="search">Contains<input id="search" type="search"></label>'
    return f'<div class="filters" role="search">{selects}{search}</div>'


def _records(errors: ErrorList) -> str:
    """Return the errors as JSON that cannot end the script element it stands in."""
    records = orjson.dumps([asdict(item) for item in errors.items]).decode("utf-8")
    for sign in "<>&\u2028\u2029":
        records = records.replace(sign, f"\\u{ord(sign):04x}")
    return records
