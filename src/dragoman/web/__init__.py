"""The ledger on a local web page, and for programs: ``app.create`` makes the application. Needs FastAPI, imported here and nowhere below."""
