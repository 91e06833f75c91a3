"""The work on one record: from findings to edits, pass by pass."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from avow.detect.finding import Finding
from avow.detect.tokens import FoundToken, TokenBook, says_more_than_tokens
from avow.errors import TooManyCandidates
from avow.policy.actions import Action, ActionPolicy, choose_action
from avow.scrub.cleaning.echo import EchoText, EchoValue
from avow.scrub.cleaning.edits import Edit, LeafEdits, Located
from avow.scrub.cleaning.fields import PathTable, hint_of
from avow.scrub.cleaning.paths import SafePaths
from avow.scrub.cleaning.people import Mention, People
from avow.scrub.cleaning.replacer import Replacer, ScopeSettings, Target
from avow.scrub.records import Record
from avow.suppression.index import OptOutIndex
from avow.suppression.normalise import normalise, normalise_phone
from avow.suppression.selectors import length_prefixed

PERSON = "person.name"
PHONE = "contact.phone"
AFTER_CHARACTERS = 5
DIGEST_BYTES = 16
COUNTRY_LETTERS = 2
MAX_ECHOED_VALUES = 1024
RESERVED, ALLOWED, UNTOUCHED, OPTOUT = "reserved", "allowed", "untouched", "optout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What all records of a run share.

    Attributes:
        policy: Which action a finding gets.
        tokens: Token words.
        paths: Field paths without personal data in them.
        table: What paths are used for.
        settings: Scope, key and token width.
        audit_key: Key of value digests; empty in scope `record`.
        optouts: Index of the opt-out list, or None.
    """

    policy: ActionPolicy
    tokens: TokenBook
    paths: SafePaths
    table: PathTable
    settings: ScopeSettings
    audit_key: bytes = field(default=b"", repr=False)
    optouts: OptOutIndex | None = None


