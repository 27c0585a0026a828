"""Checks the files of nuka with the readers of other projects.

usage: check.py FOLDER

profiles.tsv is read with Python's csv module and is what all others are compared
with. Each check is a function; the first that fails ends the run.
"""

import sys
from pathlib import Path

import check_biom
import check_shares
import check_taxpasta
import check_trees
import truth


def main():
    folder = Path(sys.argv[1])
    samples = truth.read(folder / "profiles.tsv")
    assert samples, "profiles.tsv has no sample"
    for module in (check_biom, check_taxpasta, check_trees, check_shares):
        for check in module.CHECKS:
            check(folder, samples)
            print(f"  {check.__doc__.splitlines()[0]}")
    print(f"interop: all checks passed on {len(samples)} samples")


if __name__ == "__main__":
    main()
