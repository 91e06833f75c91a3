"""The document of a record: the text that decides whether two records are duplicates."""

import unicodedata

from avow.scrub.cleaning.fields import PathTable
from avow.scrub.records import Record


def document_text(record: Record, table: PathTable) -> str:
    """Return the text fields of a record, joined by newlines; empty where it has none.

    Records without a text field (tables, numbers) are never near duplicates of each other.
    """
    texts = [
        leaf.text for leaf in record.leaves if not leaf.is_key and table.use(leaf.path).is_text
    ]
    return texts[0] if len(texts) == 1 else "\n".join(texts)


def exact_text(record: Record, table: PathTable) -> str:
    """Return what must be equal in exact duplicates: the document, else everything there is.

    A record without a text field differs from another one already by a number, which is no leaf.
    """
    text = document_text(record, table)
    if text:
        return text
    if record.raw:
        return record.raw.decode("utf-8", errors="backslashreplace")
    parts = [f"{leaf.path}\0{leaf.text}" for leaf in record.leaves]
    parts += [f"{path}\0{value}" for path, value in sorted(record.scalars.items())]
    return "\n".join(parts)


def fold_document(text: str) -> str:
    """Return a text in NFC, casefolded, with every run of white space as one space."""
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(text.split())
