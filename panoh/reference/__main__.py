"""`python -m panoh.reference` writes the pages; `--check` says which are not current; `--bill` prints the parts as CycloneDX."""

import json
import sys

from panoh.reference import main
from panoh.reference.parts import bill

if "--bill" in sys.argv[1:]:
    sys.stdout.write(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n")
else:
    raise SystemExit(main(sys.argv[1:]))
