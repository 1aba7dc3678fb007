#!/usr/bin/env python3
"""Turn the coder into machine code with mypyc: the same source, compiled beside itself.

Invariant: what runs is what stands in the source. A library that is older than any module it was
made from is removed before anything else is done, and plain Python takes its place.

  python tools/compile.py            compile; without a C compiler, say so and leave plain Python
  python tools/compile.py --stale    only remove what no longer fits the source
  python tools/compile.py --check    only say, with exit 1, whether one does not
  python tools/compile.py --remove   back to plain Python
"""

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
ROOMS = ("text", "coding")  # pure functions over text: where the time goes
# Not compiled: what waits for a disk or a network, and packages' own files.
LEFT_OUT = re.compile(r".*/(?:__init__|coding/(?:filter|llm|asking/.*))\.py")
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
LEVEL = "1"  # of the C compiler; a higher one takes half as long again and gains nothing
BUILD = """
from mypyc.build import mypycify
from setuptools import setup
groups = {groups!r}
setup(
    name="crosstally-compiled", packages=[],
    ext_modules=mypycify(
        ["--config-file", {config!r}, *(path for paths, _ in groups for path in paths)],
        opt_level={level!r}, debug_level="0", separate=groups, target_dir="c",
    ),
)
"""


def modules() -> list[Path]:
    """Every module that is compiled."""
    every = (
        path for room in ROOMS for path in sorted((SOURCE / "crosstally" / room).rglob("*.py"))
    )
    return [path for path in every if LEFT_OUT.fullmatch(path.as_posix()) is None]


def libraries() -> list[Path]:
    """Every library that stands compiled: one beside each module, and one a group."""
    beside = (SOURCE / "crosstally" / room for room in ROOMS)
    own = (path for room in beside for path in room.rglob(f"*{SUFFIX}"))
    return sorted([*SOURCE.glob(f"*{SUFFIX}"), *own])


def is_stale() -> bool:
    """Whether a library stands that is older than a module it was made from."""
    made = [path.stat().st_mtime for path in libraries()]
    return bool(made) and min(made) < max(path.stat().st_mtime for path in modules())


def remove() -> None:
    """Back to plain Python."""
    for path in libraries():
        path.unlink()


def compile_all() -> str | None:
    """Compile every module; what stood in the way, where something did."""
    remove()
    every = [str(path) for path in modules()]
    half = len(every) // 2
    groups = [(every[:half], "crosstally_first"), (every[half:], "crosstally_second")]
    config = str(ROOT / "pyproject.toml")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made")
        script = Path(folder, "setup.py")
        script.write_text(BUILD.format(groups=groups, config=config, level=LEVEL), "utf-8")
        command = [sys.executable, script, "build_ext", "--build-lib", made, "--parallel", "2"]
        environment = {**os.environ, "MYPYPATH": str(SOURCE)}
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env=environment
        )
        found = sorted(made.rglob(f"*{SUFFIX}"))
        if done.returncode or not found:
            said = (done.stderr or done.stdout).strip().splitlines()
            return said[-1] if said else "no word of why"
        for path in found:
            target = SOURCE / path.relative_to(made)
            target.write_bytes(path.read_bytes())
    return None


def main() -> int:
    """Exit 0 whether or not there is a C compiler: plain Python gives the same, only slower."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--stale", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--remove", action="store_true")
    asked = parser.parse_args()
    if asked.check:
        return int(is_stale())
    if asked.remove:
        remove()
    elif asked.stale:
        if is_stale():
            remove()
            print("the coder was edited: plain Python until `make fast` compiles it again")
    else:
        began = time.monotonic()
        print("compiling the coder (once, about a minute) …", flush=True)
        why = compile_all()
        if why is not None:
            print(f"not compiled ({why}): it runs as Python, the same and slower")
        else:
            print(f"compiled in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
