howdah_test(catalog/identifier LINKS howdah_catalog LABELS server)
howdah_test(catalog/catalogreader LINKS howdah_catalog LABELS server threads)
howdah_test(catalog/difference LINKS howdah_catalog LABELS server)
howdah_test(catalog/ddl LINKS howdah_catalog LABELS server)
