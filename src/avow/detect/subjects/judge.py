"""The judgement: private person, public figure or unknown, with the evidence for it.

The rules (a to h of the design) as they are carried out here:

- A hit in the list weighs 2 and never suffices alone (a). Cues of a public role weigh 1 to 3 and
  suffice together from 3 on, for unlisted people too (b).
- Any cue of privacy makes the person private, or the mentions in its clause where the cue is
  about one event (c); a minor stays private whatever else is said.
- A common name's list hit weighs nothing unless a role cue fits the entry's area, and someone who
  is only named by one word is never public except as a link to a full name (d).
- Only names are judged: everything else about a public figure stays as it is (e).
- An opt-out makes every mention of the person private (f).
- The same text, list and tables give the same verdicts (g); nothing here looks at a clock.

Someone who died, or whom the list says was born long ago, keeps a public verdict in spite of
family and health cues: they are history, not privacy.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from avow.detect.subjects.cues.clauses import clauses_around
from avow.detect.subjects.cues.find import find_head_cues
from avow.detect.subjects.figures import (
    Figure,
    FigureList,
    can_be_listed,
    packaged_figures,
    without_middle_initials,
)
from avow.detect.subjects.gather import Fact, Item, cue_item, gather_clause
from avow.detect.subjects.interface import (
    Evidence,
    Horizon,
    Judgement,
    JudgePolicy,
    Mentioned,
    OptOuts,
    Verdict,
)
from avow.detect.subjects.link import Linked, Linker
from avow.detect.subjects.weigh import ONE_WORD, is_role, keep_heaviest, prominence, weigh

_ONLY_ONE_WORD = (ONE_WORD,)


class _Dossier:
    """What is known of one person so far: the heaviest item of each type, however many came."""

    __slots__ = (
        "_best",
        "_roles",
        "figure",
        "has_full_name",
        "judged",
        "mentions",
        "optout",
    )

    def __init__(self, items: Iterable[Item]) -> None:
        self._best: dict[tuple[str, str], Item] = {}
        self._roles: list[Item] = []
        self.figure: Figure | None = None
        self.has_full_name = False
        self.mentions = 0
        self.optout = ""
        self.judged: tuple[Verdict, tuple[Evidence, ...]] | None = None
        self.add(items)

    @property
    def items(self) -> list[Item]:
        """The items that decide."""
        return [*self._best.values(), *self._roles]

    @property
    def says_nothing(self) -> bool:
        """Nobody knows anything about the person."""
        return not self._best and self.figure is None and not self.optout

    def add(self, items: Iterable[Item]) -> None:
        """Take items in that hold for the person."""
        for item in items:
            keep_heaviest(self._best, item)
            if is_role(item):
                # The first and the last place that speak of a role tell whether two do.
                del self._roles[1:]
                self._roles.append(item)


def judge(
    text: str,
    persons: Sequence[Mentioned],
    facts: Sequence[Fact] = (),
    *,
    policy: JudgePolicy | None = None,
    figures: FigureList | None = None,
    optouts: OptOuts | None = None,
    horizon: Horizon = Horizon.DOCUMENT,
) -> list[Judgement]:
    """Link the mentions of one text and judge the person behind each.

    Args:
        text: The document.
        persons: Mentions sorted by place: names, and addresses and user names that may spell one.
        facts: The other findings, sorted by place; contact data and numbers speak for privacy.
        policy: Settings; the defaults if None.
        figures: The list of public figures; the packaged one if None.
        optouts: Who asked to be left out.
        horizon: Judge by the whole document, or by what stands up to the end of each clause.

    Returns:
        One judgement per mention, in order. It does not depend on anything but the arguments.
    """
    if not persons:
        return []
    court = _Court(
        text,
        facts,
        policy=policy or JudgePolicy(),
        figures=figures or packaged_figures(),
        optouts=optouts,
    )
    clauses = _clauses_of(text, persons)
    if horizon is Horizon.CLAUSE:
        judgements: list[Judgement] = []
        for clause, first, last in clauses:
            judgements += court.hear([(clause, first, last)], persons)
        return judgements
    return court.hear(clauses, persons)


def _clauses_of(text: str, persons: Sequence[Mentioned]) -> list[tuple[tuple[int, int], int, int]]:
    """Return the clauses that hold mentions, each with its first and last mention's number."""
    found: list[tuple[tuple[int, int], int, int]] = []
    first = 0
    for start, end, last in clauses_around(text, [person.start for person in persons]):
        # A name that a clause end seems to cut belongs to the clause in which it begins.
        reach = max(min(end, len(text)), persons[last - 1].end)
        found.append(((start, reach), first, last))
        first = last
    return found


