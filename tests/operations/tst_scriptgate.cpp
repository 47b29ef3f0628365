// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/scriptgate.h"

#include "operations/namesanswers.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;

// Statement for statement, of a database that the statements before have changed.
class ScriptGateTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void asksForWhatIsDestroyedByNow_data()
    {
        QTest::addColumn<QStringList>("before"); // that pass
        QTest::addColumn<QString>("last");
        QTest::addColumn<QString>("name");
        QTest::newRow("as it is") << QStringList{} << u"DROP TABLE public.big"_s << u"big"_s;
        QTest::newRow("renamed before") << QStringList{u"ALTER TABLE public.big RENAME TO big2"_s}
                                        << u"DROP TABLE public.big2"_s << u"big2"_s;
        QTest::newRow("another was to be renamed, and is not there")
            << QStringList{u"ALTER TABLE IF EXISTS public.nosuch RENAME TO big"_s} << u"DROP TABLE public.big"_s
            << u"big"_s;
        QTest::newRow("swapped")
            << QStringList{u"ALTER TABLE public.big RENAME TO big_old"_s, u"ALTER TABLE public.fresh RENAME TO big"_s}
            << u"DROP TABLE public.big_old"_s << u"big_old"_s;
        QTest::newRow("moved") << QStringList{u"ALTER TABLE public.big SET SCHEMA other"_s} << u"TRUNCATE other.big"_s
                               << u"big"_s;
    }

    void asksForWhatIsDestroyedByNow()
    {
        QFETCH(QStringList, before);
        QFETCH(QString, last);
        QFETCH(QString, name);
        const QString database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            database,
            u"CREATE SCHEMA other; CREATE TABLE big AS SELECT generate_series(1, 100) AS a; CREATE TABLE fresh (a int)"_s));
        connection::Session looker({.name = u"looker"_s, .readOnly = true});
        QVERIFY(looker.open(m_server.connInfo(database)).result());
        test::NamesAnswers nobody(false);
        ScriptGate gate(looker, database, nobody);
        for (const QString &statement : before) {
            const Result<void> passed = gate.pass(statement);
            QVERIFY2(passed, passed ? "" : qPrintable(statement + describe(passed.error())));
            QVERIFY(m_server.psql(database, statement));
        }
        QVERIFY(!gate.pass(last));
        QCOMPARE(nobody.asked.size(), std::size_t(1));
        const QStringList names = nobody.asked.front().names;
        QVERIFY2(
            std::ranges::any_of(names, [&](const QString &one) { return one.contains(name); }),
            qPrintable(names.join(u", "_s)));
    }
};

QTEST_GUILESS_MAIN(ScriptGateTest)
#include "tst_scriptgate.moc"
