"""Distribution calibration (Yang et al. 2021, arXiv 2101.06395), written from the paper, with numpy's
drawing and scikit-learn's logistic regression.

    pip install numpy==2.4.6 scikit-learn==1.9.1
    python3 distribution_calibration.py > distribution_calibration.json

In the first case nothing spreads, so that all drawn vectors are the means and numbers are exact. In
the second, 40,000 vectors are drawn for each class, and probabilities are those of their distribution
to about a hundredth; `others` has what they would be if alpha were on the diagonal alone, if there
were none, and if covariances were added up and not averaged.
"""

import json

import numpy as np
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(11)
DIMENSION, WAY = 6, 5


def tukey(x):
    return np.sign(x) * np.sqrt(np.abs(x))


def fit(base, base_labels, support, labels, samples, alpha, spread=lambda cov, alpha: cov + alpha):
    means = np.stack([base[base_labels == k].mean(0) for k in range(base_labels.max() + 1)])
    covs = np.stack([np.cov(base[base_labels == k].T) for k in range(base_labels.max() + 1)])
    support = tukey(support)
    rows, targets = [support], [labels]
    for x, label in zip(support, labels):
        near = np.argsort(np.linalg.norm(means - x, axis=1))[:2]
        mean = (means[near].sum(0) + x) / 3
        count = samples // (labels == label).sum()
        rows.append(random.multivariate_normal(
            mean, spread(covs[near].mean(0), alpha), count, method="eigh"))
        targets.append(np.full(count, label))
    return LogisticRegression(C=1, tol=1e-9, max_iter=100_000).fit(
        np.concatenate(rows), np.concatenate(targets))


def case(name, base, base_labels, shots, samples, alpha, others):
    support = random.gamma(2, 0.4, (sum(shots), DIMENSION))
    labels = np.repeat(np.arange(WAY), shots)
    queries = random.gamma(2, 0.4, (12, DIMENSION))
    queries[0, 0] *= -1
    own = (base, base_labels, support, labels, samples, alpha)
    probabilities = fit(*own).predict_proba(tukey(queries))
    return {
        "name": name, "base": base.ravel().tolist(), "baseLabels": base_labels.tolist(),
        "support": support.ravel().tolist(), "labels": labels.tolist(), "way": WAY,
        "queries": queries.ravel().tolist(), "samples": samples, "alpha": alpha,
        "dimension": DIMENSION, "probabilities": probabilities.ravel().tolist(),
        "others": [fit(*own, spread).predict_proba(tukey(queries)).ravel().tolist()
                   for spread in others]}


def single(x):
    return np.round(x, 4)


classes = single(random.gamma(2, 0.4, (7, DIMENSION)))
still = case("still", np.repeat(classes, 3, axis=0), np.repeat(np.arange(7), 3), [1, 2, 1, 3, 1],
             60, 0.0, [])
base_labels = np.repeat(np.arange(8), 30)
centres = random.gamma(2, 0.4, (8, DIMENSION))
factors = random.normal(0, 0.35, (8, DIMENSION, DIMENSION))
base = single(np.concatenate([
    centres[k] + random.normal(size=(30, DIMENSION)) @ factors[k] for k in range(8)]))
spread = case("spread", base, base_labels, [1, 1, 2, 1, 1], 40_000, 0.21, [
    lambda cov, alpha: cov + alpha * np.eye(DIMENSION), lambda cov, alpha: cov,
    lambda cov, alpha: 2 * cov + alpha])
print(json.dumps({"cases": [still, spread]}))
