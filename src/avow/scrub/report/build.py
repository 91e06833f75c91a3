"""Building a report from a finished data set, and storing it beside the data."""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from avow.errors import ConfigError, VerificationError
from avow.evidence.canonical import digest_bytes
from avow.evidence.interface import Clock
from avow.scrub.config import ScrubConfig
from avow.scrub.formats.registry import detect_format
from avow.scrub.proof.identity import config_digest
from avow.scrub.proof.layout import MANIFEST_NAME, PLAN_NAME, REPORT_FOLDER, receipt_path
from avow.scrub.proof.manifest import Manifest, write_manifest
from avow.scrub.proof.receipt import Receipt, read_receipt
from avow.scrub.proof.sealed import unseal
from avow.scrub.proof.verify import load_manifest
from avow.scrub.report.model import (
    DatasetFacts,
    OptOutFacts,
    Report,
    ReportNotes,
    Settings,
    SourceBalance,
    write_json,
)
from avow.scrub.report.page import render_html
from avow.scrub.risk.kanonymity import KAnonymity
from avow.scrub.risk.measure import Risk
from avow.scrub.storage.interface import Store, write_whole

JSON_NAME = f"{REPORT_FOLDER}/report.json"
HTML_NAME = f"{REPORT_FOLDER}/report.html"


def build_report(
    store: Store,
    *,
    clock: Clock,
    config: ScrubConfig | None = None,
    risk: Risk | None = None,
    kanonymity: KAnonymity | None = None,
    title: str = "",
) -> Report:
    """Return the report of a finished data set.

    Args:
        store: The data set.
        clock: Gives the time of the report.
        config: The configuration that made it; without it the report says that it was not at hand.
        risk: From `measure_risk`; without it nothing is said about what remains.
        kanonymity: From `measure_kanonymity`.
        title: Name of the data set for people; must not hold a personal value.

    Raises:
        InputError: The data set is not finished.
        VerificationError: A receipt or the plan does not hold, or the risk is of other data.
        ConfigError: The configuration is not the one that made the data set.
    """
    manifest = load_manifest(store)
    if config is not None and config_digest(config) != manifest.config_digest:
        raise ConfigError(
            "the configuration is not the one that made this data set",
            hint="Give the same --config and options as for the run, or none.",
        )
    if risk is not None and risk.sample.content_root != manifest.content_root:
        raise VerificationError("the residual risk was measured on another data set")
    receipts = [_receipt(store, entry.shard_id) for entry in manifest.shards]
    return Report(
        title=title or "Scrubbed data set",
        dataset=_dataset(manifest, receipts),
        balance=manifest.balance,
        sources=tuple(
            SourceBalance(source=name, balance=manifest.sources[name])
            for name in sorted(manifest.sources)
        ),
        counts=manifest.counts,
        files_left_out=_files_left_out(store),
        optouts=OptOutFacts(digest=manifest.optouts.digest, issued=manifest.optouts.issued),
        settings=_settings(config) if config is not None else None,
        duplicates=manifest.choices.duplicates,
        risk=risk,
        kanonymity=kanonymity,
        run=ReportNotes(
            made=clock.now().isoformat(timespec="seconds"),
            finished=manifest.run.finished,
            engine=manifest.run.engine,
            workers=manifest.run.workers,
        ),
    )


def publish_report(store: Store, report: Report) -> Manifest:
    """Write both files of a report and a manifest that names their digests; return it.

    The content root stays; the digest of the manifest changes, so its evidence is recorded anew.

    Raises:
        VerificationError: The report is of another data set.
        OutputError: A file could not be written.
    """
    manifest = load_manifest(store)
    if report.dataset.content_root != manifest.content_root:
        raise VerificationError("the report is of another data set")
    files = {JSON_NAME: write_json(report), HTML_NAME: render_html(report).encode("utf-8")}
    digests = dict(manifest.reports)
    for path, data in files.items():
        write_whole(store, path, data)
        digests[path] = digest_bytes(data)
    manifest = dataclasses.replace(manifest, reports=digests)
    write_whole(store, MANIFEST_NAME, write_manifest(manifest))
    return manifest


def _receipt(store: Store, shard_id: str) -> Receipt:
    path = receipt_path(shard_id)
    return read_receipt(store.read_bytes(path), path)


def _dataset(manifest: Manifest, receipts: Sequence[Receipt]) -> DatasetFacts:
    builds = {
        f"{name} {version}"
        for receipt in receipts
        for name, version in (
            *receipt.build.codecs.items(),
            ("Unicode", receipt.build.unidata),
            ("normaliser", receipt.build.normaliser),
        )
    }
    formats = Counter(
        detect_format(PurePosixPath(receipt.output).name)[0].name for receipt in receipts
    )
    return DatasetFacts(
        content_root=manifest.content_root,
        receipts_root=manifest.receipts_root,
        config_digest=manifest.config_digest,
        rules_digest=manifest.rules_digest,
        key_id=manifest.key_id,
        tool=manifest.tool,
        builds=tuple(sorted(builds)),
        processors=tuple(sorted({receipt.build.cpu for receipt in receipts})),
        shards=len(receipts),
        input_bytes=manifest.input_bytes,
        text_bytes=manifest.text_bytes,
        formats=tuple(sorted(formats.items())),
        truncated=sum(receipt.truncated for receipt in receipts),
    )


def _files_left_out(store: Store) -> tuple[tuple[str, int], ...]:
    body = unseal(store.read_bytes(PLAN_NAME), PLAN_NAME).body
    skipped = body.get("skipped")
    if not isinstance(skipped, list):
        raise VerificationError(f"{PLAN_NAME} does not say what was passed over")
    return tuple(
        (str(pair[0]), int(pair[1])) for pair in skipped if isinstance(pair, list) and len(pair) > 1
    )


def _settings(config: ScrubConfig) -> Settings:
    actions = config.actions
    return Settings(
        purpose=config.purpose,
        kind_of_source=config.kind_of_source,
        scope=str(config.scope),
        mode=str(actions.mode),
        people=config.people,
        locales=config.locales,
        skip=config.fields.skip,
        untouched=config.fields.untouched,
        kind_actions=tuple((name, str(actions.kinds[name])) for name in sorted(actions.kinds)),
        field_actions=tuple((name, str(actions.fields[name])) for name in sorted(actions.fields)),
        has_allow_list=bool(config.allow),
        custom_rules=len(config.rules),
    )
