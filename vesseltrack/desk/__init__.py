"""The desk: the page of the night served on this machine to one analyst, with the functions a static file cannot have.

It records verdicts, shows any ship with its whole track, replays with other rules, searches, and runs queries. It listens on
127.0.0.1 only, answers only requests with its token, and keeps the store open no longer than one answer takes.
"""

from vesseltrack.desk.app import Served, desk_app, serve

__all__ = ["Served", "desk_app", "serve"]
