"""kreports and Krona texts, by independent readers.

KrakenTools is not on PyPI, and its code is under the GPL. The reader here is our
own; it follows the rules that KrakenTools documents: fields parted by tabs, clade
reads second, the taxon's own third, code, taxid and name last; two spaces before
the name for each step, a line's parent the last line one step above; the root has
taxid 1, a taxon below it exactly one step more than its parent.
"""


def kreport_lines(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.strip().split("\t")
        assert len(fields) == 6, line
        name = fields[-1].lstrip(" ")
        spaces = len(fields[-1]) - len(name)
        assert spaces % 2 == 0, line
        yield {
            "percent": float(fields[0]),
            "clade": int(fields[1]),
            "direct": int(fields[2]),
            "code": fields[-3],
            "taxid": int(fields[-2]),
            "name": name,
            "depth": spaces // 2,
        }


def tree_of_kreports(folder, samples):
    """kreports are the tree of profiles.tsv by KrakenTools' rules (our reader: it is not on PyPI)"""
    for name, sample in samples.items():
        lines = list(kreport_lines(folder / f"kreport/{name}.kreport"))
        unknown, root = lines[:2]
        assert (unknown["code"], unknown["taxid"]) == ("U", 0)
        assert (root["code"], root["taxid"], root["depth"]) == ("R", 1, 0)
        assert unknown["clade"] == sample.unknown.reads
        assert unknown["clade"] + root["clade"] == sample.total
        path, below, found = [root], {1: 0}, {}
        for line in lines[2:]:
            while line["depth"] != path[-1]["depth"] + 1:
                path.pop()
            below[path[-1]["taxid"]] += line["clade"]
            below[line["taxid"]] = 0
            path.append(line)
            assert abs(line["percent"] - 100 * line["clade"] / sample.total) <= 0.005 + 1e-9
            if line["code"] == "R1":
                assert (line["name"], line["clade"]) == ("host", sample.host.reads)
            else:
                steps = [f"{step['code'].lower()}__{step['name']}" for step in path[1:]]
                found[line["taxid"]] = (tuple(steps), line["clade"])
        for line in lines[1:]:
            assert line["clade"] == line["direct"] + below[line["taxid"]], line
        listed = [taxon for taxon in sample.taxa.values() if taxon.steps and taxon.reads]
        expected = {taxon.taxid: (taxon.steps, taxon.reads) for taxon in listed}
        assert found == expected, name


def sums_of_krona(folder, samples):
    """Krona texts hold all reads, and those of each clade"""
    for name, sample in samples.items():
        text = (folder / f"krona/{name}.txt").read_text(encoding="utf-8")
        rows = [line.split("\t") for line in text.splitlines()]
        rows = [(int(reads), tuple(steps)) for reads, *steps in rows]
        assert sum(reads for reads, _ in rows) == sample.total
        parts = {steps[0]: reads for reads, steps in rows if len(steps) == 1}
        assert parts["unknown"] == sample.unknown.reads
        assert parts.get("host") == (sample.host.reads if sample.host else None)
        for taxon in sample.taxa.values():
            if taxon.steps:
                below = [r for r, steps in rows if steps[: len(taxon.steps)] == taxon.steps]
                assert sum(below) == taxon.reads, (name, taxon)


CHECKS = [tree_of_kreports, sums_of_krona]
