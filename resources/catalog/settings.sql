-- What makes definitions come out the same whoever reads them: no search_path (all names are qualified), and the styles
-- in which constants are printed. jit off: these queries look expensive to the planner and are not.
-- Valid until the end of the transaction. Columns: nothing of interest.
SELECT pg_catalog.set_config('search_path', '', true),
       pg_catalog.set_config('jit', 'off', true),
       pg_catalog.set_config('quote_all_identifiers', 'off', true),
       pg_catalog.set_config('standard_conforming_strings', 'on', true),
       pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
       pg_catalog.set_config('IntervalStyle', 'postgres', true),
       pg_catalog.set_config('TimeZone', 'UTC', true),
       pg_catalog.set_config('extra_float_digits', '1', true),
       pg_catalog.set_config('bytea_output', 'hex', true),
       pg_catalog.set_config('xmlbinary', 'base64', true)
