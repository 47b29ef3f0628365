// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyrun.h"

#include <QCryptographicHash>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::HistoryRun;

static const QStringList Names{
    u"0_init"_s, u"20261123080001_check_values"_s, u"20261123080002_validate_values"_s,
    u"20261123080003_fix_search_path_and_wording"_s};

// The pack of the assistant through the history of Prisma, with Alembic's beside it.
class AssistantHistoryTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static QString inForce()
    {
        return u"SELECT string_agg(migration_name, ' ' ORDER BY migration_name COLLATE \"C\") FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL"_s;
    }

private Q_SLOTS:
    void isSound()
    {
        const HistoryRun pack(m_server, u"assistant"_s);
        QCOMPARE(pack.source.allProblems().size(), 0u);
        QCOMPARE(pack.source.migrations.size(), 4u);
        for (const migration::Migration &migration : pack.source.migrations)
            QVERIFY(migration.down.has_value());
        QCOMPARE(pack.source.pack.layout, migration::Layout::Prisma);
        QCOMPARE(pack.source.pack.history, u"prisma"_s);
    }

    void recordsAsPrismaAndAlembicDo()
    {
        HistoryRun pack(m_server, u"assistant"_s);
        QCOMPARE(pack.up(), QString());
        QStringList rows;
        for (const QString &name : Names) {
            QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/assistant/%1/migration.sql").arg(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray checksum = QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex();
            rows << u"%1 %2 1"_s.arg(name, QString::fromLatin1(checksum));
        }
        QCOMPARE(
            pack.database.lines(u"SELECT concat_ws(' ', migration_name, checksum, applied_steps_count) FROM "
                                "_prisma_migrations ORDER BY migration_name COLLATE \"C\""_s),
            rows);
        QCOMPARE(pack.database.psql(inForce()), Names.join(u' '));
        QCOMPARE(pack.database.lines(u"SELECT version_num FROM alembic_version"_s), QStringList{u"0_init"_s});
        QCOMPARE(pack.states(), QStringList(Names).replaceInStrings(QRegularExpression(u"$"_s), u" applied"_s));
    }

    void rollsBackExactly()
    {
        HistoryRun pack(m_server, u"assistant"_s);
        const QStringList before = pack.facts();
        QCOMPARE(pack.up(), QString());
        const QStringList after = pack.facts();
        QVERIFY(after.size() > before.size() + 30);
        for (qsizetype i = 0; i < Names.size(); ++i)
            QCOMPARE(pack.down(), QString());
        const catalog::Difference left = catalog::compare(before, pack.facts());
        QVERIFY2(left.isEmpty(), qPrintable(describe(left)));
        QCOMPARE(pack.database.psql(inForce()), QString());
        QCOMPARE(pack.up(), QString());
        const catalog::Difference again = catalog::compare(after, pack.facts());
        QVERIFY2(again.isEmpty(), qPrintable(describe(again)));
        QCOMPARE(pack.database.psql(inForce()), Names.join(u' '));
        QCOMPARE(pack.database.lines(u"SELECT version_num FROM alembic_version"_s), QStringList{u"0_init"_s});
    }
};

QTEST_GUILESS_MAIN(AssistantHistoryTest)
#include "tst_assistanthistory.moc"
