"""The cleaner with the real detector: stable in every mode, and no planted value in the output."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.detect.detector import Detector
from avow.policy.actions import Action, ActionPolicy, Mode
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.surrogates import FAMILIES
from avow.scrub.config import Scope, ScrubConfig
from avow.scrub.keys import ScrubKeys
from avow.scrub.records import Leaf, Record
from avow.text import replace_spans

Maker = Callable[..., Record]
CANARIES = ("zanzibarq", "5309", "370400440532", "69.142", "411111111111")
TEXT = (
    "Write to zanzibarq.one@realmail.org or call +1 212 867 5309, card 4111 1111 1111 1111? "
    "No: 4111-1111-1111-1129. IBAN DE89 3704 0044 0532 0130 00, from 81.2.69.142, host b.org."
)


def clean(
    detector: Detector, record: Record, keys: ScrubKeys | None, config: ScrubConfig
) -> CleanedRecord:
    return Cleaner(config=config, detector=detector, keys=keys).clean([record])[0]


def apply(record: Record, cleaned: CleanedRecord) -> Record:
    leaves = []
    paths = {
        leaf.path: leaf.path.removesuffix(leaf.text) + cleaned.texts.get(index, leaf.text)
        for index, leaf in enumerate(record.leaves)
        if leaf.is_key
    }
    for index, leaf in enumerate(record.leaves):
        text = cleaned.texts.get(index, leaf.text)
        leaves.append(Leaf(paths.get(leaf.path, leaf.path), text, leaf.is_key))
    return Record(ordinal=0, offset=0, size=0, leaves=tuple(leaves))


CONFIGS = [
    ScrubConfig(actions=ActionPolicy(mode=Mode.REDACT)),
    ScrubConfig(actions=ActionPolicy(mode=Mode.PSEUDONYM)),
    ScrubConfig(actions=ActionPolicy(mode=Mode.SURROGATE)),
    ScrubConfig(
        actions=ActionPolicy(
            kinds={
                "network": Action.GENERALISE,
                "time": Action.GENERALISE,
                "quasi": Action.GENERALISE,
            }
        )
    ),
    ScrubConfig(scope=Scope.DATASET, purpose="evaluate", actions=ActionPolicy(mode=Mode.PSEUDONYM)),
    ScrubConfig(scope=Scope.DATASET, purpose="evaluate", actions=ActionPolicy(mode=Mode.SURROGATE)),
]


@pytest.mark.parametrize("config", CONFIGS[:3])
def test_canaries_are_nowhere_in_the_output(
    detector: Detector, make_record: Maker, config: ScrubConfig
) -> None:
    record = make_record(
        ("text", "text", True),
        ("text", TEXT),
        ("url", "https://site.org/u?email=zanzibarq.one%40realmail.org&tel=12128675309"),
        ("meta.zanzibarq.one@realmail.org", "zanzibarq.one@realmail.org", True),
        ("meta.zanzibarq.one@realmail.org", "ZANZIBARQ.ONE@REALMAIL.ORG wrote"),
        ("reply", "> zanzibarq.one@realmail.org, DE89370400440532013000"),
    )
    cleaned = clean(detector, record, None, config)
    assert cleaned.outcome is Outcome.CHANGED
    shown = "\n".join(leaf.text for leaf in apply(record, cleaned).leaves).lower()
    shown += repr(cleaned.decisions).lower()
    left = [canary for canary in CANARIES[:3] if canary in shown]
    assert left == []


def test_every_surrogate_is_reserved_or_unseen(detector: Detector) -> None:
    for kind, family in FAMILIES.items():
        for number in (1, min(family.size or 90, 90)):
            text = f"The value is {family.numbered(number)} here."
            seen = [one.kind for one in detector.find(text) if not one.reserved]
            assert seen == [], kind


@pytest.mark.parametrize(
    "text",
    [
        "[EMAIL]",
        "[PERSON_1] and [PHONE_2]",
        "mail [EMAIL_7K3QW9A2ZC], tel [PHONE_0123456789]",
        "IBAN: [IBAN_3]",
    ],
)
def test_tokens_are_left_alone(detector: Detector, make_record: Maker, text: str) -> None:
    cleaned = clean(detector, make_record(("email phone", text)), None, ScrubConfig())
    assert cleaned.texts == {}


PIECES = st.sampled_from(
    [
        "maria.lopez@realmail.org", "b%40realmail.org", "x@example.com", "+1 212 867 5309",
        "12128675309", "phone:", "(212) 867-5309", "81.2.69.142", "192.0.2.9", "2a00:1450::200e",
        "card", "4111111111111111", "4000056655665556", "DE89370400440532013000", "IBAN",
        "SSN 536-90-4399", "born 1985-03-12", "date of birth: 12 March 1985", "password:",
        "password=" + "hunter2horse", "api_key=", "AKIA" + "IOSFODNN7EXAMPLQ", "[EMAIL]",
        "[PERSON_2]", "[PHONE_7K3QW9A2ZC]", "name: Ada Byron", "Dr. Ada Byron", "http://x.org/?q=",
        "/24", "'", '"', "\n", "é", "#", "and", "a@b", "@",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=4).map("".join)
PATHS = st.sampled_from(["text", "email", "phone", "user.password", "date_of_birth", "url"])
FIELDS = st.lists(st.tuples(PATHS, TEXTS), min_size=1, max_size=3)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(fields=FIELDS, config=st.sampled_from(CONFIGS))
def test_scrubbing_twice_is_scrubbing_once(
    detector: Detector,
    make_record: Maker,
    keys: ScrubKeys,
    fields: list[tuple[str, str]],
    config: ScrubConfig,
) -> None:
    record = make_record(*fields)
    first = clean(detector, record, keys, config)
    if first.outcome is Outcome.QUARANTINED:
        assert first.reason == "unstable"
        return
    after = apply(record, first)
    assert clean(detector, after, keys, config).texts == {}
    for index, leaf in enumerate(record.leaves):
        out = after.leaves[index].text
        rows = [row for row in first.decisions if row.leaf == index]
        spans = [(row.start, row.end, out[row.out_start : row.out_end]) for row in rows]
        assert replace_spans(leaf.text, spans) == out


@QUICK
@given(fields=st.lists(FIELDS, min_size=2, max_size=4))
def test_an_answer_depends_on_its_record_alone(
    detector: Detector, make_record: Maker, fields: list[list[tuple[str, str]]]
) -> None:
    records = [make_record(*one) for one in fields]
    cleaner = Cleaner(config=CONFIGS[1], detector=detector, keys=None)
    together = cleaner.clean(records)
    assert together == [clean(detector, record, None, CONFIGS[1]) for record in records]
