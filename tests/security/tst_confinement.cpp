// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "migration/rehearse/scratch.h"
#include "rehearsal/rehearsalfixture.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::reported;
using test::scripts;

// Where the operating system does not let a server into namespaces of its own, rehearsals go on by the rights of their
// role alone, and each says so, with the reason. (The window: migrateui/migrateoperations.)
class ConfinementTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};
    std::unique_ptr<QTemporaryDir> m_data;
    QTemporaryDir m_folder;

    void save(const QString &name, const QByteArray &text, bool program = false) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s", qPrintable(file.errorString()));
        file.close();
        if (program)
            chmod(QFile::encodeName(file.fileName()).constData(), 0755);
    }

private Q_SLOTS:
    void init()
    {
        m_data = std::make_unique<QTemporaryDir>();
        chmod(QFile::encodeName(m_data->path()).constData(), 0711); // as root the server is another user
        chmod(QFile::encodeName(m_folder.path()).constData(), 0711);
        qputenv("HOWDAH_DATA_DIR", QFile::encodeName(m_data->path()));
        QDir().mkpath(m_folder.filePath(u"pack"_s));
        save(u"pack/001-one.up.sql"_s, "CREATE TABLE one (a int);\n");
        save(u"pack/001-one.down.sql"_s, "DROP TABLE one;\n");
    }
    void cleanup()
    {
        qunsetenv("HOWDAH_BWRAP");
        qunsetenv("HOWDAH_DATA_DIR");
    }

    void rehearsesAllTheSameAndSaysSo_data()
    {
        QTest::addColumn<QByteArray>("program"); // null: there is none
        QTest::addColumn<QString>("why");
        QTest::newRow("not installed") << QByteArray() << u"bubblewrap is not installed"_s;
        QTest::newRow("not allowed")
            << QByteArray("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2; exit 1\n")
            << u"bubblewrap may not create namespaces here (bwrap: No permissions to create new "
               u"namespace)"_s;
        QTest::newRow("says nothing") << QByteArray("#!/bin/sh\nexit 1\n")
                                      << u"bubblewrap may not create namespaces here"_s;
        // The trial is `postgres --version`.
        QTest::newRow("the server does not start in it")
            << QByteArray("#!/bin/sh\nfor last; do :; done\n[ \"$last\" = --version ] && exit 0\necho 'no room' >&2\n"
                          "exit 1\n")
            << u"the server does not start in namespaces"_s;
    }
    void rehearsesAllTheSameAndSaysSo()
    {
        QFETCH(QByteArray, program);
        QFETCH(QString, why);
        if (!program.isNull())
            save(u"bwrap"_s, program, true);
        else
            QFile::remove(m_folder.filePath(u"bwrap"_s));
        qputenv("HOWDAH_BWRAP", m_folder.filePath(u"bwrap"_s).toUtf8());

        RehearsalRequest request = m_fixture.request(scripts({{"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}}));
        request.server = scratchServer();
        const auto rehearsal = rehearse(request);
        QCOMPARE(reported(rehearsal), QStringList{u"001 rollback proven"_s});
        QCOMPARE(isolationName(rehearsal->confinement), u"role only"_s);
        const QString said = describe(rehearsal->confinement);
        QVERIFY2(
            said.startsWith("The scratch server was restricted by the privileges of its role only: "_L1)
                && said.contains(why) && said.endsWith(u'.'),
            qPrintable(said));

        for (const bool json : {false, true}) {
            QStringList words{u"migrate"_s, u"rehearse"_s, u"-s"_s, m_folder.filePath(u"pack"_s)};
            if (json)
                words << u"--json"_s;
            CtlProcess process(words, {u"DBUS_SESSION_BUS_ADDRESS=disabled:"_s});
            QVERIFY2(process.wait() == 0, process.err.constData());
            if (!json) {
                QVERIFY2(process.out.contains(said.toUtf8()), process.out.constData());
                continue;
            }
            const QJsonObject object = QJsonDocument::fromJson(process.out).object();
            QCOMPARE(object[u"isolation"_s].toString(), u"role only"_s);
            QCOMPARE(object[u"isolationNote"_s].toString(), said);
        }
    }

    // The namespaces have a /tmp and a /dev/shm of their own; a server whose files stand below either is confined all
    // the same.
    void confinesWhereverItsFilesStand()
    {
        QList<connection::Confinement> found;
        for (const QString &place : {u"/var/tmp"_s, u"/tmp"_s, u"/dev/shm"_s}) {
            if (!QFileInfo(place).isWritable())
                continue;
            QTemporaryDir data(place + u"/howdah-XXXXXX"_s);
            chmod(QFile::encodeName(data.path()).constData(), 0711);
            qputenv("HOWDAH_DATA_DIR", QFile::encodeName(data.path()));
            RehearsalRequest request = m_fixture.request(scripts({{"CREATE TABLE one (a int);", "DROP TABLE one;"}}));
            request.server = scratchServer();
            const auto rehearsal = rehearse(request);
            QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().message));
            found << rehearsal->confinement;
        }
        QVERIFY(!found.isEmpty());
        for (const connection::Confinement &one : std::as_const(found)) {
            QVERIFY2(one.namespaces == found[0].namespaces, qPrintable(one.why));
            QCOMPARE(one.why, found[0].why);
        }
    }

    // What the rights of the role hold is held without namespaces as well.
    void holdsTheRoleWithoutNamespaces()
    {
        qputenv("HOWDAH_BWRAP", m_folder.filePath(u"nothing"_s).toUtf8());
        for (const QByteArray &attack :
             {QByteArray("DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'true'; END $$;"),
              QByteArray("SELECT pg_catalog.pg_read_file('/etc/hostname');")}) {
            RehearsalRequest request = m_fixture.request(scripts({{attack, "SELECT 1;"}}));
            request.server = scratchServer();
            const auto rehearsal = rehearse(request);
            const QString said = reported(rehearsal).value(0);
            QVERIFY2(said.contains("cannot be rehearsed because it needs a superuser"_L1), qPrintable(said));
            QVERIFY(!rehearsal->confinement.namespaces);
        }
    }
};

QTEST_GUILESS_MAIN(ConfinementTest)
#include "tst_confinement.moc"
