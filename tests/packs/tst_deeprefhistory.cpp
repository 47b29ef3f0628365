// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyrun.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using test::HistoryRun;

// The pack of DeepRef through the history of TypeORM.
class DeeprefHistoryTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void isSound()
    {
        const HistoryRun pack(m_server, u"deepref"_s);
        QCOMPARE(pack.source.allProblems().size(), 0u);
        QCOMPARE(pack.source.migrations.size(), size_t(10));
        QCOMPARE(pack.source.pack.history, u"typeorm"_s);
        QCOMPARE(pack.source.pack.demo, u"deepref"_s);
    }

    void recordsAsTypeOrmDoes()
    {
        HistoryRun pack(m_server, u"deepref"_s);
        QCOMPARE(pack.up(), QString());
        QCOMPARE(
            pack.database.lines(u"SELECT \"timestamp\" || ' ' || name FROM migrations ORDER BY id"_s),
            (QStringList{
                u"1732025000001 InitialSchema1732025000001"_s, u"1732025000002 AISystemTables1732025000002"_s,
                u"1732025000003 CreateIndexes1732025000003"_s, u"1795248000001 PromptActivationHistory1795248000001"_s,
                u"1795420800001 IndexForeignKeys1795420800001"_s, u"1795420800002 CheckValues1795420800002"_s,
                u"1795420800003 ValidateValues1795420800003"_s, u"1795420800004 GuardPrompts1795420800004"_s,
                u"1795420800006 GovernPrompts1795420800006"_s, u"1795471200001 PromptDatasets1795471200001"_s}));
        QCOMPARE(
            pack.states(), (QStringList{
                               u"1732025000001 applied"_s, u"1732025000002 applied"_s, u"1732025000003 applied"_s,
                               u"1795248000001 applied"_s, u"1795420800001 applied"_s, u"1795420800002 applied"_s,
                               u"1795420800003 applied"_s, u"1795420800004 applied"_s, u"1795420800006 applied"_s,
                               u"1795471200001 applied"_s}));
    }

    void rollsBackExactly()
    {
        HistoryRun pack(m_server, u"deepref"_s);
        std::vector<QStringList> snapshots{pack.facts()};
        for (const migration::Migration &migration : pack.source.migrations) {
            QCOMPARE(pack.run({.to = migration.version}), QString());
            snapshots.push_back(pack.facts());
            QVERIFY(snapshots.back() != snapshots[snapshots.size() - 2]);
        }
        for (size_t i = pack.source.migrations.size(); i-- > 0;) {
            QCOMPARE(pack.down(), QString());
            const catalog::Difference left = catalog::compare(snapshots[i], pack.facts());
            QVERIFY2(left.isEmpty(), qPrintable(describe(left)));
            QCOMPARE(pack.database.psql(u"SELECT count(*) FROM migrations"_s), QString::number(i));
        }
        QCOMPARE(pack.up(), QString());
        const catalog::Difference again = catalog::compare(snapshots.back(), pack.facts());
        QVERIFY2(again.isEmpty(), qPrintable(describe(again)));
    }
};

QTEST_GUILESS_MAIN(DeeprefHistoryTest)
#include "tst_deeprefhistory.moc"
