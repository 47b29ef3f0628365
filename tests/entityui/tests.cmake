howdah_test(entityui/actionflow LINKS howdah_ui LABELS server)
