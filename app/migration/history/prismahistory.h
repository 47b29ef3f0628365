// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialect.h"

namespace howdah::migration {

// The session lock of Prisma Migrate; it waits ten seconds for it.
inline constexpr qint64 PrismaLockKey = 72707369;

// The history of Prisma Migrate: the table _prisma_migrations. A row is an attempt: applied when it has finished_at,
// failed (or under way) when it has neither that nor rolled_back_at. A migration may have several. What Howdah writes:
//
// - applied: as `migrate deploy`, one step and both times;
// - marked as applied, or a baseline: as `migrate resolve --applied`, which is no step and an empty log, and shows as a
//   baseline; failed attempts before it are marked as rolled back. One that is applied, and was edited, keeps its row
//   with the new checksum;
// - marked as rolled back: as `migrate resolve --rolled-back`, which is for failed attempts. An applied one, which
// Prisma
//   would refuse, loses its row;
// - rolled back by its down file, for which Prisma has no word: the rows of that migration go. It would run again one
//   whose rows say rolled_back_at, but its `migrate status` would call the database up to date all the same;
// - outside a transaction: an open row before the first statement, so that Prisma refuses to go on (P3009) after a run
//   that was cut off; going down, the row is opened again, and its log begins with a line that says so. The log holds
//   the error;
// - a failure whose transaction was rolled back: nothing, since nothing of it is there. The journal knows of it.
class PrismaDialect final : public Dialect
{
public:
    // `schema` empty: public, as in a connection URL that names none.
    explicit PrismaDialect(const QString &schema = {});

    [[nodiscard]] QString name() const override;
    [[nodiscard]] QStringList tables() const override { return {m_table}; }
    [[nodiscard]] connection::Statement presence() const override;
    [[nodiscard]] History readPresence(const connection::RowBatch &rows) const override;
    [[nodiscard]] connection::Statement records() const override;
    [[nodiscard]] Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const override;
    [[nodiscard]] bool opensRows() const override { return true; }
    [[nodiscard]] std::vector<connection::Statement> ensure(const History &history) const override;
    [[nodiscard]] std::vector<connection::Statement> finished(const Entering &what) const override;
    [[nodiscard]] std::vector<connection::Statement> started(const Entering &what) const override;
    [[nodiscard]] std::vector<connection::Statement>
    completed(const Entering &what, qint64 milliseconds) const override;
    [[nodiscard]] std::vector<connection::Statement> failed(const Failing &what) const override;
    [[nodiscard]] std::vector<connection::Statement> marked(const Entering &what, Mark mark) const override;
    [[nodiscard]] std::vector<qint64> lockKeys() const override;

private:
    [[nodiscard]] connection::Statement onOpenRows(const QString &set, const Version &version) const;
    [[nodiscard]] connection::Statement removeRows(const Version &version) const;

    QString m_table; // as SQL
};

} // namespace howdah::migration
