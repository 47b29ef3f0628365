howdah_test(query/script LINKS howdah_query)
howdah_test(query/parameters LINKS howdah_query)
howdah_test(query/results LINKS howdah_query)
howdah_test(query/run LINKS howdah_query LABELS server)
