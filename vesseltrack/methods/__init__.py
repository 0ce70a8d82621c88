"""What can be done with an open store from Python, by subject: :class:`vesseltrack.api.Database` is made of these."""
