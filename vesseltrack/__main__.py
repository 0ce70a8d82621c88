"""``python -m vesseltrack`` is the command ``vesseltrack``."""

from vesseltrack.main import main

main()
