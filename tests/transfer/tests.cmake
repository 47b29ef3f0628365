howdah_test(transfer/models LINKS howdah_ui)
howdah_test(transfer/dialogs LINKS howdah_ui LABELS server)
