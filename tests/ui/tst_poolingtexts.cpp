// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "shell/poolingtexts.h"
#include "shell/statusstrip.h"
#include "support/pgbouncer.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::Pooling;

constexpr int Patience = 60'000;

// What the bar at the bottom says of a proxy in the line: Debian's pgbouncer, in each of its modes. That the mode is
// found is judged by connection/pooler.
class TestPoolingTexts final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_data;
    test::TestServer m_server;
    QString m_database;
    Settings m_settings{m_data.filePath(u"settings.ini"_s)};
    TaskList m_tasks;
    std::unique_ptr<ConnectionController> m_controller;
    std::unique_ptr<StatusStrip> m_strip;

    [[nodiscard]] Badge *badge() const { return m_strip->findChild<Badge *>(u"pooling"_s); }
    [[nodiscard]] QString said() const { return badge()->isVisible() ? badge()->accessibleName() : QString(); }
    void connectTo(const connection::ConnInfo &info)
    {
        m_controller->connectTo(info, Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isConnected(), Patience);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_database = m_server.createDatabase(u"pooling"_s);
    }
    void init()
    {
        m_controller = std::make_unique<ConnectionController>(&m_settings, &m_tasks);
        m_strip = std::make_unique<StatusStrip>(*m_controller, m_tasks);
        m_strip->resize(1200, 28);
        m_strip->show();
    }
    void cleanup()
    {
        m_strip.reset();
        m_controller.reset();
    }

    void sayWhatDoesNotWork()
    {
        for (const Pooling limiting : {Pooling::Transaction, Pooling::Unknown}) {
            const PoolingWords words = poolingWords(limiting);
            QVERIFY(words.limited && !words.text.isEmpty());
            for (const QString &part : {u"LISTEN"_s, u"session locks"_s, u"temporary tables"_s})
                QVERIFY2(words.details.contains(part), qPrintable(words.details));
        }
        QVERIFY(poolingWords(Pooling::Transaction).text.contains(u"transaction"_s));
        QVERIFY(!poolingWords(Pooling::Session).limited);
        QVERIFY(poolingWords(Pooling::Session).text.contains(u"session"_s));
        QVERIFY(!poolingWords(Pooling::Session).details.contains(u"LISTEN"_s));
        QVERIFY(poolingWords(Pooling::None).text.isEmpty() && poolingWords(Pooling::None).details.isEmpty());
        QVERIFY(!poolingWords(std::nullopt).text.isEmpty() && !poolingWords(std::nullopt).limited);
    }

    void theBarSaysHowTheProxyPools_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<int>("pooling");
        QTest::newRow("transactions") << u"transaction"_s << int(Pooling::Transaction);
        QTest::newRow("sessions") << u"session"_s << int(Pooling::Session);
    }
    void theBarSaysHowTheProxyPools()
    {
        QFETCH(const QString, mode);
        QFETCH(const int, pooling);
        const test::PgBouncer bouncer(m_server.directInfo(), {.mode = mode, .servers = 8});
        QVERIFY(said().isEmpty());
        connectTo(bouncer.info(m_database));
        QVERIFY(!said().isEmpty()); // that there is one is known at once
        const PoolingWords words = poolingWords(Pooling(pooling));
        QTRY_COMPARE_WITH_TIMEOUT(badge()->toolTip(), words.details, Patience);
        QCOMPARE(said(), words.text);
        QCOMPARE(badge()->accessibleDescription(), words.details);
        // And no longer once the server itself answers.
        connectTo(m_server.directInfo(m_database));
        QCOMPARE(said(), QString());
        QVERIFY(badge()->toolTip().isEmpty());
        m_controller->disconnectFromServer();
        connectTo(bouncer.info(m_database));
        QTRY_COMPARE_WITH_TIMEOUT(said(), words.text, Patience);
        m_controller->disconnectFromServer();
        QCOMPARE(said(), QString());
    }
};

HOWDAH_UI_TEST_MAIN(TestPoolingTexts)
#include "tst_poolingtexts.moc"
