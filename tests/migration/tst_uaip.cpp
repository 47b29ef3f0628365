// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalogreader.h"
#include "catalog/difference.h"
#include "migrationfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;

// The pack of the UAIP platform: up, down step by step, and up again give the same catalogs.
class UaipTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static Source pack()
    {
        const Result<Source> source = readSource(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip"));
        if (!source)
            qFatal("%s", qPrintable(describe(source.error())));
        return *source;
    }

    // What the database holds, without our own history.
    static QStringList factsOf(MigrationFixture &database)
    {
        catalog::CatalogReader reader(database.session());
        const auto snapshot = reader.readAll().result();
        if (!snapshot)
            qFatal("%s", qPrintable(describe(snapshot.error())));
        QStringList lines = catalog::facts(**snapshot);
        lines.removeIf(
            [](const QString &line) { return line.contains("howdah."_L1) || line.contains("schema howdah"_L1); });
        return lines;
    }

    static QString failureOf(const Result<RunReport> &report)
    {
        if (!report)
            return describe(report.error());
        return report->failure ? describe(*report->failure) : QString();
    }

private Q_SLOTS:
    void isSound()
    {
        const Source source = pack();
        QCOMPARE(source.migrations.size(), 7u);
        QCOMPARE(source.allProblems().size(), 0u);
        QCOMPARE(source.pack.schema, u"public"_s);
    }

    void rollsBackExactly()
    {
        MigrationFixture database(m_server);
        const Source source = pack();
        std::vector<QStringList> snapshots{factsOf(database)};
        for (const Migration &migration : source.migrations) {
            QCOMPARE(failureOf(database.run(source, {.to = migration.version})), QString());
            snapshots.push_back(factsOf(database));
            QVERIFY2(snapshots.back() != snapshots[snapshots.size() - 2], qPrintable(migration.name));
        }
        for (size_t i = source.migrations.size(); i-- > 0;) {
            QCOMPARE(failureOf(database.run(source, {.direction = Direction::Down})), QString());
            const catalog::Difference difference = catalog::compare(snapshots[i], factsOf(database));
            QVERIFY2(difference.isEmpty(), qPrintable(source.migrations[i].name + u'\n' + describe(difference)));
        }
        QCOMPARE(failureOf(database.run(source)), QString());
        const catalog::Difference again = catalog::compare(snapshots.back(), factsOf(database));
        QVERIFY2(again.isEmpty(), qPrintable(describe(again)));
    }
};

QTEST_GUILESS_MAIN(UaipTest)
#include "tst_uaip.moc"
