// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "cli/target/target.h"
#include "cli/terminal/output.h"
#include "operations/filedecision.h"
#include "operations/rowexport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonObject>

namespace howdah::cli {

// What the commands of data share.

// Opens the database; the exit code of its error is that of Stage::Anything.
[[nodiscard]] Result<void> openData(Target &target, Output &output, const QString &database);
// For the rows of relations and for SQL that the operator wrote: it sees the names of the database, where functions
// behind views, policies and triggers look for theirs. What we send there is qualified, each name of it.
[[nodiscard]] Result<std::unique_ptr<connection::Session>> sessionForRows(const Target &target);
// The relation that a name means in psql ("users", "app.users", "\"Users\"", or just its letters); `rows` as above.
[[nodiscard]] Result<data::EditTarget> dataTarget(Target &target, connection::Session &rows, const QString &table);
// The same by a catalog that was read before.
[[nodiscard]] Result<data::EditTarget>
dataTarget(Target &target, connection::Session &rows, const QString &table, const catalog::Catalog &catalog);

void printData(Output &output, QJsonObject object, int exitCode);

// The file that rows go to: it has its name once it is whole, and not before. "-" is standard output.
class DataOutput final : public operations::RowsOutput
{
public:
    [[nodiscard]] Result<void> open(const QString &path, bool force);
    [[nodiscard]] QIODevice &device() override { return m_standard ? *m_standard : m_file.device(); }
    [[nodiscard]] Result<void> flush() override;
    [[nodiscard]] Result<void> keep() override;

private:
    [[nodiscard]] Result<void> notWritten() const;

    std::unique_ptr<QIODevice> m_standard; // output, where that was asked for
    operations::RowsFile m_file;
};

// Refuses to replace a file unless --force says so.
[[nodiscard]] operations::GivenAnswer forceOption(bool force);

// Shows on a terminal how far it is; any thread, one at a time.
class DataProgress final
{
public:
    explicit DataProgress(qint64 bytesOfAll = 0);
    ~DataProgress();
    void notify(data::BulkProgress progress);

private:
    bool m_shows;
    bool m_shown = false;
    qint64 m_bytesOfAll;
    QElapsedTimer m_clock;
    qint64 m_last = 0;
};

[[nodiscard]] QString grouped(qint64 number); // 1,234,567
[[nodiscard]] QString rateText(qint64 rows, double milliseconds);

} // namespace howdah::cli
