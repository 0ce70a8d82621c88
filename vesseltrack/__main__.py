"""``python -m vesseltrack`` is the command ``vesseltrack``."""

from vesseltrack.cli import main

main()
