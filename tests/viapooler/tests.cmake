# What has to work behind a proxy that pools transactions, by the tests of that thing, run once more with pgbouncer in
# every line of the program. Left out are functions that end or count sessions of the server: they look past the proxy.
function(howdah_pooled unit)
    get_property(command GLOBAL PROPERTY HOWDAH_COMMAND_${unit})
    get_filename_component(name ${unit} NAME)
    get_test_property(${unit} ENVIRONMENT environment)
    add_test(NAME viapooler/${name} COMMAND ${command} ${ARGN})
    set_tests_properties(viapooler/${name} PROPERTIES LABELS "pooler" TIMEOUT 600
        ENVIRONMENT "${environment};HOWDAH_TEST_POOLER=transaction")
endfunction()

howdah_pooled(connection/guard nothingGetsThrough copyReachesNoFile readingGoesOn theLockKeepsWhatElseWasAsked)
howdah_pooled(data/paging)
howdah_pooled(data/pagesource pagesArrive aNewRequestTakesThePlaceOfTheOld aSlowPageIsCancelledOnTheServer)
howdah_pooled(data/references)
howdah_pooled(data/refusal)
howdah_pooled(data/bulkcopy)
howdah_pooled(data/bulkimport)
howdah_pooled(data/bulkupsert)
howdah_pooled(metrics/panelrun)
howdah_pooled(cli/prompts)
