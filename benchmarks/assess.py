"""The whole process `softbalance assess SCO`, offline from the snapshot, against importing the libraries it stands on.

Both are run with their byte code written beforehand, as an installed package has it. The answer is asserted first.
"""

import json
import os
import subprocess
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory

IMPORTS = [sys.executable, "-c", "import polars, numpy, scipy"]
ASSESS = [sys.executable, "-c", "from softbalance.interfaces.cli import main; main()", "assess", "SCO"]
REPEATS = 11


def main() -> None:
    with TemporaryDirectory() as folder:
        given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = given | {"PYTHONPYCACHEPREFIX": f"{folder}/code", "SOFTBALANCE_HOME": f"{folder}/home"}
        said = subprocess.run([*ASSESS, "--json"], env=environment, check=True, capture_output=True, text=True).stdout
        told = json.loads(said)
        assert told["surface"]["members"]["value"] == 10
        assert 0.6 < told["say"]["agreement_index"]["low"] < told["say"]["agreement_index"]["high"] < 0.95
        times = _times({"imports": IMPORTS, "assess": ASSESS}, environment)
    (imports, imports_cpu), (assess, assess_cpu) = times["imports"], times["assess"]
    print(f"import polars, numpy, scipy   {imports:6.2f} s   CPU {imports_cpu:6.2f} s")
    print(f"softbalance assess SCO        {assess:6.2f} s   CPU {assess_cpu:6.2f} s")
    print(f"ratio                         {assess / imports:6.2f}     CPU {assess_cpu / imports_cpu:6.2f}")


def _times(commands: dict[str, list[str]], environment: dict[str, str]) -> dict[str, tuple[float, float]]:
    """Return the median wall and CPU time of several runs of each command, run in turn; the first round compiles."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(REPEATS + 1):
        for name, command in commands.items():
            start, before = time.perf_counter(), os.times()
            subprocess.run(command, env=environment, check=True, capture_output=True)
            wall, after = time.perf_counter() - start, os.times()
            work = after.children_user + after.children_system - before.children_user - before.children_system
            taken[name].append((wall, work))
    return {name: (median(w for w, _ in runs[1:]), median(c for _, c in runs[1:])) for name, runs in taken.items()}


if __name__ == "__main__":
    main()
