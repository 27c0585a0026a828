"""kreport, Bracken and MetaPhlAn tables with taxpasta's command line."""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

TAXPASTA = Path(sys.executable).with_name("taxpasta")


def run(*words):
    done = subprocess.run([TAXPASTA, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def table(path):
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def standardised(profiler, path):
    with tempfile.TemporaryDirectory() as scratch:
        run("standardise", "-p", profiler, "-o", f"{scratch}/out.tsv", path)
        rows = table(f"{scratch}/out.tsv")
    counts = {int(row["taxonomy_id"]): int(row["count"]) for row in rows}
    assert len(counts) == len(rows), "a taxid occurs twice"
    return counts


def merged(profiler, paths):
    with tempfile.TemporaryDirectory() as scratch:
        run("merge", "-p", profiler, "--wide", "-o", f"{scratch}/out.tsv", *paths)
        return {int(row.pop("taxonomy_id")): row for row in table(f"{scratch}/out.tsv")}


def direct_reads(sample):
    listed = [taxon for taxon in sample.taxa.values() if taxon.steps and taxon.reads]
    counts = {taxon.taxid: sample.direct(taxon) for taxon in listed}
    top = sum(taxon.reads for taxon in sample.children(None))
    host = sample.host.reads if sample.host else 0
    counts |= {0: sample.unknown.reads, 1: sample.total - sample.unknown.reads - host - top}
    if sample.host:
        counts[sample.host.taxid or 2**31 - 1] = host
    return counts


def reads_kreports(folder, samples):
    """taxpasta standardises kreports: the reads of every taxon, unknown and host, all in all"""
    for name, sample in samples.items():
        counts = standardised("kraken2", folder / f"kreport/{name}.kreport")
        assert sum(counts.values()) == sample.total
        assert counts == direct_reads(sample), name


def merges_kreports(folder, samples):
    """taxpasta merges the kreports of all samples"""
    rows = merged("kraken2", [folder / f"kreport/{name}.kreport" for name in samples])
    for name, sample in samples.items():
        for taxid, reads in direct_reads(sample).items():
            assert int(rows[taxid][f"{name}"]) == reads, (name, taxid)


def reads_bracken(folder, samples):
    """taxpasta standardises and merges Bracken tables"""
    paths = {}
    for name, sample in samples.items():
        species = {taxon.taxid: taxon.reads for taxon in sample.at("species")}
        # taxpasta takes no table without rows.
        if species:
            paths[name] = folder / f"bracken/{name}.bracken.tsv"
            assert standardised("bracken", paths[name]) == species, name
    assert len(merged("bracken", paths.values())) >= 1


def reads_metaphlan(folder, samples):
    """taxpasta standardises and merges MetaPhlAn tables"""
    paths = [folder / f"metaphlan/{name}.tsv" for name in samples]
    for path, (name, sample) in zip(paths, samples.items()):
        counts = standardised("metaphlan", path)
        shares = {taxon.taxid: sample.share(taxon) for taxon in sample.taxa.values() if taxon.steps}
        shares[0] = sample.share(sample.unknown)
        assert counts.keys() == shares.keys(), name
        for taxid, share in shares.items():
            # taxpasta counts millionths of a percent and cuts the rest off.
            assert abs(counts[taxid] - share * 100 * 1e6) <= 1 + share * 1e3, (name, taxid)
    assert 0 in merged("metaphlan", paths)


CHECKS = [reads_kreports, merges_kreports, reads_bracken, reads_metaphlan]
