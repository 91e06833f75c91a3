"""The answer for one record: texts that changed, audit rows, and keys that stay apart."""

from collections.abc import Mapping

from avow.scrub.cleaned import CleanedRecord, Decision, Outcome
from avow.scrub.cleaning.edits import Edit, LeafEdits
from avow.scrub.cleaning.work import RESERVED, RecordWork

KEPT = CleanedRecord(outcome=Outcome.KEPT)


def separate_keys(work: RecordWork) -> None:
    """Number replaced keys that would meet another key of the same object.

    Objects of one list share their paths and are treated as one object, which is stricter.
    """
    record = work.record
    changed = [
        leaf
        for leaf, edits in sorted(work.leaves.items())
        if record.leaves[leaf].is_key and edits.current != edits.original
    ]
    if not changed:
        return
    taken: dict[str, dict[str, str]] = {}
    for index, leaf in enumerate(record.leaves):
        if leaf.is_key and work.text(index) == leaf.text:
            taken.setdefault(leaf.path.removesuffix(leaf.text), {})[leaf.text] = leaf.text
    for index in changed:
        leaf = record.leaves[index]
        names = taken.setdefault(leaf.path.removesuffix(leaf.text), {})
        edits = work.leaves[index]
        last = [edit for edit in edits.edits if edit.changes][-1]
        plain, number = last.new, 1
        while names.get(edits.current, leaf.text) != leaf.text:
            number += 1
            last.new = work.numbered(plain, number)
            edits.render()
        names[edits.current] = leaf.text


def answer(work: RecordWork) -> CleanedRecord:
    """Return the record's answer after its last pass."""
    hits = tuple(sorted(work.hits))
    if work.drop_kind:
        return CleanedRecord(
            outcome=Outcome.DROPPED,
            reason=f"policy:{work.drop_kind}",
            decisions=_decisions(work, in_output=False),
            optout_hits=hits,
        )
    separate_keys(work)
    texts = {
        leaf: edits.current
        for leaf, edits in sorted(work.leaves.items())
        if edits.current != edits.original
    }
    if not texts and not hits and not work.has_rows:
        return KEPT
    return CleanedRecord(
        outcome=Outcome.CHANGED if texts else Outcome.KEPT,
        texts=texts,
        decisions=_decisions(work, in_output=True),
        optout_hits=hits,
    )


def quarantined(work: RecordWork, reason: str) -> CleanedRecord:
    """Return the answer for a record that goes to quarantine, with what was found in it."""
    return CleanedRecord(
        outcome=Outcome.QUARANTINED,
        reason=reason,
        decisions=_decisions(work, in_output=False),
        optout_hits=tuple(sorted(work.hits)),
    )


def _decisions(work: RecordWork, *, in_output: bool) -> tuple[Decision, ...]:
    rows: list[Decision] = []
    flagged = _flagged_keys(work)
    for leaf in sorted(work.leaves):
        path = work.record.leaves[leaf].path
        safe = work.tools.paths.safe(_safe_path(path, flagged) if flagged else path)
        rows += [
            _decision(leaf, safe, edit, out_start, out_end, in_output=in_output)
            for edit, out_start, out_end in work.leaves[leaf].placed()
        ]
    return tuple(rows)


def _decision(
    leaf: int, path: str, edit: Edit, out_start: int, out_end: int, *, in_output: bool
) -> Decision:
    return Decision(
        leaf=leaf,
        path=path,
        start=edit.start,
        end=edit.end,
        out_start=out_start if in_output else -1,
        out_end=out_end if in_output else -1,
        kind=edit.kind,
        rule=edit.rule,
        rule_version=edit.rule_version,
        score=edit.score,
        subject=edit.subject,
        action=edit.action,
        evidence=edit.evidence,
        parts=edit.parts,
        pass_number=edit.pass_number,
        value_digest=edit.value_digest,
    )


def _flagged_keys(work: RecordWork) -> Mapping[str, tuple[str, str]]:
    """Return parent and display name by path for keys that hold more than reserved values."""
    flagged: dict[str, tuple[str, str]] = {}
    for leaf, edits in sorted(work.leaves.items()):
        key = work.record.leaves[leaf]
        if key.is_key and any(edit.action != RESERVED for edit in edits.edits):
            flagged.setdefault(key.path, (key.path.removesuffix(key.text), _display(edits)))
    return flagged


def _display(edits: LeafEdits) -> str:
    # A key that policy keeps is still personal data, and an audit row never shows that.
    if all(edit.changes or edit.action == RESERVED for edit in edits.edits):
        return edits.current
    return "[KEY]"


def _safe_path(path: str, flagged: Mapping[str, tuple[str, str]]) -> str:
    """Replace flagged names in a path, the innermost first."""
    for end in range(len(path), 0, -1):
        if path[:end] in flagged and (end == len(path) or path[end] in ".["):
            parent, display = flagged[path[:end]]
            outer = parent.removesuffix(".")
            joint = parent[len(outer) :]
            return _safe_path(outer, flagged) + joint + display + path[end:]
    return path
