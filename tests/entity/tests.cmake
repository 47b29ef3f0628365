howdah_test(entity/models LINKS howdah_entity)
howdah_test(entity/labels LINKS howdah_entity LABELS server)
howdah_test(entity/packs LINKS howdah_operations LABELS server)
howdah_test(entity/actions LINKS howdah_operations LABELS server)
