"""The canonical table profiles.tsv, read with Python's own csv module."""

import csv
from collections import namedtuple

Taxon = namedtuple("Taxon", "taxid name rank steps reads sequence_share taxonomic_share called")
RANKS = ["domain", "phylum", "class", "order", "family", "genus", "species"]
LETTERS = dict(zip("dpcofgs", RANKS))


class Sample:
    """One sample: unknown, host and believed taxa."""

    def __init__(self):
        self.unknown = self.host = None
        self.unplaced = 0
        self.taxa = {}

    @property
    def total(self):
        """All reads: those of the root or of the rank with most, unplaced, unknown, host."""
        root = self.taxa.get(1)
        if root and root.rank == "no rank":
            listed = root.reads
        else:
            sums = [sum(t.reads for t in self.at(rank)) for rank in RANKS]
            listed = max(sums)
        host = self.host.reads if self.host else 0
        return listed + self.unplaced + self.unknown.reads + host

    def at(self, rank):
        return [taxon for taxon in self.taxa.values() if taxon.rank == rank]

    def children(self, parent):
        """Taxa right below a taxon, or below the root for None."""
        steps = parent.steps if parent else ()
        known = {taxon.steps for taxon in self.taxa.values() if taxon.steps}
        below = [t for t in self.taxa.values() if len(t.steps) > len(steps)]
        below = [t for t in below if t.steps[: len(steps)] == steps]
        between = lambda t: any(t.steps[:n] in known for n in range(len(steps) + 1, len(t.steps)))
        return [t for t in below if not between(t)]

    def direct(self, taxon):
        return taxon.reads - sum(child.reads for child in self.children(taxon))

    @property
    def share_column(self):
        """Taxonomic shares where all have them, otherwise sequence shares."""
        rows = [self.unknown, *self.taxa.values()]
        complete = all(row.taxonomic_share is not None for row in rows)
        return "taxonomic_share" if complete else "sequence_share"

    def share(self, row):
        share = getattr(row, self.share_column)
        return row.reads / self.total if share is None else share


def number(cell):
    return None if cell == "NA" else float(cell)


def read(path):
    samples = {}
    with open(path, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            sample = samples.setdefault(row["sample"], Sample())
            taxon = Taxon(
                int(row["taxid"]),
                row["name"],
                row["rank"],
                tuple(row["lineage"].split(";")) if row["lineage"] else (),
                int(row["reads"]),
                number(row["sequence_share"]),
                number(row["taxonomic_share"]),
                number(row["called_reads"]),
            )
            if taxon.rank == "no rank" and taxon.name == "host":
                sample.host = taxon
            elif taxon.taxid == 0 and taxon.name == "unplaced":
                sample.unplaced = taxon.reads
            elif taxon.taxid == 0:
                sample.unknown = taxon
            elif row["status"] == "present" or (row["status"] == "NA" and taxon.reads > 0):
                sample.taxa[taxon.taxid] = taxon
    return samples
