"""Reading the frozen output of a run: every record of every data file, in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from avow.errors import VerificationError
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.formats.codecs import open_decoded
from avow.scrub.formats.interface import Format, ReadOptions
from avow.scrub.formats.registry import detect_format
from avow.scrub.records import Record
from avow.scrub.storage.interface import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFile:
    """One data file of a finished run.

    Attributes:
        path: Below the output folder.
        format: Its format.
        unscanned: Columns that hold no text, such as images; filled while the file is read.
    """

    path: str
    format: Format
    unscanned: set[str] = field(default_factory=set)


def read_output(
    store: Store, path: str, config: ScrubConfig, *, columns: Sequence[str] = ()
) -> tuple[OutputFile, Iterator[Record]]:
    """Return a data file and its records; rows that only name columns are left out.

    Args:
        store: The data set.
        path: Path of the data file.
        config: Its limits and fields decide how the file is read.
        columns: Further columns whose numbers are wanted in `Record.scalars`.

    Raises:
        InputError: The file cannot be opened.
        VerificationError: It holds a record that cannot be read; scrub never writes one.
    """
    format_, _ = detect_format(path)
    file = OutputFile(path=path, format=format_)
    return file, _records(store, file, config, columns)


def _records(
    store: Store, file: OutputFile, config: ScrubConfig, columns: Sequence[str]
) -> Iterator[Record]:
    fields = config.fields
    if columns:
        fields = FieldConfig(author=(*fields.author, *columns))
    options = ReadOptions(
        limits=config.limits, fields=fields, keep_warc_requests=config.keep_warc_requests
    )
    _, codec = detect_format(file.path)
    with store.open_read(file.path) as raw:
        reader = file.format.open_reader(open_decoded(raw, codec), options=options)
        for item in reader:
            if not isinstance(item, Record):
                raise VerificationError(f"{file.path} holds a record that cannot be read")
            if not item.is_header:
                yield item
        file.unscanned.update(getattr(reader, "unscanned", ()))
