howdah_test(values/corpus LINKS howdah_data LABELS server)
