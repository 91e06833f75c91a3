"""The closed list of what can be logged, with the fields that each kind of event must have.

Evidence kinds hold a record of `avow.evidence`; the others are the log's own. A kind that is not
in this table is refused, so that nobody logs what no verifier knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from avow.errors import UsageError
from avow.evidence.canonical import Json

EVIDENCE_FIELDS = ("kind", "subject", "time", "method", "result")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """One kind of event.

    Attributes:
        name: Dotted name; public in the leaf unless the log keeps kinds to itself.
        title: What happened, in one sentence.
        fields: Fields that the payload must have, and no others; for evidence its result fields,
            which may be accompanied by more.
        evidence: The payload is an evidence record.
    """

    name: str
    title: str
    fields: tuple[str, ...] = ()
    evidence: bool = False


def _evidence(name: str, title: str, *fields: str) -> EventKind:
    return EventKind(name=name, title=title, fields=fields, evidence=True)


def _event(name: str, title: str, *fields: str) -> EventKind:
    return EventKind(name=name, title=title, fields=fields)


KINDS: tuple[EventKind, ...] = (
    _event("log.started", "The log was started.", "origin", "key", "mmd_seconds"),
    _event("log.key_added", "A key that signs the log was added.", "key"),
    _event("log.key_retired", "A key that signs the log signs no longer.", "key"),
    _event("log.incident", "An operator states what went wrong with the log.", "what", "size"),
    _event(
        "key.destroyed", "The key of a person was destroyed; their entries stay closed.", "stores"
    ),
    _event(
        "promise.published",
        "A promise was published in this wording.",
        "id",
        "version",
        "sentence",
        "needs",
    ),
    _event(
        "set.sealed",
        "A set was sealed: its manifest root and salt.",
        "name",
        "root",
        "salt",
        "rows",
    ),
    _event(
        "recall.issued", "Members of a sealed set were recalled.", "set_root", "list_digest", "rows"
    ),
    _evidence(
        "scrub.run", "A corpus was scrubbed.", "records_in", "records_out", "dropped", "quarantined"
    ),
    _evidence(
        "scrub.residual", "What remains after a scrub was measured.", "upper_bound", "share_found"
    ),
    _evidence("scrub.optout_check", "A data set was checked against an opt-out list.", "hits"),
    _evidence(
        "audit.refusal",
        "Refusals of a model were measured.",
        "private_refused_lower",
        "public_answered_lower",
        "over_refused_upper",
        "private_refused",
        "public_answered",
        "over_refused",
    ),
    _evidence(
        "audit.guard",
        "Leaks through the guard were measured.",
        "raw_values_on_wire",
        "guarded_leak_upper",
        "guarded_leak",
    ),
    _evidence(
        "audit.memorisation",
        "Memorisation of a model was measured.",
        "extraction_upper",
        "longest_copy_tokens",
        "extraction",
    ),
    _evidence(
        "purposes.reads",
        "Reads of personal data were counted by purpose.",
        "undeclared_reads",
        "forbidden_granted",
    ),
    _evidence("chats.retention", "Retention of conversations was enforced.", "overdue"),
    _evidence("sets.consent", "A training set was held against consent.", "switched_off_rows"),
    _evidence("sets.api", "A training set was held against API opt-ins.", "rows_without_opt_in"),
    _evidence(
        "optouts.loop",
        "Opt-outs were followed into guard, sets and audit.",
        "late",
        "leaks_after",
        "in_next_set",
    ),
    _evidence(
        "pages.published",
        "Help and policy pages were generated.",
        "stale_pages",
        "weakened_without_notice",
    ),
    _evidence(
        "rights.requests",
        "Requests were held against their deadlines.",
        "overdue",
        "erasures_unproven",
    ),
    _evidence(
        "portal.check", "The portal was held against its evidence.", "claims_without_evidence"
    ),
    _evidence("assurance.report", "An auditor's report was filed.", "period_days", "gaps_hidden"),
    _evidence("pentest.letter", "A letter of a penetration test was filed.", "findings_past_due"),
    _evidence(
        "bounty.levels",
        "Service levels of the bounty were counted.",
        "answers_overdue",
        "payouts_overdue",
    ),
    _evidence(
        "models.inventory",
        "Served models were held against their seals.",
        "unsealed_served",
        "rollbacks_accepted",
        "components_unlisted",
    ),
    _evidence("models.attacks", "Attack recipes were run.", "recipes_failed"),
    _evidence(
        "improve.lineage",
        "Released models were held against their lineage.",
        "models_without_lineage",
        "rows_without_consent",
    ),
)

_BY_NAME = {kind.name: kind for kind in KINDS}


def event_kind(name: str) -> EventKind:
    """Return the row of a kind.

    Raises:
        UsageError: There is no such kind.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise UsageError(
            f"the log knows no kind of event called {name!r}",
            hint="`avow ledger kinds` prints the list.",
        ) from None


def check_payload(kind: EventKind, payload: Mapping[str, Json]) -> None:
    """Check that a payload has the fields of its kind.

    Raises:
        UsageError: A field is missing or unknown; the message names it.
    """
    wanted = EVIDENCE_FIELDS if kind.evidence else kind.fields
    if set(payload) != set(wanted):
        wrong = ", ".join(sorted(set(payload) ^ set(wanted)))
        raise UsageError(f"an event {kind.name} does not fit its form: {wrong}")
    if not kind.evidence:
        return
    result = payload["result"]
    if payload["kind"] != kind.name or not isinstance(result, Mapping):
        raise UsageError(f"the evidence is not one of {kind.name}")
    missing = [name for name in kind.fields if name not in result]
    if missing:
        raise UsageError(f"evidence of {kind.name} lacks {', '.join(missing)}")
