"""The corruptions themselves, by what they spoil; importing this registers them all."""

from types import ModuleType

from tests.verify.corruptions.kinds import papers, people, places, scarce, trips, vehicles

LOADED: tuple[ModuleType, ...] = (papers, people, places, scarce, trips, vehicles)
