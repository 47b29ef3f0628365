// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/outputfile.h"
#include "data/page/filter.h"
#include "data/page/ordering.h"
#include "data/transfer/bulkcopy.h"

#include <optional>

namespace howdah::operations {

// Which rows of a relation are exported, and as what.
struct ExportChoice
{
    data::BulkFormat format = data::BulkFormat::Csv;
    bool header = true;
    bool guardsFormulas = false;
    QStringList columns; // in the order of the file; empty: all
    data::FilterSet filters;
    std::vector<data::SortColumn> sort;
    std::optional<std::vector<data::RowBasis>> selection; // these rows alone; not with filters
};

// Positions of columns by their names; ErrorKind::Usage for one that is not there, or not any more.
[[nodiscard]] Result<std::vector<int>> columnsNamed(const data::EditTarget &target, const QStringList &names);
[[nodiscard]] Result<data::ExportRequest> exportRequest(data::EditTarget target, const ExportChoice &choice);

// Where rows go to: it has its name once it is whole, and not before.
class RowsOutput
{
public:
    virtual ~RowsOutput() = default;
    [[nodiscard]] virtual QIODevice &device() = 0;
    // All of it is where it would stay.
    [[nodiscard]] virtual Result<void> flush() = 0;
    [[nodiscard]] virtual Result<void> keep() = 0;
};

// A file; see OutputFile.
class RowsFile final : public RowsOutput
{
public:
    [[nodiscard]] Result<void> open(const QString &path) { return m_file.open(path); }
    [[nodiscard]] QIODevice &device() override { return m_file.device(); }
    [[nodiscard]] Result<void> flush() override { return m_file.flush(); }
    [[nodiscard]] Result<void> keep() override { return m_file.keep(); }

private:
    OutputFile m_file;
};

struct RowExport
{
    data::ExportRequest request;
    RowsOutput *to = nullptr;
};

// Exports all of them as of one moment, and gives none of the files its name before all that can fail has not. The
// error of one ends all; `failed` is then told which it was, or how many there are where it is that of all. Blocks.
[[nodiscard]] Result<std::vector<data::ExportReport>> exportRows(
    connection::Session &session, const std::vector<RowExport> &exports,
    const std::function<void(data::BulkProgress)> &progress = {}, std::stop_token stop = {}, size_t *failed = nullptr);

} // namespace howdah::operations
