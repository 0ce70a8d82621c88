"""The desk: the page of the night, served to one analyst on this machine, with what a file cannot do.

It marks verdicts, opens any ship with its whole track, asks what other rules would bring, searches, and runs a query. It listens
on 127.0.0.1 alone, answers only who has its token, and holds the store no longer than one answer takes.
"""

from vesseltrack.desk.app import Served, desk_app, serve

__all__ = ["Served", "desk_app", "serve"]
