howdah_test(operations/promptfiles LINKS howdah_operations)
howdah_test(operations/dashboards LINKS howdah_operations LABELS server)
howdah_test(operations/migrationrun LINKS howdah_operations LABELS server)
