"""Opt-outs inside the cleaner: records are dropped, persons redacted, and both over all else."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.policy.actions import ActionPolicy, Mode
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.interface import Finder
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.keys import ScrubKeys
from avow.scrub.records import Record
from avow.suppression.index import OptOutIndex
from avow.suppression.optout_list import parse_optouts, sign_optouts
from avow.suppression.selectors import SelectorType, make_selectors

Maker = Callable[..., Record]
REQUESTS = (
    (SelectorType.DOMAIN, "private.net"),
    (SelectorType.URL_PREFIX, "https://git.net/ada"),
    (SelectorType.AUTHOR, "AdaB"),
    (SelectorType.RECORD_ID, "17"),
    (SelectorType.CONTENT, "all of my text"),
    (SelectorType.EMAIL, "maria@real.org"),
    (SelectorType.NAME, "Ada Byron"),
    (SelectorType.NAME, "Grace Murray"),
)


@pytest.fixture(scope="module")
def index(keys: ScrubKeys) -> OptOutIndex:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    selectors = [
        selector
        for type_, value in REQUESTS
        for selector in make_selectors(
            type_, value, key=keys.selector, received="2026-11-01", request="r"
        )
    ]
    data = sign_optouts(
        selectors,
        version=1,
        issued="2026-11-25",
        private_key=private,
        selector_key_id=keys.selector_id,
    )
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return OptOutIndex(
        parse_optouts(data, public_key=public),
        selector_key=keys.selector,
        selector_key_id=keys.selector_id,
    )


def clean(
    finder: Finder, index: OptOutIndex, record: Record, config: ScrubConfig | None = None
) -> CleanedRecord:
    cleaner = Cleaner(config=config or ScrubConfig(), detector=finder, keys=None, optouts=index)
    return cleaner.clean([record])[0]


@pytest.mark.parametrize(
    ("leaves", "scalars", "reason"),
    [
        ([("url", "https://a.private.net/x")], {}, "optout:domain"),
        ([("meta.url", "https://private.net")], {}, "optout:domain"),
        ([("url", "https://git.net/ada/repo")], {}, "optout:url-prefix"),
        ([("author", "ADAB")], {}, "optout:author"),
        ([("id", "17")], {}, "optout:record-id"),
        ([("text", "x")], {"id": "17"}, "optout:record-id"),
        ([("text", "All of\nmy text")], {}, "optout:content"),
        ([("url", "https://notprivate.net")], {}, ""),
        ([("links[].url", "https://private.net")], {}, ""),
        ([("text", "see https://private.net and AdaB 17")], {}, ""),
        ([("id", "170")], {}, ""),
    ],
)
def test_records(
    finder: Finder,
    index: OptOutIndex,
    make_record: Maker,
    leaves: list[tuple[str, str]],
    scalars: dict[str, str],
    reason: str,
) -> None:
    cleaned = clean(finder, index, make_record(*leaves, scalars=scalars))
    assert cleaned.reason == reason
    assert (cleaned.outcome is Outcome.DROPPED) == bool(reason)
    assert bool(cleaned.optout_hits) == bool(reason)


def test_persons_are_redacted_and_never_dropped(
    finder: Finder, index: OptOutIndex, make_record: Maker
) -> None:
    record = make_record(("t", "maria+news@real.org met Ada Byron, the poet, and Grace Murray."))
    config = ScrubConfig(actions=ActionPolicy(mode=Mode.KEEP))
    cleaned = clean(finder, index, record, config)
    assert cleaned.texts == {0: "[EMAIL] met [PERSON], the poet, and [PERSON]."}
    assert [row.action for row in cleaned.decisions] == ["optout"] * 3
    assert {hit.partition(":")[0] for hit in cleaned.optout_hits} == {"person-email", "person-name"}
    assert len(cleaned.optout_hits) == 3


def test_optout_overrides_untouched_fields_but_not_a_drop(
    finder: Finder, index: OptOutIndex, make_record: Maker
) -> None:
    record = make_record(("t", "maria@real.org"))
    untouched = ScrubConfig(fields=FieldConfig(untouched=("t",)))
    assert clean(finder, index, record, untouched).texts == {0: "[EMAIL]"}
    drop = ScrubConfig(actions=ActionPolicy(mode=Mode.DROP))
    cleaned = clean(finder, index, record, drop)
    assert cleaned.reason == "policy:contact.email"
    assert len(cleaned.optout_hits) == 1


def test_headers_are_no_records(finder: Finder, index: OptOutIndex, make_record: Maker) -> None:
    record = make_record(("url", "https://private.net"), is_header=True)
    assert clean(finder, index, record).outcome is Outcome.KEPT
