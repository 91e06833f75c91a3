"""The cleaner: scopes (18.7), people, fields and keys of objects."""

from collections.abc import Callable
from typing import Any

import pytest

from avow.errors import ConfigError, PolicyError
from avow.policy.actions import ActionPolicy, Mode
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.interface import Finder
from avow.scrub.config import FieldConfig, Scope, ScrubConfig
from avow.scrub.keys import ScrubKeys, derive_keys
from avow.scrub.records import Leaf, Record

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


class TestScope:
    def config(self, scope: Scope, **more: object) -> dict[str, Any]:
        return {"scope": scope, "purpose": "evaluate", "actions": policy(Mode.PSEUDONYM), **more}

    def test_record_scope_leaves_nothing_to_link(self, finder: Finder, make_record: Maker) -> None:
        cleaner = Cleaner(
            config=ScrubConfig(actions=policy(Mode.PSEUDONYM)), detector=finder, keys=None
        )
        one, two = cleaner.clean(
            [make_record(("t", "a@real.org")), make_record(("t", "b@real.org"))]
        )
        assert one.texts == two.texts == {0: "[EMAIL_1]"}
        assert all(row.value_digest == "" for row in (*one.decisions, *two.decisions))

    def test_dataset_scope_is_stable_over_workers_and_other_keys_share_nothing(
        self, finder: Finder, make_record: Maker, keys: ScrubKeys
    ) -> None:
        record = make_record(("t", f"from {MAIL}"))
        other = derive_keys(bytes(32), dataset="news", project="avow")
        config = self.config(Scope.DATASET)
        first, second = clean(finder, record, keys, **config), clean(finder, record, keys, **config)
        assert first == second
        assert first.texts != clean(finder, record, other, **config).texts
        assert first.decisions[0].value_digest != ""

    def test_group_scope_links_inside_a_group_only(
        self, finder: Finder, make_record: Maker, keys: ScrubKeys
    ) -> None:
        config = self.config(Scope.GROUP, fields=FieldConfig(group="thread"))
        texts = [
            clean(finder, make_record(("thread", group), ("t", MAIL)), keys, **config).texts[1]
            for group in ("a", "a", "b")
        ]
        assert texts[0] == texts[1] != texts[2]
        numbers = [
            clean(finder, make_record(("t", MAIL), scalars={"thread": number}), keys, **config)
            for number in ("17", "17", "18")
        ]
        assert numbers[0].texts == numbers[1].texts != numbers[2].texts

    def test_record_without_a_group_gets_ordinals(
        self, finder: Finder, make_record: Maker, keys: ScrubKeys
    ) -> None:
        config = self.config(Scope.GROUP, fields=FieldConfig(group="thread"))
        assert clean(finder, make_record(("t", MAIL)), keys, **config).texts == {0: "[EMAIL_1]"}

    def test_dataset_scope_is_refused_for_training(self, finder: Finder, keys: ScrubKeys) -> None:
        with pytest.raises(PolicyError):
            Cleaner(config=ScrubConfig(scope=Scope.DATASET), detector=finder, keys=keys)
        allowed = ScrubConfig(scope=Scope.DATASET, actions=policy(allow_linkage=True))
        Cleaner(config=allowed, detector=finder, keys=keys)

    @pytest.mark.parametrize(
        "config",
        [
            ScrubConfig(scope=Scope.DATASET, purpose="evaluate"),
            ScrubConfig(scope=Scope.GROUP, fields=FieldConfig(group="thread")),
            ScrubConfig(token_width=4),
        ],
    )
    def test_missing_key_or_narrow_token_is_refused(
        self, finder: Finder, config: ScrubConfig
    ) -> None:
        with pytest.raises(ConfigError):
            Cleaner(config=config, detector=finder, keys=None)

    def test_small_ranges_give_tokens_in_a_wide_scope(
        self, finder: Finder, make_record: Maker, keys: ScrubKeys
    ) -> None:
        config = self.config(Scope.DATASET) | {"actions": policy(Mode.SURROGATE)}
        text = clean(finder, make_record(("t", "81.2.69.142 a@real.org")), keys, **config).texts[0]
        assert text.startswith("[IPV4_")
        assert text.endswith("@example.com")


