#!/usr/bin/env python3
"""Communities of real genomes with known truth: pairs of 2 x 150 for `nuka profile`.

    python3 benches/communities/simulate.py --genomes GENOMES --out target/communities
    nuka db build --genomes target/communities/dbA.tsv --out target/communities/dbA.nuka
    nuka profile --db target/communities/dbA.nuka \\
        --samples target/communities/dbA/samples.tsv --out target/communities/dbA/profiles
    python3 benches/communities/score.py target/communities/dbA/truth.tsv \\
        target/communities/dbA/profiles/profiles.tsv

GENOMES is a folder with `genomes.tsv` (path, accession, species, taxid, lineage,
length_bp, role; the references), `query.tsv` (the same; other strains and novel
organisms) and sequences of the host in `host/human*`. Three databases: A of all references, B
and C without some strains and whole species, whose reads are then those of other strains
and of the unknown. Twelve samples against each: 18 species or more, log-normal, from
0.001 to 30 %, of strains that are the reference's or not, 0 to 50 % novel, 0 to 90 % host.
The same seed gives the same bytes. Needs numpy.
"""
import argparse
import gzip
import os
import zlib

import numpy

READ_BP = 150
NONE = 4
CODES = numpy.full(256, NONE, numpy.uint8)
for code, base in enumerate("ACGT"):
    CODES[ord(base)] = CODES[ord(base.lower())] = code
LETTERS = numpy.frombuffer(b"ACGTN", numpy.uint8)
HOST_LINEAGE = (
    "d__Eukaryota;p__Chordata;c__Mammalia;o__Primates;f__Hominidae;g__Homo;s__Homo sapiens"
)

# What each database lacks: genomes by file name, species by taxid.
LACKS = {
    "dbA": ([], []),
    "dbB": (
        ["NC_000913.3", "Bacteroides_uniformis_GUT_GENOME061386", "GCF_001544255.1"],
        ["622", "37734", "28037", "729", "9000008"],
    ),
    "dbC": (
        [
            "GCF_003697165.2",
            "NC_002695.2",
            "Bacteroides_uniformis_GUT_GENOME004739",
            "Enterococcus_faecium_E8202",
        ],
        ["623", "1313", "66851", "1282", "9000006"],
    ),
}

# Pairs, share of the host, share of novel organisms among the others, whether strains
# other than the reference's are there.
SAMPLES = [
    (200_000, 0.0, 0.25, False),
    (200_000, 0.0, 0.25, True),
    (200_000, 0.0, 0.00, False),
    (200_000, 0.0, 0.00, True),
    (300_000, 0.1, 0.25, True),
    (200_000, 0.1, 0.50, True),
    (200_000, 0.1, 0.25, False),
    (300_000, 0.5, 0.25, True),
    (200_000, 0.5, 0.25, False),
    (400_000, 0.9, 0.25, True),
    (100_000, 0.0, 0.50, True),
    (400_000, 0.0, 0.25, True),
]


class Genome:
    """The bases of all sequences of a file end to end, and where each sequence ends."""

    def __init__(self, path):
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rb") as file:
            records = file.read().split(b">")[1:]
        parts = []
        for record in records:
            letters = b"".join(record.split(b"\n")[1:]).translate(None, b"\r ")
            parts.append(CODES[numpy.frombuffer(letters, numpy.uint8)])
        self.codes = numpy.concatenate(parts)
        self.ends = numpy.cumsum([len(part) for part in parts])
        self.ambiguous = numpy.flatnonzero(self.codes == NONE)
        self.length = len(self.codes)

    def fragments(self, count, draw):
        """Starts and ends of fragments in one sequence each, without ambiguous bases."""
        starts, ends, found = [], [], 0
        while found < count:
            tried = int((count - found) * 1.3) + 64
            start = draw.integers(0, self.length, tried)
            insert = numpy.clip(numpy.rint(draw.normal(350, 50, tried)), READ_BP, 700)
            end = start + insert.astype(numpy.int64)
            fits = end <= self.ends[numpy.searchsorted(self.ends, start, side="right")]
            if len(self.ambiguous):
                before = numpy.searchsorted(self.ambiguous, start)
                fits &= before == numpy.searchsorted(self.ambiguous, end)
            starts.append(start[fits])
            ends.append(end[fits])
            found += int(fits.sum())
        return numpy.concatenate(starts)[:count], numpy.concatenate(ends)[:count]


