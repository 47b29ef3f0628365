// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialect.h"

namespace howdah::migration {

// The history of TypeORM: a table `migrations` of id, timestamp and class name (typeormname.h), a row for each
// migration that is applied and none for any other. The order of applying is that of the ids; a rollback removes the
// row, as migration:revert does. TypeORM keeps no checksum, no time and no user; the journal adds what it knows of
// them.
//
// TypeORM takes no lock. Runs of Howdah exclude one another by our own one; against a TypeORM that runs at the same
// time the table is locked for writing as the row is written, and a migration that the other has recorded meanwhile (or
// whose row it has removed) is an error, which undoes ours. TypeORM has no word for a migration that stopped half-way
// outside a transaction either: it believes that nothing of it has run, and only the journal knows better.
class TypeormDialect final : public Dialect
{
public:
    // `schema` empty: wherever the search_path of the database leads. `table` empty: "migrations".
    explicit TypeormDialect(QString schema = {}, const QString &table = {});

    [[nodiscard]] QString name() const override;
    [[nodiscard]] QStringList tablesOnPath() const override;
    void place(const QString &table, const QString &schema) const override;
    [[nodiscard]] QStringList tables() const override { return {m_quoted}; }
    [[nodiscard]] connection::Statement presence() const override;
    [[nodiscard]] History readPresence(const connection::RowBatch &rows) const override;
    [[nodiscard]] connection::Statement records() const override;
    [[nodiscard]] Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const override;
    [[nodiscard]] std::vector<connection::Statement> ensure(const History &history) const override;
    [[nodiscard]] std::vector<connection::Statement> finished(const Entering &what) const override;
    [[nodiscard]] std::vector<connection::Statement>
    completed(const Entering &what, qint64 milliseconds) const override;
    [[nodiscard]] std::vector<connection::Statement> marked(const Entering &what, Mark mark) const override;

private:
    [[nodiscard]] std::vector<connection::Statement> enter(const Version &version) const;
    // `half`: there is no row, as the migration stopped half-way outside a transaction, and there must be none now:
    // else somebody has run it while it was undone.
    [[nodiscard]] std::vector<connection::Statement> remove(const Version &version, bool half) const;

    QString m_schema;
    QString m_table;
    mutable QString m_quoted; // both, as SQL; see place()
};

} // namespace howdah::migration
