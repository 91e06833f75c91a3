"""The detector: texts in, findings out; the one public class of this package."""

from collections.abc import Sequence
from pathlib import Path

from avow.detect.engine.admit import Admitted, admit
from avow.detect.engine.batch import Batch, make_batch, split_batches
from avow.detect.engine.cells import CellMatch
from avow.detect.engine.fold import FoldedText, fold_text
from avow.detect.engine.locales import declared_countries, vote_countries
from avow.detect.engine.merge import Contender, merge_findings
from avow.detect.engine.program import Program, compile_program
from avow.detect.engine.propose import propose
from avow.detect.engine.scanning.cache import cache_directory
from avow.detect.engine.scanning.choose import choose_scanner
from avow.detect.engine.scanning.interface import ScannerFactory
from avow.detect.finding import Finding, Reason
from avow.detect.interface import SecondOpinion
from avow.detect.lists import ListRules, load_lists
from avow.detect.opinions import opinion_contenders
from avow.detect.rule import KindRow, Role, Rule
from avow.detect.table import RuleTable, load_table
from avow.detect.tokens import TokenBook, says_more_than_tokens
from avow.detect.verify.interface import CHECKED, RESERVED
from avow.errors import UsageError
from avow.text import IntArray, code_point_index, encode_text

NO_CONTEXT_WORDS = 99
PEOPLE_TIERS = ("off", "fast", "accurate")


