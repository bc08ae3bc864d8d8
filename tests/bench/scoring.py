"""`make bench-scoring`: the engine against its peers on the same arrays, in turn, in one call.

Writes build/bench/scoring.json. ``--quick`` leaves the peer's environment and the large inputs out.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.scoring_parts import claims, crowds, data, sources
from tests.bench.scoring_parts.figures import Figures

BUILD = Path("build/bench")
PEER = BUILD / "peer"
PACKAGES = ("crowd-kit==1.4.2", "scikit-learn==1.5.2", "numpy<2", "pandas<3")


def peer_python() -> Path:
    """crowd-kit in an environment of its own: two of its models crash on newer scikit-learn."""
    python = PEER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
    if _lacks(python):
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def _lacks(python: Path) -> bool:
    return subprocess.run([python, "-c", "import crowdkit"], capture_output=True).returncode != 0


def main(arguments: list[str]) -> None:
    quick = "--quick" in arguments
    BUILD.mkdir(parents=True, exist_ok=True)
    figures = Figures()
    if data.shared().is_dir():
        python = None if quick else peer_python()
        crowds.accuracy(figures, python, BUILD)
        sources.politifact(figures)
        claims.emergent(figures)
        claims.flight(figures, repetitions=2 if quick else 20)
        claims.birthplaces(figures)
    else:
        print(f"skipped: no data sets at {data.shared()}; set ON_RECORD_SHARED")
    if not quick:
        crowds.speed(figures, peer_python(), BUILD)
    figures.show()
    (BUILD / "scoring.json").write_text(json.dumps({"figures": figures.rows}, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
