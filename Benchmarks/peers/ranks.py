"""S2M2_R training steps in PyTorch, by one process or by several under DistributedDataParallel with
gloo, as `bench ranks` does them: networks, heads, passes and update of training.py, on random images
in memory. A step is one backward pass over the sum of both losses, so that gradients are reduced
once, while it runs. Each process has its share of the batch, with batch statistics of its own.

    python ranks.py BACKBONE BATCH SIZE CLASSES PROCESSES THREADS SECONDS

prints image passes per second.
"""

import os
import random
import subprocess
import sys
import time

import torch
import torch.distributed as distributed
from torch.nn.parallel import DistributedDataParallel

from training import Losses, backbone

arguments = sys.argv[1:]


def main():
    name = arguments[0]
    batch, size, classes, processes, threads = map(int, arguments[1:6])
    seconds = float(arguments[6])
    rank = int(os.environ.get("RANK", -1))
    if processes > 1 and rank < 0:
        return launch(processes)
    torch.set_num_threads(threads)
    torch.manual_seed(max(rank, 0))
    random.seed(max(rank, 0))
    net = Losses(*backbone(name, size), classes).train()
    if processes > 1:
        distributed.init_process_group("gloo", rank=rank, world_size=processes)
        net = DistributedDataParallel(net)
    own = batch // processes
    x = torch.randn(own, 3, size, size).to(memory_format=torch.channels_last)
    y = torch.randint(classes, (own,))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, fused=True)
    steps = 0
    while True:
        # All processes take as many steps: the first says when it is enough.
        if steps == 2:
            start = time.perf_counter()
        spent = time.perf_counter() - start if steps > 2 else 0
        enough = torch.tensor([spent > seconds])
        if processes > 1:
            distributed.broadcast(enough, 0)
        if enough:
            break
        net(x, y).backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        steps += 1
    if rank <= 0:
        print(2 * batch * (steps - 2) / spent, flush=True)
    if processes > 1:
        distributed.destroy_process_group()


def launch(processes):
    """Starts this script once for each process."""
    around = {"WORLD_SIZE": processes, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": 29517}
    started = [
        subprocess.Popen(
            [sys.executable, __file__, *arguments],
            env=os.environ | {k: str(v) for k, v in (around | {"RANK": rank}).items()})
        for rank in range(processes)
    ]
    sys.exit(max(process.wait() for process in started))


main()
