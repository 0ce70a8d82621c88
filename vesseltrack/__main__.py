"""``python -m vesseltrack`` is the command ``vesseltrack``."""

from vesseltrack.cli.main import main

main()
