// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/exitcode.h"
#include "cli/target/servercommand.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <filesystem>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// `howdahctl server ...` from first start to stop, as a script would use it.
class ServerCommandTest : public QObject
{
    Q_OBJECT
private:
    QString m_base;
    std::optional<LocalServer> m_server;
    QString m_outText;
    QString m_errText;
    QTextStream m_out{&m_outText};
    QTextStream m_err{&m_errText};
    cli::Output m_output{m_out, m_err};

    QJsonObject json() const { return QJsonDocument::fromJson(m_outText.toUtf8()).object(); }

private Q_SLOTS:
    void initTestCase()
    {
        QByteArray name = QFile::encodeName(QDir::tempPath() + u"/howdah-test-XXXXXX"_s);
        QVERIFY(mkdtemp(name.data()));
        QCOMPARE(chmod(name.constData(), 0711), 0);
        m_base = QFile::decodeName(name);
        LocalServerOptions options;
        options.initdbArguments = {u"--no-sync"_s};
        options.settings = {{u"fsync"_s, u"off"_s}};
        m_server.emplace(m_base + u"/server"_s, options);
    }
    void cleanupTestCase()
    {
        QVERIFY(m_server->stop(StopMode::Immediate));
        std::error_code ignored;
        std::filesystem::remove_all(m_base.toStdString(), ignored);
    }
    void init()
    {
        m_outText.clear();
        m_errText.clear();
        m_output.json = false;
    }

    void statusBefore()
    {
        m_output.json = true;
        QCOMPARE(cli::serverStatus(m_output, *m_server), int(cli::ExitCannotConnect));
        QCOMPARE(json()[u"state"_s].toString(), u"not-initialised"_s);
        QVERIFY(m_errText.isEmpty());
    }

    void urlBefore()
    {
        QCOMPARE(cli::serverUrl(m_output, *m_server), int(cli::ExitOk));
        QVERIFY(m_outText.startsWith(u"postgresql://"_s));
        QVERIFY(m_errText.contains(u"server start"_s));
    }

    void start()
    {
        QCOMPARE(cli::serverStart(m_output, *m_server), int(cli::ExitOk));
        QCOMPARE(m_outText, toUri(m_server->connInfo()) + u'\n');
        QVERIFY(!m_errText.isEmpty());
    }

    void urlIsForPsql()
    {
        QCOMPARE(cli::serverUrl(m_output, *m_server, u"postgres"_s), int(cli::ExitOk));
        QVERIFY(m_errText.isEmpty());
        QProcess psql;
        psql.start(test::clientProgram(u"psql"_s), {m_outText.trimmed(), u"-XAtqc"_s, u"SELECT current_database()"_s});
        QVERIFY(psql.waitForFinished(60'000));
        QCOMPARE(psql.readAllStandardOutput(), "postgres\n");
    }

    void statusWhileRunning()
    {
        QCOMPARE(cli::serverStatus(m_output, *m_server), int(cli::ExitOk));
        QVERIFY(m_outText.contains(m_server->folder()));
        m_output.json = true;
        const auto ask = [this] {
            m_outText.clear();
            return cli::serverStatus(m_output, *m_server);
        };
        QCOMPARE(ask(), int(cli::ExitOk));
        QCOMPARE(json()[u"state"_s].toString(), u"running"_s);
        // A backend ends a moment after its client: those of psql and of the status before may be counted still.
        QTRY_COMPARE_WITH_TIMEOUT((ask(), json()[u"clients"_s].toInt(-1)), 0, 60'000);
        QCOMPARE(json()[u"kept"_s].toBool(), true);
        QVERIFY(json()[u"pid"_s].toInteger() > 0);
        QCOMPARE(json()[u"url"_s].toString(), toUri(m_server->connInfo()));
    }

    void aLeaseDoesNotStopWhatWasStartedByHand()
    {
        auto lease = m_server->lease();
        QVERIFY(lease);
        QVERIFY(lease->end());
        QCOMPARE(m_server->status()->state, ServerState::Running);
    }

    void stop()
    {
        QCOMPARE(cli::serverStop(m_output, *m_server), int(cli::ExitOk));
        QCOMPARE(cli::serverStatus(m_output, *m_server), int(cli::ExitCannotConnect));
        QCOMPARE(cli::serverStop(m_output, *m_server), int(cli::ExitOk)); // stopped already
    }

    void failing()
    {
        const test::WithoutNamedPrograms nothingNamed;
        LocalServerOptions options;
        options.places = {};
        LocalServer without(m_base + u"/other"_s, options);
        QCOMPARE(cli::serverStart(m_output, without), int(cli::ExitFailed));
        QVERIFY(m_outText.isEmpty());
        QVERIFY(m_errText.contains(u"apt install"_s));
    }
};

QTEST_GUILESS_MAIN(ServerCommandTest)
#include "tst_servercommand.moc"
