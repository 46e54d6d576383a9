"""AUROC, AUPR and precision at 90 % recall of drawn scores, by scikit-learn.

    pip install numpy==2.4.6 scikit-learn==1.9.1 && python3 detection.py > detection.json

As in ebennequin/few-shot-open-set src/inference.py, outsiders are the positives, and the precision is
that of the last threshold with a recall of 0.9 or more; AUPR is average precision, where that has
trapezoids. The last case has equal scores only.
"""

import json

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

random = np.random.default_rng(7)
cases = []
for outside, inside, shift, decimals in [
        (75, 75, 1.0, 6), (75, 75, 0.0, 6), (20, 75, 2.0, 6), (75, 25, 0.7, 1), (10, 40, 0.5, 0),
        (1, 3, 0.5, 6), (30, 30, -1.0, 1), (5, 5, 9.0, 6), (45, 75, 0.0, -9)]:
    a = np.round(random.normal(shift, 1, outside), decimals)
    b = np.round(random.normal(0, 1, inside), decimals)
    truth = np.concatenate([np.ones(outside), np.zeros(inside)])
    scores = np.concatenate([a, b])
    precision, recall, _ = precision_recall_curve(truth, scores)
    cases.append({
        "outside": a.tolist(), "inside": b.tolist(), "auroc": roc_auc_score(truth, scores),
        "aupr": average_precision_score(truth, scores), "precisionAt90": precision[recall >= 0.9][-1]})
print(json.dumps({"cases": cases}))
