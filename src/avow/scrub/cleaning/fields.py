"""Fields: what each path of a record is used for, and values that are not strings."""

from collections.abc import Iterable
from dataclasses import dataclass

from avow.scrub.config import FieldConfig
from avow.scrub.records import Record

DEFAULT_TEXT_PATHS = frozenset({"", "text", "content", "messages[].content"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PathUse:
    """What one path is used for.

    Attributes:
        hint: Last name of the path, which the detector takes as context.
        skip: Neither scanned nor changed.
        untouched: Scanned and reported, but left as it stands.
        is_url, is_author, is_record_id, is_text: What the field settings say it holds.
    """

    hint: str
    skip: bool
    untouched: bool
    is_url: bool
    is_author: bool
    is_record_id: bool
    is_text: bool


def hint_of(path: str) -> str:
    """Return the last name of a path: `content` for `messages[].content`, `mails` for `mails[]`."""
    while path.endswith("[]"):
        path = path[:-2]
    return path.rpartition(".")[2]


def covers(entry: str, path: str) -> bool:
    """Tell whether a configured path is a path or one of its parents."""
    if not path.startswith(entry):
        return False
    rest = path[len(entry) :]
    return not rest or (bool(entry) and (rest[0] == "." or rest.startswith("[]")))


def names_field(entry: str, path: str) -> bool:
    """Tell whether a setting such as `url` names a path: in full, or its last name at any depth.

    A bare name does not reach into lists (`links[].url` is not the address of the document).
    """
    if path.casefold() == entry.casefold():
        return True
    return "." not in entry and "[]" not in path and hint_of(path).casefold() == entry.casefold()


class PathTable:
    """Looks paths up in the field settings, each path once.

    Args:
        fields: The settings.
        action_paths: Paths for which the policy sets an action.

    Attributes:
        seen: Configured paths (skip, untouched, actions) that have occurred so far.
    """

    def __init__(self, fields: FieldConfig, action_paths: Iterable[str] = ()) -> None:
        self._fields = fields
        self._action_paths = tuple(action_paths)
        self._uses: dict[str, PathUse] = {}
        self.seen: set[str] = set()

    def use(self, path: str) -> PathUse:
        """Return what a path is used for."""
        known = self._uses.get(path)
        if known is None:
            known = self._find(path)
            # Keys that are data (names as keys) would grow the table without end.
            if len(self._uses) >= 65536:
                self._uses.clear()
            self._uses[path] = known
        return known

    def _find(self, path: str) -> PathUse:
        fields = self._fields
        skipped = [entry for entry in fields.skip if covers(entry, path)]
        untouched = [entry for entry in fields.untouched if covers(entry, path)]
        self.seen.update(skipped, untouched)
        self.seen.update(entry for entry in self._action_paths if entry == path)
        return PathUse(
            hint=hint_of(path),
            skip=bool(skipped),
            untouched=bool(untouched),
            is_url=any(names_field(entry, path) for entry in fields.url),
            is_author=any(names_field(entry, path) for entry in fields.author),
            is_record_id=names_field(fields.record_id, path),
            is_text=path in fields.text if fields.text else path in DEFAULT_TEXT_PATHS,
        )


def record_values(record: Record, path: str) -> tuple[str, ...]:
    """Return the values at one path, strings and scalars alike, as text; empty where absent.

    Args:
        record: The record.
        path: Dotted path; a list of strings there gives each of its items.
    """
    items = f"{path}[]"
    found = tuple(
        leaf.text for leaf in record.leaves if not leaf.is_key and leaf.path in (path, items)
    )
    if found:
        return found
    return (record.scalars[path],) if path in record.scalars else ()


def record_content(record: Record, table: PathTable) -> str:
    """Return the document of a record: its text fields, else all its values, joined by newlines."""
    texts = [
        leaf.text for leaf in record.leaves if not leaf.is_key and table.use(leaf.path).is_text
    ]
    if not texts:
        texts = [leaf.text for leaf in record.leaves if not leaf.is_key]
    return texts[0] if len(texts) == 1 else "\n".join(texts)
