"""How well and how fast people are found by name: 20,000 and a million invented people around the targets of pairs.tsv.

`bench/search.py FILE.tsv` takes other pairs. A million takes some minutes to seal.
"""

import subprocess
import sys
from pathlib import Path

PAIRS = Path(__file__).with_name("pairs.tsv")

if __name__ == "__main__":
    pairs = sys.argv[1] if len(sys.argv) > 1 else str(PAIRS)
    for population in ("20000", "1000000"):
        subprocess.run([sys.executable, "-m", "panoh", "bench", "search", "--pairs", pairs, "--population", population], check=True)
