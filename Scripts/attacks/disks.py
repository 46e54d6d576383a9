"""Disks that become full at any byte: what was there before stays, and with room it goes on."""
import os
import random
import shutil
import subprocess

TRIES = 4


def full(world):
    for command in world.commands:
        for _ in range(TRIES):
            place = world.place()
            need = size(command, world)
            room = max(24, random.randrange(16, need // 1024 + 64))
            mounted = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={room}k", "tmpfs", place], capture_output=True)
            if mounted.returncode != 0:
                print("No file system can be mounted here: no full disks.")
                return
            try:
                code, words = world.call(command.arguments, place)
                why = None
                # compare goes on with its other runs, and then says that some failed.
                if code not in (0, 74, 1) or "Fatal" in words:
                    why = f"with {room} KiB it ends with {code}: {words[-500:]}"
                subprocess.run(["mount", "-o", "remount,size=200m", place], check=True)
                why = why or world.recovers(command, place)
            finally:
                if why:
                    shutil.copytree(place, place + "-kept")
                subprocess.run(["umount", place], check=True)
            world.note(f"a full disk: {command.name}", why, place)


def size(command, world):
    """About the bytes that a command writes, once known."""
    if not hasattr(command, "size"):
        place = world.place()
        world.call(command.arguments, place)
        command.size = sum(os.path.getsize(os.path.join(path, name))
                           for path, _, names in os.walk(place) for name in names)
        shutil.rmtree(place)
    return command.size
