// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialect.h"

namespace howdah::migration {

// Our own history: the table migration in the schema howdah, beside the journal.
class NativeDialect final : public Dialect
{
public:
    [[nodiscard]] QString name() const override;
    [[nodiscard]] QString ownSchema() const override;

    [[nodiscard]] QStringList tables() const override { return {QStringLiteral("howdah.migration")}; }
    [[nodiscard]] connection::Statement presence() const override;
    [[nodiscard]] History readPresence(const connection::RowBatch &rows) const override;
    [[nodiscard]] connection::Statement records() const override;
    [[nodiscard]] Result<std::vector<Record>> readRecords(const connection::RowBatch &rows) const override;
    [[nodiscard]] bool keepsAll() const override { return true; }
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
};

} // namespace howdah::migration
