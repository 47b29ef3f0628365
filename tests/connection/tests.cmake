howdah_test(connection/session LINKS howdah_connection LABELS server threads)
