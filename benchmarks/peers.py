"""The peers' own environment, made once from `benchmarks/peers.txt`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE / ".peers"
REQUIREMENTS = HERE / "peers.txt"
STAMP = FOLDER / "peers.txt"


def peers_python() -> Path | None:
    """Return the interpreter of the peers' environment, or None where it cannot be made.

    Without peers (no network) our own figures are still measured; the peers' rows are left out.
    """
    python = FOLDER / "bin" / "python"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted and python.is_file():
        return python
    uv = shutil.which("uv") or str(HERE.parent / ".tools" / "bin" / "uv")
    install = [uv, "pip", "install", "-q", "--python", str(python), "-r", str(REQUIREMENTS)]
    try:
        if not python.is_file():
            subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(FOLDER)], check=True)
        subprocess.run(install, check=True, env={**os.environ, "UV_SYSTEM_CERTS": "1"})
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stdout.write(f"  peers are left out: their environment cannot be made ({error})\n")
        return None
    STAMP.write_text(wanted, encoding="utf-8")
    return python
