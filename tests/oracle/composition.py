"""Numbers for src/community, by scikit-bio (0.7.4)."""
import numpy as np, skbio
from skbio.stats.composition import clr, multi_replace
print("scikit-bio", skbio.__version__)
def show(a):
    for row in a: print("            [" + ", ".join(repr(float(x)) for x in row) + "],")
show(multi_replace(np.array([[8., 2, 0], [0, 0, 5]]), delta=0.04))
show(clr(np.array([[120., 0, 3, 47, 1], [5, 900, 0, 0, 12], [1, 1, 1, 1, 1]]) + 0.5))
