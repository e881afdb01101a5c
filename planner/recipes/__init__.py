"""Scenarios built from facts: sized and placed after what sources tell, drawn with a seed, the same bytes every time.

>>> "toy" in recipe_names()
True
"""

from planner.recipes.build import FORMS, Recipe, build_scenario, recipe_names, recipes

__all__ = ["FORMS", "Recipe", "build_scenario", "recipe_names", "recipes"]
