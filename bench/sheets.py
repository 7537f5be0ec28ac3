"""How long a sheet takes to be read or refused, and with how much memory.

    python -m bench.sheets            # the hostile files of the tests, then honest ones of growing size

Each file is read in a process of its own (Linux): the time of `read_sheet`, and how far the largest size of the
process grew.
"""

import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from tests.core.tables.hostile import HOSTILE
from training.core.tables import Column, SheetUnreadable, read_sheet, write_xlsx

HONEST = {"5,000 rows x 36": (5_000, 36), "100,000 rows x 8": (100_000, 8)}


def honest(rows: int, columns: int) -> bytes:
    """A sheet of short texts."""
    data = ([f"isi sel {row} {column}" for column in range(columns)] for row in range(rows))
    return write_xlsx([Column(f"kolom {column}") for column in range(columns)], data)


def peak_kilobytes() -> int:
    """The largest size this program had; unlike `ru_maxrss` it does not begin with that of the parent."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def measure(path: str) -> None:
    """Read one file and print seconds, megabytes and what came of it."""
    content = Path(path).read_bytes()
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        before, began = peak_kilobytes(), time.perf_counter()
        try:
            outcome = f"{len(read_sheet(content, 'a.xlsx').rows)} rows"
        except SheetUnreadable as refusal:
            outcome = f"refused: {refusal.message}"
        seconds = time.perf_counter() - began
        megabytes = (peak_kilobytes() - before) / 1024
    print(f"{seconds:6.2f} s {megabytes:6.0f} MB  {outcome[:90]}")


def main() -> None:
    """Make each file and measure it."""
    files = HOSTILE | {name: partial(honest, *size) for name, size in HONEST.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, make in files.items():
            path = Path(folder) / "sheet.xlsx"
            path.write_bytes(make())
            print(f"{name:32} {path.stat().st_size / 1e6:6.2f} MB", end="  ", flush=True)
            subprocess.run([sys.executable, "-m", "bench.sheets", str(path)], check=True)


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
