"""Looks: decisions that need all records at once, kept so that a resumed run need not look again.

A look is a file of verdicts and a sealed file of facts beside it. The facts name their basis, a
digest of all that the decision depends on; with another basis the look is made anew.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from avow.errors import InputError, VerificationError
from avow.evidence.canonical import Json, digest_bytes
from avow.scrub.dedup.histogram import SizeClass
from avow.scrub.dedup.interface import ShardVerdicts
from avow.scrub.dedup.loss import NearFacts, SourceCount, SourceDuplicates
from avow.scrub.dedup.verdict_store import VerdictStore
from avow.scrub.pipeline.classes import SourceSmall
from avow.scrub.pipeline.duplicates import fetch_file
from avow.scrub.proof.layout import VERDICT_FOLDER, facts_path
from avow.scrub.proof.sealed import seal, unseal
from avow.scrub.storage.interface import Store, write_whole
from avow.scrub.typed_values import ShapeError, build_dataclass, plain

LOOK_SCHEMA = "avow-scrub-look-1"
INPUT_LOOK = f"{VERDICT_FOLDER}/input.verdicts"
OUTPUT_LOOK = f"{VERDICT_FOLDER}/output.verdicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFacts:
    """What a look found, counts only.

    Attributes:
        sources: Duplicates by source, this look and those before it.
        exact_groups: Groups of exact duplicates by size.
        near: What the search for near duplicates did.
        small: Records left out because their class is below k, by source.
        sha256: Digest of the file of verdicts.
    """

    sources: tuple[SourceDuplicates, ...] = ()
    exact_groups: tuple[SizeClass, ...] = ()
    near: NearFacts | None = None
    small: tuple[SourceSmall, ...] = ()
    sha256: str = ""

    @property
    def source_counts(self) -> Mapping[str, SourceCount]:
        """Duplicates by name of source."""
        return {
            one.source: SourceCount(documents=one.documents, exact=one.exact, near=one.near)
            for one in self.sources
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Verdicts of a data set, and the facts about them.

    Attributes:
        store: The verdicts; None when nothing was looked for.
        facts: The facts.
    """

    store: VerdictStore | None = None
    facts: LookFacts = field(default_factory=LookFacts)

    def of_shard(self, number: int) -> ShardVerdicts:
        """Return the verdicts of one shard, by its position in the plan."""
        return self.store.of_shard(number) if self.store is not None else ShardVerdicts()


def save_look(target: Store, path: str, verdicts: Path, facts: LookFacts, *, basis: str) -> Look:
    """Store a look: the verdicts first, the facts that vouch for them last.

    Args:
        target: The output place.
        path: `INPUT_LOOK` or `OUTPUT_LOOK`.
        verdicts: The file that `VerdictWriter` wrote; it must stay until the run ends.
        facts: Counts.
        basis: Digest of all that the verdicts depend on.

    Raises:
        OutputError: A file could not be written.
    """
    data = verdicts.read_bytes()
    sealed = dataclasses.replace(facts, sha256=digest_bytes(data))
    body: dict[str, Json] = {"schema": LOOK_SCHEMA, "facts": plain(sealed)}
    # The basis of the input knows files by size and time, which a copied input does not share.
    target.delete(facts_path(path))
    write_whole(target, path, data, private=True)
    write_whole(target, facts_path(path), seal(body, {"basis": basis}), private=True)
    return Look(store=VerdictStore(path=verdicts), facts=sealed)


def load_look(target: Store, path: str, *, folder: Path) -> tuple[Look, str] | None:
    """Return a look that was kept and its basis; None when there is none that holds.

    Args:
        target: The output place.
        path: `INPUT_LOOK` or `OUTPUT_LOOK`.
        folder: For a copy, where the place is not on this machine.
    """
    name = facts_path(path)
    if not (target.exists(name) and target.exists(path)):
        return None
    try:
        sealed = unseal(target.read_bytes(name), name)
        facts = build_dataclass(LookFacts, sealed.body.get("facts"))
        if sealed.body.get("schema") != LOOK_SCHEMA:
            return None
        if digest_bytes(target.read_bytes(path)) != facts.sha256:
            return None
    except (VerificationError, InputError, ShapeError):
        return None
    store = VerdictStore(path=fetch_file(target, path, folder))
    return Look(store=store, facts=facts), str(sealed.run.get("basis"))
