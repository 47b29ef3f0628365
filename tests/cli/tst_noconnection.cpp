// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every command that needs a database exits with 69 where there is no connection, and makes the settings of --set
// there.
#include "cli/everycommand.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace howdah;

class NoConnectionTest final : public QObject, test::EveryCommand
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { beginTests(); }

    void whereNobodyAnswersIs69_data() { addCommands(true); }
    void whereNobodyAnswersIs69()
    {
        QFETCH(QString, name);
        const QStringList words = name.split(u' ') + *m_commands.at(name);
        QVERIFY2(ctl(words + QStringList{u"-d"_s, u"postgresql://nobody@127.0.0.1:1/x"_s}) == 69, m_err.constData());
        QVERIFY2(m_err.contains("127.0.0.1"), m_err.constData());
    }

    void whoIsNotLetInGets69_data() { addCommands(true); }
    void whoIsNotLetInGets69()
    {
        QFETCH(QString, name);
        connection::ConnInfo nowhere = m_server.connInfo(u"no_such_database"_s);
        connection::ConnInfo nobody = m_server.connInfo(m_database);
        nobody.set(u"user"_s, u"no_such_role"_s);
        const QStringList words = name.split(u' ') + *m_commands.at(name);
        for (const connection::ConnInfo &info : {nowhere, nobody})
            QVERIFY2(ctl(words + QStringList{u"-d"_s, connection::toUri(info)}) == 69, m_err.constData());
    }

    void eachTakesSettings_data() { addCommands(true); }
    void eachTakesSettings()
    {
        QFETCH(QString, name);
        const QStringList words = name.split(u' ') + *m_commands.at(name)
                                + QStringList{u"-d"_s, connection::toUri(m_server.connInfo(m_database))};
        for (const QString &wrong : {u"tenant"_s, u"search_path=x"_s, u"howdah.asked_search_path=x"_s}) {
            QVERIFY2(ctl(QStringList{u"--set"_s, wrong} + words) == 64, m_err.constData());
            QVERIFY2(m_err.contains("is not a setting"), m_err.constData());
        }
    }

    // As it was given, whatever it holds; and what is exported says so.
    void aSettingIsMade()
    {
        for (const QString &value : {u"42"_s, u"a b\\c"_s, u"x') -- \""_s, u"ünï"_s}) {
            const QStringList words{u"data"_s,    u"export"_s,
                                    u"--query"_s, u"SELECT current_setting('app.tenant') AS t"_s,
                                    u"-o"_s,      m_folder.filePath(u"set.csv"_s),
                                    u"--force"_s, u"--json"_s,
                                    u"-d"_s,      connection::toUri(m_server.connInfo(m_database)),
                                    u"--set"_s,   u"app.tenant="_s + value};
            QVERIFY2(ctl(words) == 0, m_err.constData());
            QCOMPARE(
                QJsonDocument::fromJson(m_out).object().value(u"settings").toArray(),
                QJsonArray{u"app.tenant="_s + value});
            QVERIFY2(m_err.contains("Read with app.tenant="), m_err.constData());
            QFile file(m_folder.filePath(u"set.csv"_s));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(QString::fromUtf8(file.readAll()).trimmed().remove(u'"'), u"t\n"_s + QString(value).remove(u'"'));
        }
    }
};

QTEST_GUILESS_MAIN(NoConnectionTest)
#include "tst_noconnection.moc"
