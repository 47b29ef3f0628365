howdah_test(tour/tour LINKS Qt6::Gui LABELS server)
# It runs the real window on a display of its own.
add_dependencies(tst_tour_tour howdah)
howdah_test(tour/keyboard LINKS howdah_ui LABELS server)
