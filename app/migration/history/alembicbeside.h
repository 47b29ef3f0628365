// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialect.h"

namespace howdah::migration {

// Keeps Alembic's table beside the history of another dialect, for a platform whose other half still asks it:
//
//     also: alembic_version
//     revisions:            # oldest first; migrations that Alembic knows nothing of are left out
//       0_init: 8a4c6e2f1b3d
//
// Alembic keeps no list, only the revision at which the database is. Applying a migration (or marking it) moves that
// forward to the revision of the migration, never back; undoing the one at which it is moves it to the revision before,
// or empties the table. The table is made where it is missing, as Alembic makes it, unless the down file has just
// dropped it. A revision that the pack does not name is Alembic's own work: then nothing is changed, and the migration
// is refused with all that it did.
class AlembicBeside final : public Dialect
{
public:
    using Revisions = std::vector<std::pair<QString, QString>>; // migration and revision

    // `schema` empty: wherever the search_path of the database leads.
    AlembicBeside(std::unique_ptr<Dialect> dialect, const QString &schema, Revisions revisions);

    [[nodiscard]] QString name() const override { return m_dialect->name(); }
    [[nodiscard]] QString ownSchema() const override { return m_dialect->ownSchema(); }
    [[nodiscard]] QStringList tablesOnPath() const override;
    void place(const QString &table, const QString &schema) const override;
    [[nodiscard]] QStringList tables() const override { return m_dialect->tables() + QStringList{m_table}; }
    [[nodiscard]] connection::Statement presence() const override { return m_dialect->presence(); }
    [[nodiscard]] History readPresence(const connection::RowBatch &rows) const override;
    [[nodiscard]] connection::Statement records() const override { return m_dialect->records(); }
    [[nodiscard]] Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const override;
    [[nodiscard]] bool keepsAll() const override { return m_dialect->keepsAll(); }
    [[nodiscard]] bool opensRows() const override { return m_dialect->opensRows(); }
    [[nodiscard]] connection::Statement
    texts(const History &history, const std::vector<Version> &versions) const override;
    [[nodiscard]] std::vector<connection::Statement> ensure(const History &history) const override;
    [[nodiscard]] std::vector<connection::Statement> finished(const Entering &what) const override;
    [[nodiscard]] std::vector<connection::Statement> started(const Entering &what) const override;
    [[nodiscard]] std::vector<connection::Statement>
    progressed(const Entering &what, int begun, int done) const override;
    [[nodiscard]] std::vector<connection::Statement>
    completed(const Entering &what, qint64 milliseconds) const override;
    [[nodiscard]] std::vector<connection::Statement> failed(const Failing &what) const override;
    [[nodiscard]] std::vector<connection::Statement> marked(const Entering &what, Mark mark) const override;
    [[nodiscard]] std::vector<qint64> lockKeys() const override { return m_dialect->lockKeys(); }

private:
    [[nodiscard]] std::vector<connection::Statement>
    with(std::vector<connection::Statement> statements, const Version &version, Direction direction) const;

    std::unique_ptr<Dialect> m_dialect;
    bool m_isOnPath = false;
    mutable QString m_table; // as SQL; see place()
    Revisions m_revisions;
};

} // namespace howdah::migration
