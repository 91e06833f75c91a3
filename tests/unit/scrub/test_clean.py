"""The cleaner: modes, echoes, fixpoint, fail-closed; acceptance tests 18.4 and 18.5."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.detect.finding import Finding, Strength
from avow.policy.actions import Action, ActionPolicy, Mode
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.interface import Finder
from avow.scrub.config import FieldConfig, Scope, ScrubConfig
from avow.scrub.keys import ScrubKeys, derive_keys
from avow.scrub.records import Leaf, Record
from avow.text import replace_spans

Maker = Callable[..., Record]
MAIL = "maria.lopez@realmail.org"
MODES = [Mode.REDACT, Mode.PSEUDONYM, Mode.SURROGATE]


def clean(
    finder: Finder,
    record: Record,
    keys: ScrubKeys | None = None,
    **config: Any,  # noqa: ANN401
) -> CleanedRecord:
    return Cleaner(config=ScrubConfig(**config), detector=finder, keys=keys).clean([record])[0]


def policy(mode: Mode = Mode.REDACT, **entries: object) -> ActionPolicy:
    return ActionPolicy(mode=mode, **entries)  # type: ignore[arg-type]


def apply(record: Record, cleaned: CleanedRecord) -> Record:
    leaves = [
        Leaf(leaf.path, cleaned.texts.get(index, leaf.text), leaf.is_key)
        for index, leaf in enumerate(record.leaves)
    ]
    return Record(ordinal=0, offset=0, size=0, leaves=tuple(leaves), scalars=record.scalars)


def test_record_without_findings_is_kept_as_it_is(finder: Finder, make_record: Maker) -> None:
    cleaned = clean(finder, make_record(("text", "text", True), ("text", "Nothing here.")))
    assert (cleaned.outcome, cleaned.texts, cleaned.decisions) == (Outcome.KEPT, {}, ())


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Mode.REDACT, "Mail [EMAIL], call [PHONE], [EMAIL]."),
        (Mode.PSEUDONYM, "Mail [EMAIL_1], call [PHONE_1], [EMAIL_1]."),
        (Mode.SURROGATE, "Mail person1@example.com, call 202-555-0100, person1@example.com."),
        (Mode.KEEP, "Mail a.b@real.org, call +1 212 867 5309, A.B@real.org."),
    ],
)
def test_modes(finder: Finder, make_record: Maker, mode: Mode, expected: str) -> None:
    record = make_record(("text", "Mail a.b@real.org, call +1 212 867 5309, A.B@real.org."))
    cleaned = clean(finder, record, actions=policy(mode))
    assert apply(record, cleaned).leaves[0].text == expected
    assert len(cleaned.decisions) == 3


def test_drop_mode_drops_with_the_kind_as_reason(finder: Finder, make_record: Maker) -> None:
    cleaned = clean(finder, make_record(("text", f"Write {MAIL}")), actions=policy(Mode.DROP))
    assert (cleaned.outcome, cleaned.reason) == (Outcome.DROPPED, "policy:contact.email")
    assert cleaned.texts == {}
    assert [row.out_start for row in cleaned.decisions] == [-1]


def test_secret_is_redacted_in_every_mode(finder: Finder, make_record: Maker) -> None:
    secret = "sk_" + "a1b2c3d4e5"
    for mode in (*MODES, Mode.KEEP):
        cleaned = clean(finder, make_record(("text", f"key {secret}")), actions=policy(mode))
        assert cleaned.texts == {0: "key [SECRET]"}


def test_kind_and_field_actions_win_over_the_mode(finder: Finder, make_record: Maker) -> None:
    record = make_record(("text", "born 1985-03-12 mail a@real.org"), ("note", "b@real.org"))
    actions = policy(kinds={"time": Action.GENERALISE}, fields={"note": Action.KEEP})
    cleaned = clean(finder, record, actions=actions)
    assert cleaned.texts == {0: "born 1985 mail [EMAIL]"}
    assert [row.action for row in cleaned.decisions] == ["generalise", "redact", "keep"]


def test_generalised_network_is_stable(finder: Finder, make_record: Maker) -> None:
    record = make_record(("text", "from 81.2.69.142 and 81.2.69.7/16"))
    actions = policy(kinds={"network": Action.GENERALISE})
    first = apply(record, clean(finder, record, actions=actions))
    assert first.leaves[0].text == "from 81.2.69.0/24 and 81.2.69.0/16"
    assert clean(finder, first, actions=actions).texts == {}


class TestReserved:
    def test_reserved_values_and_tokens_are_kept_and_counted(
        self, finder: Finder, make_record: Maker
    ) -> None:
        text = "[EMAIL] [PERSON_2] [PERSON_7K3QW9A2ZC] x@example.com 192.0.2.7"
        cleaned = clean(finder, make_record(("text", text)))
        assert cleaned.outcome is Outcome.KEPT
        assert [row.action for row in cleaned.decisions] == ["reserved"] * 5

    def test_unknown_word_in_brackets_is_no_token(self, finder: Finder, make_record: Maker) -> None:
        cleaned = clean(finder, make_record(("text", "[NOBODY_1] [email] [EMAIL_0]")))
        assert cleaned.decisions == ()

    def test_numbering_starts_after_the_highest_present(
        self, finder: Finder, make_record: Maker
    ) -> None:
        record = make_record(("a", "old [EMAIL_7] and [EMAIL_3]"), ("b", "new a@real.org"))
        cleaned = clean(finder, record, actions=policy(Mode.PSEUDONYM))
        assert cleaned.texts == {1: "new [EMAIL_8]"}

    def test_surrogate_that_is_present_is_not_given_again(
        self, finder: Finder, make_record: Maker
    ) -> None:
        record = make_record(("a", "PERSON1@example.com wrote to a@real.org"))
        cleaned = clean(finder, record, actions=policy(Mode.SURROGATE))
        assert cleaned.texts == {0: "PERSON1@example.com wrote to person2@example.com"}

    def test_small_range_ends_in_tokens(self, finder: Finder, make_record: Maker) -> None:
        numbers = [f"+1 212 867 {number}" for number in range(1000, 1130)]
        record = make_record(("text", "; ".join(numbers)))
        cleaned = clean(finder, record, actions=policy(Mode.SURROGATE))
        given = cleaned.texts[0].split("; ")
        assert len(set(given)) == len(numbers)
        assert given[99] == "202-555-0199"
        assert given[100] == "[PHONE_1]"


class TestPeerDefects:
    def test_same_mail_same_token(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(("text", f"{MAIL} b@real.org {MAIL.upper()} c@real.org {MAIL}"))
        first = clean(finder, record, actions=policy(Mode.PSEUDONYM)).texts[0]
        assert first == "[EMAIL_1] [EMAIL_2] [EMAIL_1] [EMAIL_3] [EMAIL_1]"
        assert clean(finder, record, actions=policy(Mode.PSEUDONYM)).texts[0] == first

    def test_only_reserved_addresses(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(("text", "81.2.69.142 8.8.4.4 1.2.3.4"))
        cleaned = clean(finder, record, actions=policy(Mode.SURROGATE))
        assert cleaned.texts == {0: "192.0.2.0 192.0.2.1 192.0.2.2"}

    def test_overlap_tail_removed(self, make_record: Maker, finder: Finder) -> None:
        class Overlapping(type(finder)):  # type: ignore[misc]
            """After the first look, sees the rest of a longer value that reaches into the token."""

            def _find(self, text: str) -> list[Finding]:
                found = super()._find(text)
                at = text.find("] tail-of-value")
                if at >= 0:
                    end = at + len("] tail-of-value")
                    found = [row for row in found if row.end <= at]
                    found.append(
                        Finding(
                            start=at,
                            end=end,
                            byte_start=at,
                            byte_end=end,
                            kind="contact.phone",
                            rule="late",
                            rule_version=1,
                            score=1.0,
                            strength=Strength.PATTERN,
                        )
                    )
                return found

        record = make_record(("text", "x a@real.org tail-of-value y"))
        cleaned = clean(Overlapping(), record)
        assert cleaned.texts == {0: "x [PHONE] y"}
        assert [(row.start, row.end, row.parts) for row in cleaned.decisions] == [
            (2, 26, ("contact.email",))
        ]

    def test_replace_by_offset(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(("text", "Johnson lives in Johnsonville, not near Lopezgate; Lopez"))
        cleaned = clean(finder, record)
        assert cleaned.texts == {0: "[PERSON] lives in Johnsonville, not near Lopezgate; [PERSON]"}

    def test_report_holds_no_value(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(("k." + MAIL, MAIL, True), ("k." + MAIL, f"call {MAIL}"))
        cleaned = clean(finder, record)
        shown = repr(cleaned.decisions) + repr(
            Cleaner(config=ScrubConfig(), detector=finder, keys=None)
        )
        assert "lopez" not in shown.lower()
        assert [row.path for row in cleaned.decisions] == ["k.[EMAIL]", "k.[EMAIL]"]

    @pytest.mark.parametrize("mode", MODES)
    def test_no_unseeded_choice(self, finder: Finder, make_record: Maker, mode: Mode) -> None:
        record = make_record(("text", f"{MAIL} +1 212 867 5309 81.2.69.142 Ada Byron"))
        answers = set()
        for seed in range(3):
            random.seed(seed)
            answers.add(clean(finder, record, actions=policy(mode)).texts[0])
        assert len(answers) == 1

    def test_no_random_salt(self, finder: Finder, make_record: Maker, keys: ScrubKeys) -> None:
        record = make_record(("text", MAIL))
        config = {"scope": Scope.DATASET, "purpose": "evaluate", "actions": policy(Mode.PSEUDONYM)}
        again = derive_keys(bytes(range(32)), dataset="news", project="avow")
        assert (
            clean(finder, record, keys, **config).texts
            == clean(finder, record, again, **config).texts
        )


class TestEcho:
    @pytest.mark.parametrize(
        ("other", "expected"),
        [
            ("see http://x.org/maria+lopez?q=1", "see http://x.org/[PERSON]?q=1"),
            ("MARIA   and maria lopez.", "MARIA   and [PERSON]."),
            ("path/maria%20lopez/", "path/[PERSON]/"),
            ("marialopez and Maria Lopezson", "marialopez and Maria Lopezson"),
        ],
    )
    def test_name_elsewhere(
        self, finder: Finder, make_record: Maker, other: str, expected: str
    ) -> None:
        record = make_record(("text", "by Maria Lopez"), ("url", other))
        assert apply(record, clean(finder, record)).leaves[1].text == expected

    def test_number_in_another_notation(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(("t", "+1 212 867 5309"), ("u", "tel=12128675309&n=912128675309"))
        cleaned = clean(finder, record)
        assert cleaned.texts[1] == "tel=[PHONE]&n=912128675309"
        assert cleaned.decisions[1].rule == "echo"

    def test_kept_reserved_and_untouched_places_are_left(
        self, finder: Finder, make_record: Maker
    ) -> None:
        record = make_record(("t", "Johnson"), ("u", "johnson's"), ("v", "johnson [PERSON]"))
        cleaned = clean(finder, record, fields=FieldConfig(untouched=("u",)))
        assert cleaned.texts == {0: "[PERSON]", 2: "[PERSON] [PERSON]"}

    def test_short_value_is_not_looked_for(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(("t", "1985-03-12"), ("u", "in 1985 and 1985 03 12"))
        assert clean(finder, record).texts == {0: "[BIRTH]", 1: "in 1985 and [BIRTH]"}


class TestFailClosed:
    def test_only_the_culprit_is_quarantined(self, finder: Finder, make_record: Maker) -> None:
        records = [
            make_record(("t", f"one {MAIL}")),
            make_record(("t", f"flood the scanner {MAIL}")),
            make_record(("t", f"break the detector {MAIL}")),
            make_record(("t", "fine")),
        ]
        answers = Cleaner(config=ScrubConfig(), detector=finder, keys=None).clean(records)
        assert [(one.outcome.value, one.reason) for one in answers] == [
            ("changed", ""),
            ("quarantined", "too-many-candidates"),
            ("quarantined", "detector-error"),
            ("kept", ""),
        ]
        assert answers[1].texts == {}

    def test_record_that_never_settles_is_unstable(
        self, make_record: Maker, finder: Finder
    ) -> None:
        class Restless(type(finder)):  # type: ignore[misc]
            """Finds one more word of every text, however often it looks."""

            def _find(self, text: str) -> list[Finding]:
                at = text.find("word")
                if at < 0:
                    return []
                return [
                    Finding(
                        start=at,
                        end=at + 4,
                        byte_start=at,
                        byte_end=at + 4,
                        kind="person.name",
                        rule="restless",
                        rule_version=1,
                        score=1.0,
                        strength=Strength.PATTERN,
                    )
                ]

        few, many = make_record(("t", "word " * 3)), make_record(("t", "word " * 19))
        answers = Cleaner(config=ScrubConfig(), detector=Restless(), keys=None).clean([few, many])
        assert answers[0].texts == {0: "[PERSON] " * 3}
        assert [row.pass_number for row in answers[0].decisions] == [0, 1, 2]
        assert (answers[1].outcome, answers[1].reason) == (Outcome.QUARANTINED, "unstable")
        assert answers[1].texts == {}

    @pytest.mark.parametrize(
        ("scalars", "purposes", "expected"),
        [
            ({"eligible": "true"}, ["train"], ("kept", "")),
            ({"eligible": "true"}, ["support", "train"], ("kept", "")),
            ({}, ["train"], ("quarantined", "missing-eligibility")),
            ({"eligible": "true"}, [], ("quarantined", "missing-eligibility")),
            ({"eligible": "false"}, ["train"], ("dropped", "not-eligible")),
            ({"eligible": "null"}, ["train"], ("dropped", "not-eligible")),
            ({"eligible": "true"}, ["support"], ("dropped", "other-purpose")),
        ],
    )
    def test_conversations_need_a_label_and_a_purpose(
        self,
        finder: Finder,
        make_record: Maker,
        scalars: dict[str, str],
        purposes: Sequence[str],
        expected: tuple[str, str],
    ) -> None:
        leaves = [("purpose[]", purpose) for purpose in purposes]
        record = make_record(("text", "hello"), *leaves, scalars=scalars)
        cleaned = clean(finder, record, kind_of_source="conversations")
        assert (cleaned.outcome.value, cleaned.reason) == expected


PIECES = st.sampled_from(
    [
        MAIL, "a@real.org", "b%40real.org", "x@example.com", "+1 212 867 5309", "12128675309",
        "Maria Lopez", "maria lopez", "Juan Lopez", "Lopez", "Johnson", "81.2.69.142", "192.0.2.9",
        "1985-03-12", "card 4111111111111111", "[EMAIL]", "[PERSON_2]", "[PERSON_7K3QW9A2ZC]",
        "sk_" + "abcdefgh12", "é\u0301ß", "\U0001f600", "/24", "[", "]", "\n", "word",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=9).map(" ".join) | st.lists(PIECES, max_size=5).map("".join)
CONFIGS = st.sampled_from(
    [
        {"actions": ActionPolicy(mode=mode, kinds=kinds)}
        for mode in MODES
        for kinds in ({}, {"time": Action.GENERALISE, "network": Action.GENERALISE})
    ]
)
SLOW = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@SLOW
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), config=CONFIGS)
def test_scrubbing_twice_is_scrubbing_once(
    finder: Finder, make_record: Maker, texts: list[str], config: dict[str, Any]
) -> None:
    record = make_record(*[(f"f{number}", text) for number, text in enumerate(texts)])
    first = clean(finder, record, **config)
    assert first.outcome in (Outcome.KEPT, Outcome.CHANGED)
    second = clean(finder, apply(record, first), **config)
    assert second.texts == {}


@SLOW
@given(texts=st.lists(TEXTS, min_size=1, max_size=4), config=CONFIGS)
def test_audit_offsets_give_the_output(
    finder: Finder, make_record: Maker, texts: list[str], config: dict[str, Any]
) -> None:
    record = make_record(*[(f"f{number}", text) for number, text in enumerate(texts)])
    cleaned = clean(finder, record, **config)
    after = apply(record, cleaned)
    for index, leaf in enumerate(record.leaves):
        out = after.leaves[index].text
        rows = [row for row in cleaned.decisions if row.leaf == index]
        spans = [(row.start, row.end, out[row.out_start : row.out_end]) for row in rows]
        assert replace_spans(leaf.text, spans) == out


@SLOW
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_no_replaced_value_is_left(finder: Finder, make_record: Maker, texts: list[str]) -> None:
    record = make_record(*[(f"f{number}", text) for number, text in enumerate(texts)])
    after = apply(record, clean(finder, record))
    left = finder.find_many([leaf.text for leaf in after.leaves])
    assert all(finding.reserved for findings in left for finding in findings)