class TestPeople:
    def test_lone_family_name_joins_the_only_full_name(
        self, finder: Finder, make_record: Maker
    ) -> None:
        record = make_record(("text", "Maria Lopez met Ada Byron. Lopez left."))
        cleaned = clean(finder, record, actions=policy(Mode.PSEUDONYM))
        assert cleaned.texts == {0: "[PERSON_1] met [PERSON_2]. [PERSON_1] left."}

    def test_lone_family_name_of_two_people_stays_apart(
        self, finder: Finder, make_record: Maker
    ) -> None:
        record = make_record(("text", "Maria Lopez met Juan Lopez. Lopez left."))
        cleaned = clean(finder, record, actions=policy(Mode.PSEUDONYM))
        assert cleaned.texts == {0: "[PERSON_1] met [PERSON_2]. [PERSON_3] left."}

    def test_public_person_and_licence_line_are_kept(
        self, finder: Finder, make_record: Maker
    ) -> None:
        for text, action in (("Ada Byron, the poet", "keep"), ("Copyright 2020 Ada Byron", "keep")):
            cleaned = clean(finder, make_record(("text", text)))
            assert (cleaned.outcome, cleaned.decisions[0].action) == (Outcome.KEPT, action)
        strict = policy(keep_public=False, keep_attribution=False)
        for text in ("Ada Byron, the poet", "Copyright 2020 Ada Byron"):
            assert clean(finder, make_record(("text", text)), actions=strict).texts

    def test_surrogate_of_a_person_is_a_token(self, finder: Finder, make_record: Maker) -> None:
        cleaned = clean(finder, make_record(("t", "Ada Byron")), actions=policy(Mode.SURROGATE))
        assert (cleaned.texts, cleaned.decisions[0].action) == ({0: "[PERSON_1]"}, "token")


class TestFields:
    def test_skip_is_not_scanned_and_untouched_is_reported(
        self, finder: Finder, make_record: Maker
    ) -> None:
        fields = FieldConfig(skip=("meta",), untouched=("author",))
        record = make_record(
            ("meta.mail", "a@real.org"), ("author", "b@real.org"), ("t", "c@real.org")
        )
        cleaner = Cleaner(config=ScrubConfig(fields=fields), detector=finder, keys=None)
        cleaned = cleaner.clean([record])[0]
        assert cleaned.texts == {2: "[EMAIL]"}
        assert [(row.leaf, row.action) for row in cleaned.decisions] == [
            (1, "untouched"),
            (2, "redact"),
        ]
        assert cleaner.paths_seen == {"meta", "author"}
        assert all("a@real.org" not in call for call in finder.calls)  # type: ignore[attr-defined]

    def test_keys_are_changed_and_stay_apart(self, finder: Finder, make_record: Maker) -> None:
        record = make_record(
            ("m.a@real.org", "a@real.org", True), ("m.a@real.org", "x"),
            ("m.b@real.org", "b@real.org", True), ("m.b@real.org", "y"),
            ("m.[EMAIL_2]", "[EMAIL_2]", True), ("m.[EMAIL_2]", "z"),
            ("n.a@real.org", "a@real.org", True), ("n.a@real.org", "x"),
        )  # fmt: skip
        cleaned = clean(finder, record)
        assert cleaned.texts == {0: "[EMAIL]", 2: "[EMAIL_3]", 6: "[EMAIL]"}
        after = apply(record, cleaned)
        assert len({leaf.text for leaf in after.leaves[:6] if leaf.is_key}) == 3

    def test_clean_keys_are_scanned_once(self, finder: Finder, make_record: Maker) -> None:
        cleaner = Cleaner(config=ScrubConfig(), detector=finder, keys=None)
        record = make_record(("text", "text", True), ("text", "words"))
        cleaner.clean([record])
        cleaner.clean([record])
        assert finder.calls == [["text", "words"], ["words"]]  # type: ignore[attr-defined]

    def test_flagged_column_name_is_not_in_a_path(self, finder: Finder, make_record: Maker) -> None:
        cleaned = clean(finder, make_record((MAIL, "b@real.org")))
        assert [row.path for row in cleaned.decisions] == ["[EMAIL]"]
