"""What others take for the episodes that `bench episodes` runs.

    python episodes.py METHOD SHOT SECONDS

prints episodes per second. METHOD is one of

- sampling: NumPy drawing 5 classes and their images;
- nearest-centroid: easyfsl's `evaluate` with `PrototypicalNetworks` over a `FeaturesDataset`;
- logistic: scikit-learn's `LogisticRegression`, lbfgs, C = 1;
- pt-map: the MAP part of yhu01/PT-MAP written again in batched PyTorch, 200 episodes at a time;
- tim-gd: mboudiaf/TIM's `src/tim.py`, 1,000 steps of Adam by autograd, one episode at a time;
- tim-gd-batched: the same, 25 episodes at a time;
- s2m2-head: S2M2's cosine classifier (nupurkmr9/S2M2_fewshot `methods/baselinefinetune.py`),
  301 epochs of SGD on batches of four, in PyTorch.

Features: 20 classes x 600 images, 640 numbers, the positive part of Gaussians, length one; 5-way,
15 queries per class.
"""

import sys
import time

import numpy as np
import torch

WAY, QUERY, CLASSES, IMAGES, DIMENSION = 5, 15, 20, 600, 640


def features():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(CLASSES, 1, DIMENSION))
    x = np.maximum(centres * 0.3 + rng.normal(size=(CLASSES, IMAGES, DIMENSION)), 0)
    return (x / np.linalg.norm(x, axis=2, keepdims=True)).astype(np.float32)


def episode(x, rng, shot):
    """Support (way * shot, dimension), queries (way * query, dimension), and their labels."""
    classes = rng.choice(CLASSES, WAY, replace=False)
    images = [rng.choice(IMAGES, shot + QUERY, replace=False) for _ in classes]
    support = np.concatenate([x[c, i[:shot]] for c, i in zip(classes, images)])
    query = np.concatenate([x[c, i[shot:]] for c, i in zip(classes, images)])
    return support, query, np.repeat(np.arange(WAY), shot), np.repeat(np.arange(WAY), QUERY)


def sampling(x, shot, count, rng):
    for _ in range(count):
        episode(x, rng, shot)


def nearest_centroid(x, shot, count, rng):
    import vision  # easyfsl imports torchvision.
    from easyfsl.datasets import FeaturesDataset
    from easyfsl.methods import PrototypicalNetworks
    from easyfsl.samplers import TaskSampler
    from easyfsl.utils import evaluate

    class Sampler(TaskSampler):
        """TaskSampler's own constructor passes PyTorch 2.13 an argument that it no longer has."""

        def __init__(self, items_per_label, n_way, n_shot, n_query, n_tasks):
            self.n_way, self.n_shot, self.n_query = n_way, n_shot, n_query
            self.n_tasks = n_tasks
            self.items_per_label = items_per_label

    labels = np.repeat(np.arange(CLASSES), IMAGES).tolist()
    items = {k: list(range(k * IMAGES, (k + 1) * IMAGES)) for k in range(CLASSES)}
    dataset = FeaturesDataset(
        labels, torch.from_numpy(x.reshape(-1, DIMENSION)), [str(k) for k in range(CLASSES)]
    )
    sampler = Sampler(items, WAY, shot, QUERY, count)
    loader = torch.utils.data.DataLoader(
        dataset, batch_sampler=sampler, collate_fn=sampler.episodic_collate_fn
    )
    evaluate(PrototypicalNetworks(torch.nn.Identity()), loader, device="cpu", use_tqdm=False)


def logistic(x, shot, count, rng):
    from sklearn.linear_model import LogisticRegression

    for _ in range(count):
        support, query, labels, answers = episode(x, rng, shot)
        fitted = LogisticRegression(C=1.0, max_iter=1000).fit(support, labels)
        (fitted.predict(query) == answers).mean()


