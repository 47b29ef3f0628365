howdah_test(entity/models LINKS howdah_entity)
