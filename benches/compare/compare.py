#!/usr/bin/env python3
"""nuka beside Kraken 2 (and kun_peng, if it is installed): whole processes, on one
machine, in one run.

    cargo build --release
    python3 benches/compare/compare.py --genomes genomes.tsv --taxonomy taxdump

`genomes.tsv` is the table of `nuka db build` (path, accession, taxid, lineage), the
taxonomy a folder with nodes.dmp and names.dmp. Makes, once, in `--work`: simulated
pairs of 2 x 150 with 0.5 % errors, Kraken 2 databases of the genomes alone and with
random decoys, and nuka's own. Then every program is run in turn, round by round, so
that a machine that slows down slows all of them; medians are printed. Programs that
should write the same calls are compared byte by byte.

Needs Python 3 alone; `kraken2` and `kraken2-build` (Debian's package kraken2) on PATH.
"""
import argparse
import csv
import gzip
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

READ_BP = 150
COMPLEMENT = bytes.maketrans(b"ACGT", b"TGCA")
TO_BASES = b"ACGT" * 64


def main():
    settings = arguments()
    os.makedirs(settings.work, exist_ok=True)
    genomes = read_genomes(settings.genomes)
    reads = simulate(settings, genomes)
    databases = build(settings, genomes)
    rows = measure(settings, reads, databases)
    print_table(settings, rows)
    if settings.json:
        with open(settings.json, "w") as out:
            json.dump(rows, out, indent=1)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--genomes", required=True, help="table with path, accession, taxid, lineage")
    parser.add_argument("--taxonomy", required=True, help="folder with nodes.dmp and names.dmp")
    parser.add_argument("--nuka", default="target/release/nuka")
    parser.add_argument("--work", default="target/compare")
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--decoys", type=int, default=450, help="Mbp of random sequence in the large database")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--reads", default="plain,gz", help="which of plain and gz")
    parser.add_argument("--databases", default="small,large,native", help="native is compared with small")
    parser.add_argument("--json", help="write the measurements to a file")
    return parser.parse_args()


def read_genomes(table):
    folder = os.path.dirname(os.path.abspath(table))
    with open(table) as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for row in rows:
        row["path"] = os.path.join(folder, row["path"])
    return rows


