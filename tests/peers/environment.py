"""The virtual environment that holds the other simulators.

Versions are pinned: with fixed seeds a comparison then gives the same numbers every time. What does not
install is said on stderr and left out; it must never make a run fail.
"""

import importlib
import json
import os
import pathlib
import subprocess
import sys
import venv

# What every comparison needs, and each simulator with what it needs but does not ask for.
COMMON = ["numpy==2.4.6", "scipy==1.17.1", "networkx==3.6.1"]
EON = {"EoN": ["EoN==2.0"]}
NDLIB = {"ndlib": ["ndlib==6.0.1", "six==1.17.0"]}
CYNETDIFF = {"cynetdiff": ["cynetdiff==0.1.18"]}
PYNETIM = {"pynetim": ["pynetim"]}

# What of a simulator is imported, where that is not the whole of it.
PARTS = {"ndlib": "ndlib.models.epidemics", "cynetdiff": "cynetdiff.models"}


def enter(simulators: dict) -> bool:
    """Starts this script anew in a virtual environment that has `simulators`, as far as they install.

    True once in there; false where not even what all of them need can be had.
    """
    if os.environ.get("WORDSPREAD_PEERS") == "ready":
        return True
    home = pathlib.Path(__file__).resolve().parents[2] / "target" / "peers"
    python, installed = home / "bin" / "python", home / "installed.json"
    try:
        if not installed.exists():
            venv.create(home, with_pip=True, clear=True)
        have = json.loads(installed.read_text()) if installed.exists() else {}
        for name, packages in {"common": COMMON, **simulators}.items():
            if have.get(name) != packages and install(python, packages):
                have[name] = packages
                installed.write_text(json.dumps(have))
    except (OSError, subprocess.SubprocessError) as failed:
        print(f"no virtual environment: {failed}", file=sys.stderr)
        return False
    if "common" not in have:
        return False
    os.environ["WORDSPREAD_PEERS"] = "ready"
    os.execv(python, [str(python), *sys.argv])


def install(python: pathlib.Path, packages: list) -> bool:
    """True if they are there afterwards; what all need stays as it is pinned."""
    options = ["--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20"]
    command = [python, "-m", "pip", "install", *options, *COMMON, *packages]
    if subprocess.run(command, check=False).returncode == 0:
        return True
    print(f"{packages[0]} does not install: it is left out", file=sys.stderr)
    return False


def is_here(simulator: str) -> bool:
    """True if it can be imported; says so otherwise."""
    try:
        importlib.import_module(PARTS.get(simulator, simulator))
    except ImportError as failed:
        print(f"{simulator} is left out: {failed}", file=sys.stderr)
        return False
    return True
