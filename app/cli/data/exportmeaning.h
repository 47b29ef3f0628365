// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/data/datacommand.h"
#include "cli/data/dataplace.h"
#include "operations/entities/referencelabels.h"
#include "operations/entities/sensitiveexport.h"

namespace howdah::cli {

// What the models say of the rows that a command exports: which columns are sensitive, and the labels of what others
// refer to. One command.
class ExportMeaning final
{
public:
    // All are kept.
    ExportMeaning(Output &output, Target &target, const DataExportOptions &options)
        : m_output(output)
        , m_target(target)
        , m_options(options)
    {
    }

    // The relation of that name as dataTarget() has it; the catalog is read once.
    [[nodiscard]] Result<data::EditTarget> targetOf(connection::Session &rows, const QString &table);
    // Takes sensitive columns out of the choice, unless they are to be revealed, and answers which. ErrorKind::Usage
    // where one was asked for by its name.
    [[nodiscard]] Result<QStringList> withhold(operations::ExportChoice &choice, const data::EditTarget &target);
    // A query is the operator's own: ErrorKind::Usage where it reads sensitive columns that are not to be revealed.
    [[nodiscard]] Result<void> checkQuery(const connection::Columns &origins);
    // Where they are wanted.
    [[nodiscard]] Result<void> addLabels(data::ExportRequest &request);
    [[nodiscard]] Result<void> addLabels(data::ExportRequest &request, const connection::Columns &origins);
    // Before anything is written: in production the names are typed, and the audit log is told. Also false where they
    // were not, which has been told by then.
    [[nodiscard]] Result<bool> mayReveal();
    [[nodiscard]] std::vector<operations::ReferenceLabels::Unread> unreadLabels() const;

private:
    [[nodiscard]] Result<void> readCatalog();
    [[nodiscard]] Result<operations::ReferenceLabels *> labels();

    Output &m_output;
    Target &m_target;
    const DataExportOptions &m_options;
    catalog::Snapshot m_catalog;
    std::shared_ptr<const entity::Entities> m_entities;
    std::vector<std::pair<QString, QStringList>> m_revealed; // of each relation or query, its columns
    std::unique_ptr<connection::Session> m_session;          // that reads labels
    std::unique_ptr<operations::ReferenceLabels> m_labels;
};

} // namespace howdah::cli
