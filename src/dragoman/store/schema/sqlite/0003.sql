-- The ledger, version 3. clue.key is another number: that of a key with a date begins with the date (store/clues.py), so that what is added
-- day by day is looked for and written in one corner. The program makes the rows anew when it next opens the ledger to write.
-- record.body and record.facts may be deflated (BLOB) as reading.body is; what an older version stored stays as it is.

DELETE FROM clue;
