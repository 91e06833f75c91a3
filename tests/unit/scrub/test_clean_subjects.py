"""Persons by class: public figures kept by policy, and opt-outs for every mention of a person."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.detect.finding import Finding
from avow.detect.rule import KindRow
from avow.detect.subjects.attach import judge_findings
from avow.policy.actions import ActionPolicy
from avow.scrub.clean import Cleaner
from avow.scrub.cleaning.interface import Finder
from avow.scrub.config import ScrubConfig
from avow.scrub.keys import ScrubKeys
from avow.scrub.records import Record
from avow.suppression.index import OptOutIndex
from avow.suppression.optout_list import parse_optouts, sign_optouts
from avow.suppression.selectors import SelectorType, make_selectors

Maker = Callable[..., Record]
TEXT = "Senator Maria Lopez voted. Lopez smiled. My neighbour Ada Byron slept. Johnson too."


class JudgingFinder:
    """Judges what another finder finds, as the detector does."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    @property
    def kinds(self) -> tuple[KindRow, ...]:
        return self._finder.kinds

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        found = self._finder.find_many(texts, hints)
        return [
            judge_findings(text, [replace(one, subject="", reasons=()) for one in findings])
            for text, findings in zip(texts, found, strict=True)
        ]


@pytest.fixture
def judging(finder: Finder) -> JudgingFinder:
    return JudgingFinder(finder)


def _optouts(keys: ScrubKeys, name: str) -> OptOutIndex:
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    selectors = make_selectors(
        SelectorType.NAME, name, key=keys.selector, received="2026-11-01", request="r"
    )
    data = sign_optouts(
        list(selectors),
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


@pytest.mark.parametrize(
    ("keep_public", "text"),
    [
        (
            True,
            "Senator Maria Lopez voted. Lopez smiled. My neighbour [PERSON] slept. [PERSON] too.",
        ),
        (
            False,
            "Senator [PERSON] voted. [PERSON] smiled. My neighbour [PERSON] slept. [PERSON] too.",
        ),
    ],
)
def test_public_names_are_kept_by_policy(
    judging: JudgingFinder, make_record: Maker, keep_public: bool, text: str
) -> None:
    config = ScrubConfig(actions=ActionPolicy(keep_public=keep_public))
    cleaner = Cleaner(config=config, detector=judging, keys=None, optouts=None)
    (cleaned,) = cleaner.clean([make_record(("t", TEXT))])
    assert cleaned.texts == {0: text}
    assert {row.subject for row in cleaned.decisions} == {"public", "private", "unknown"}


def test_an_opt_out_takes_every_mention_of_a_public_figure(
    judging: JudgingFinder, make_record: Maker, keys: ScrubKeys
) -> None:
    cleaner = Cleaner(
        config=ScrubConfig(), detector=judging, keys=None, optouts=_optouts(keys, "Maria Lopez")
    )
    (cleaned,) = cleaner.clean([make_record(("t", TEXT))])
    assert "Lopez" not in cleaned.texts[0]
    assert [row.action for row in cleaned.decisions].count("optout") == 2


def test_an_opt_out_of_somebody_else_does_not(
    judging: JudgingFinder, make_record: Maker, keys: ScrubKeys
) -> None:
    cleaner = Cleaner(
        config=ScrubConfig(), detector=judging, keys=None, optouts=_optouts(keys, "Juan Lopez")
    )
    (cleaned,) = cleaner.clean([make_record(("t", TEXT))])
    assert cleaned.texts[0].startswith("Senator Maria Lopez voted. Lopez smiled.")
