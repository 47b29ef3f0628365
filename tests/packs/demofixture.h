// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/demo/demoloader.h"
#include "packfiles.h"

namespace howdah::test {

// A database with a pack's tables and its demo data.
class DemoDatabase final
{
public:
    DemoDatabase(const TestServer &server, const QString &pack, const QStringList &ups)
        : files(server, pack)
        , m_pack(pack)
    {
        for (const QString &up : ups)
            if (const QString failure = files.run(up); !failure.isEmpty())
                qFatal("%s: %s", qPrintable(up), qPrintable(failure));
    }

    [[nodiscard]] Result<operations::DemoReport> load(qint64 scale = 1)
    {
        return operations::loadDemo(
            files.session(), {.pack = m_pack, .scale = scale, .anchor = QStringLiteral("2026-03-01 00:00+00")});
    }
    // Or the program ends.
    operations::DemoReport mustLoad(qint64 scale = 1)
    {
        const auto report = load(scale);
        if (!report || !report->loaded)
            qFatal("%s", report ? "nothing was loaded" : qPrintable(describe(report.error())));
        return *report;
    }

    // "table count hash" of every table: psql is the reader, in one time zone.
    [[nodiscard]] QString fingerprint() const
    {
        return files.psql(
            QStringLiteral("SET TimeZone = 'UTC';")
            + files.psql(QStringLiteral(
                "SELECT format('SELECT %L, count(*), md5(string_agg(t::text, E''\\n'' ORDER BY t::text)) FROM %I AS "
                "t;', "
                "relname, relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                "ORDER BY relname COLLATE \"C\"")));
    }

    PackFiles files;

private:
    QString m_pack;
};

} // namespace howdah::test
