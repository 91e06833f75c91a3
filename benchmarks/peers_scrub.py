"""Runs datatrove's pipeline with its PIIFormatter over a folder: JSONL in, JSONL out.

    .peers/bin/python benchmarks/peers_scrub.py IN OUT

Runs inside the peers' own environment (`benchmarks/peers.txt`), as its documentation shows: a local
executor, one task, one worker.
"""

import importlib.metadata
import sys
import tempfile

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.formatters import PIIFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


def run(source: str, target: str) -> None:
    """Scrub every JSONL file of a folder into another folder, uncompressed."""
    with tempfile.TemporaryDirectory(prefix="datatrove-logs-") as logs:
        LocalPipelineExecutor(
            pipeline=[
                JsonlReader(source, text_key="text", id_key="id"),
                PIIFormatter(),
                JsonlWriter(target, output_filename="${rank}.jsonl", compression=None),
            ],
            tasks=1,
            workers=1,
            logging_dir=logs,
        ).run()


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2])
    sys.stdout.write(importlib.metadata.version("datatrove") + "\n")
