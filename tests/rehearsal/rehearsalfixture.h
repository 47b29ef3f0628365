// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/rehearse/proofstore.h"
#include "migration/rehearse/rehearsal.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

namespace howdah::test {

// Rehearses on the test server, keeping proofs in a folder of its own.
class RehearsalFixture final
{
public:
    explicit RehearsalFixture(const TestServer &server)
        : m_server(server)
    {
        hold();
    }

    // The server stops with its last user, and rehearsals come and go. Again after the server was killed.
    void hold()
    {
        m_lease.reset();
        auto lease = m_server.local().lease();
        if (!lease)
            qFatal("%s", qPrintable(describe(lease.error())));
        m_lease.emplace(std::move(*lease));
    }

    [[nodiscard]] migration::RehearsalRequest request(const migration::Source &source) const
    {
        return {.source = source, .server = m_server.local(), .proofFolder = m_folder.filePath(QStringLiteral("p"))};
    }

    [[nodiscard]] migration::ProofStore store() const
    {
        return migration::ProofStore(m_folder.filePath(QStringLiteral("p")));
    }

    // Databases and roles of rehearsals that are there now.
    [[nodiscard]] QStringList leftovers() const
    {
        const auto found = m_server.psql(
            QStringLiteral("postgres"),
            QStringLiteral("SELECT datname FROM pg_database WHERE datname LIKE 'howdah_scratch%' UNION ALL SELECT "
                           "rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname NOT IN ('howdah', "
                           "'howdah_reader', 'postgres') "
                           "AND rolname NOT LIKE "
                           "'kept%'"));
        return found ? found->split(QLatin1Char('\n'), Qt::SkipEmptyParts) : QStringList{describe(found.error())};
    }

private:
    TestServer m_server;
    std::optional<connection::ServerLease> m_lease;
    QTemporaryDir m_folder;
};

// Pairs of up and down, numbered 001, 002, ...; a null down is none.
[[nodiscard]] inline migration::Source scripts(const std::vector<std::pair<QByteArray, QByteArray>> &pairs)
{
    migration::Files files;
    int number = 0;
    for (const auto &[up, down] : pairs) {
        const QString stem = QStringLiteral("%1-m").arg(++number, 3, 10, QLatin1Char('0'));
        files[stem + QStringLiteral(".up.sql")] = up;
        if (!down.isNull())
            files[stem + QStringLiteral(".down.sql")] = down;
    }
    return migration::parseSource(files);
}

// "001 rollback proven" of each.
[[nodiscard]] inline QStringList reported(const Result<migration::Rehearsal> &rehearsal)
{
    if (!rehearsal)
        return {kindName(rehearsal.error().kind) + QLatin1String(": ") + describe(rehearsal.error())};
    QStringList lines;
    for (const migration::Proof &proof : rehearsal->proofs)
        lines << proof.version + QLatin1Char(' ') + describe(proof);
    return lines;
}

} // namespace howdah::test
