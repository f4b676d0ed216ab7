"""When a source put a paper on its list, and how many follow who did.

A migration is never changed once it has been released.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listings", sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("listings", sa.Column("followers", sa.BigInteger(), nullable=True))
