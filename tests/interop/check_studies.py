"""Joined studies opened with anndata, and compared cell by cell with their tables.

usage: check_studies.py COHORTS STUDIES

The tables are read with Python's csv module. Each check gives the number of cells it
compared; the first that fails ends the run.
"""

import csv
import sys
from pathlib import Path

import anndata
import numpy
import pandas


def rows(path, delimiter):
    with open(path, encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter))


def table(path, delimiter):
    header, *body = rows(path, delimiter)
    return [dict(zip(header, row)) for row in body]


def same(found, expected, place):
    """A text, or a number where the table holds one; NA is missing."""
    if expected == "NA":
        assert pandas.isna(found), (place, found, expected)
    elif isinstance(found, str):
        assert found == expected, (place, found, expected)
    else:
        assert float(found) == float(expected), (place, found, expected)
    return 1


def compare_matrix(study, expected):
    """X against {(sample, taxon): number}; taxa that are 0 in all samples have no column."""
    names = list(zip(study.var["name"], study.var["lineage"]))
    columns = {}
    for place, (name, lineage) in enumerate(names):
        columns[name] = columns[lineage] = place
    lines = {sample: place for place, sample in enumerate(study.obs_names)}
    matrix = numpy.asarray(study.X)
    sums = numpy.zeros(matrix.shape)
    cells = 0
    for (sample, taxon), number in expected.items():
        cells += 1
        if taxon not in columns:
            assert float(number) == 0.0, (sample, taxon, number)
            continue
        place = (lines[sample], columns[taxon])
        assert matrix[place] == float(number), (sample, taxon, matrix[place], number)
        sums[place] = float(number)
    assert (matrix == sums).all(), "X holds what the table does not"
    return cells


def compare_shares(study):
    totals = study.obs["total_reads"].to_numpy(float) + study.obs["host_reads"].to_numpy(float)
    expected = numpy.asarray(study.X) / totals[:, None]
    assert (numpy.asarray(study.layers["share"]) == expected).all()
    return expected.size


def compare_account(study):
    """Everyone is in: the flow leaves nothing out, and pandas takes it as it is."""
    ours = study.uns["nuka"]
    cohort = ours["cohort"]
    assert (cohort["purpose"], cohort["consent_on"]) == ("research", "2026-01-01")
    flow = pandas.DataFrame(cohort["flow"])
    assert (flow["entered"] - flow["dropped"] == flow["left"]).all(), flow
    people = flow[flow["subject"] == "participants"]
    assert (people["dropped"] == 0).all() and len(people) >= 2, flow
    assert cohort["plan"].count('purpose = "research"') == 1
    columns = [
        *ours["participant_columns"], *ours["sample_columns"],
        *ours["survey_columns"], *ours["marker_columns"],
    ]
    assert len(columns) == len(ours["column_units"])
    return dict(zip(columns, ours["column_units"]))


def dietswap(cohorts, study):
    folder = cohorts / "dietswap_peerj32_atlas"
    header, *body = rows(folder / "dietswap_otu.csv", ",")
    expected = {(s, r[0]): n for r in body for s, n in zip(header[1:], r[1:])}
    cells = compare_matrix(study, expected) + compare_shares(study)
    people = table(folder / "dietswap_sam.csv", ",")
    assert len(people) == study.n_obs == 222
    for row in people:
        found = study.obs.loc[row["sample"]]
        names = {"participant": "subject", "sex": "sex", "nationality": "nationality",
                 "bmi_group": "bmi_group", "group": "group",
                 "timepoint_within_group": "timepoint.within.group"}
        for name, column in names.items():
            cells += same(found[name], row[column], (row["sample"], name))
        cells += same(float(found["visit"]), row["timepoint"], (row["sample"], "visit"))
    lineages = {row[0]: row for row in rows(folder / "dietswap_tax.csv", ",")[1:]}
    for _, taxon in study.var.iterrows():
        _, phylum, family, genus = lineages[taxon["name"]][:4]
        assert taxon["lineage"] == f"p__{phylum};f__{family};g__{genus}"
        cells += 1
    return cells


def combo(cohorts, study):
    folder = cohorts / "combo_wu2011"
    people = [f"c{number:02}" for number in range(1, 97)]
    assert list(study.obs_names) == people
    # Two genera may have one name: the lineage tells them apart.
    lineages = []
    for row in rows(folder / "GeneraPhylo.csv", ","):
        steps = [(l, n.strip()) for l, n in zip("dpcofg", row[1:]) if n.strip() not in ("", "NA")]
        lineages.append(";".join(f"{letter}__{name}" for letter, name in steps))
    counts = rows(folder / "GeneraCounts.csv", ",")
    expected = {(p, l): n for l, row in zip(lineages, counts) for p, n in zip(people, row)}
    cells = compare_matrix(study, expected) + compare_shares(study)
    columns = {"BMI": study.obs["bmi"], "CaloriData": study.obsm["nutrients"]["energy"],
               "FatData": study.obsm["nutrients"]["fat"]}
    for name, column in columns.items():
        for person, row in zip(people, rows(folder / f"{name}.csv", ",")):
            cells += same(column[person], row[0], (person, name))
    units = study.uns["nuka"]["tables"]["nutrients"]["units"]
    assert list(units) == ["standard score"] * 2, units
    return cells


def hmp2(cohorts, study):
    folder = cohorts / "hmp2_maaslin2"
    header, *body = rows(folder / "HMP2_taxonomy.tsv", "\t")
    expected = {(r[0], t): n for r in body for t, n in zip(header[1:], r[1:])}
    cells = compare_matrix(study, expected)
    assert study.uns["nuka"]["quantity"] == "share" and "total_reads" not in study.obs
    people = table(folder / "HMP2_metadata.tsv", "\t")
    assert len(people) == study.n_obs == 1595
    names = {"participant": "subject", "site": "site", "diagnosis": "diagnosis",
             "visit": "collection", "antibiotics": "antibiotics",
             "dysbiosis_score": "dysbiosis", "age": "age"}
    for row in people:
        found = study.obs.loc[row["ID"]]
        for name, column in names.items():
            cells += same(found[name], row[column], (row["ID"], name))
    return cells


def main():
    cohorts, studies = map(Path, sys.argv[1:])
    for check in (dietswap, combo, hmp2):
        study = anndata.read_h5ad(studies / f"{check.__name__}.h5ad")
        compare_account(study)
        cells = check(cohorts, study)
        print(f"  anndata opens {check.__name__}: {cells} cells are those of its tables")
    print("interop: all joined studies are right")


if __name__ == "__main__":
    main()
