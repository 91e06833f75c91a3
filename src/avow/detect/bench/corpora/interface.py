"""Labelled texts as values: spans with their label, subject and reason not to count."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HANDLE = "HANDLE"
STRUCTURED_LABELS = ("EMAIL", "PHONE", "ID", "IP", "URL", "USERNAME")
"""Labels of the kinds that rules find, beside `avow.detect.people.interface.LABELS`."""


class Part(StrEnum):
    """What a file may be used for."""

    TRAIN = "train"
    DEV = "dev"


class Ignored(StrEnum):
    """Why a labelled span counts neither in a loss nor in a score.

    NO: It counts.
    UNMAPPED: Its source label has no common label (product, event, legal reference).
    HANDLE: An @handle or the @ sign itself; sets contradict each other about them.
    ROLE: A role word alone ("President", "Borrower"), which is no name.
    TITLE: A courtesy title alone ("Mr.").
    NOT_A_NAME: A common noun under a label that also holds those (lower case in RONEC).
    """

    NO = ""
    UNMAPPED = "unmapped"
    HANDLE = "handle"
    ROLE = "role"
    TITLE = "title"
    NOT_A_NAME = "not_a_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSpan:
    """One span that people labelled.

    Attributes:
        start, end: Half-open code points as the source has them.
        core_start, core_end: The same without titles and a possessive s where the label is
            PERSON, else equal to `start` and `end`; train and score on these.
        label: Common label, `HANDLE`, or empty where the source label has none.
        source_label: The source's own label.
        ignored: Why the span does not count; a prediction that touches it is forgiven.
        identifier_type: `DIRECT`, `QUASI` or `NO_MASK` (TAB only, else empty).
        entity_id: Which mentions are one entity (TAB, GUM), else empty.
        subject: `private`, `public`, `unknown`, `fictional`, `unlinked` (GUM: no Wikipedia
            article) or empty.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    label: str
    source_label: str
    ignored: Ignored = Ignored.NO
    identifier_type: str = ""
    entity_id: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledText:
    """One text with its labelled spans, sorted; spans may overlap in TAB's training part only.

    Attributes:
        id: Identifier inside the file.
        text: The text.
        language: ISO 639-1 code.
        domain: Genre as the source names it (`email`, `court`, `tweets`).
        spans: All labelled spans, those that do not count too.
        template_id: Template it was made from (synthetic sets), else -1.
    """

    id: str
    text: str
    language: str
    domain: str
    spans: tuple[LabelledSpan, ...]
    template_id: int = -1

    def __repr__(self) -> str:
        """Name the text without showing it."""
        size = f"{len(self.text)} code points, {len(self.spans)} spans"
        return f"LabelledText(id={self.id!r}, {size})"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledFile:
    """One file of a set.

    Attributes:
        name: File name without suffix, such as `train_extra`.
        part: What it may be used for.
        annotates: Common labels that the file labels exhaustively: only for these is unlabelled
            text a negative. Any other label is unknown there.
    """

    name: str
    part: Part
    annotates: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """What is known of one set; the rows stand in `sets.toml`.

    Attributes:
        name: Folder name.
        title: Name for people.
        language: ISO 639-1 code.
        locale: BCP 47 locale that a user of such text would declare.
        licence: Licence of the annotation.
        original_spacing: False where the text was rebuilt from tokens: exact spans mean nothing
            there and spacing must not be learnt.
        shippable: Whether weights trained on it may be in the default model.
        synthetic: Made from templates; never part of a headline figure.
        titles_labelled: Whether PERSON spans include "Mr" and the like.
        labels: Source label to common label; a label that is absent is unmapped.
        handles: `label` where @handles carry labels, `text` where they stand unlabelled in the
            text, or empty.
        role_words: Whether role words alone carry the label PERSON.
        capitalised_only: Whether PERSON counts only with a capital letter.
        recall_only: Precision cannot be measured, because the label means something wider.
        subject: Subject of every PERSON that is not said otherwise.
        files: The files.
    """

    name: str
    title: str
    language: str
    locale: str
    licence: str
    original_spacing: bool
    shippable: bool
    labels: Mapping[str, str]
    files: tuple[LabelledFile, ...]
    synthetic: bool = False
    titles_labelled: bool = False
    handles: str = ""
    role_words: bool = False
    capitalised_only: bool = False
    recall_only: bool = False
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """One file of a set, read.

    Attributes:
        set: The set's row.
        file: The file's row.
        texts: Its texts in file order.
        digest: `sha256:<hex>` of the file's bytes.
    """

    set: LabelledSet
    file: LabelledFile
    texts: tuple[LabelledText, ...]
    digest: str

    @property
    def name(self) -> str:
        """Return `set/file`, as reports name it."""
        return f"{self.set.name}/{self.file.name}"

    def __repr__(self) -> str:
        """Name the corpus without showing its texts."""
        return f"Corpus({self.name}, {len(self.texts)} texts)"
