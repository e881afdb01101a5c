"""The service: published schedules over HTTP, and the command line."""
