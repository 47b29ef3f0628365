// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Which pg_dump is taken where several are installed.
#include "connection/server/pgtools.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class PgToolsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QByteArray m_named = qgetenv("HOWDAH_PG_BINDIR");

    // As distributions lay them out: <folder>/<major>/bin.
    QString install(const QString &name, const QString &version, const QStringList &programs = {})
    {
        const QString folder = m_folder.filePath(name);
        QDir().mkpath(folder);
        for (const QString &program : programs.isEmpty() ? QStringList{u"pg_dump"_s, u"pg_restore"_s} : programs) {
            QFile file(folder + u'/' + program);
            if (!file.open(QIODevice::WriteOnly))
                qFatal("cannot write");
            file.write("#!/bin/sh\necho '" + program.toUtf8() + " (PostgreSQL) " + version.toUtf8() + "'\n");
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        return folder;
    }
    SearchPlaces places(const QStringList &path = {}) const { return {path, {}, {m_folder.filePath(u"lib/*/bin"_s)}}; }

private Q_SLOTS:
    void init()
    {
        qunsetenv("HOWDAH_PG_BINDIR");
        QVERIFY(QDir(m_folder.path()).removeRecursively() && QDir().mkpath(m_folder.path()));
    }
    void cleanupTestCase()
    {
        if (!m_named.isEmpty())
            qputenv("HOWDAH_PG_BINDIR", m_named);
    }

    void theServersOwnMajorIsTaken()
    {
        for (const QString &major : {u"13"_s, u"15"_s, u"17"_s, u"18"_s})
            install(u"lib/%1/bin"_s.arg(major), major + u".3 (Debian)"_s);
        for (const int major : {13, 15, 17, 18}) {
            const auto found = findTools(major * 10000 + 2, places());
            QVERIFY(found);
            QCOMPARE(found->majorVersion, major);
            QCOMPARE(found->folder, m_folder.filePath(u"lib/%1/bin"_s.arg(major)));
        }
    }

    void orTheNextNewerOne()
    {
        for (const QString &major : {u"13"_s, u"18"_s, u"16"_s})
            install(u"lib/%1/bin"_s.arg(major), major + u".1"_s);
        QCOMPARE(findTools(150004, places())->majorVersion, 16);
        QCOMPARE(findTools(140004, places())->majorVersion, 16);
        QCOMPARE(findTools(170000, places())->majorVersion, 18);
    }

    void neverAnOlderOne()
    {
        install(u"lib/13/bin"_s, u"13.23"_s);
        install(u"lib/15/bin"_s, u"15.18"_s);
        const auto none = findTools(160003, places({install(u"path"_s, u"14.1"_s)}));
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::NotFound);
        QVERIFY2(none.error().message.contains("PostgreSQL 16 or newer"_L1), qPrintable(none.error().message));
        for (const QString &one : {u"13 in "_s, u"14 in "_s, u"15 in "_s})
            QVERIFY2(none.error().message.contains(one), qPrintable(none.error().message));
        QVERIFY(none.error().hint.contains("apt install postgresql-client-16"_L1));
        QVERIFY(none.error().hint.contains("HOWDAH_PG_BINDIR"_L1));
    }

    void thePathAndTheNamedFolderAreLookedThrough()
    {
        install(u"lib/15/bin"_s, u"15.18"_s);
        const QString onPath = install(u"some where/bin"_s, u"16.2"_s);
        const QString named = install(u"named"_s, u"17.1"_s);
        const SearchPlaces all = places({m_folder.filePath(u"nothing"_s), onPath});
        QCOMPARE(findTools(160000, all)->folder, onPath);
        QVERIFY(!findTools(170000, all));
        qputenv("HOWDAH_PG_BINDIR", named.toUtf8());
        QCOMPARE(findTools(170000, all)->folder, named);
        QCOMPARE(findTools(160000, all)->folder, onPath); // that fits better
        // Of the same version the named one goes first.
        qputenv("HOWDAH_PG_BINDIR", install(u"named too"_s, u"16.9"_s).toUtf8());
        QCOMPARE(findTools(160000, all)->folder, m_folder.filePath(u"named too"_s));
    }

    void halfAnInstallationIsNone()
    {
        install(u"lib/15/bin"_s, u"15.18"_s, {u"pg_dump"_s}); // no pg_restore
        install(u"lib/16/bin"_s, u"nothing that is a number"_s);
        install(u"lib/17/bin"_s, u"17.1"_s);
        QFile::setPermissions(m_folder.filePath(u"lib/17/bin/pg_dump"_s), QFile::ReadOwner);
        const auto none = findTools(150000, places());
        QVERIFY(!none);
        QVERIFY2(none.error().message.contains("found: none"_L1), qPrintable(none.error().message));
    }
};

QTEST_GUILESS_MAIN(PgToolsTest)
#include "tst_pgtools.moc"
