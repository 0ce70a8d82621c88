"""The methods of :class:`vesseltrack.api.Database`, grouped by subject as mix-in classes."""
