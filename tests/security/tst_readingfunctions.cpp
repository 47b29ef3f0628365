// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/readingfunctions.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

// The list of functions that read, against the server's own: `./dev test --matrix` runs it on each version.
class ReadingFunctionsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    [[nodiscard]] QStringList rows(const QString &sql) const
    {
        const Result<QString> answer = m_server.psql(u"howdah"_s, sql);
        return answer ? answer->split(u'\n', Qt::SkipEmptyParts) : QStringList{describe(answer.error())};
    }

private Q_SLOTS:
    void eachFunctionIsInOneList()
    {
        QStringList unknown;
        for (const QString &name : rows(u"SELECT DISTINCT proname FROM pg_catalog.pg_proc"
                                        " WHERE pronamespace = 'pg_catalog'::regnamespace"_s)) {
            const QByteArray text = name.toUtf8();
            if (connection::isReadingFunction(text) == connection::isRefusedFunction(text))
                unknown << name;
        }
        QVERIFY2(unknown.isEmpty(), qPrintable(unknown.join(u' ') + u": run packaging/readingfunctions.py"_s));
    }

    // Operators, casts and aggregates of PostgreSQL are used without a name that could be judged.
    void whatHasNoNameReads()
    {
        QStringList refused;
        for (const QString &name :
             rows(u"SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p WHERE p.oid IN (SELECT oprcode FROM pg_operator"
                  " UNION SELECT castfunc FROM pg_cast UNION SELECT aggtransfn FROM pg_aggregate"
                  " UNION SELECT aggfinalfn FROM pg_aggregate)"_s)) {
            if (!connection::isReadingFunction(name.toUtf8()))
                refused << name;
        }
        QCOMPARE(refused, QStringList());
    }

    void whatIsVolatileWasReviewed()
    {
        for (const char *name :
             {"query_to_xml", "table_to_xml", "set_config", "lo_export", "pg_read_file", "nextval",
              "pg_terminate_backend", "pg_create_physical_replication_slot", "ts_stat", "pg_notify"}) {
            QVERIFY2(connection::isRefusedFunction(name), name);
            QVERIFY2(!connection::isReadingFunction(name), name);
        }
        for (const char *name :
             {"lower", "random", "now", "pg_get_viewdef", "pg_relation_size", "txid_current", "uuidv7"})
            QVERIFY2(connection::isReadingFunction(name), name);
    }
};

QTEST_GUILESS_MAIN(ReadingFunctionsTest)
#include "tst_readingfunctions.moc"
