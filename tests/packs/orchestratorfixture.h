// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "packchecks.h"

namespace howdah::test {

// The orchestrator with its demo data, and a session of the application in it: neither superuser nor owner, with the
// rights that the pack gives it, acting for one tenant.
class OrchestratorFixture final
{
public:
    explicit OrchestratorFixture(const TestServer &server)
        : demo(server)
    {
        if (const auto report = demo.setUpDemo(QStringLiteral("orchestrator")); !report)
            qFatal("%s", qPrintable(describe(report.error())));
        const connection::ConnInfo login =
            server.createRole(QStringLiteral("orchestrator_app"), QStringLiteral("secret"), demo.name());
        grant();
        if (const auto opened = app.open(login).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        ours = demo.value(QStringLiteral("SELECT id FROM organizations WHERE slug = 'nordlys'"));
        theirs = demo.value(QStringLiteral("SELECT id FROM organizations WHERE slug = 'verdier'"));
        actAs(ours);
    }

    void grant() { (void)demo.psql(QStringLiteral("SELECT orchestrator_grant_application('orchestrator_app')")); }
    // What an administrator might do who does not read the notes; grant() and this undo it.
    void grantTooMuch()
    {
        (void)demo.psql(QStringLiteral("GRANT ALL ON ALL TABLES IN SCHEMA public TO orchestrator_app"));
    }
    void revokeAll()
    {
        (void)demo.psql(QStringLiteral("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM orchestrator_app"));
    }

    void actAs(const QString &organization) { set(QStringLiteral("organization_id"), organization); }
    void set(const QString &setting, const QString &text)
    {
        const auto done =
            app.query({QStringLiteral("SELECT set_config('orchestrator.%1', $1, false)").arg(setting), {text.toUtf8()}})
                .result();
        if (!done)
            qFatal("%s", qPrintable(describe(done.error())));
    }
    [[nodiscard]] QString value(const QString &sql) { return PackDatabase::value(app, sql); }
    // In one transaction, which is undone: rows that the last statement touched, or how it was refused.
    [[nodiscard]] QString touched(const QStringList &statements)
    {
        QString outcome;
        (void)app.query({QStringLiteral("BEGIN"), {}}).result();
        for (const QString &sql : statements) {
            const auto answer = app.query({sql, {}}).result();
            outcome = answer ? QString::number(answer->affectedRows) : PackDatabase::refusalOf(answer.error());
            if (!answer)
                break;
        }
        (void)app.query({QStringLiteral("ROLLBACK"), {}}).result();
        return outcome;
    }
    // The same, but what the last statement answers.
    [[nodiscard]] QString answer(const QStringList &statements)
    {
        QString last;
        (void)app.query({QStringLiteral("BEGIN"), {}}).result();
        for (const QString &sql : statements)
            last = value(sql);
        (void)app.query({QStringLiteral("ROLLBACK"), {}}).result();
        return last;
    }
    [[nodiscard]] QString rowOf(const QString &table, const QString &organization)
    {
        return demo.value(QStringLiteral("SELECT id FROM %1 WHERE organization_id = '%2' ORDER BY id LIMIT 1")
                              .arg(table, organization));
    }

    PackDatabase demo; // as a superuser, who is not bound
    connection::Session app{{.names = connection::Names::OfDatabase}};
    QString ours;
    QString theirs;
};

} // namespace howdah::test
