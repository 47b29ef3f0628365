howdah_test(plan/reading LINKS howdah_plan)
howdah_test(plan/figures LINKS howdah_plan LABELS server)
howdah_test(plan/formats LINKS howdah_plan LABELS server)
howdah_test(plan/candidates LINKS howdah_plan LABELS server)