class Detector:
    """Finds personal information and secrets; same text, same rules: same findings.

    Instances are safe to share between threads. Use `Detector.load`.
    """

    def __init__(
        self,
        *,
        table: RuleTable,
        program: Program,
        countries: frozenset[str],
        lists: ListRules,
        opinions: Sequence[SecondOpinion] = (),
        keep_impersonal: bool = False,
    ) -> None:
        """Put the parts together; see `Detector.load` for the usual way."""
        self._table = table
        self._program = program
        self._countries = countries
        self._lists = lists
        self._opinions = tuple(opinions)
        self._keep_impersonal = keep_impersonal
        self._tokens = TokenBook(table.kinds.values())

    @classmethod
    def load(  # noqa: PLR0913 - every argument has a default and a name
        cls,
        *,
        locales: Sequence[str] = (),
        people: str = "off",
        rules: Sequence[str | Path] = (),
        allow: str | Path = "",
        enable: Sequence[str] = (),
        only: Sequence[str] = (),
        opinions: Sequence[SecondOpinion] = (),
        keep_impersonal: bool = False,
        cache: Path | None = None,
        make_scanner: ScannerFactory | None = None,
    ) -> "Detector":
        """Load the rules and compile them, or take the compiled table from the cache.

        Args:
            locales: Declared locales (BCP 47); each document's language may add more.
            people: Name tagger: `off`, `fast` or `accurate`.
            rules: Custom rule files.
            allow: File of allow and deny lists.
            enable: Kinds or classes to report although they are off by default.
            only: Kinds or classes to report and no others.
            opinions: Other detectors whose findings are joined.
            keep_impersonal: Report decoys and organisations' numbers too.
            cache: Directory of compiled tables; by default the user's cache.
            make_scanner: Which scanning engine to use; by default the fastest installed.

        Raises:
            UsageError: A name is unknown or a tier is not installed.
            RuleError: A rule cannot be run exactly.
        """
        if people not in PEOPLE_TIERS:
            raise UsageError(f"people is one of {', '.join(PEOPLE_TIERS)}, not {people!r}")
        if people != "off":
            raise UsageError(
                f"no name tagger of the tier {people!r} is installed in this version",
                hint="Use --people off; labelled names (forms, headers, titles) are found anyway.",
            )
        table = load_table(rules)
        _check_names(table, (*enable, *only))
        rows = [
            (rule, table.kinds[rule.kind])
            for rule in table.rules
            if _in_force(rule, table.kinds[rule.kind], enable=enable, only=only)
        ]
        program = compile_program(
            rows,
            cache=cache if cache is not None else cache_directory(),
            make_scanner=make_scanner or choose_scanner(),
        )
        return cls(
            table=table,
            program=program,
            countries=declared_countries(locales),
            lists=load_lists(allow),
            opinions=opinions,
            keep_impersonal=keep_impersonal,
        )

    @property
    def rules_digest(self) -> str:
        """Digest of all rule files and lists in force, as `sha256:<hex>`."""
        return self._lists.combined_digest(self._table.digest)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rule rows that run."""
        return tuple(prepared.rule for prepared in self._program.rules)

    @property
    def kinds(self) -> tuple[KindRow, ...]:
        """All kinds of the catalogue."""
        return tuple(self._table.kinds.values())

    def kind(self, name: str) -> KindRow:
        """Return the row of one kind.

        Raises:
            UsageError: The catalogue has no such kind.
        """
        try:
            return self._table.kinds[name]
        except KeyError:
            raise UsageError(f"no kind is called {name!r}") from None

    def find(self, text: str, hint: str = "") -> list[Finding]:
        """Return the findings of one text, sorted and not overlapping.

        Args:
            text: Any text without lone surrogates.
            hint: Words that stand beside it, such as a field name or column header.

        Raises:
            DecodeError: The text has a lone surrogate.
            TooManyCandidates: The text floods the scanner.
            DetectionError: The detector could not finish.
        """
        return self.find_many([text], [hint])[0]

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        """Return the findings of each text; the result does not depend on what else is given.

        Args:
            texts: Texts; about a megabyte in one call is most efficient.
            hints: One hint per text, or None.
        """
        hints = hints if hints is not None else [""] * len(texts)
        encoded = [encode_text(text) for text in texts]
        contenders: list[list[Contender]] = [[] for _ in texts]
        for first, last in split_batches([len(part) for part in encoded]):
            self._find_in_batch(texts, encoded, hints, contenders, first, last)
        self._add_folded(texts, encoded, hints, contenders)
        if self._opinions:
            extra = opinion_contenders(self._opinions, texts)
            contenders = [own + more for own, more in zip(contenders, extra, strict=True)]
        return [
            self._finish(text, found) if found or self._lists.has_denied else []
            for text, found in zip(texts, contenders, strict=True)
        ]

    def _finish(self, text: str, found: list[Contender]) -> list[Finding]:
        found = [*self._outside_tokens(text, found), *self._lists.denied(text)]
        merged = merge_findings(found, keep_impersonal=self._keep_impersonal)
        return self._lists.mark_allowed(text, merged)

    def _outside_tokens(self, text: str, found: list[Contender]) -> list[Contender]:
        """Leave out what holds nothing but tokens such as `[EMAIL]`."""
        tokens = self._tokens.find(text)
        if not tokens:
            return found
        return [
            item
            for item in found
            if says_more_than_tokens(text, tokens, item.finding.start, item.finding.end)
        ]

    def _find_in_batch(
        self,
        texts: Sequence[str],
        encoded: Sequence[bytes],
        hints: Sequence[str],
        contenders: list[list[Contender]],
        first: int,
        last: int,
    ) -> None:
        batch = make_batch(encoded[first:last])
        context = self._program.context.map_batch(batch, hints[first:last])
        proposals = propose(self._program, batch, context)
        active: dict[int, frozenset[str]] = {}

        def countries(document: int) -> frozenset[str]:
            if document not in active:
                active[document] = self._countries | vote_countries(texts[first + document])
            return active[document]

        admitted = admit(self._program, proposals, context=context, countries=countries)
        for cell in self._program.cells.find(batch, hints[first:last]):
            admitted.append(_admit_cell(self._program, cell))
        indexes: dict[int, IntArray | None] = {}
        for candidate in admitted:
            document = candidate.document
            if document not in indexes:
                indexes[document] = _index_of(batch, document, texts[first + document])
            contenders[first + document].append(
                _contender(batch, candidate, indexes[document], self._program)
            )

    def _add_folded(
        self,
        texts: Sequence[str],
        encoded: Sequence[bytes],
        hints: Sequence[str],
        contenders: list[list[Contender]],
    ) -> None:
        """Scan the folded view of texts that have one and bring the findings back."""
        pairs = zip(texts, encoded, strict=True)
        views = [(index, fold_text(text, raw)) for index, (text, raw) in enumerate(pairs)]
        folded = [(index, view) for index, view in views if view is not None and view.text]
        if not folded:
            return
        plain = [view.text for _, view in folded]
        extra: list[list[Contender]] = [[] for _ in folded]
        plain_encoded = [encode_text(text) for text in plain]
        plain_hints = [hints[index] for index, _ in folded]
        for first, last in split_batches([len(part) for part in plain_encoded]):
            self._find_in_batch(plain, plain_encoded, plain_hints, extra, first, last)
        for (index, view), found in zip(folded, extra, strict=True):
            known = {
                (item.finding.start, item.finding.end, item.finding.rule)
                for item in (contenders[index])
            }
            for item in found:
                moved = _unfold(item, view, texts[index])
                key = (moved.finding.start, moved.finding.end, moved.finding.rule)
                if key not in known:
                    contenders[index].append(moved)


def _check_names(table: RuleTable, names: Sequence[str]) -> None:
    for name in names:
        if not any(_covers(name, kind) for kind in table.kinds):
            raise UsageError(
                f"no kind or class is called {name!r}",
                hint="`avow detect rules list` prints the catalogue.",
            )


def _covers(name: str, kind: str) -> bool:
    return kind == name or kind.startswith(name + ".")


def _in_force(rule: Rule, kind: KindRow, *, enable: Sequence[str], only: Sequence[str]) -> bool:
    if kind.role in (Role.DECOY, Role.ORGANISATION):
        return True
    if only and not any(_covers(name, rule.kind) for name in only):
        return False
    return kind.on or any(_covers(name, rule.kind) for name in (*enable, *only))


def _admit_cell(program: Program, cell: CellMatch) -> Admitted:
    return Admitted(
        prepared=program.rules[cell.number],
        start=cell.start,
        end=cell.end,
        document=cell.document,
        verdict=cell.verdict,
        context=cell.context,
    )


def _index_of(batch: Batch, document: int, text: str) -> IntArray | None:
    """Return the byte-to-code-point index of a document, or None for pure ASCII."""
    if text.isascii():
        return None
    return code_point_index(batch.data[batch.starts[document] : batch.ends[document]])


def _contender(
    batch: Batch, candidate: Admitted, index: IntArray | None, program: Program
) -> Contender:
    origin = int(batch.starts[candidate.document])
    byte_start, byte_end = candidate.start - origin, candidate.end - origin
    start = byte_start if index is None else int(index[byte_start])
    end = byte_end if index is None else int(index[byte_end])
    rule = candidate.prepared.rule
    finding = Finding(
        start=start,
        end=end,
        byte_start=byte_start,
        byte_end=byte_end,
        kind=rule.kind,
        rule=rule.id,
        rule_version=rule.version,
        score=candidate.score,
        strength=candidate.strength,
        reserved=candidate.verdict == RESERVED,
        reasons=_reasons(candidate, origin, index, program),
    )
    words = candidate.context.words if candidate.context is not None else NO_CONTEXT_WORDS
    return Contender(finding=finding, impersonal=candidate.prepared.impersonal, words=words)


def _reasons(
    candidate: Admitted, origin: int, index: IntArray | None, program: Program
) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    rule = candidate.prepared.rule
    if candidate.verdict in (CHECKED, RESERVED):
        reasons.append(Reason(type="check_digit", detail=rule.verifier))
    elif rule.verifier:
        reasons.append(Reason(type="structure", detail=rule.verifier))
    if candidate.context is not None:
        phrase = program.context.phrases[candidate.context.phrase]
        start, end = candidate.context.start - origin, candidate.context.end - origin
        if candidate.context.start < 0:
            reasons.append(Reason(type="hint", detail=phrase))
        else:
            if index is not None:
                start, end = int(index[start]), int(index[end])
            reasons.append(Reason(type="context_word", detail=phrase, start=start, end=end))
    if candidate.country:
        reasons.append(Reason(type="locale", detail=candidate.country))
    reasons.append(Reason(type="pattern", detail=rule.id))
    return tuple(reasons)


def _unfold(item: Contender, view: FoldedText, text: str) -> Contender:
    """Move a finding of the folded view to the original offsets."""
    finding = item.finding
    start, end = view.original_span(finding.start, finding.end)
    byte_start = len(text[:start].encode("utf-8"))
    moved = Finding(
        start=start,
        end=end,
        byte_start=byte_start,
        byte_end=byte_start + len(text[start:end].encode("utf-8")),
        kind=finding.kind,
        rule=finding.rule,
        rule_version=finding.rule_version,
        score=finding.score,
        strength=finding.strength,
        reserved=finding.reserved,
        reasons=(
            *(Reason(type=reason.type, detail=reason.detail) for reason in finding.reasons),
            Reason(type="folded", detail="disguised characters read as plain ones"),
        ),
    )
    return Contender(finding=moved, impersonal=item.impersonal, words=item.words)
