-- The end of a stage: one row, whose arrival puts the parts together on the session's thread. Columns: nothing of
-- interest.
SELECT 1
