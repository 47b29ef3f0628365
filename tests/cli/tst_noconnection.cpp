// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Every command that needs a database exits with 69 where there is no connection.
#include "cli/everycommand.h"

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
};

QTEST_GUILESS_MAIN(NoConnectionTest)
#include "tst_noconnection.moc"
