"""OpenRefine's Reconciliation API, version 0.2, over the actors of the ledger."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(tags=["reconcile"])
