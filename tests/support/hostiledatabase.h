// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testserver.h"

#include <QFile>
#include <QStringList>

namespace howdah::test {

// A database whose owner `mallory`, who is no superuser, waits for one: see hostiledatabase.sql. Ask about it from
// another database only, as psql, too, finds his functions there.
class HostileDatabase final
{
public:
    // `before`: what the owner runs while nothing is in the way yet.
    explicit HostileDatabase(const TestServer &server, const QString &before = {})
        : m_server(server)
    {
        ask(QStringLiteral("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mallory') THEN "
                           "CREATE ROLE mallory LOGIN; END IF; END $$"));
        m_name = server.createDatabase(QStringLiteral("hostile"));
        ask(QStringLiteral("ALTER DATABASE %1 OWNER TO mallory").arg(m_name));
        owner(before);
        QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/support/hostiledatabase.sql"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("no hostiledatabase.sql");
        owner(QString::fromUtf8(file.readAll()));
        forget();
    }

    [[nodiscard]] const QString &name() const { return m_name; }
    // As a superuser.
    [[nodiscard]] connection::ConnInfo connInfo() const { return m_server.connInfo(m_name); }

    // What its owner does; nothing of his is called by that.
    void owner(const QString &sql) const
    {
        const auto done = m_server.psql(m_name, QStringLiteral("SET SESSION AUTHORIZATION mallory;\n") + sql);
        if (!done)
            qFatal("%s", qPrintable(describe(done.error())));
    }

    // Is the owner a superuser now?
    [[nodiscard]] bool isLost() const
    {
        return ask(QStringLiteral("SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'")) == QStringLiteral("t");
    }
    // Names without a schema that he answered since the last forget(): "function set_config(text,text,boolean)".
    [[nodiscard]] QStringList shadows() const { return reported(QStringLiteral("SHADOW ")); }
    // What of his was called because somebody read or wrote what it stands behind: "view".
    [[nodiscard]] QStringList planted() const { return reported(QStringLiteral("PLANTED ")); }
    // The server's log from there on.
    [[nodiscard]] QString serverLog() const { return m_server.serverLog().sliced(m_seen); }

    void forget()
    {
        ask(QStringLiteral("ALTER ROLE mallory NOSUPERUSER"));
        m_seen = m_server.serverLog().size();
    }

private:
    QString ask(const QString &sql) const
    {
        const auto answer = m_server.psql(QStringLiteral("postgres"), sql);
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error())));
        return answer->trimmed();
    }
    [[nodiscard]] QStringList reported(const QString &word) const
    {
        QStringList found;
        const QString mark = QStringLiteral("LOG:  ") + word + m_name + QLatin1Char(' ');
        const QStringList lines = serverLog().split(QLatin1Char('\n'));
        for (const QString &line : lines) {
            const qsizetype at = line.indexOf(mark);
            if (at >= 0)
                found << line.sliced(at + mark.size());
        }
        found.removeDuplicates();
        return found;
    }

    const TestServer &m_server;
    QString m_name;
    qsizetype m_seen = 0;
};

} // namespace howdah::test
