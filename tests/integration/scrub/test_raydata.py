"""The Ray Data adapter: text columns are cleaned, other columns and types stay."""

from pathlib import Path

import pyarrow as pa
import pytest

from avow.errors import ConfigError, UsageError
from avow.policy.actions import Action, ActionPolicy
from avow.scrub.config import DedupConfig, DedupScope, FieldConfig, QuasiConfig, ScrubConfig
from avow.scrub.engines.raydata import Batch
from avow.scrub.keys import KeyRef

MAIL = "jane.roe@northmail.org"


def table(**columns: object) -> pa.Table:
    return pa.table(columns)


def test_text_is_cleaned_and_the_rest_stays(pattern_cache: Path, key: KeyRef) -> None:
    given = pa.table(
        {
            "text": [f"ask {MAIL}", None, "nothing"],
            "n": [1, 2, 3],
            "long": pa.array([MAIL, "", "x"], type=pa.large_string()),
        }
    )
    cleaned = Batch(config=ScrubConfig(), key=key)(given)
    assert cleaned.schema == given.schema
    assert cleaned.to_pydict() == {
        "text": ["ask [EMAIL]", None, "nothing"],
        "n": [1, 2, 3],
        "long": ["[EMAIL]", "", "x"],
    }
    assert Batch(config=ScrubConfig(), key=key)(cleaned).equals(cleaned)


def test_dropped_rows_leave_the_batch(pattern_cache: Path, key: KeyRef) -> None:
    config = ScrubConfig(actions=ActionPolicy(kinds={"contact.email": Action.DROP}))
    cleaned = Batch(config=config, key=key)(table(text=[MAIL, "kept"], n=[1, 2]))
    assert cleaned.to_pydict() == {"text": ["kept"], "n": [2]}


def test_skipped_columns_stay(pattern_cache: Path, key: KeyRef) -> None:
    config = ScrubConfig(fields=FieldConfig(skip=("raw",)))
    cleaned = Batch(config=config, key=key)(table(text=[MAIL], raw=[MAIL]))
    assert cleaned.to_pydict() == {"text": ["[EMAIL]"], "raw": [MAIL]}


@pytest.mark.parametrize(
    "column",
    [
        pa.array([{"a": MAIL}]),
        pa.array([[MAIL]]),
        pa.array([MAIL]).dictionary_encode(),
        pa.array([[{"a": [MAIL]}]]),
    ],
)
def test_text_that_would_pass_unseen_is_refused(
    pattern_cache: Path, key: KeyRef, column: pa.Array
) -> None:
    with pytest.raises(UsageError, match="'meta'"):
        Batch(config=ScrubConfig(), key=key)(pa.table({"text": ["x"], "meta": column}))


def test_nested_numbers_stay(pattern_cache: Path, key: KeyRef) -> None:
    given = table(text=["x"], vector=[[1.0, 2.0]])
    assert Batch(config=ScrubConfig(), key=key)(given).equals(given)


def test_an_empty_batch(pattern_cache: Path, key: KeyRef) -> None:
    given = table(text=pa.array([], type=pa.string()))
    assert Batch(config=ScrubConfig(), key=key)(given).equals(given)


def test_without_a_key_nothing_is_cleaned(pattern_cache: Path) -> None:
    with pytest.raises(ConfigError):
        Batch(config=ScrubConfig(), key=KeyRef(variable="NO_SUCH_KEY"))


@pytest.mark.parametrize(
    "config",
    [
        ScrubConfig(dedup=DedupConfig(exact=DedupScope.DATASET)),
        ScrubConfig(quasi=QuasiConfig(columns=("age",), action="suppress")),
    ],
)
def test_settings_that_need_all_records_are_refused(key: KeyRef, config: ScrubConfig) -> None:
    with pytest.raises(ConfigError, match="cannot look for duplicates"):
        Batch(config=config, key=key)
