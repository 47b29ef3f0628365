// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/pgbinaries.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class PgBinariesTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;

    // A folder with programs that say they are of this version.
    QString install(const QString &name, const QString &version, bool executable = true)
    {
        const QString folder = m_folder.filePath(name);
        QDir().mkpath(folder);
        for (const QString &program : {u"initdb"_s, u"postgres"_s}) {
            QFile file(folder + u'/' + program);
            if (!file.open(QIODevice::WriteOnly))
                qFatal("cannot write");
            file.write("#!/bin/sh\necho 'postgres (PostgreSQL) " + version.toUtf8() + "'\n");
            file.setPermissions(executable ? QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner : QFile::ReadOwner);
        }
        return folder;
    }

private Q_SLOTS:
    void init()
    {
        qunsetenv("HOWDAH_PG_BINDIR");
        QVERIFY(m_folder.isValid());
    }

    void findsThisMachines()
    {
        const auto found = findBinaries({});
        QVERIFY2(found, found ? "" : qPrintable(describe(found.error())));
        QVERIFY(found->majorVersion >= 12);
        QVERIFY(QFile::exists(found->program(u"initdb"_s)));
    }

    void readsVersions_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<int>("major");
        QTest::newRow("plain") << u"16.4"_s << 16;
        QTest::newRow("Debian") << u"15.20 (Debian 15.20-0+deb12u1)"_s << 15;
        QTest::newRow("beta") << u"18beta1"_s << 18;
        QTest::newRow("old") << u"9.6.24"_s << 9;
    }
    void readsVersions()
    {
        QFETCH(QString, version);
        const QString folder = install(u"read/%1"_s.arg(QString::fromLatin1(QTest::currentDataTag())), version);
        const auto found = findBinaries(folder, {}, {});
        QVERIFY(found);
        QCOMPARE(found->folder, folder);
        QTEST(found->majorVersion, "major");
    }

    void theOrderIsOptionEnvironmentPathConfigDistribution()
    {
        const QString option = install(u"option"_s, u"13.1"_s);
        const QString environment = install(u"environment"_s, u"13.2"_s);
        const QString path = install(u"path"_s, u"13.3"_s);
        const QString config = install(u"config"_s, u"13.4"_s);
        const QString distribution = install(u"distribution"_s, u"13.5"_s);
        QFile pgConfig(m_folder.filePath(u"pg_config"_s));
        QVERIFY(pgConfig.open(QIODevice::WriteOnly));
        pgConfig.write("#!/bin/sh\n[ \"$1\" = --bindir ] && echo " + config.toUtf8() + '\n');
        pgConfig.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        pgConfig.close();

        SearchPlaces places{{m_folder.filePath(u"missing"_s), path}, pgConfig.fileName(), {distribution}};
        qputenv("HOWDAH_PG_BINDIR", environment.toUtf8());
        QCOMPARE(findBinaries(option, {}, places)->folder, option);
        QCOMPARE(findBinaries({}, {}, places)->folder, environment);
        qunsetenv("HOWDAH_PG_BINDIR");
        QCOMPARE(findBinaries({}, {}, places)->folder, path);
        places.path.clear();
        QCOMPARE(findBinaries({}, {}, places)->folder, config);
        places.pgConfig.clear();
        QCOMPARE(findBinaries({}, {}, places)->folder, distribution);
    }

    void distributionsNewestFirst()
    {
        install(u"lib/9/bin"_s, u"9.6.1"_s);
        const QString newest = install(u"lib/17/bin"_s, u"17.2"_s);
        install(u"lib/16/bin"_s, u"16.2"_s);
        install(u"lib/18/bin"_s, u"18.0"_s, false); // not executable (root may run anything only if some x bit is set)
        const SearchPlaces places{{}, {}, {m_folder.filePath(u"lib/*/bin"_s)}};
        QCOMPARE(findBinaries({}, {}, places)->folder, newest);
        QCOMPARE(findBinaries({}, 16, places)->majorVersion, 16);
    }

    void aPreferredFolderOfAnotherMajorIsPassedOver()
    {
        const QString preferred = install(u"preferred"_s, u"17.1"_s);
        const QString other = install(u"other"_s, u"14.1"_s);
        QCOMPARE(findBinaries(preferred, 14, {{other}, {}, {}})->folder, other);
    }

    void linksLeadToTheFolderWithAllPrograms()
    {
        const QString real = install(u"real"_s, u"15.1"_s);
        QVERIFY(QDir().mkpath(m_folder.filePath(u"links"_s)));
        for (const QString &program : {u"initdb"_s, u"postgres"_s})
            QVERIFY(QFile::link(real + u'/' + program, m_folder.filePath(u"links/"_s + program)));
        QCOMPARE(findBinaries({}, {}, {{m_folder.filePath(u"links"_s)}, {}, {}})->folder, real);
    }

    void noneIsAnErrorThatNamesThePackage()
    {
        const auto found =
            findBinaries({}, {}, {{m_folder.filePath(u"empty"_s)}, {}, {m_folder.filePath(u"no*/bin"_s)}});
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::NotFound);
        QVERIFY(found.error().hint.contains(u"apt install postgresql"_s));
    }

    void anotherMajorIsAnErrorThatNamesBoth()
    {
        const QString folder = install(u"only15"_s, u"15.9"_s);
        const auto found = findBinaries({}, 14, {{folder}, {}, {}});
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::NotFound);
        QVERIFY(found.error().message.contains(u"14"_s));
        QVERIFY(found.error().message.contains(u"15 in "_s + folder));
        QVERIFY(found.error().hint.contains(u"postgresql-14"_s));
    }

    void aWrongChoiceIsNotIgnored()
    {
        const QString good = install(u"good"_s, u"15.1"_s);
        const auto found = findBinaries(m_folder.filePath(u"wrong"_s), {}, {{good}, {}, {}});
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::NotFound);
        QVERIFY(found.error().message.contains(u"wrong"_s));
    }
};

QTEST_GUILESS_MAIN(PgBinariesTest)
#include "tst_pgbinaries.moc"