def qualities(draw, mate, rows=1 << 14):
    """Rows of Phred qualities as of Illumina: a plateau that falls along the read, a level
    of each read, noise, and bad ends."""
    along = numpy.arange(READ_BP) / (READ_BP - 1)
    top, fall = (37.5, 7.0) if mate == 1 else (36.5, 9.5)
    mean = top - fall * along**2.2 - 4.0 * numpy.exp(-numpy.arange(READ_BP) / 3.0)
    quality = mean + draw.normal(0, 1.5, (rows, 1)) + draw.normal(0, 1.8, (rows, READ_BP))
    dips = draw.random((rows, READ_BP)) < 0.012 + 0.03 * along
    quality = numpy.where(dips, quality - draw.uniform(6, 18, (rows, READ_BP)), quality)
    ends_badly = draw.random(rows) < (0.04 if mate == 1 else 0.07)
    since = numpy.arange(READ_BP) - draw.integers(60, 145, rows)[:, None]
    bad = ends_badly[:, None] & (since > 0)
    quality = quality - numpy.where(bad, numpy.minimum(18, since * 0.5), 0)
    return numpy.clip(numpy.rint(quality), 2, 40).astype(numpy.uint8)


def add_errors(codes, quality, draw):
    wrong = (10.0 ** (-numpy.arange(64) / 10)).astype(numpy.float32)
    rows, places = numpy.nonzero(draw.random(codes.shape, dtype=numpy.float32) < wrong[quality])
    shifts = draw.integers(1, 4, len(rows)).astype(numpy.uint8)
    codes[rows, places] = (codes[rows, places] + shifts) & 3


def fastq(sample, first, codes, quality):
    """The text of records numbered from `first`."""
    records = []
    for number, (bases, phred) in enumerate(zip(LETTERS[codes], quality + 33), first):
        records.append(
            b"@%s.%d\n%s\n+\n%s\n" % (sample, number, bases.tobytes(), phred.tobytes())
        )
    return b"".join(records)


def write_reads(folder, sample, genomes, counts, draw, block=50_000):
    which, starts, ends = [], [], []
    for number, (genome, count) in enumerate(zip(genomes, counts)):
        start, end = genome.fragments(count, draw)
        which.append(numpy.full(len(start), number))
        starts.append(start)
        ends.append(end)
    which, starts, ends = map(numpy.concatenate, (which, starts, ends))
    order = draw.permutation(len(which))
    offsets = numpy.cumsum([0] + [genome.length for genome in genomes])[which[order]]
    starts, ends = starts[order] + offsets, ends[order] + offsets
    bases = numpy.concatenate([genome.codes for genome in genomes])
    pools = [qualities(draw, 1), qualities(draw, 2)]
    places = numpy.arange(READ_BP)
    names = [os.path.join(folder, f"{sample}_{mate}.fq") for mate in (1, 2)]
    with open(names[0], "wb") as first, open(names[1], "wb") as second:
        for at in range(0, len(starts), block):
            start, end = starts[at : at + block, None], ends[at : at + block, None]
            left, right = bases[start + places], 3 - bases[end - 1 - places]
            turned = draw.random(len(start))[:, None] < 0.5
            mates = numpy.where(turned, right, left), numpy.where(turned, left, right)
            for file, codes, pool in zip((first, second), mates, pools):
                quality = pool[draw.integers(0, len(pool), len(codes))]
                add_errors(codes, quality, draw)
                file.write(fastq(sample.encode(), at + 1, codes, quality))


def shares(draw, lengths, sigma, most=1.0, least=0.0):
    """Log-normal shares of cells, as shares of reads between two bounds."""
    weights = numpy.exp(draw.normal(0, sigma, len(lengths))) * lengths
    weights /= weights.sum()
    for _ in range(50):
        weights = numpy.clip(weights, least, most)
        weights /= weights.sum()
    return weights


def table(path):
    with open(path) as lines:
        names = next(lines).rstrip("\n").split("\t")
        return [dict(zip(names, line.rstrip("\n").split("\t"))) for line in lines if line.strip()]


def stem(path):
    name = os.path.basename(path)
    for ending in (".gz", ".fna", ".fa", ".ffn"):
        name = name.removesuffix(ending)
    return name


class Pool:
    """The genomes that samples of one database are drawn from, by species."""

    def __init__(self, references, others, database):
        genomes, species = LACKS[database]
        self.inside = [
            row
            for row in references
            if row["taxid"] not in species and stem(row["path"]) not in genomes
        ]
        known = {row["taxid"] for row in self.inside}
        self.same, self.other, self.novel = {}, {}, {}
        for row in self.inside:
            if row["role"] == "reference":
                self.same.setdefault(row["taxid"], []).append(row)
        outside = [row for row in references if row not in self.inside]
        for row in outside + others:
            # Coding sequences alone are no genome.
            if not row["path"].startswith("reference_cds"):
                group = self.other if row["taxid"] in known else self.novel
                group.setdefault(row["taxid"], []).append(row)

    def draw_known(self, draw, other_strains):
        """Genomes of the database's species, each with its class."""
        species = sorted(self.same, key=int)
        count = int(draw.integers(18, len(species) + 1))
        wanted = [s for s in species if other_strains and s in self.other and draw.random() < 0.9]
        rest = [s for s in species if s not in wanted]
        filling = draw.choice(rest, max(0, count - len(wanted)), replace=False)
        picked = []
        for taxid in wanted + list(filling):
            same = (one_of(self.same[taxid], draw), "same_strain")
            chance = draw.random()
            if not other_strains or taxid not in self.other or chance >= 0.85:
                picked.append(same)
                continue
            other = (one_of(self.other[taxid], draw), "other_strain")
            picked += [other] if chance < 0.65 else [same, other]
        return picked

    def draw_novel(self, draw):
        species = sorted(self.novel, key=int)
        fewest = 2 if len(species) <= 4 else 3
        count = int(draw.integers(fewest, len(species) + 1))
        chosen = draw.choice(species, count, replace=False)
        return [(one_of(self.novel[taxid], draw), "novel") for taxid in chosen]