class _Court:
    """Hears the clauses of one document in order; keeps a dossier per person."""

    def __init__(
        self,
        text: str,
        facts: Sequence[Fact],
        *,
        policy: JudgePolicy,
        figures: FigureList,
        optouts: OptOuts | None,
    ) -> None:
        self._text = text
        self._facts = facts
        self._fact_starts = [fact.start for fact in facts]
        self._looked_up: dict[tuple[str, ...], Figure | None] = {}
        self._policy = policy
        self._figures = figures
        self._version = f"public figures {figures.version}"
        self._optouts = optouts
        self._linker = Linker()
        self._dossiers: dict[int, _Dossier] = {}
        self._head: list[Item] | None = None

    def hear(
        self,
        clauses: Sequence[tuple[tuple[int, int], int, int]],
        persons: Sequence[Mentioned],
    ) -> list[Judgement]:
        """Take the evidence of some clauses in and judge their mentions by all heard so far."""
        first, last = clauses[0][1], clauses[-1][2]
        linked = self._linker.add(self._text, persons[first:last])
        gathered: list[list[Item]] = []
        local: list[list[Item]] = []
        for clause, begin, stop in clauses:
            here = linked[begin - first : stop - first]
            found = gather_clause(
                self._text, clause, persons[begin:stop], here, self._facts_in(clause)
            )
            gathered += found
            # Most clauses say nothing of anybody.
            local += self._share(here, found) if any(found) else found
        for one, person, own in zip(linked, persons[first:last], gathered, strict=True):
            self._file(one, person, own, clauses[-1][0][1])
        return [self._judge(one, shared) for one, shared in zip(linked, local, strict=True)]

    def _facts_in(self, clause: tuple[int, int]) -> Sequence[Fact]:
        first = bisect_left(self._fact_starts, clause[0])
        return self._facts[first : bisect_left(self._fact_starts, clause[1], first)]

    def _share(self, linked: Sequence[Linked], items: Sequence[list[Item]]) -> list[list[Item]]:
        """Return the evidence for this clause only, shared by a person's mentions in it."""
        if not any(item.for_mention for found in items for item in found):
            return [[] for _ in linked]
        shared: dict[int, list[Item]] = {}
        for one, found in zip(linked, items, strict=True):
            shared.setdefault(one.entity, []).extend(item for item in found if item.for_mention)
        return [shared[one.entity] for one in linked]

    def _file(self, one: Linked, person: Mentioned, items: Sequence[Item], heard: int) -> None:
        dossier = self._dossiers.get(one.entity)
        if dossier is None:
            dossier = self._dossiers[one.entity] = _Dossier(self._heading(heard))
        dossier.judged = None
        if items:
            dossier.add(item for item in items if not item.for_mention)
        if one.name is not None:
            dossier.mentions += 1
            words = one.name.words
            if can_be_listed(words):
                dossier.has_full_name = True
                if dossier.figure is None and self._policy.use_list:
                    dossier.figure = self._listed(words)
        if one.how == "form_fields":
            evidence = Evidence(type="form", source="form_fields", weight=-3)
            dossier.add([Item(evidence=evidence)])
        if self._optouts is not None and not dossier.optout:
            dossier.optout = self._optout_hit(person, one)

    def _heading(self, heard: int) -> list[Item]:
        if self._head is None:
            self._head = [cue_item(*found) for found in find_head_cues(self._text)]
        return [item for item in self._head if item.evidence.end <= heard] if self._head else []

    def _optout_hit(self, person: Mentioned, one: Linked) -> str:
        value = self._text[person.start : person.end]
        forms = [value]
        if one.name is not None and one.name.reversed:
            family, _, given = value.partition(",")
            forms.append(f"{given.strip()} {family.strip()}")
        if one.name is not None:
            full = self._linker.full_name(one.entity)
            forms += [" ".join(full), " ".join(without_middle_initials(full))] if full else []
        hits = (self._optouts.person_hit(person.kind, form) for form in forms if self._optouts)
        return next(filter(None, hits), "")

    def _judge(self, one: Linked, local: Sequence[Item]) -> Judgement:
        dossier = self._dossiers[one.entity]
        if not local:
            found = dossier.judged
            if found is None:
                found = dossier.judged = self._weigh(dossier, ())
        else:
            found = self._weigh(dossier, local)
        return Judgement(entity=one.entity, verdict=found[0], evidence=found[1], linked=one.how)

    def _weigh(
        self, dossier: _Dossier, local: Sequence[Item]
    ) -> tuple[Verdict, tuple[Evidence, ...]]:
        if not local and dossier.says_nothing:
            return Verdict.UNKNOWN, (() if dossier.has_full_name else _ONLY_ONE_WORD)
        return weigh(
            [*dossier.items, *local, *prominence(dossier.mentions)],
            dossier.figure,
            has_full_name=dossier.has_full_name,
            policy=self._policy,
            version=self._version,
            date=self._figures.date,
            optout=dossier.optout,
        )

    def _listed(self, words: tuple[str, ...]) -> Figure | None:
        if words not in self._looked_up:
            figure = self._figures.find(words)
            shorter = without_middle_initials(words)
            if figure is None and shorter != words:
                figure = self._figures.find(shorter)
            self._looked_up[words] = figure
        return self._looked_up[words]
