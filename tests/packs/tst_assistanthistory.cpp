// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyrun.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::HistoryRun;

// The pack of the assistant through the history of Prisma, with Alembic's beside it.
class AssistantHistoryTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static QString inForce()
    {
        return u"SELECT string_agg(migration_name, ' ') FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL"_s;
    }

private Q_SLOTS:
    void isSound()
    {
        const HistoryRun pack(m_server, u"assistant"_s);
        QCOMPARE(pack.source.allProblems().size(), 0u);
        QCOMPARE(pack.source.migrations.size(), 1u);
        QVERIFY(pack.source.migrations.front().down.has_value());
        QCOMPARE(pack.source.pack.layout, migration::Layout::Prisma);
        QCOMPARE(pack.source.pack.history, u"prisma"_s);
    }

    void recordsAsPrismaAndAlembicDo()
    {
        HistoryRun pack(m_server, u"assistant"_s);
        QCOMPARE(pack.up(), QString());
        QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/assistant/0_init/migration.sql"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString checksum =
            QString::fromLatin1(QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex());
        QCOMPARE(
            pack.database.lines(
                u"SELECT concat_ws(' ', migration_name, checksum, applied_steps_count) FROM _prisma_migrations"_s),
            QStringList{u"0_init %1 1"_s.arg(checksum)});
        QCOMPARE(pack.database.psql(inForce()), u"0_init"_s);
        QCOMPARE(pack.database.lines(u"SELECT version_num FROM alembic_version"_s), QStringList{u"0_init"_s});
        QCOMPARE(pack.states(), QStringList{u"0_init applied"_s});
    }

    void rollsBackExactly()
    {
        HistoryRun pack(m_server, u"assistant"_s);
        const QStringList before = pack.facts();
        QCOMPARE(pack.up(), QString());
        const QStringList after = pack.facts();
        QVERIFY(after.size() > before.size() + 30);
        QCOMPARE(pack.down(), QString());
        const catalog::Difference left = catalog::compare(before, pack.facts());
        QVERIFY2(left.isEmpty(), qPrintable(describe(left)));
        QCOMPARE(pack.database.psql(inForce()), QString());
        QCOMPARE(pack.up(), QString());
        const catalog::Difference again = catalog::compare(after, pack.facts());
        QVERIFY2(again.isEmpty(), qPrintable(describe(again)));
        QCOMPARE(pack.database.psql(inForce()), u"0_init"_s);
        QCOMPARE(pack.database.lines(u"SELECT version_num FROM alembic_version"_s), QStringList{u"0_init"_s});
    }
};

QTEST_GUILESS_MAIN(AssistantHistoryTest)
#include "tst_assistanthistory.moc"
