"""A task for nothing: with it a fresh process loads the code, the rules and the ground of a campaign."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from planner.domain.demand import HeatFlow
from planner.domain.rule import Policy
from planner.domain.scenario import Scenario
from planner.optimise.allotment import Shares
from planner.regions.allotment import allot
from planner.regions.division import Region
from planner.regions.parts import part_of
from planner.regions.people import People
from planner.regions.survey import Survey
from planner.regions.task import Task

FEW = 4
"""Workers, rows of heat and services of the task."""
PERSONS, ITERATIONS = 3, 20
"""Persons of each row of heat; iterations of the search."""
LIMIT_S = 5.0
"""Time limit of the task; its counted work takes far less."""


def warm_task(scenario: Scenario, policy: Policy) -> Task:
    """The campaign's first few people as a region of their own, planned with little counted work.

    It is made before heat is matched: its first rows are put to the first rows of demand, whether they fit or not.
    """
    pairs = zip(scenario.heat[:FEW], range(len(scenario.demand)), strict=False)
    flows = [HeatFlow(heat.origin_adcode, scenario.campaign.start_at, row, PERSONS) for heat, row in pairs]
    few = replace(scenario, workers=scenario.workers[:FEW], services=scenario.services[:FEW])
    people = People.of(few, flows)
    persons = people.persons()
    region = Region("R00", frozenset(persons), persons.total())
    needs = Survey(Shares({}, (), {}), Counter({(0, atom): 1 for atom in region.atoms}))
    (share,) = allot(few, policy, [region], needs, people.sites(few, [region]))
    return Task(*part_of(few, people, region, share), LIMIT_S, 0, 1, True, ITERATIONS)