def sequences(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as lines:
        for record in lines.read().upper().split(b">")[1:]:
            header, _, body = record.partition(b"\n")
            yield header.split()[0], body.replace(b"\n", b"")


def simulate(settings, genomes):
    """Pairs of all genomes, by length; the same for the same settings."""
    names = [os.path.join(settings.work, f"reads_{mate}.fq") for mate in (1, 2)]
    if not all(os.path.exists(name) for name in names):
        say("simulating reads")
        draw = random.Random(7)
        parts = [s for row in genomes for _, s in sequences(row["path"]) if len(s) > 1000]
        weights = [len(part) for part in parts]
        quality = b"I" * READ_BP
        temporary = [name + ".part" for name in names]
        with open(temporary[0], "wb") as first, open(temporary[1], "wb") as second:
            for number, part in enumerate(draw.choices(parts, weights, k=settings.pairs)):
                insert = min(len(part), draw.randint(250, 550))
                start = draw.randrange(len(part) - insert + 1)
                fragment = part[start : start + insert]
                mates = [fragment[:READ_BP], fragment[-READ_BP:].translate(COMPLEMENT)[::-1]]
                if draw.random() < 0.5:
                    mates.reverse()
                for out, mate in zip((first, second), mates):
                    out.write(b"@r%d\n%s\n+\n%s\n" % (number, with_errors(mate, draw), quality))
        for part, name in zip(temporary, names):
            os.rename(part, name)
    packed = [name + ".gz" for name in names]
    for name, gz in zip(names, packed):
        if not os.path.exists(gz):
            say("compressing", name)
            with open(name, "rb") as plain, open(gz + ".part", "wb") as out:
                subprocess.run(["gzip", "-6", "-c"], stdin=plain, stdout=out, check=True)
            os.rename(gz + ".part", gz)
    return {"plain": names, "gz": packed}


def with_errors(bases, draw):
    bases = bytearray(bases)
    for _ in range(len(bases)):
        if draw.random() > 0.75:
            break
        bases[draw.randrange(len(bases))] = draw.choice(b"ACGT")
    return bytes(bases)


def build(settings, genomes):
    native = os.path.join(settings.work, "native.nuka")
    if not os.path.exists(native):
        seconds, _ = run([settings.nuka, "db", "build", "--quiet", "--threads", "1",
                          "--genomes", settings.genomes, "--out", native])
        say(f"nuka db build, 1 thread: {seconds:.1f} s")
    databases = {"native": native}
    for name, decoys in (("small", 0), ("large", settings.decoys)):
        folder = os.path.join(settings.work, f"kraken2_{name}")
        databases[name] = folder
        if os.path.exists(os.path.join(folder, "done")):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(os.path.join(folder, "taxonomy"))
        for table in ("nodes.dmp", "names.dmp"):
            shutil.copyfile(os.path.join(settings.taxonomy, table), os.path.join(folder, "taxonomy", table))
        fasta = os.path.join(settings.work, f"{name}.fna")
        write_library(fasta, genomes, decoys)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
        subprocess.run(["kraken2-build", "--db", folder, "--add-to-library", fasta, "--no-masking"], **quiet)
        # One thread: with more the file depends on chance.
        seconds, _ = run(["kraken2-build", "--db", folder, "--build", "--threads", "1"])
        say(f"kraken2-build, {name}, 1 thread: {seconds:.1f} s")
        os.remove(fasta)
        open(os.path.join(folder, "done"), "w").close()
    return databases


def write_library(path, genomes, decoys):
    draw = random.Random(8)
    with open(path, "wb") as out:
        for row in genomes:
            for name, sequence in sequences(row["path"]):
                header = b"%s|kraken:taxid|%s" % (name, row["taxid"].encode())
                out.write(b">%s\n%s\n" % (header, sequence))
        taxid = genomes[0]["taxid"].encode()
        for number in range(decoys):
            bases = draw.randbytes(1_000_000).translate(TO_BASES)
            out.write(b">decoy%d|kraken:taxid|%s\n%s\n" % (number, taxid, bases))


def run(command):
    """Seconds and peak kilobytes of a command that must succeed."""
    started = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss


def programs(settings, databases):
    """Name, database and command of each program, as functions of threads, reads, outputs."""
    nuka = [settings.nuka, "classify", "--quiet"]
    for database in ("small", "large"):
        folder = databases[database]
        for extra in ([], ["--report-minimizer-data"]):
            if extra and database == "large":
                continue
            for program, start in (("Kraken 2", ["kraken2"]), ("nuka", nuka)):
                yield program, database, bool(extra), start + ["--db", folder, "--paired"] + extra
        if shutil.which("kun_peng") and os.path.exists(os.path.join(folder, "hash_config.k2d")):
            yield "kun_peng", database, False, ["kun_peng", "direct", "--db", folder, "--paired"]
    yield "nuka", "native", False, nuka + ["--db", databases["native"], "--paired"]


def measure(settings, reads, databases):
    cases = [
        (program, database, minimizer_data, kind, threads, command)
        for kind in settings.reads.split(",")
        for threads in map(int, settings.threads.split(","))
        for program, database, minimizer_data, command in programs(settings, databases)
        if not (minimizer_data and kind == "gz") and database in settings.databases.split(",")
    ]
    times = {place: [] for place in range(len(cases))}
    peaks = dict.fromkeys(times, 0)
    written = {}
    for rounds in range(settings.rounds):
        for place, (program, database, minimizer_data, kind, threads, command) in enumerate(cases):
            out = os.path.join(settings.work, f"{program.replace(' ', '')}.tsv")
            report = out + ".report"
            seconds, peak = run(command + ["--threads", str(threads), "--output", out,
                                           "--report", report] + reads[kind])
            say(f"round {rounds + 1}: {program}, {database}, {kind}, {threads} threads: {seconds:.2f} s")
            times[place].append(seconds)
            peaks[place] = max(peaks[place], peak)
            if database != "native":
                same = written.setdefault(database, open(out, "rb").read())
                if same != open(out, "rb").read():
                    say(f"CALLS DIFFER: {program}, {database}, {kind}, {threads} threads")
    bases = 2 * READ_BP * settings.pairs
    rows = []
    for place, (program, database, minimizer_data, kind, threads, _) in enumerate(cases):
        seconds = statistics.median(times[place])
        peer = "small" if database == "native" else database
        base = next(
            statistics.median(times[other])
            for other, case in enumerate(cases)
            if case[:5] == ("Kraken 2", peer, minimizer_data, kind, threads)
        )
        rows.append({
            "program": program, "database": database, "minimizer_data": minimizer_data,
            "reads": kind, "threads": threads, "seconds": round(seconds, 3),
            "mbp_per_second": round(bases / seconds / 1e6, 1),
            "times_kraken2": round(base / seconds, 2),
            "peak_mb": round(peaks[place] / 1024),
            "database_mb": round(size(databases[database]) / 1e6),
        })
    return rows


def size(database):
    table = os.path.join(database, "hash.k2d")
    return os.path.getsize(table if os.path.exists(table) else database)


def print_table(settings, rows):
    version = subprocess.run(["kraken2", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    print(f"{version}; {settings.pairs} pairs of 2 x {READ_BP}; medians of {settings.rounds}\n")
    print("| program | database (MB) | reads | threads | s | Mbp/s | times Kraken 2 | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        extra = ", minimizer data" if row["minimizer_data"] else ""
        print(f"| {row['program']} | {row['database']}{extra} ({row['database_mb']}) | {row['reads']} "
              f"| {row['threads']} | {row['seconds']:.2f} | {row['mbp_per_second']:.0f} "
              f"| {row['times_kraken2']:.1f} | {row['peak_mb']} |")


def say(*words):
    print(*words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
