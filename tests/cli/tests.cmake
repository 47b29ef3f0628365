howdah_test(cli/servercommand LINKS howdah_cli LABELS server)
howdah_test(cli/demo LINKS howdah_cli LABELS server)
