"""Every table of the store; importing this module is what makes them known."""

from __future__ import annotations

from api.store import account_models, key_models, models, work_models
from api.store.base import Base

METADATA = Base.metadata
MODULES = (models, account_models, work_models, key_models)
