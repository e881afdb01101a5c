"""Campaigns too large for one run: divided into regions, planned in several processes, put together again."""
