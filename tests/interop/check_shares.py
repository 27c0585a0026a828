"""CAMI's, MetaPhlAn's and the wide tables, by independent readers."""

import csv
import re
from math import isclose

import pandas

from truth import LETTERS, RANKS

CAMI_RANKS = ["superkingdom", *RANKS[1:]]


def close(percent, share):
    return isclose(float(percent), 100 * share, rel_tol=1e-5, abs_tol=1e-9)


def cami(folder, samples):
    """CAMI profiles keep the format's rules and hold the shares"""
    for name, sample in samples.items():
        lines = (folder / f"cami/{name}.profile").read_text(encoding="utf-8").splitlines()
        tags = [line for line in lines if re.match("@[A-Za-z]", line)]
        assert tags == [f"@SampleID:{name}", "@Version:0.9.1",
                        "@Ranks:" + "|".join(CAMI_RANKS), "@TaxonomyID:"]
        assert any(line.startswith(f"# percentages: {sample.share_column},") for line in lines)
        head = lines.index("@@TAXID\tRANK\tTAXPATH\tTAXPATHSN\tPERCENTAGE")
        sums, found = {}, set()
        for line in lines[head + 1:]:
            taxid, rank, ids, names, percent = line.split("\t")
            ids, names = ids.split("|"), names.split("|")
            assert len(ids) == len(names) == CAMI_RANKS.index(rank) + 1, line
            assert ids[-1] == taxid and re.fullmatch(r"\d{0,3}(\.\d+)?", percent), line
            taxon = sample.taxa[int(taxid)]
            steps = [step for step in taxon.steps if not step.startswith("k__")]
            assert [n for n in names if n] == [step[3:] for step in steps], line
            assert close(percent, sample.share(taxon)), line
            sums[rank] = sums.get(rank, 0) + float(percent)
            found.add(int(taxid))
        assert all(total <= 100.001 for total in sums.values()), sums
        assert found == {t.taxid for t in sample.taxa.values() if t.rank in RANKS}


def metaphlan(folder, samples):
    """MetaPhlAn tables have its columns, prefixes and paths, the merged one those of its script"""
    path = folder / "metaphlan/merged.tsv"
    merged = pandas.read_csv(path, sep="\t", comment="#", index_col=0, quoting=csv.QUOTE_NONE)
    assert list(merged.columns) == list(samples)
    for name, sample in samples.items():
        lines = (folder / f"metaphlan/{name}.tsv").read_text(encoding="utf-8").splitlines()
        comments = [line for line in lines if line.startswith("#")]
        assert comments[0].startswith("#mpa_v") and "nuka" in comments[0]
        assert comments[-1] == "#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species"
        rows = [line.split("\t") for line in lines[len(comments):]]
        assert rows[0][:2] == ["UNCLASSIFIED", "-1"]
        assert close(rows[0][2], sample.share(sample.unknown))
        for clade, taxids, percent, more in rows[1:]:
            assert more == "" and len(clade.split("|")) == len(taxids.split("|"))
            taxon = sample.taxa[int(taxids.split("|")[-1])]
            steps = [step for step in taxon.steps if not step.startswith("k__")]
            steps = [step.replace(" ", "_") for step in steps]
            assert clade == "|".join(steps).replace("d__", "k__", 1)
            assert LETTERS[clade.split("|")[-1][0].replace("k", "d")] == taxon.rank
            assert close(percent, sample.share(taxon)), clade
        sequence = sample.unknown.sequence_share
        sequence = sample.unknown.reads / sample.total if sequence is None else sequence
        all_taxonomic = all(s.share_column == "taxonomic_share" for s in samples.values())
        share = sample.share(sample.unknown) if all_taxonomic else sequence
        assert close(merged.loc["UNCLASSIFIED", name], share)


def matrices(folder, samples):
    """wide matrices account for every read at every rank"""
    for rank in RANKS:
        path = folder / f"tables/{rank}.reads.tsv"
        wide = pandas.read_csv(path, sep="\t", keep_default_na=False, quoting=csv.QUOTE_NONE)
        for name, sample in samples.items():
            values = wide[name].replace("NA", "0").astype(float)
            assert values.sum() == sample.total, (rank, name)
            for taxid, reads in zip(wide["taxid"], values):
                if taxid:
                    taxon = sample.taxa.get(taxid)
                    assert reads == (taxon.reads if taxon else 0)


CHECKS = [cami, metaphlan, matrices]
