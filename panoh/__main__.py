"""`python -m panoh`."""

import sys

from panoh.cli import main

sys.exit(main(sys.argv[1:]))
