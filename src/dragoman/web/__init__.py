"""The ledger on a local web page, and for programs: ``app.create`` makes the application. Nothing outside this room imports FastAPI."""
