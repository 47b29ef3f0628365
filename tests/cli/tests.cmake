howdah_test(cli/servercommand LINKS howdah_cli LABELS server)
