-- What makes definitions come out the same whoever reads them: no search_path (all names are qualified), and the styles
-- in which constants are printed. jit off: these queries look expensive to the planner and are not.
-- Valid until the end of the transaction. Columns: nothing of interest.
SELECT set_config('search_path', '', true),
       set_config('jit', 'off', true),
       set_config('quote_all_identifiers', 'off', true),
       set_config('standard_conforming_strings', 'on', true),
       set_config('DateStyle', 'ISO, YMD', true),
       set_config('IntervalStyle', 'postgres', true),
       set_config('TimeZone', 'UTC', true),
       set_config('extra_float_digits', '1', true),
       set_config('bytea_output', 'hex', true),
       set_config('xmlbinary', 'base64', true)
