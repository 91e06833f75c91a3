"""Where things stand in an output folder."""

from pathlib import PurePosixPath

DATA_FOLDER = "data"
RECORDS_FOLDER = "records"
RECEIPT_FOLDER = "receipts"
REPORT_FOLDER = "report"
PRIVATE_FOLDER = "private"
AUDIT_FOLDER = f"{PRIVATE_FOLDER}/audit"
QUARANTINE_FOLDER = f"{PRIVATE_FOLDER}/quarantine"
RAW_FOLDER = f"{QUARANTINE_FOLDER}/raw"
VERDICT_FOLDER = f"{PRIVATE_FOLDER}/verdicts"

PLAN_NAME = "plan.json"
MANIFEST_NAME = "MANIFEST.json"
EVIDENCE_NAME = "evidence.jsonl"

# Everything below these is made by runs and answered for by receipts.
OWN_FOLDERS = (DATA_FOLDER, RECORDS_FOLDER, RECEIPT_FOLDER, REPORT_FOLDER, PRIVATE_FOLDER)


def receipt_path(shard_id: str) -> str:
    """Return where the receipt of a shard stands."""
    return f"{RECEIPT_FOLDER}/{shard_id}.json"


def facts_path(path: str) -> str:
    """Return where the sealed facts about a file of verdicts stand."""
    return str(PurePosixPath(path).with_suffix(".json"))


def is_own_folder(path: str) -> bool:
    """Tell whether a path stands in a folder that only runs write to."""
    return path.split("/", 1)[0] in OWN_FOLDERS