def one_of(rows, draw):
    return rows[int(draw.integers(len(rows)))]


def simulate_sample(pool, settings, genome, hosts, draw):
    """Rows of genome, class, description and pairs."""
    pairs, host_share, novel_share, other_strains = settings
    known = pool.draw_known(draw, other_strains)
    novel = pool.draw_novel(draw) if novel_share > 0 else []
    lengths = [float(genome(row["path"]).length) for row, _ in known + novel]
    weights = shares(draw, numpy.array(lengths[: len(known)]), 2.0, 0.30, 1e-5) * (1 - novel_share)
    if novel:
        strange = shares(draw, numpy.array(lengths[len(known) :]), 1.2, least=1e-3)
        weights = numpy.concatenate([weights, strange * novel_share])
    host_pairs = round(pairs * host_share)
    counts = draw.multinomial(pairs - host_pairs, weights / weights.sum())
    rows = [
        (genome(row["path"]), kind, row, int(count))
        for (row, kind), count in zip(known + novel, counts)
        if count > 0
    ]
    if host_pairs:
        clean = numpy.array([float(genome(h).length - len(genome(h).ambiguous)) for h in hosts])
        for path, count in zip(hosts, draw.multinomial(host_pairs, clean / clean.sum())):
            row = {"taxid": "9606", "species": "Homo sapiens", "lineage": HOST_LINEAGE, "path": path}
            rows.append((genome(path), "host", row, int(count)))
    return rows


def truth_lines(sample, pairs, rows):
    cells = sum(count / genome.length for genome, kind, _, count in rows if kind != "host")
    for genome, kind, row, count in sorted(rows, key=lambda row: -row[3]):
        share = 0 if kind == "host" else count / genome.length / cells
        yield (
            f"{sample}\t{row['taxid']}\t{row['species']}\t{row['lineage']}\t{kind}\t{row['path']}"
            f"\t{count}\t{count / pairs:.8g}\t{count * 2 * READ_BP / genome.length:.6g}"
            f"\t{genome.length}\t{share:.8g}\n"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--genomes", required=True, help="folder with genomes.tsv, query.tsv and host/")
    parser.add_argument("--out", default="target/communities")
    parser.add_argument("--databases", default="dbA,dbB,dbC")
    parser.add_argument("--seed", type=int, default=2026)
    settings = parser.parse_args()
    source = os.path.abspath(settings.genomes)
    references, others = (table(os.path.join(source, n)) for n in ("genomes.tsv", "query.tsv"))
    hosts = sorted(
        os.path.join("host", name)
        for name in os.listdir(os.path.join(source, "host"))
        if name.startswith("human")
    )
    loaded = {}

    def genome(path):
        if path not in loaded:
            loaded[path] = Genome(os.path.join(source, path))
        return loaded[path]

    for database in settings.databases.split(","):
        pool = Pool(references, others, database)
        folder = os.path.join(settings.out, database)
        os.makedirs(folder, exist_ok=True)
        with open(folder + ".tsv", "w") as out:
            out.write("path\taccession\ttaxid\tlineage\n")
            for row in pool.inside:
                path = os.path.join(source, row["path"])
                out.write(f"{path}\t{row['accession']}\t{row['taxid']}\t{row['lineage']}\n")
        with open(os.path.join(folder, "truth.tsv"), "w") as truth, open(
            os.path.join(folder, "samples.tsv"), "w"
        ) as sheet:
            truth.write(
                "sample\ttaxid\tspecies\tlineage\tclass\tgenome\tread_pairs\tsequence_share\tdepth"
                "\tgenome_length_bp\ttaxonomic_share\n"
            )
            sheet.write("sample\treads_1\treads_2\n")
            for number, plan in enumerate(SAMPLES, 1):
                sample = f"s{number}"
                draw = numpy.random.default_rng(
                    [settings.seed, zlib.crc32(database.encode()), number - 1]
                )
                rows = simulate_sample(pool, plan, genome, hosts, draw)
                truth.writelines(truth_lines(sample, plan[0], rows))
                sheet.write(f"{sample}\t{sample}_1.fq\t{sample}_2.fq\n")
                write_reads(folder, sample, [r[0] for r in rows], [r[3] for r in rows], draw)
                print(f"{database} {sample}: {plan[0]} pairs of {len(rows)} genomes", flush=True)


if __name__ == "__main__":
    main()
