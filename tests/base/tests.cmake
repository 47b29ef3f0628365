howdah_test(base/error LINKS howdah_base)
howdah_test(base/textposition LINKS howdah_base)
howdah_test(base/watchdog LINKS howdah_base)
howdah_test(base/estimate LINKS howdah_base)
