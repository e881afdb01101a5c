"""Valid plans with one plausible error each, which the verifier must name by the right rule.

A corruption is a function that takes a :class:`~tests.verify.corruptions.draft.Draft` of a valid plan and a seeded
generator, makes one error (in all the cells that tell of it) and says what it did, or ``None`` where that plan offers
nothing to spoil in this way. ``register`` notes the rule that has to speak up; others may speak too.
"""
