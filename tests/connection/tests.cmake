howdah_test(connection/session LINKS howdah_connection LABELS server threads)
howdah_test(connection/pgbinaries LINKS howdah_connection LABELS server)
howdah_test(connection/localserver LINKS howdah_connection LABELS server threads)
howdah_test(connection/serverfaults LINKS howdah_connection LABELS server)
