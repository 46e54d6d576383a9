"""What Analysis measures, by NumPy, SciPy and scikit-learn.

    python3 analysis.py > analysis.json

NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1. Inputs are the deterministic numbers of TestSupport's
`Pattern` (its twin here is `pattern`), so that the file holds results only. Spectral decay and
density follow the formulas of Confusezius/Revisiting_Deep_Metric_Learning_PyTorch, metrics/
rho_spectrum.py (mode 1) and dists.py, written anew.
"""

import json
import sys

import numpy as np
from scipy.linalg import subspace_angles
from scipy.spatial.distance import cdist, pdist, squareform
from scipy.stats import entropy
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.manifold import _t_sne
from sklearn.metrics import normalized_mutual_info_score
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize


def pattern(name, count, scale=1.0, offset=0.0):
    """The twin of TestSupport's Pattern: every step is one float32 rounding."""
    start = 0x811C9DC5
    for byte in name.encode():
        start = ((start ^ byte) * 0x01000193) & 0xFFFFFFFF
    h = (np.arange(count, dtype=np.uint64) * 2654435761 + start) & 0xFFFFFFFF
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & 0xFFFFFFFF
    h ^= h >> 16
    unit = (h >> 8).astype(np.float32) / np.float32(1 << 24)
    return (unit - np.float32(0.5)) * np.float32(2) * np.float32(scale) + np.float32(offset)


def blobs(name, classes, count, dimension, apart):
    """Classes around means of their own, all numbers positive as after a rectifier."""
    means = pattern(name + " means", classes * dimension, apart, apart).reshape(classes, dimension)
    noise = pattern(name, classes * count * dimension, 1, 0).reshape(classes, count, dimension)
    rows = means[:, None] + noise
    return rows.reshape(-1, dimension), np.repeat(np.arange(classes), count)


def effective_rank(values):
    return float(np.exp(entropy(values / values.sum())))


def layer(name, classes, count, dimension, short):
    rows, labels = blobs(name, classes, count, dimension, 0.5)
    rows = rows.astype(float)
    spectra, within = [], []
    for label in range(classes):
        own = rows[labels == label]
        own = own - own.mean(0)
        spectra.append(np.linalg.svd(own, compute_uv=False))
        within.append((own**2).sum(1).mean())
    means = np.array([rows[labels == label].mean(0) for label in range(classes)])
    between = ((means - means.mean(0)) ** 2).sum(1).mean()
    # The shorter states are the first numbers here.
    inside = np.vstack([rows[labels == c, :short] - means[c, :short] for c in range(classes)])
    few = means[:, :short] - means[:, :short].mean(0)
    k = min(10, classes - 1)
    a = np.linalg.svd(inside, full_matrices=False)[2][:k].T
    b = np.linalg.svd(few, full_matrices=False)[2][:k].T
    cosines = np.cos(subspace_angles(a, b))
    return {
        "name": name, "classes": classes, "count": count, "dimension": dimension, "short": short,
        "spectra": [s.tolist() for s in spectra],
        "ranks": [effective_rank(s) for s in spectra], "within": within, "between": between,
        "angle": float(np.degrees(np.arccos(np.sqrt((cosines**2).mean())))),
    }


