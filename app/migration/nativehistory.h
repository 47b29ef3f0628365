// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history.h"

namespace howdah::migration {

// The key of the advisory lock that every run of Howdah holds in the database it works on: the bytes of "howdah" as a
// bigint. Fixed for ever, so that consoles of all versions exclude one another.
inline constexpr qint64 NativeLockKey = 0x686f77646168;

// Our own history: tables migration and migration_event in the schema howdah.
class NativeDialect final : public Dialect
{
public:
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString ownSchema() const override;

    [[nodiscard]] connection::Statement presence() const override;
    [[nodiscard]] History readPresence(const connection::RowBatch &rows) const override;
    [[nodiscard]] connection::Statement records() const override;
    [[nodiscard]] Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const override;
    [[nodiscard]] connection::Statement downTexts(const std::vector<Version> &versions) const override;

    [[nodiscard]] std::vector<connection::Statement> ensure(const History &history) const override;
    [[nodiscard]] connection::Statement finished(const Entering &what) const override;
    [[nodiscard]] connection::Statement started(const Entering &what) const override;
    [[nodiscard]] connection::Statement progressed(const Entering &what, int begun, int done) const override;
    [[nodiscard]] connection::Statement completed(const Entering &what, qint64 milliseconds) const override;
    [[nodiscard]] connection::Statement failed(const Failing &what) const override;

    [[nodiscard]] connection::Statement tryLock() const override;
    [[nodiscard]] connection::Statement unlock() const override;
    [[nodiscard]] connection::Statement lockSeen() const override;
    [[nodiscard]] connection::Statement lockHolder() const override;
    [[nodiscard]] std::optional<LockHolder> readLockHolder(const connection::RowBatch &rows) const override;
};

} // namespace howdah::migration