class RecordWork:
    """Collects edits for one record that has something to decide.

    Args:
        record: The record.
        tools: What all records share.
        group: Id of the record's group in scope `group`, else empty.
    """

    def __init__(self, record: Record, tools: Tools, group: str = "") -> None:
        self.record = record
        self.drop_kind = ""
        self.again: list[int] = []
        self.hits: set[str] = set()
        self.leaves: dict[int, LeafEdits] = {}
        self.replacer = Replacer(
            tokens=tools.tokens,
            settings=tools.settings,
            group=group,
            texts=[leaf.text for leaf in record.leaves],
        )
        self.tools = tools
        self._people = People()
        self._hints: dict[int, str] = {}
        self._leaves_of: dict[str, list[int]] = {}
        self._whole: EchoText | None = None
        self._pass = 0
        self._fresh: list[tuple[int, Edit]] = []
        self._changed: set[int] = set()
        self._left_out: set[tuple[int, int]] = set()

    def __repr__(self) -> str:
        """Name the record without its text."""
        return f"RecordWork(ordinal={self.record.ordinal})"

    @property
    def has_rows(self) -> bool:
        """There is at least one decision to report."""
        return any(edits.edits for edits in self.leaves.values())

    def take(self, found: Mapping[int, Sequence[Finding]], pass_number: int) -> list[int]:
        """Decide on one pass's findings and return the leaves that must be looked at again.

        Args:
            found: Findings per leaf, in offsets of the leaf's current text.
            pass_number: 0 for the first look.
        """
        self._pass = pass_number
        self._fresh = []
        self._changed = set()
        tokens = self._note_tokens() if pass_number == 0 else {}
        self._gather_people(found)
        self._gather_optouts(found)
        for leaf in sorted(found):
            text = self.text(leaf)
            known = tokens[leaf] if leaf in tokens else self.tools.tokens.find(text)
            for finding in found[leaf]:
                self._decide(leaf, text, finding, known)
            if pass_number == 0:
                self._take_listed_names(leaf)
        if self._fresh:
            self._echo([(edit, leaf) for leaf, edit in self._fresh])
        again = set(self._changed)
        for leaf in self._changed:
            self.leaves[leaf].render()
            if self.record.leaves[leaf].is_key:
                again.update(self._rename_hints(leaf))
        self.again = sorted(again)
        return self.again

    def text(self, leaf: int) -> str:
        """Return a leaf's current text."""
        edits = self.leaves.get(leaf)
        return self.record.leaves[leaf].text if edits is None else edits.current

    def hint(self, leaf: int) -> str:
        """Return a leaf's current hint, which changes when its key was replaced."""
        known = self._hints.get(leaf)
        return self.tools.table.use(self.record.leaves[leaf].path).hint if known is None else known

    def numbered(self, replacement: str, number: int) -> str:
        """Return another form of a replacement, for a key that would meet its neighbour."""
        tokens = self.tools.tokens.find(replacement)
        if tokens and tokens[0].end - tokens[0].start == len(replacement):
            word = tokens[0].name
            return f"[{word}_{self.replacer.ordinals.next_number(word)}]"
        return f"{replacement} {number}"

    def _edits(self, leaf: int) -> LeafEdits:
        known = self.leaves.get(leaf)
        if known is None:
            known = self.leaves[leaf] = LeafEdits(self.record.leaves[leaf].text)
        return known

    def _note_tokens(self) -> dict[int, list[FoundToken]]:
        """Find the tokens that stand in the record already, count them and start after them."""
        found: dict[int, list[FoundToken]] = {}
        book = self.tools.tokens
        for index, leaf in enumerate(self.record.leaves):
            if "[" not in leaf.text or self.tools.table.use(leaf.path).skip:
                continue
            found[index] = book.find(leaf.text)
            for token in found[index]:
                self.replacer.ordinals.note_present(token.name, token.ordinal)
                self._edits(index).add(_token_note(token, book.kind_of(token.name)))
        return found

    def _gather_people(self, found: Mapping[int, Sequence[Finding]]) -> None:
        mentions = [
            _mention(leaf, self.text(leaf), finding)
            for leaf in sorted(found)
            for finding in found[leaf]
            if finding.kind == PERSON and not finding.reserved
        ]
        if mentions:
            self._people.add(mentions)

    def _gather_optouts(self, found: Mapping[int, Sequence[Finding]]) -> None:
        """Note whose full name or address is listed, so that their other mentions go as well."""
        self._left_out = set()
        if self.tools.optouts is None or not self.tools.optouts.has_persons:
            return
        for leaf in sorted(found):
            text = self.text(leaf)
            for finding in found[leaf]:
                if finding.entity >= 0 and self._is_opted_out(
                    finding.kind, text[finding.start : finding.end]
                ):
                    self._left_out.add((leaf, finding.entity))

    def _decide(self, leaf: int, text: str, finding: Finding, tokens: Sequence[FoundToken]) -> None:
        if tokens and not says_more_than_tokens(text, tokens, finding.start, finding.end):
            return
        place = self._edits(leaf).locate(finding.start, finding.end)
        value = text[place.out_start : place.out_end]
        action = self._choose(leaf, value, finding)
        wanted = _CHANGING.get(action)
        if wanted is None:
            self._note(leaf, place, finding, action)
            return
        # Redaction needs no identity, and normalising a telephone number is slow.
        identity = "" if wanted is Action.REDACT else self._identity(leaf, text, value, finding)
        target = Target(
            kind=finding.kind,
            value=value,
            identity=identity,
            after=text[place.out_end : place.out_end + AFTER_CHARACTERS],
        )
        new, taken = self.replacer.replace(wanted, target)
        if place.touched and new != value and taken in _MAY_BE_FOUND_AGAIN:
            # The detector does not take this surrogate for one; a token ends the matter.
            new, taken = self.replacer.replace(Action.TOKEN, target)
        if new == value:
            self._note(leaf, place, finding, taken)
            return
        action = OPTOUT if action == OPTOUT else taken
        edit = _edit_of(finding, place, action=action, new=new, pass_number=self._pass)
        if self.replacer.scope_id:
            identity = identity or self._identity(leaf, text, value, finding)
            edit.value_digest = self._value_digest(finding.kind, identity)
        self._edits(leaf).add(edit)
        self._changed.add(leaf)
        if not place.touched:
            self._fresh.append((leaf, edit))

    def _choose(self, leaf: int, value: str, finding: Finding) -> str:
        """Return what is done: an `Action`, or one of the cleaner's own words."""
        if finding.reserved:
            return RESERVED
        path = self.record.leaves[leaf].path
        action = choose_action(
            self.tools.policy,
            kind=finding.kind,
            path=path,
            subject=finding.subject,
            attribution=any(reason.type == "attribution" for reason in finding.reasons),
        )
        if (leaf, finding.entity) in self._left_out or self._is_opted_out(finding.kind, value):
            # Whoever asked to be left out is, whatever is allowed; only dropping is stricter.
            chosen: str = action if action is Action.DROP else OPTOUT
        elif finding.suppressed_by:
            chosen = ALLOWED
        elif self.tools.table.use(path).untouched:
            chosen = UNTOUCHED
        else:
            chosen = action
        if chosen == Action.DROP:
            self.drop_kind = self.drop_kind or finding.kind
        return chosen

    def _is_opted_out(self, kind: str, value: str) -> bool:
        optouts = self.tools.optouts
        if optouts is None or not optouts.has_persons:
            return False
        hit = optouts.person_hit(kind, value)
        if hit:
            self.hits.add(hit)
        return bool(hit)

    def _identity(self, leaf: int, text: str, value: str, finding: Finding) -> str:
        if finding.kind == PERSON:
            return self._people.identity(_mention(leaf, text, finding))
        if finding.kind == PHONE:
            return normalise_phone(value, _region(finding))
        return normalise(finding.kind, value)

    def _value_digest(self, kind: str, identity: str) -> str:
        message = length_prefixed(self.replacer.scope_id, kind, identity)
        return hashlib.blake2b(
            message, key=self.tools.audit_key, digest_size=DIGEST_BYTES, person=b"audit value"
        ).hexdigest()

    def _note(self, leaf: int, place: Located, finding: Finding, action: str) -> None:
        if place.touched:
            return
        note = _edit_of(finding, place, action=action, new="", pass_number=self._pass)
        note.changes = False
        self._edits(leaf).add(note)

    def _take_listed_names(self, leaf: int) -> None:
        """Redact listed full names, also where the detector saw no person."""
        optouts = self.tools.optouts
        if optouts is None or not optouts.has_names:
            return
        for start, end, hit in optouts.names_in(self.record.leaves[leaf].text):
            self.hits.add(hit)
            touched = self._edits(leaf).overlapping(start, end)
            if any(old.action == OPTOUT and _contains(old, start, end) for old in touched):
                continue
            edit = _plain_edit(start, end, kind=PERSON, rule="optout.name", action=OPTOUT)
            edit.new = f"[{self.tools.tokens.word_of(PERSON)}]"
            self._edits(leaf).add(edit)
            self._changed.add(leaf)
            self._fresh.append((leaf, edit))

    def _echo(self, sources: Sequence[tuple[Edit, int]]) -> None:
        """Replace every further place of the values that this pass replaced."""
        values: dict[str, tuple[EchoValue, Edit]] = {}
        known: dict[str, int] = {}
        for edit, source_leaf in sources:
            value = EchoValue(self.record.leaves[source_leaf].text[edit.start : edit.end])
            if value.counts:
                values.setdefault(value.forms[0], (value, edit))
                known[value.forms[0]] = known.get(value.forms[0], 0) + value.is_plain
        if not values:
            return
        if self._whole is None:
            self._whole = EchoText("\0".join([leaf.text for leaf in self.record.leaves]))
        # Almost always a value stands nowhere but where it was found; counting shows that.
        suspects = self._whole.suspects({form: item[0] for form, item in values.items()}, known)
        if len(suspects) > MAX_ECHOED_VALUES:
            raise TooManyCandidates("a record repeats too many values in other notations")
        if suspects:
            self._echo_in_leaves([values[form] for form in suspects])

    def _echo_in_leaves(self, wanted: Sequence[tuple[EchoValue, Edit]]) -> None:
        for index, leaf in enumerate(self.record.leaves):
            use = self.tools.table.use(leaf.path)
            if use.skip or use.untouched or not leaf.text:
                continue
            echo_text = EchoText(leaf.text)
            for value, source in wanted:
                for start, end in echo_text.places(value):
                    self._add_echo(index, start, end, source)

    def _add_echo(self, leaf: int, start: int, end: int, source: Edit) -> None:
        edits = self._edits(leaf)
        touched = edits.overlapping(start, end)
        if any(not edit.changes for edit in touched):
            return
        if any(_contains(old, start, end) for old in touched):
            return
        edit = _plain_edit(start, end, kind=source.kind, rule="echo", action=source.action)
        edit.new = source.new
        edit.subject = source.subject
        edit.value_digest = source.value_digest
        edit.pass_number = self._pass
        edits.add(edit)
        self._changed.add(leaf)

    def _rename_hints(self, key_leaf: int) -> list[int]:
        """Give the values of a replaced key their new hint and return their leaves."""
        key = self.record.leaves[key_leaf]
        parent = key.path.removesuffix(key.text)
        hint = hint_of(parent + self.text(key_leaf))
        if not self._leaves_of:
            for index, leaf in enumerate(self.record.leaves):
                if not self.tools.table.use(leaf.path).skip:
                    self._leaves_of.setdefault(_strip_lists(leaf.path), []).append(index)
        renamed = self._leaves_of.get(key.path, [])
        for index in renamed:
            self._hints[index] = hint
        return renamed


