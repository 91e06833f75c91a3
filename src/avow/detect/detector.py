"""The detector: texts in, findings out; the one public class of this package."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from avow.detect.engine.batch import make_batch, split_batches
from avow.detect.engine.cells import CellMatch
from avow.detect.engine.fold import FoldedText, fold_text
from avow.detect.engine.locales import declared_countries, vote_countries
from avow.detect.engine.merge import Contender, merge_findings
from avow.detect.engine.program import Program, compile_program
from avow.detect.engine.propose import propose
from avow.detect.engine.results.admit import Admitted, admit
from avow.detect.engine.results.contend import contenders_of
from avow.detect.engine.results.prune import without_lone_decoys
from avow.detect.engine.scanning.cache import cache_directory
from avow.detect.engine.scanning.choose import choose_scanner
from avow.detect.engine.scanning.interface import ScannerFactory
from avow.detect.finding import Finding, Reason
from avow.detect.interface import SecondOpinion
from avow.detect.lists import ListRules, load_lists
from avow.detect.opinions import opinion_contenders
from avow.detect.people.contenders import load_tagger, people_contenders, set_apart
from avow.detect.people.interface import KIND_OF_LABEL, PeopleTagger
from avow.detect.rule import KindRow, Role, Rule
from avow.detect.subjects.attach import judge_findings, subjects_digest
from avow.detect.table import RuleTable, load_table
from avow.detect.tokens import TokenBook, says_more_than_tokens
from avow.detect.verify.interface import BoolArray
from avow.errors import UsageError
from avow.evidence.canonical import digest_json
from avow.text import encode_text

PEOPLE_TIERS = ("off", "fast", "accurate")


class Detector:
    """Finds personal information and secrets; same text, same rules: same findings.

    Instances are safe to share between threads. Use `Detector.load`.
    """

    def __init__(  # noqa: PLR0913 - the parts that load puts together
        self,
        *,
        table: RuleTable,
        program: Program,
        countries: frozenset[str],
        lists: ListRules,
        opinions: Sequence[SecondOpinion] = (),
        keep_impersonal: bool = False,
        people: PeopleTagger | None = None,
        people_kinds: frozenset[str] = frozenset(),
        judge: bool = False,
    ) -> None:
        """Put the parts together; see `Detector.load` for the usual way."""
        self._table = table
        self._program = program
        self._countries = countries
        self._lists = lists
        self._opinions = tuple(opinions)
        self._keep_impersonal = keep_impersonal
        self._people = people
        self._people_kinds = people_kinds
        self._judge = judge
        self._tokens = TokenBook(table.kinds.values())

    @classmethod
    def load(  # noqa: PLR0913 - every argument has a default and a name
        cls,
        *,
        locales: Sequence[str] = (),
        people: str = "off",
        operating_point: str = "balanced",
        judge: bool | None = None,
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
            operating_point: Of the tagger: `balanced`, `recall` or `precision`.
            judge: Link the names of a text to persons and judge each private, public or unknown;
                by default when a name tagger is on.
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
        cache = cache if cache is not None else cache_directory()
        table = load_table(rules, cache)
        _check_names(table, (*enable, *only))
        rows = [
            (rule, table.kinds[rule.kind])
            for rule in table.rules
            if _in_force(table.kinds[rule.kind], enable=enable, only=only)
        ]
        program = compile_program(
            rows,
            cache=cache,
            make_scanner=make_scanner or choose_scanner(),
        )
        return cls(
            table=table,
            program=program,
            countries=declared_countries(locales),
            lists=load_lists(allow),
            opinions=opinions,
            keep_impersonal=keep_impersonal,
            people=None if people == "off" else load_tagger(people, operating_point),
            people_kinds=_people_kinds(table, enable=enable, only=only),
            judge=people != "off" if judge is None else judge,
        )

    @property
    def rules_digest(self) -> str:
        """Digest of all rule files, lists, tables and the tagger in force, as `sha256:<hex>`."""
        digest = self._lists.combined_digest(self._table.digest)
        parts = {"rules": digest}
        if self._judge:
            parts["subjects"] = subjects_digest()
        if self._people is not None:
            parts["tagger"] = self._people.version
        return digest_json(parts)

    @property
    def people_version(self) -> str:
        """Digest of the name tagger and its operating point; empty without one."""
        return "" if self._people is None else self._people.version

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
        views = [fold_text(text, raw) for text, raw in zip(texts, encoded, strict=True)]
        contenders: list[list[Contender]] = [[] for _ in texts]
        # A look-alike that overlaps nothing personal is dropped early, but not where findings
        # from elsewhere (a folded view, a deny list, a tagger) may still meet it.
        elsewhere = self._lists.has_denied or bool(self._opinions) or self._people is not None
        every = self._keep_impersonal or elsewhere
        protected = np.array([every or view is not None for view in views], dtype=np.bool_)
        for first, last in split_batches([len(part) for part in encoded]):
            chosen = slice(first, last)
            found = self._find_in_batch(
                texts[chosen], encoded[chosen], hints[chosen], protected[chosen]
            )
            contenders[chosen] = found
        self._add_folded(views, texts, hints, contenders)
        named: Sequence[Sequence[Contender]] = [()] * len(texts)
        if self._people is not None:
            named = people_contenders(self._people, texts, self._people_kinds)
        contenders = [
            set_apart(text, own, more)
            for text, own, more in zip(texts, contenders, named, strict=True)
        ]
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
        if self._judge:
            merged = judge_findings(text, merged)
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
        protected: BoolArray,
    ) -> list[list[Contender]]:
        """Return the contenders of each text of one batch.

        Args:
            texts: The texts.
            encoded: Their UTF-8 bytes.
            hints: One hint per text.
            protected: Texts in which look-alikes are kept that touch nothing, shape [texts].
        """
        batch = make_batch(encoded)
        context = self._program.context.map_batch(batch, hints)
        cells = self._program.cells.find(batch, hints)
        protected = protected.copy()
        protected[[cell.document for cell in cells]] = True
        proposals = without_lone_decoys(
            propose(self._program, batch, context), self._program.impersonal, protected
        )
        active: dict[int, frozenset[str]] = {}

        def countries(document: int) -> frozenset[str]:
            if document not in active:
                active[document] = self._countries | vote_countries(texts[document])
            return active[document]

        admitted = admit(self._program, proposals, context=context, countries=countries)
        admitted += [_admit_cell(self._program, cell) for cell in cells]
        found: list[list[Contender]] = [[] for _ in texts]
        contenders = contenders_of(self._program, batch, admitted)
        for candidate, contender in zip(admitted, contenders, strict=True):
            found[candidate.document].append(contender)
        return found

    def _add_folded(
        self,
        views: Sequence[FoldedText | None],
        texts: Sequence[str],
        hints: Sequence[str],
        contenders: list[list[Contender]],
    ) -> None:
        """Scan the folded view of texts that have one and bring the findings back."""
        folded = [
            (index, view) for index, view in enumerate(views) if view is not None and view.text
        ]
        plain = [view.text for _, view in folded]
        encoded = [encode_text(text) for text in plain]
        plain_hints = [hints[index] for index, _ in folded]
        extra: list[list[Contender]] = [[] for _ in folded]
        for first, last in split_batches([len(part) for part in encoded]):
            chosen = slice(first, last)
            protected = np.ones(last - first, dtype=np.bool_)
            extra[chosen] = self._find_in_batch(
                plain[chosen], encoded[chosen], plain_hints[chosen], protected
            )
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


def _in_force(kind: KindRow, *, enable: Sequence[str], only: Sequence[str]) -> bool:
    if kind.role in (Role.DECOY, Role.ORGANISATION):
        return True
    return _wanted(kind, enable=enable, only=only)


def _wanted(kind: KindRow, *, enable: Sequence[str], only: Sequence[str]) -> bool:
    if only and not any(_covers(name, kind.name) for name in only):
        return False
    return kind.on or any(_covers(name, kind.name) for name in (*enable, *only))


def _people_kinds(
    table: RuleTable, *, enable: Sequence[str], only: Sequence[str]
) -> frozenset[str]:
    """Return the kinds that a tagger may report."""
    return frozenset(
        kind
        for kind in KIND_OF_LABEL.values()
        if kind in table.kinds and _wanted(table.kinds[kind], enable=enable, only=only)
    )


def _admit_cell(program: Program, cell: CellMatch) -> Admitted:
    return Admitted(
        prepared=program.rules[cell.number],
        start=cell.start,
        end=cell.end,
        document=cell.document,
        verdict=cell.verdict,
        context=cell.context,
    )


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
