"""The optimisers' cases of operations.json: parameters after each of three steps."""

import torch

from recording import result, source, tensor


def optimisers():
    """Three steps; the gradient of step k is the input "gradient k", whatever the parameters are.
    Results: "parameters k" after step k = 1, 2, 3."""
    cases = []
    kinds = [
        ("sgd", "plain", torch.optim.SGD, {"lr": 0.1}),
        ("sgd", "momentum", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
        ("sgd", "decay", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05}),
        (
            "sgd",
            "nesterov",
            torch.optim.SGD,
            {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05, "nesterov": True},
        ),
        ("adam", "plain", torch.optim.Adam, {"lr": 0.001}),
        ("adam", "decay", torch.optim.Adam, {"lr": 0.02, "weight_decay": 0.05}),
        ("adamw", "decay", torch.optim.AdamW, {"lr": 0.02, "weight_decay": 0.05}),
    ]
    for operation, label, kind, options in kinds:
        name = f"{operation} {label}"
        inputs = {"parameters": source(f"{name}/parameters", (3, 7))}
        for step in (1, 2, 3):
            # Small gradients in the middle step, so that epsilon and the moments' bias show.
            scale = 0.001 if step == 2 else 1.0
            inputs[f"gradient {step}"] = source(f"{name}/gradient {step}", (3, 7), scale)
        parameters = tensor(inputs["parameters"], gradient=True)
        optimiser = kind([parameters], **options)
        results = {}
        for step in (1, 2, 3):
            parameters.grad = tensor(inputs[f"gradient {step}"])
            optimiser.step()
            results[f"parameters {step}"] = result(parameters)
        group = optimiser.param_groups[0]
        numbers = {
            "learningRate": group["lr"],
            "momentum": group.get("momentum", 0.0),
            "weightDecay": group["weight_decay"],
            "nesterov": int(group.get("nesterov", False)),
        }
        if "betas" in group:
            numbers |= {"beta1": group["betas"][0], "beta2": group["betas"][1]}
            numbers |= {"epsilon": group["eps"]}
        cases.append(
            {
                "name": name,
                "operation": operation,
                "inputs": inputs,
                "numbers": numbers,
                "integers": {},
                "results": results,
            }
        )
    return cases
