"""The verifier's own readers: raw scenario files, rule pack and plan folder, as domain types.

Nothing here is shared with ``planner.ingest``, ``planner.policy`` or ``planner.publish``: a mistake made there
must not be made twice.
"""
