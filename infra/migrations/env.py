"""What Alembic runs for each command: our tables only, on the connection that `infra/migrate.py` opened."""

from alembic import context

from infra.migrate import CONNECTION, describe

connection = context.config.attributes[CONNECTION]
context.configure(connection=connection, **describe(connection))
with context.begin_transaction():
    context.run_migrations()
