howdah_test(entity/models LINKS howdah_entity)
howdah_test(entity/labels LINKS howdah_entity LABELS server)
