"""Numbers for src/learn/elastic_net.rs and src/learn/split.rs, by scikit-learn (1.9.1) and numpy."""
import numpy as np, sklearn
from sklearn.linear_model import ElasticNet, Lasso
print("scikit-learn", sklearn.__version__, "numpy", np.__version__)

r, c = np.arange(12.0)[:, None], np.arange(4.0)[None, :]
X = np.sin(0.37 * r * r * (c + 1) + c) * (c + 1) + 3 * c
y = 1.5 * X[:, 0] - 0.5 * X[:, 2] + np.cos(r[:, 0] ** 2)
print(Lasso(alpha=1).fit([[1], [2], [3], [4], [5]], [2, 4, 6, 8, 10]).coef_)
for alpha, ratio in [(0.01, 0.5), (0.1, 1.0), (0.5, 0.5), (0.3, 0.01)]:
    m = ElasticNet(alpha=alpha, l1_ratio=ratio, tol=1e-14, max_iter=1_000_000).fit(X, y)
    print(f"({alpha}, {ratio}, {float(m.intercept_)}, {[float(v) for v in m.coef_]}),")

# The first two columns as unpenalised covariates: plain coordinate descent in which
# only columns 2 and 3 carry the penalty. y and the penalised columns as in split.rs:
# columns scaled to unit standard deviation, y to that of its least-squares residual.
C, F = X[:, :2], X[:, 2:]
F = (F - F.mean(0)) / F.std(0)
B = np.c_[np.ones(12), C]
s = (y - B @ np.linalg.lstsq(B, y, rcond=None)[0]).std()
A = np.c_[B, F]; w = np.zeros(5); alpha, ratio = 0.2, 0.5
for _ in range(200_000):
    for j in range(5):
        rho = A[:, j] @ (y / s - A @ w + A[:, j] * w[j]) / 12
        z = A[:, j] @ A[:, j] / 12
        w[j] = rho / z if j < 3 else np.sign(rho) * max(abs(rho) - alpha * ratio, 0) / (z + alpha * (1 - ratio))
print("covariates", [float(v) for v in w * s])
