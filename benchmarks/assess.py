"""The whole process `softbalance assess SCO`, offline from the snapshot, against importing the libraries it stands on.

Both are run with their byte code written beforehand, as an installed package has it. The answer is asserted first.
"""

import json
import os
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

IMPORTS = [sys.executable, "-c", "import polars, numpy, scipy"]
ASSESS = [sys.executable, "-c", "from softbalance.interfaces.cli import main; main()", "assess", "SCO"]
REPEATS = 7


def main() -> None:
    with TemporaryDirectory() as folder:
        given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = given | {"PYTHONPYCACHEPREFIX": f"{folder}/code", "SOFTBALANCE_HOME": f"{folder}/home"}
        said = subprocess.run([*ASSESS, "--json"], env=environment, check=True, capture_output=True, text=True).stdout
        told = json.loads(said)
        assert told["surface"]["members"]["value"] == 10
        assert 0.6 < told["say"]["agreement_index"]["low"] < told["say"]["agreement_index"]["high"] < 0.95
        times = {name: _times(command, environment) for name, command in (("imports", IMPORTS), ("assess", ASSESS))}
    (imports, imports_cpu), (assess, assess_cpu) = times["imports"], times["assess"]
    print(f"import polars, numpy, scipy   {imports:6.2f} s   CPU {imports_cpu:6.2f} s")
    print(f"softbalance assess SCO        {assess:6.2f} s   CPU {assess_cpu:6.2f} s")
    print(f"ratio                         {assess / imports:6.2f}     CPU {assess_cpu / imports_cpu:6.2f}")


def _times(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the shortest wall and the shortest CPU time of several runs; the first, which compiles, is left out."""
    walls, works = [], []
    for repeat in range(REPEATS + 1):
        start, before = time.perf_counter(), os.times()
        subprocess.run(command, env=environment, check=True, capture_output=True)
        wall, after = time.perf_counter() - start, os.times()
        if repeat:
            walls.append(wall)
            works.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(walls), min(works)


if __name__ == "__main__":
    main()
