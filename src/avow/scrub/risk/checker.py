"""The checker: a wider set of the same rules, which looks at the output after it is frozen.

Every kind of the catalogue is on, the formats of every country are at home in every text, and no
name gate applies. Rules that need a word beside them still need it. It shares its rule family
with the scrub itself, so a form that no rule knows is a blind spot of both; further detectors
(`SecondOpinion`) can be joined to make it less so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from avow.detect.detector import Detector
from avow.detect.finding import Finding
from avow.detect.interface import SecondOpinion
from avow.detect.rule import Role, Rule
from avow.detect.table import load_table
from avow.policy.actions import Action, choose_action
from avow.scrub.cleaning.fields import covers, hint_of
from avow.scrub.config import ScrubConfig
from avow.scrub.records import Record

COUNTED_ROLES = (Role.PERSONAL, Role.SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckerFacts:
    """What the checker is; part of the method.

    Attributes:
        rules: Rule rows that run.
        kinds: Kinds that are counted.
        countries: Countries whose formats are at home everywhere.
        rules_digest: Digest of its rule files.
        opinions: Name and version of each further detector.
        shares_rules: It runs the rule family of the scrub itself.
    """

    rules: int
    kinds: int
    countries: int
    rules_digest: str
    opinions: tuple[str, ...] = ()
    shares_rules: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual:
    """One thing that the checker still sees in an output record; never its value.

    Attributes:
        kind: What it seems to be.
        path: Field.
        where: `scanned`, or why the run was not to change it: `skipped`, `untouched`, `kept`
            (by policy), `allowed` (by a list) or `off` (a kind that is off by default).
    """

    kind: str
    path: str
    where: str


SCANNED = "scanned"
OFF_BY_DEFAULT = "off"


class Checker:
    """Looks for what is left in records of the output.

    Args:
        config: The run's configuration: which fields and kinds it was told to leave.
        opinions: Further detectors.
        detector: A checker of one's own instead of the wide rule set.
    """

    def __init__(
        self,
        config: ScrubConfig,
        *,
        opinions: Sequence[SecondOpinion] = (),
        detector: Detector | None = None,
    ) -> None:
        self._config = config
        self._opinions = tuple(opinions)
        self.detector = detector or load_wide_detector(config, opinions)
        self._roles = {row.name: row.role for row in self.detector.kinds}

    @property
    def facts(self) -> CheckerFacts:
        """What the checker is."""
        return CheckerFacts(
            rules=len(self.detector.rules),
            kinds=sum(row.role in COUNTED_ROLES for row in self.detector.kinds),
            countries=len(all_countries(self.detector.rules)),
            rules_digest=self.detector.rules_digest,
            opinions=tuple(f"{one.name} {one.version}" for one in self._opinions),
        )

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        """Return what is left in each text, without values reserved for documentation."""
        found = self.detector.find_many(texts, hints)
        return [[one for one in findings if not one.reserved] for findings in found]

    def check(self, records: Sequence[Record]) -> list[tuple[Residual, ...]]:
        """Return what is left in each record, over all its strings and keys.

        Raises:
            DetectionError: The checker could not finish.
        """
        leaves = [
            (number, leaf.path, leaf.text)
            for number, record in enumerate(records)
            for leaf in record.leaves
            if leaf.text
        ]
        found = self.find_many(
            [text for _, _, text in leaves], [hint_of(path) for _, path, _ in leaves]
        )
        residuals: list[list[Residual]] = [[] for _ in records]
        for (number, path, _), findings in zip(leaves, found, strict=True):
            residuals[number] += [
                Residual(kind=one.kind, path=path, where=self._where(one, path)) for one in findings
            ]
        return [tuple(one) for one in residuals]

    def _where(self, finding: Finding, path: str) -> str:
        fields = self._config.fields
        if self._roles.get(finding.kind, Role.PERSONAL) not in COUNTED_ROLES:
            return OFF_BY_DEFAULT
        if any(covers(entry, path) for entry in fields.skip):
            return "skipped"
        if any(covers(entry, path) for entry in fields.untouched):
            return "untouched"
        if finding.suppressed_by:
            return "allowed"
        action = choose_action(
            self._config.actions, kind=finding.kind, path=path, subject=finding.subject
        )
        return "kept" if action is Action.KEEP else SCANNED


def all_countries(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return every country that some rule is at home in, sorted."""
    return tuple(sorted({country for rule in rules for country in rule.locales}))


def load_wide_detector(config: ScrubConfig, opinions: Sequence[SecondOpinion] = ()) -> Detector:
    """Return a detector with every kind on and every country at home.

    Args:
        config: Its own rules and allow lists are taken along, so that what a list releases can
            be told apart from what was missed.
        opinions: Further detectors.
    """
    table = load_table(config.rules)
    return Detector.load(
        locales=all_countries(table.rules),
        rules=config.rules,
        allow=config.allow,
        enable=tuple(name for name, row in table.kinds.items() if not row.on),
        opinions=opinions,
    )
