"""Kills at random moments, and one at each rename."""
import os
import random
import signal
import subprocess
import time

from attacks.world import CODES

# Most kills cannot be heard; the others ask, and the program may end in peace.
SIGNALS = [signal.SIGKILL] * 3 + [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


def at_random(world, kills):
    done = 0
    while done < kills:
        for command in world.commands:
            place, why, sent = world.place(), None, 0
            for _ in range(4):
                begun = any(name.startswith("out") for name in os.listdir(place))
                arguments = command.resume if begun else command.arguments
                process = world.start(arguments, place)
                number = random.choice(SIGNALS)
                try:
                    process.communicate(timeout=random.uniform(0.02, 1.05 * command.seconds))
                except subprocess.TimeoutExpired:
                    sent += 1
                    why = why or ends(process, number)
                else:
                    # It was done already. What it does when asked again is seen below.
                    break
            why = why or world.recovers(command, place)
            world.note(f"killed at a random moment: {command.name}", why, place, tries=sent)
            done += sent
            if done >= kills:
                break


def ends(process, number):
    """None where a signalled process ends by it, or in peace with a proper code."""
    process.send_signal(number)
    sent = time.time()
    try:
        process.communicate(timeout=300)
    except subprocess.TimeoutExpired:
        trace = subprocess.run(["gdb", "-p", str(process.pid), "-batch", "-ex",
                                "thread apply all bt 12"], capture_output=True, text=True).stdout
        process.kill()
        process.communicate()
        return f"after signal {int(number)} it does not end: {trace}"
    code, seconds = process.returncode, time.time() - sent
    if code in (0, 130, -number):
        return None
    return f"after signal {int(number)} it ends with {code}, {seconds:.1f} s later"


SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
/* Kills the process before its rename number ATTACK_KILL_AT. */
int rename(const char *from, const char *to) {
  static int count;
  const char *at = getenv("ATTACK_KILL_AT");
  if (at && __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == atoi(at)) kill(getpid(), SIGKILL);
  int (*real)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  return real(from, to);
}
"""


def at_renames(world):
    library = world.folder + "/kill_at_rename.so"
    try:
        subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", library, "-ldl"],
                       input=SHIM.encode(), check=True)
    except (OSError, subprocess.CalledProcessError):
        print("There is no C compiler: no kills at renames.")
        return
    for command in world.commands:
        number, killed = 1, True
        while killed:
            place = world.place()
            environment = dict(os.environ, LD_PRELOAD=library, ATTACK_KILL_AT=str(number))
            code, words = world.call(command.arguments, place, env=environment)
            killed = code == -signal.SIGKILL
            why = None if killed or code == 0 else f"it ends with {code}: {words}"
            why = why or world.recovers(command, place)
            if killed or why:
                world.note(f"killed before a rename: {command.name}", why, place)
            number += 1
            # A report has a rename for each of its many pictures.
            if number > 60:
                break
