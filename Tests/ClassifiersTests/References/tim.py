"""TIM-GD, alpha-TIM and OSTIM for transductive.py, by PyTorch's gradients in double precision.

Sources: mboudiaf/TIM src/tim.py; oveilleux/Realistic_Transductive_Few_Shot src/methods/tim.py and
alpha_tim.yaml; ebennequin/few-shot-open-set src/all_in_one/ottim.py and configs/detectors.yaml.
"""

import numpy as np
import torch


def log_softmax(logits):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def class_means(support, labels):
    return np.array([support[labels == k].mean(axis=0) for k in range(labels.max() + 1)])


def shannon(p):
    return -(p * torch.log(p + 1e-12)).sum(-1)


def tsallis(alpha):
    return lambda p: (1 - ((p + 1e-12) ** alpha).sum(-1)) / (alpha - 1)


def tim_gd(support, labels, queries, temperature=15, weights=(0.1, 1.0, 0.1), entropy=shannon):
    prototypes = torch.tensor(class_means(support, labels), requires_grad=True)
    one_hot = torch.eye(labels.max() + 1, dtype=torch.double)[labels]
    support, queries = torch.tensor(support), torch.tensor(queries)

    def logits(x):
        return temperature * (
            x @ prototypes.T - (prototypes**2).sum(1)[None] / 2 - (x**2).sum(1)[:, None] / 2)

    optimizer = torch.optim.Adam([prototypes], lr=1e-4)
    for _ in range(1000):
        cross = -(one_hot * torch.log(logits(support).softmax(1) + 1e-12)).sum(1).mean()
        p = logits(queries).softmax(1)
        conditional = entropy(p).mean()
        marginal = entropy(p.mean(0))
        loss = weights[0] * cross - (weights[1] * marginal - weights[2] * conditional)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return logits(queries).log_softmax(1).detach().numpy()


def alpha_tim(support, labels, queries):
    shot = len(labels) / (labels.max() + 1)
    alpha = 2 if shot == 1 else 7 if shot >= 5 else 5
    return tim_gd(support, labels, queries, weights=(1, 1, 1), entropy=tsallis(alpha))


def ostim_logits(support, labels, queries):
    """The logits of the queries, that of outsiders last."""
    mean = torch.tensor(np.concatenate([support, queries]).mean(axis=0))
    prototypes = torch.tensor(class_means(support, labels), requires_grad=True)
    support, queries, y = torch.tensor(support), torch.tensor(queries), torch.tensor(labels)
    many = len(labels) >= 5 * (labels.max() + 1)

    def logits(x):
        unit = torch.nn.functional.normalize
        cosines = unit(x - mean, dim=1) @ unit(prototypes - mean, dim=1).T
        return 10 * torch.cat([cosines, -cosines.mean(1, keepdim=True)], dim=1)

    optimizer = torch.optim.Adam([prototypes], lr=1e-3)
    for _ in range(50 if many else 200):
        p = logits(queries).softmax(1)
        loss = torch.nn.functional.cross_entropy(logits(support), y)
        loss = loss + (0.1 if many else 0.5) * shannon(p).mean() - shannon(p.mean(0))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return logits(queries).detach().numpy()


def ostim(support, labels, queries):
    return log_softmax(ostim_logits(support, labels, queries)[:, :-1])
