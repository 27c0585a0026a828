"""profiles.biom with biom-format itself, and by the checks of QIIME 2's format."""

import subprocess
import sys
import tempfile
from pathlib import Path

import biom
import h5py
from biom.util import biom_open


def same_table(table, samples):
    species = {t.taxid: t for sample in samples.values() for t in sample.at("species")}
    assert set(table.ids()) == set(samples)
    assert {int(taxid) for taxid in table.ids("observation")} == set(species)
    for name, sample in samples.items():
        for taxid in species:
            taxon = sample.taxa.get(taxid)
            expected = taxon.reads if taxon else 0
            found = table.get_value_by_ids(str(taxid), name)
            assert found == expected, (name, taxid, found, expected)
        metadata = table.metadata(name)
        host = sample.host.reads if sample.host else 0
        assert metadata["total_reads"] == sample.total, (name, metadata)
        assert metadata["unknown_reads"] == sample.unknown.reads
        assert metadata["host_reads"] == host
        parts = ("unknown_reads", "host_reads", "unplaced_reads")
        # biom-format cannot take a column from a table without taxa.
        counted = table.data(name).sum() if species else 0
        all_reads = counted + sum(metadata[part] for part in parts)
        assert all_reads == sample.total, (name, all_reads)
    for taxid, taxon in species.items():
        metadata = table.metadata(str(taxid), "observation")
        levels = metadata["taxonomy"]
        assert [level[:3] for level in levels] == [f"{letter}__" for letter in "dpcofgs"]
        named = tuple(level for level in levels if len(level) > 3)
        assert named == tuple(step for step in taxon.steps if not step.startswith("k__"))
        assert metadata["taxid"] == taxid and metadata["name"] == taxon.name


def loads(folder, samples):
    """biom-format loads profiles.biom by samples: ids, every cell, taxonomy, metadata"""
    table = biom.load_table(str(folder / "profiles.biom"))
    assert table.type == "Taxon table" and table.generated_by.startswith("nuka ")
    same_table(table, samples)


def loads_by_species(folder, samples):
    """biom-format loads it by species too, from the other matrix"""
    with biom_open(str(folder / "profiles.biom")) as file:
        table = biom.Table.from_hdf5(file, axis="observation")
    same_table(table, samples)


def validates(folder, _):
    """biom validate-table finds it valid"""
    command = Path(sys.executable).with_name("biom")
    done = subprocess.run(
        [command, "validate-table", "-i", folder / "profiles.biom"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and "is a valid" in done.stdout, done.stdout + done.stderr


def is_written_again(folder, samples):
    """biom-format writes it again without loss"""
    table = biom.load_table(str(folder / "profiles.biom"))
    with tempfile.TemporaryDirectory() as scratch:
        path = f"{scratch}/again.biom"
        with biom_open(path, "w") as file:
            table.to_hdf5(file, "interop")
        same_table(biom.load_table(path), samples)


def passes_qiime2(folder, _):
    """the checks of QIIME 2's BIOMV210Format hold (done here: QIIME 2 is not on PyPI)"""
    groups = [f"{axis}{part}" for axis in ("sample", "observation")
              for part in ("", "/matrix", "/metadata", "/group-metadata")]
    datasets = [f"{axis}/{part}" for axis in ("sample", "observation")
                for part in ("ids", "matrix/data", "matrix/indptr", "matrix/indices")]
    attributes = ["id", "type", "format-url", "format-version", "generated-by",
                  "creation-date", "shape", "nnz"]
    with h5py.File(folder / "profiles.biom", "r") as file:
        assert all(isinstance(file[name], h5py.Group) for name in groups)
        assert all(isinstance(file[name], h5py.Dataset) for name in datasets)
        assert all(name in file.attrs for name in attributes)
        assert list(file.attrs["format-version"]) == [2, 1]
        for axis in ("sample", "observation"):
            matrix = file[axis]["matrix"]
            assert matrix["data"].dtype == "float64"
            assert matrix["indices"].dtype == matrix["indptr"].dtype == "int32"


CHECKS = [loads, loads_by_species, validates, is_written_again, passes_qiime2]
