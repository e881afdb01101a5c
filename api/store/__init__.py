"""The database: models, migrations, and the only SQL of the house."""
