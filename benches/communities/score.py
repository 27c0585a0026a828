#!/usr/bin/env python3
"""Profiles against the truth of simulated communities.

    python3 benches/communities/score.py TRUTH PROFILES [TRUTH PROFILES ...] [--json FILE]

TRUTH is `truth.tsv` of simulate.py, PROFILES a `profiles.tsv` of `nuka profile`, or any
table with the columns sample, taxid, name, sequence_share and taxonomic_share (and
rank, status, and the ends of intervals `_low`, `_high`, where there are any). Pairs of
files are pooled. Needs Python 3 alone.

What counts: a species is true with reads of the reference's strain or another one. Called
and true with a depth of 0.05 or more it is right, not called it is missed; called with
less it is neither; called and not there it is false. L1 is the distance of shares of
cells among the known, from 0 to 2. The true unknown is the share of novel pairs, and of
the host's where no row of the profile tells the host. Shares of cells are true among all
cells but the host's: take the host out (`--host-db`) before their intervals mean anything.
"""
import argparse
import json
import math
import os
import statistics

LEAST_DEPTH = 0.05
DEPTHS = [(0.01, 0.02), (0.02, 0.05), (0.05, math.inf)]
SHARES = ("sequence_share", "taxonomic_share")


def table(path):
    with open(path) as lines:
        names = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(names, line.rstrip("\n").split("\t")))


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return math.nan


def mean(values):
    values = [value for value in values if not math.isnan(value)]
    return sum(values) / len(values) if values else math.nan


class Sample:
    def __init__(self, name):
        self.name = name
        self.true = {}
        self.called = {}
        self.novel = self.host = 0.0
        self.told_unknown = self.told_host = math.nan

    def add_truth(self, row):
        share = number(row["sequence_share"])
        if row["class"] == "novel":
            self.novel += share
        elif row["class"] == "host":
            self.host += share
        else:
            empty = {"depth": 0.0, "strains": set(), **dict.fromkeys(SHARES, 0.0)}
            species = self.true.setdefault(row["taxid"], empty)
            species["strains"].add(row["class"])
            for column in ("depth", *SHARES):
                species[column] += number(row[column])

    def add_called(self, row):
        names = {row.get("name", "").lower(), row["taxid"].lower()}
        if "unknown" in names:
            self.told_unknown = number(row["sequence_share"])
        elif "host" in names:
            self.told_host = number(row["sequence_share"])
        elif row.get("rank", "species") == "species" and row.get("status", "present") == "present":
            self.called[row["taxid"]] = row

    def true_unknown(self):
        told = self.told_host if self.told_host > 0.5 * self.host else 0.0
        return self.novel + (0.0 if told else self.host)

    def score(self):
        deep = {taxid for taxid, species in self.true.items() if species["depth"] >= LEAST_DEPTH}
        all_true = sum(species["taxonomic_share"] for species in self.true.values())
        cells = {t: number(row.get("taxonomic_share")) for t, row in self.called.items() if t != "9606"}
        cells = {taxid: share for taxid, share in cells.items() if share > 0}
        all_called = sum(cells.values())
        distance = 0.0
        for taxid in self.true.keys() | cells.keys():
            true = self.true[taxid]["taxonomic_share"] / all_true if taxid in self.true else 0.0
            distance += abs(true - (cells[taxid] / all_called if taxid in cells else 0.0))
        called = self.called.keys() - {"9606"}
        return {
            "sample": self.name,
            "right": len(deep & called),
            "missed": len(deep - called),
            "false": len(called - self.true.keys()),
            "by_depth": {
                f"{low:g}": (
                    sum(t in called for t, s in self.true.items() if low <= s["depth"] < high),
                    sum(low <= s["depth"] < high for s in self.true.values()),
                )
                for low, high in DEPTHS
            },
            "l1_of_cells": distance,
            "reference_strains_only": all(s["strains"] == {"same_strain"} for s in self.true.values()),
            "unknown_error_points": 100 * (self.told_unknown - self.true_unknown()),
        }

    def intervals(self):
        """For each share with an interval: which, and whether the truth lies in it."""
        for taxid in self.true.keys() & self.called.keys():
            for column in SHARES:
                low, high = (number(self.called[taxid].get(column + end)) for end in ("_low", "_high"))
                if not math.isnan(low + high):
                    true = self.true[taxid][column]
                    yield column, low * (1 - 1e-9) <= true <= high * (1 + 1e-9)


def read(truth, profiles):
    samples = {}
    for row in table(truth):
        samples.setdefault(row["sample"], Sample(row["sample"])).add_truth(row)
    for row in table(profiles):
        if row["sample"] in samples:
            samples[row["sample"]].add_called(row)
    return list(samples.values())


def summary(samples):
    rows = [sample.score() for sample in samples]
    right, missed, false = (sum(row[key] for row in rows) for key in ("right", "missed", "false"))
    precision, recall = right / max(right + false, 1), right / max(right + missed, 1)
    inside = [pair for sample in samples for pair in sample.intervals()]
    of = {column: [float(held) for name, held in inside if name == column] for column in SHARES}
    seen = {
        depth: [sum(row["by_depth"][depth][place] for row in rows) for place in (0, 1)]
        for depth in rows[0]["by_depth"]
    }
    return rows, {
        "samples": len(rows),
        "species": right + missed,
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        **{f"recall_from_depth_{d}": found / max(there, 1) for d, (found, there) in seen.items()},
        "false_median": statistics.median(row["false"] for row in rows),
        "false_most": max(row["false"] for row in rows),
        "l1_of_cells": mean(row["l1_of_cells"] for row in rows),
        "l1_of_cells_reference_strains": mean(
            row["l1_of_cells"] for row in rows if row["reference_strains_only"]
        ),
        "unknown_mean_error_points": mean(abs(row["unknown_error_points"]) for row in rows),
        "unknown_most_error_points": max(abs(row["unknown_error_points"]) for row in rows),
        **{f"intervals_hold_{column}": mean(of[column]) for column in SHARES},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="+", metavar="TRUTH PROFILES")
    parser.add_argument("--json", help="write the scores of all samples to a file")
    settings = parser.parse_args()
    if len(settings.files) % 2:
        parser.error("give TRUTH and PROFILES in turn")
    samples = []
    for truth, profiles in zip(settings.files[::2], settings.files[1::2]):
        found = read(truth, profiles)
        for sample in found:
            sample.name = os.path.join(os.path.basename(os.path.dirname(truth)), sample.name)
        samples += found
    rows, overall = summary(samples)
    for row in rows:
        print(
            f"{row['sample']}\tright {row['right']}\tmissed {row['missed']}\tfalse {row['false']}"
            f"\tL1 {row['l1_of_cells']:.3f}\tunknown off by {row['unknown_error_points']:.2f} points"
        )
    for name, value in overall.items():
        print(f"{name}\t{value:.3f}" if isinstance(value, float) else f"{name}\t{value}")
    if settings.json:
        with open(settings.json, "w") as out:
            json.dump({"overall": overall, "samples": rows}, out, indent=1)


if __name__ == "__main__":
    main()
