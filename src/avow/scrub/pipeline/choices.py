"""Choices over all records: duplicates in the input, then near duplicates and small classes.

Each pass over a shard is a task like cleaning is; the merges run here and do not depend on the
order of tasks.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from avow.evidence.canonical import Json, digest_bytes, digest_json
from avow.scrub.config import DedupScope
from avow.scrub.dedup.exact import ExactKeys, read_exact_keys
from avow.scrub.dedup.loss import (
    check_source_loss,
    near_facts,
    report_duplicates,
    source_rows,
)
from avow.scrub.dedup.near.buckets import Buckets, find_buckets
from avow.scrub.dedup.near.keys import DOCUMENT_COLUMNS, NearKeys
from avow.scrub.dedup.rows import WORD_BYTES
from avow.scrub.dedup.settle import NearResult, settle_exact, settle_near
from avow.scrub.dedup.verdict_store import VerdictWriter
from avow.scrub.pipeline.classes import SourceSmall, check_class_loss, drop_small_classes
from avow.scrub.pipeline.duplicates import exact_scopes, fetch_file, read_shingle_file
from avow.scrub.pipeline.looks import (
    INPUT_LOOK,
    OUTPUT_LOOK,
    Look,
    LookFacts,
    load_look,
    save_look,
)
from avow.scrub.pipeline.plan import Plan, Shard
from avow.scrub.pipeline.setup import Workbench
from avow.scrub.pipeline.tasks import ShardTask, Step
from avow.scrub.proof.layout import VERDICT_FOLDER, facts_path
from avow.scrub.proof.manifest import Choices, ClassRule
from avow.scrub.proof.receipt import Receipt
from avow.scrub.storage.local import UNREADABLE

ROWS_PREFIX = f"{VERDICT_FOLDER}/rows-"
BASIS_DIGITS = 24
REPORT = "report"

DoTasks = Callable[[Sequence[ShardTask], str], None]


class Chooser:
    """Makes the choices of one run, or finds those of the run that it resumes.

    Args:
        plan: The shards.
        bench: The settings of the run.
        folder: Temporary folder of this machine.
        do_tasks: Does tasks and returns when all are done; the word tells people which step it is.
        rehash: Trust nothing that was kept on the word of size and time.
    """

    def __init__(
        self, plan: Plan, bench: Workbench, folder: Path, do_tasks: DoTasks, *, rehash: bool
    ) -> None:
        self._plan = plan
        self._bench = bench
        self._folder = folder
        self._do_tasks = do_tasks
        self._rehash = rehash
        self._dedup = bench.config.dedup
        self._quasi = bench.config.quasi
        self._scopes = exact_scopes(bench)

    @property
    def looks_at_output(self) -> bool:
        """Whether near duplicates or small classes are left out."""
        return self._dedup.near is not DedupScope.NONE or self._quasi.action != REPORT

    def look_at_input(self) -> Look:
        """Decide about exact duplicates and copies of opted-out records.

        Raises:
            SourceLoss: A source would lose too much.
        """
        if not self._scopes:
            return Look()
        basis = self._input_basis()
        known = load_look(self._bench.target, INPUT_LOOK, folder=self._folder)
        if known is not None and known[1] == basis and not self._rehash:
            self.check_losses(known[0])
            return known[0]
        keys = self._exact_keys()
        everywhere = self._dedup.exact is not DedupScope.DATASET
        found = settle_exact(
            keys.get(self._dedup.exact, ()),
            config=self._dedup,
            folder=self._folder,
            everywhere=keys.get(DedupScope.DATASET, ()) if everywhere else (),
        )
        facts = LookFacts(sources=source_rows(found.sources), exact_groups=found.sizes.classes)
        look = self._save(INPUT_LOOK, found.verdicts.path, facts, basis)
        self._remove_rows()
        return look

    def kept_output_look(self) -> tuple[Look, str] | None:
        """Return what an earlier run decided about the output, and the basis of that."""
        if not self.looks_at_output:
            return None
        return load_look(self._bench.target, OUTPUT_LOOK, folder=self._folder)

    def check_losses(self, look: Look) -> None:
        """Compare a look that was kept with the limits of this run.

        Raises:
            SourceLoss: A source would lose too much to duplicates.
            ClassLoss: A source would lose too much to small classes.
        """
        check_source_loss(look.facts.source_counts, self._dedup)
        check_class_loss(look.facts.small, self._quasi)

    def look_at_output(self, receipts: Mapping[str, Receipt], first: Look) -> Look:
        """Decide about near duplicates and small classes in what cleaning left.

        Args:
            receipts: Of all shards, each done under the first look alone.
            first: The look at the input.

        Raises:
            SourceLoss: A source would lose too much to near duplicates.
            ClassLoss: A source would lose too much to small classes.
        """
        near: NearResult | None = None
        if self._dedup.near is not DedupScope.NONE:
            near = self._find_near(receipts, first)
        small: tuple[SourceSmall, ...] = ()
        with VerdictWriter.open_sorter(self._folder) as sorter:
            writer = VerdictWriter(sorter)
            if near is not None:
                writer.add_store(near.verdicts)
            if self._quasi.action != REPORT:
                small = drop_small_classes(
                    self._plan,
                    self._bench,
                    writer,
                    lambda number: near.verdicts.of_shard(number).drops if near else (),
                )
            verdicts = writer.write(self._folder / "output.verdicts")
        facts = LookFacts(
            sources=source_rows(near.sources) if near else first.facts.sources,
            near=near_facts(near.summary, self._dedup.threshold) if near else None,
            small=small,
        )
        basis = self.output_basis(receipts, first)
        look = self._save(OUTPUT_LOOK, verdicts.path, facts, basis)
        self._remove_rows()
        return look

    def output_basis(self, receipts: Mapping[str, Receipt], first: Look) -> str:
        """Return the digest of all that the look at the output depends on.

        What a shard would be under the first look follows from its input, that look, the settings,
        the keys, the opt-out list and the build, also where it has been done under both since.
        """
        bench, quasi = self._bench, self._quasi
        shards: list[Json] = [
            [shard.shard_id, receipts[shard.shard_id].input_sha256, first.of_shard(number).digest]
            for number, shard in enumerate(self._plan.shards)
        ]
        near: list[Json] = [str(self._dedup.near), self._dedup.threshold]
        classes: list[Json] = [list(quasi.columns), quasi.k, quasi.subject, quasi.action]
        return digest_json([shards, self._settings(), bench.rules_digest, near, classes])

    def choices(self, first: Look, second: Look) -> Choices:
        """Return what the manifest says about both looks, and remove files of other looks."""
        files = {
            path: look.facts.sha256
            for path, look in ((INPUT_LOOK, first), (OUTPUT_LOOK, second))
            if look.store is not None
        }
        kept = {name for path in files for name in (path, facts_path(path))}
        for entry in self._bench.target.list_files(VERDICT_FOLDER).files:
            if entry.path not in kept:
                self._bench.target.delete(entry.path)
        duplicates = None
        if self._scopes or self._dedup.near is not DedupScope.NONE:
            last = second if second.facts.near is not None else first
            duplicates = report_duplicates(
                self._dedup,
                last.facts.source_counts,
                exact_groups=first.facts.exact_groups,
                near=second.facts.near,
            )
        classes = None
        if self._quasi.action != REPORT:
            classes = ClassRule(
                columns=self._quasi.columns,
                subject=self._quasi.subject,
                k=self._quasi.k,
                action=self._quasi.action,
                records_left_out=sum(one.left_out for one in second.facts.small),
            )
        return Choices(duplicates=duplicates, classes=classes, files=files)

    def _save(self, path: str, verdicts: Path, facts: LookFacts, basis: str) -> Look:
        return save_look(self._bench.target, path, verdicts, facts, basis=basis)

    def _settings(self) -> list[Json]:
        bench = self._bench
        return [bench.config_digest, bench.key_id, bench.optouts.digest, _build_of(bench)]

    def _input_basis(self) -> str:
        shards: list[Json] = [[one.shard_id, one.identity] for one in self._plan.shards]
        if any(one.identity == UNREADABLE for one in self._plan.shards):
            return ""
        dedup = self._dedup
        scopes: list[Json] = [str(dedup.exact), dedup.propagate_optouts]
        return digest_json([shards, self._settings(), scopes])

    def _exact_keys(self) -> dict[DedupScope, list[ExactKeys]]:
        tasks = [
            self._task(
                Step.EXACT_KEYS,
                number,
                [shard.identity, self._settings()],
                [f"exact-{scope}" for scope in self._scopes],
            )
            for number, shard in enumerate(self._plan.shards)
        ]
        self._do(tasks, "exact duplicates: reading")
        return {
            scope: [
                read_exact_keys(
                    self._fetch(task.files[place]),
                    shard_number=task.number,
                    source=task.shard.source,
                )
                for task in tasks
            ]
            for place, scope in enumerate(self._scopes)
        }

    def _find_near(self, receipts: Mapping[str, Receipt], first: Look) -> NearResult:
        tasks = [
            self._near_task(number, shard, receipts[shard.shard_id], first)
            for number, shard in enumerate(self._plan.shards)
        ]
        self._do(tasks, "near duplicates: signatures")
        keys = [self._near_keys(task) for task in tasks]
        buckets = find_buckets(keys, folder=self._folder)
        wanted = [
            self._shingle_task(task.number, receipts[task.shard.shard_id], buckets)
            for task in tasks
            if len(buckets.wanted(task.number))
        ]
        self._do(wanted, "near duplicates: comparing")
        shingles = [
            read_shingle_file(
                self._fetch(task.files[0]), self._fetch(task.files[1]), shard_number=task.number
            )
            for task in wanted
        ]
        return settle_near(
            buckets,
            keys,
            shingles,
            config=self._dedup,
            folder=self._folder,
            sources=first.facts.source_counts,
        )

    def _near_task(self, number: int, shard: Shard, receipt: Receipt, first: Look) -> ShardTask:
        verdicts = first.of_shard(number)
        basis: list[Json] = [
            receipt.digest(),
            verdicts.digest,
            str(self._dedup.near),
            self._dedup.threshold,
            shard.source,
        ]
        task = self._task(Step.NEAR_KEYS, number, basis, ["bands", "documents"])
        return ShardTask(
            shard=task.shard, step=task.step, number=number, files=task.files, verdicts=verdicts
        )

    def _shingle_task(self, number: int, receipt: Receipt, buckets: Buckets) -> ShardTask:
        wanted = buckets.wanted(number)
        basis: list[Json] = [receipt.digest(), digest_bytes(wanted.astype("<i8").tobytes())]
        task = self._task(Step.SHINGLES, number, basis, ["shingles", "sizes"])
        return ShardTask(
            shard=task.shard,
            step=task.step,
            number=number,
            files=task.files,
            wanted=tuple(wanted.tolist()),
        )

    def _near_keys(self, task: ShardTask) -> NearKeys:
        bands, documents = (self._fetch(path) for path in task.files)
        return NearKeys(
            bands=bands,
            documents=documents,
            shard_number=task.number,
            source=task.shard.source,
            count=documents.stat().st_size // (DOCUMENT_COLUMNS * WORD_BYTES),
        )

    def _task(
        self, step: Step, number: int, basis: Sequence[Json], kinds: Sequence[str]
    ) -> ShardTask:
        shard = self._plan.shards[number]
        mark = digest_json([str(step), number, shard.shard_id, list(basis)]).partition(":")[2]
        stem = f"{ROWS_PREFIX}{shard.shard_id}-{mark[:BASIS_DIGITS]}"
        return ShardTask(
            shard=shard,
            step=step,
            number=number,
            files=tuple(f"{stem}.{kind}" for kind in kinds),
        )

    def _do(self, tasks: Sequence[ShardTask], name: str) -> None:
        there = set() if self._rehash else set(self._rows())
        self._do_tasks([task for task in tasks if not there.issuperset(task.files)], name)

    def _fetch(self, path: str) -> Path:
        return fetch_file(self._bench.target, path, self._folder)

    def _remove_rows(self) -> None:
        for path in self._rows():
            self._bench.target.delete(path)

    def _rows(self) -> list[str]:
        files = self._bench.target.list_files(VERDICT_FOLDER).files
        return [entry.path for entry in files if entry.path.startswith(ROWS_PREFIX)]


def _build_of(bench: Workbench) -> Json:
    build = bench.build
    return [build.tool, build.normaliser, build.unidata, sorted(build.codecs.items())]
