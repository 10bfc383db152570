import importlib
from pathlib import Path

for found in sorted(Path(__file__).parent.glob("part_*.py")):
    importlib.import_module(f".{found.stem}", __name__)
