"""An adapter for people who already hold a Ray Dataset: `dataset.map_batches(Batch, ...)`.

It promises that no detected private value stays in the text columns and that one person keeps one
pseudonym in the chosen scope. It does not promise balances, byte equality or record fidelity: Ray
decides batches and order, and writes the files. Column names are not looked at. For those promises
use the engine `ray`.

    dataset.map_batches(
        Batch,
        fn_constructor_kwargs={"config": config, "key": key},
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=4),
    )

Set `preserve_order=True` in the execution options if order matters, give `memory=` per actor, do
not call `materialize()`, and pass your own `FilenameProvider`, since default names carry a UUID.
"""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from avow.errors import ConfigError, DetectionError, MissingExtra, UsageError
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.config import DedupConfig, QuasiConfig, ScrubConfig
from avow.scrub.keys import KeyRef, load_keys
from avow.scrub.pipeline.setup import load_detector
from avow.scrub.records import Leaf, Record


class Batch:
    """A callable class for `map_batches` with `batch_format="pyarrow"`.

    Rows that are dropped by policy leave the batch. Rows that cannot be cleaned leave it too, or
    raise when `strict`.

    Args:
        config: What is found and what is done with it; fields are column names.
        key: Reference to the master key.
        strict: Raise when a row cannot be cleaned, instead of leaving it out.

    Raises:
        ConfigError: The key is missing, or the settings need a look at all records.
    """

    def __init__(self, *, config: ScrubConfig, key: KeyRef, strict: bool = False) -> None:
        if config.dedup != DedupConfig() or config.quasi.action != QuasiConfig().action:
            raise ConfigError(
                "a batch of a Ray Dataset cannot look for duplicates or small classes",
                hint="These need all records at once: use `avow scrub --engine ray`.",
            )
        self._strict = strict
        self._cleaner = Cleaner(
            config=config, detector=load_detector(config), keys=load_keys(key), optouts=None
        )

    def __call__(self, table: Any) -> Any:  # noqa: ANN401 - a pyarrow table
        """Return the batch with cleaned text columns, and without rows that are not kept.

        Raises:
            UsageError: A text column is nested.
            DetectionError: A row could not be cleaned and `strict` is set.
        """
        arrow = _load_arrow()
        names = _text_columns(arrow, table.schema)
        columns = {name: table.column(name).to_pylist() for name in names}
        records = [_record(row, names, columns) for row in range(table.num_rows)]
        answers = self._cleaner.clean(records)
        self._check(answers)
        for name in names:
            field = table.schema.field(name)
            values = [
                _new_value(record, answer, name, columns[name][record.ordinal])
                for record, answer in zip(records, answers, strict=True)
            ]
            column = arrow.array(values, type=field.type)
            table = table.set_column(table.schema.get_field_index(name), field, column)
        kept = [answer.outcome in (Outcome.KEPT, Outcome.CHANGED) for answer in answers]
        return table.filter(arrow.array(kept, type=arrow.bool_()))

    def _check(self, answers: Sequence[CleanedRecord]) -> None:
        bad = sum(answer.outcome is Outcome.QUARANTINED for answer in answers)
        if bad and self._strict:
            raise DetectionError(f"{bad} rows of a batch could not be cleaned")


def _load_arrow() -> Any:  # noqa: ANN401 - an optional library
    try:
        return importlib.import_module("pyarrow")
    except ImportError:
        raise MissingExtra.of("scrub", "the Ray Data adapter") from None


def _text_columns(arrow: Any, schema: Any) -> list[str]:  # noqa: ANN401
    names: list[str] = []
    for field in schema:
        if _is_text(arrow, field.type):
            names.append(field.name)
        elif _holds_text(arrow, field.type):
            raise UsageError(
                f"the column {field.name!r} holds nested or encoded text, which this adapter "
                "does not clean",
                hint="Flatten the column, or write Parquet and use `avow scrub`.",
            )
    return names


def _is_text(arrow: Any, type_: Any) -> bool:  # noqa: ANN401
    types = arrow.types
    return bool(
        types.is_string(type_) or types.is_large_string(type_) or types.is_string_view(type_)
    )


def _holds_text(arrow: Any, type_: Any) -> bool:  # noqa: ANN401
    if arrow.types.is_dictionary(type_):
        return _holds_text(arrow, type_.value_type)
    if _is_text(arrow, type_):
        return True
    return any(_holds_text(arrow, type_.field(index).type) for index in range(type_.num_fields))


def _record(row: int, names: Sequence[str], columns: Mapping[str, Sequence[str | None]]) -> Record:
    leaves = tuple(Leaf(name, columns[name][row] or "") for name in names)
    size = sum(len(leaf.text) for leaf in leaves)
    return Record(ordinal=row, offset=row, size=size, leaves=leaves)


def _new_value(record: Record, answer: CleanedRecord, name: str, value: str | None) -> str | None:
    for index, text in answer.texts.items():
        if record.leaves[index].path == name and value is not None:
            return text
    return value