_CHANGING: Mapping[str, Action] = {
    Action.REDACT: Action.REDACT,
    Action.TOKEN: Action.TOKEN,
    Action.SURROGATE: Action.SURROGATE,
    Action.GENERALISE: Action.GENERALISE,
    OPTOUT: Action.REDACT,
}
_MAY_BE_FOUND_AGAIN = frozenset({Action.SURROGATE, Action.GENERALISE})


def _contains(edit: Edit, start: int, end: int) -> bool:
    return edit.start <= start and end <= edit.end


def _mention(leaf: int, text: str, finding: Finding) -> Mention:
    return Mention(leaf, finding.entity, normalise(PERSON, text[finding.start : finding.end]))


def _region(finding: Finding) -> str:
    """Return the country that the detector's evidence names, for national numbers."""
    for reason in finding.reasons:
        if reason.type == "locale" and len(reason.detail) == COUNTRY_LETTERS:
            return reason.detail
    return ""


def _strip_lists(path: str) -> str:
    while path.endswith("[]"):
        path = path[:-2]
    return path


def _edit_of(finding: Finding, place: Located, *, action: str, new: str, pass_number: int) -> Edit:
    kinds = {part.kind for part in finding.parts} if finding.parts else ()
    return Edit(
        start=place.start,
        end=place.end,
        new=new,
        changes=True,
        kind=finding.kind,
        rule=finding.rule,
        rule_version=finding.rule_version,
        score=min(255, max(0, round(finding.score * 255))),
        subject=finding.subject,
        action=action,
        evidence=finding.reasons[0].type if finding.reasons else finding.strength.name.lower(),
        parts=tuple(sorted(kinds)),
        pass_number=pass_number,
    )


def _plain_edit(start: int, end: int, *, kind: str, rule: str, action: str) -> Edit:
    return Edit(
        start=start,
        end=end,
        new="",
        changes=True,
        kind=kind,
        rule=rule,
        rule_version=1,
        score=255,
        subject="",
        action=action,
        evidence=rule,
    )


def _token_note(token: FoundToken, kind: str) -> Edit:
    note = _plain_edit(token.start, token.end, kind=kind, rule="token", action=RESERVED)
    note.changes = False
    return note
