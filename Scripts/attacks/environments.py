"""Environments that clusters and odd machines have: the same features, or a sentence."""
import os

from attacks.world import CODES, files

VARIABLES = [
    "OMP_THREAD_LIMIT=1", "OMP_DYNAMIC=true", "OMP_MAX_ACTIVE_LEVELS=0", "OMP_NUM_THREADS=0",
    "OMP_NUM_THREADS=abc", "OMP_NUM_THREADS=64", "OMP_NESTED=true", "OMP_SCHEDULE=dynamic",
    "OMP_PROC_BIND=true", "OMP_PLACES=cores", "OMP_STACKSIZE=64k", "OMP_WAIT_POLICY=active",
    "OMP_CANCELLATION=true", "GOMP_CPU_AFFINITY=0", "GOMP_SPINCOUNT=0", "OPENBLAS_NUM_THREADS=64",
    "GOTO_NUM_THREADS=0", "OPENBLAS_VERBOSE=2", "DNNL_VERBOSE=2", "DNNL_JIT_DUMP=0",
    "DNNL_PRIMITIVE_CACHE_CAPACITY=0", "LANG=C", "LC_ALL=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8",
    "TZ=Pacific/Kiritimati", "HOME=", "PATH=", "TMPDIR=/nowhere", "TERM=dumb", "COLUMNS=1",
]


def all(world):
    def arguments(place):
        return ["features", world.data, "--checkpoint", place + "/best.safetensors", "--output",
                "out.npy", "--threads", "2", "--precision", "f32"]

    def features(environment):
        # A checkpoint of its own, beside which no features are known.
        place = world.place()
        os.link(world.run + "/best.safetensors", place + "/best.safetensors")
        code, words = world.call(arguments(place), place, env=environment)
        return place, code, words, files(place, ["out.npy"])

    _, _, _, truth = features(dict(os.environ))
    for variable in VARIABLES + [None]:
        environment = {} if variable is None else dict(os.environ)
        if variable:
            environment[variable.split("=")[0]] = variable.split("=")[1]
        place, code, words, found = features(environment)
        why = None
        if code not in CODES | {0} or code == 0 and found != truth:
            why = f"{variable}: ends with {code}, features are {found}: {words[-500:]}"
        world.note("a hostile environment: features", why, place)
