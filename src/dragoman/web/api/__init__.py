"""``/api/v1``: the ledger for programs. Nothing here writes to it, and nothing asks in SQL of its own."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from ..asking import only_known
from .figures import router as figures
from .lists import router as lists
from .read import Readers
from .read import router as read
from .things import router as things

__all__ = ["Readers", "router"]

router = APIRouter(prefix="/api/v1", dependencies=[Depends(only_known)])
for part in (lists, things, figures, read):
    router.include_router(part)