def embedding(name, classes, count, dimension, apart):
    rows, labels = blobs(name, classes, count, dimension, apart)
    rows = normalize(rows.astype(float))
    values = np.linalg.svd(rows, compute_uv=False)
    uniform = np.ones(len(values)) / len(values)
    intra = []
    for label in range(classes):
        distances = cdist(rows[labels == label], rows[labels == label], "cosine")
        intra.append(distances.sum() / (count**2 - count))
    centres = normalize([rows[labels == label].mean(0) for label in range(classes)])
    inter = cdist(centres, centres, "cosine").sum() / (classes**2 - classes)
    nearest = NearestNeighbors(n_neighbors=2).fit(rows).kneighbors(rows, return_distance=False)
    right = labels[nearest[:, 1]] == labels
    start = rows[np.arange(classes) * count]
    lloyd = KMeans(classes, init=start, n_init=1, tol=0, max_iter=300, algorithm="lloyd").fit(rows)
    best = KMeans(classes, n_init=50, random_state=0).fit(rows)
    pca = PCA(2).fit(rows)
    plane = pca.transform(rows)
    plane *= np.sign(plane[np.abs(plane).argmax(0), [0, 1]])
    return {
        "name": name, "classes": classes, "count": count, "dimension": dimension, "apart": apart,
        "decay": float(entropy(uniform, values / values.sum())),
        "rank": effective_rank(values),
        "intra": float(np.mean(intra)), "inter": float(inter), "ratio": float(np.mean(intra) / inter),
        "recall": [float(right[labels == label].mean()) for label in range(classes)],
        "groups": lloyd.labels_.tolist(), "inertia": float(lloyd.inertia_),
        "best": float(best.inertia_),
        "information": float(normalized_mutual_info_score(labels, lloyd.labels_)),
        "plane": plane.ravel().tolist(), "shares": pca.explained_variance_ratio_.tolist(),
    }


def neighbours(name, classes, count, dimension, apart, perplexity, first, last):
    """Scikit-learn's own exact t-SNE, step by step as its _tsne takes them."""
    rows, _ = blobs(name, classes, count, dimension, apart)
    rows = normalize(rows.astype(float))
    distances = squareform(pdist(rows, "sqeuclidean"))
    p = _t_sne._joint_probabilities(distances, perplexity, verbose=0)
    y = pattern(name + " start", 2 * len(rows)).astype(float).reshape(-1, 2)
    y = y / y[:, 0].std() * 1e-4
    arguments = {
        "it": 0, "n_iter_check": 10**9, "n_iter_without_progress": 10**9, "min_grad_norm": 0,
        "learning_rate": max(len(rows) / 12 / 4, 50), "verbose": 0,
        "args": [12 * p, 1, len(rows), 2],
    }
    y = y.ravel()
    y, _, _ = _t_sne._gradient_descent(
        _t_sne._kl_divergence, y, max_iter=first, momentum=0.5, **arguments)
    arguments["args"][0] = p
    y, _, _ = _t_sne._gradient_descent(
        _t_sne._kl_divergence, y, max_iter=last, momentum=0.8, **arguments)
    error, _ = _t_sne._kl_divergence(y, p, 1, len(rows), 2)
    return {
        "name": name, "classes": classes, "count": count, "dimension": dimension, "apart": apart,
        "perplexity": perplexity, "first": first, "last": last, "places": y.tolist(),
        "divergence": float(error),
    }


def information(a, b):
    return {"a": a, "b": b, "value": float(normalized_mutual_info_score(a, b))}


if __name__ == "__main__":
    json.dump(
        {
            "layers": [
                layer("wide", 4, 7, 5000, 30), layer("narrow", 3, 9, 5, 5), layer("many", 13, 5, 40, 24),
            ],
            "embeddings": [
                embedding("tall", 4, 12, 6, 1.0), embedding("flat", 3, 6, 40, 0.6),
                embedding("mixed", 5, 20, 10, 0.1),
            ],
            "neighbours": [
                # Few steps: they multiply what single precision changes in the affinities.
                neighbours("tall", 4, 12, 6, 1.0, 8, 5, 0), neighbours("tall", 4, 12, 6, 1.0, 8, 3, 3),
                neighbours("mixed", 5, 20, 10, 0.1, 15, 250, 750),
            ],
            "information": [
                information([0, 0, 1, 1, 2, 2], [1, 1, 0, 0, 2, 2]),
                information([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1]),
                information([0, 0, 0, 1, 1, 1, 2], [0, 0, 1, 1, 1, 2, 3]),
                information([0, 0, 0], [0, 0, 0]),
            ],
        },
        sys.stdout,
    )
