"""Foretells everyone left out again, from a study and its findings, with anndata and scikit-learn.

    python tests/oracle/out_of_fold.py study.h5ad findings/

Takes the folds (predictions.tsv) and penalties (summary.json) as given and does all else
by itself: prevalence, log-ratios, scaling, covariates, elastic net, R2. One sample a
person. Prints the largest differences. Written for anndata 0.12.19, scikit-learn 1.9.1,
scikit-bio 0.7.4.
"""
import json, sys
import anndata, numpy as np, pandas as pd
from skbio.stats.composition import clr
from sklearn.linear_model import ElasticNet

study, folder = anndata.read_h5ad(sys.argv[1]), sys.argv[2]
summary = json.load(open(f"{folder}/summary.json"))
plan = summary["plan"]
predictions = pd.read_csv(f"{folder}/predictions.tsv", sep="\t", dtype={"participant": str})
study.obs.index = study.obs["participant"].astype(str)
assert study.obs.index.is_unique
people = sorted(predictions["participant"].unique())
rows = study.obs.index.get_indexer(people)
y = study.obs[plan["outcome"]].to_numpy(float)[rows]
C = study.obs[plan["covariates"]].to_numpy(float)[rows].reshape(len(rows), -1)
X = np.asarray(study.X)[rows]
total = study.obs["total_reads"].to_numpy(float)[rows]
taxa = (study.var["rank"] == plan["rank"]).to_numpy()
unknown = X[:, (study.var["taxid"] == 0).to_numpy()].sum(1)


def design(train):
    reads = X[:, taxa]
    share = (reads[train] > 0).mean(0)
    keep = (share >= plan["min_prevalence"]) & (share > 0)
    parts = [reads[:, keep]]
    if plan["remainder"] == "parts":
        for rest in (total - unknown - reads[:, keep].sum(1), unknown):
            if (rest[train] > 0).any():
                parts.append(rest[:, None])
    Z = clr(np.hstack(parts) + plan["pseudo_count"])
    mean, sd = Z[train].mean(0), Z[train].std(0)
    return (Z - mean) / np.where(sd > 1e-12, sd, np.inf), study.var.index[taxa][keep]


def fit(train, penalty):
    Z, kept = design(train)
    B = np.c_[np.ones(len(y)), C]
    P, Q = B[train], np.linalg.pinv(B[train])
    rest = lambda v: v - P @ (Q @ v)
    r = rest(y[train])
    model = ElasticNet(alpha=penalty, l1_ratio=plan["l1_ratio"], tol=1e-12, max_iter=10**6, fit_intercept=False)
    slopes = model.fit(rest(Z[train]), r / r.std()).coef_ * r.std()
    return Z @ slopes + B @ (Q @ (y[train] - Z[train] @ slopes)), B @ (Q @ y[train]), slopes, kept


penalties = iter(summary["penalties_of_folds"])
worst, r2 = 0.0, []
for repeat, table in predictions.groupby("repeat"):
    table = table.set_index("participant").loc[people]
    fold = table["fold"].to_numpy()
    full, reference = np.zeros(len(y)), np.zeros(len(y))
    for k in range(1, plan["outer_folds"] + 1):
        train, test = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        foretold, baseline, _, _ = fit(train, next(penalties))
        full[test], reference[test] = foretold[test], y[train].mean()
        worst = max(worst, abs(baseline - table["baseline"].to_numpy())[test].max())
    worst = max(worst, abs(full - table["foretold"].to_numpy()).max())
    r2.append(1 - ((y - full) ** 2).sum() / ((y - reference) ** 2).sum())
_, _, slopes, kept = fit(np.arange(len(y)), summary["penalty"])
ours = pd.read_csv(f"{folder}/coefficients.tsv", sep="\t")
ours = ours[ours["kind"].isin(["taxon", "other", "unknown"]) & ours["per_sd"].notna()]
print("largest difference of a foretold outcome", worst)
print("largest difference of a slope", abs(ours["per_sd"].to_numpy() - slopes).max(), "of", abs(slopes).max())
print("R2 of the repeats", r2, "difference", max(abs(np.array(r2) - summary["r2_of_repeats"])))
