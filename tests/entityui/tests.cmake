howdah_test(entityui/actionflow LINKS howdah_ui LABELS server)
howdah_test(entityui/cards LINKS howdah_ui LABELS server)
howdah_test(entityui/entityviews LINKS howdah_ui LABELS server)
howdah_test(entityui/tenants LINKS howdah_ui LABELS server)