def pt_map(x, shot, count, rng):
    """Episodes in batches of 200: means by labels, 20 rounds of Sinkhorn and moving the means."""
    step, rounds, weight = 0.2, 20, 10.0
    for start in range(0, count, 200):
        size = min(200, count - start)
        drawn = [episode(x, rng, shot) for _ in range(size)]
        support = torch.from_numpy(np.stack([d[0] for d in drawn]))
        query = torch.from_numpy(np.stack([d[1] for d in drawn]))
        labels = torch.nn.functional.one_hot(torch.from_numpy(drawn[0][2]), WAY).float()
        means = labels.T @ support / shot
        for _ in range(rounds + 1):
            distances = torch.cdist(query, means) ** 2
            p = torch.exp(-weight * distances)
            p = p / p.sum((1, 2), keepdim=True)
            totals = torch.zeros(size, WAY * QUERY)
            for _ in range(1000):
                if (totals - p.sum(2)).abs().max() <= 1e-6:
                    break
                totals = p.sum(2)
                p = p / totals[:, :, None]
                p = p * (QUERY / p.sum(1))[:, None, :]
            mass = p.transpose(1, 2)
            new = (labels.T @ support + mass @ query) / (shot + mass.sum(2, keepdim=True))
            means = means + step * (new - means)
        p.argmax(2)


def tim_gd(x, shot, count, rng, batch=1):
    """Logits, losses and weights [0.1, 1, 0.1] as the authors' code has them, tasks in front."""
    for start in range(0, count, batch):
        drawn = [episode(x, rng, shot) for _ in range(min(batch, count - start))]
        support = torch.from_numpy(np.stack([d[0] for d in drawn]))
        query = torch.from_numpy(np.stack([d[1] for d in drawn]))
        labels = torch.nn.functional.one_hot(torch.from_numpy(drawn[0][2]), WAY).float()
        weights = (labels.T @ support / shot).requires_grad_()
        optimizer = torch.optim.Adam([weights], lr=1e-4)

        def logits(samples):
            return 15 * (
                samples @ weights.transpose(1, 2)
                - (weights**2).sum(2)[:, None] / 2 - (samples**2).sum(2)[:, :, None] / 2
            )

        for _ in range(1000):
            p_support, p = logits(support).softmax(2), logits(query).softmax(2)
            cross = -(labels * torch.log(p_support + 1e-12)).sum(2).mean(1).sum(0)
            conditional = -(p * torch.log(p + 1e-12)).sum(2).mean(1).sum(0)
            mean = p.mean(1)
            marginal = -(mean * torch.log(mean)).sum(1).sum(0)
            loss = 0.1 * cross - (1.0 * marginal - 0.1 * conditional)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            logits(query).argmax(2)


def tim_gd_batched(x, shot, count, rng):
    tim_gd(x, shot, count, rng, batch=25)


def s2m2_head(x, shot, count, rng):
    for _ in range(count):
        support, query, labels, _ = episode(x, rng, shot)
        support, labels = torch.from_numpy(support), torch.from_numpy(labels)
        head = torch.nn.utils.weight_norm(torch.nn.Linear(DIMENSION, WAY, bias=False), dim=0)
        optimizer = torch.optim.SGD(
            head.parameters(), lr=0.01, momentum=0.9, dampening=0.9, weight_decay=1e-3
        )
        loss = torch.nn.CrossEntropyLoss()
        for _ in range(301):
            order = torch.from_numpy(rng.permutation(len(labels)))
            for i in range(0, len(order), 4):
                batch = order[i : i + 4]
                rows = support[batch]
                rows = rows / (rows.norm(dim=1, keepdim=True) + 1e-5)
                optimizer.zero_grad()
                loss(2 * head(rows), labels[batch]).backward()
                optimizer.step()
        with torch.no_grad():
            head(torch.from_numpy(query)).argmax(1)


METHODS = {
    "sampling": (sampling, 200),
    "nearest-centroid": (nearest_centroid, 1000),
    "logistic": (logistic, 20),
    "pt-map": (pt_map, 200),
    "tim-gd": (tim_gd, 1),
    "tim-gd-batched": (tim_gd_batched, 25),
    "s2m2-head": (s2m2_head, 1),
}

if __name__ == "__main__":
    method, portion = METHODS[sys.argv[1]]
    shot, seconds = int(sys.argv[2]), float(sys.argv[3])
    torch.set_num_threads(2)
    x, rng = features(), np.random.default_rng(1)
    method(x, shot, portion, rng)
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        method(x, shot, portion, rng)
        done += portion
    print(done / (time.perf_counter() - start))
