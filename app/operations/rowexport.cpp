// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/rowexport.h"

#include "base/propagate.h"
#include "data/transfer/exportsource.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::operations {

Result<std::vector<int>> columnsNamed(const data::EditTarget &target, const QStringList &names)
{
    std::vector<int> columns;
    for (const QString &name : names) {
        const int column = target.columnNamed(name);
        if (column < 0)
            return fail(
                ErrorKind::Usage,
                QCoreApplication::translate("HowdahCtl", "%1 has no column %2").arg(target.shape.name, name));
        columns.push_back(column);
    }
    return columns;
}

Result<data::ExportRequest> exportRequest(data::EditTarget target, const ExportChoice &choice)
{
    data::ExportRequest request{
        .target = std::move(target),
        .format = choice.format,
        .header = choice.header,
        .guardsFormulas = choice.guardsFormulas};
    ASSIGN_OR_RETURN(auto columns, columnsNamed(request.target, choice.columns));
    request.columns = std::move(columns);
    if (choice.selection) {
        RETURN_IF_ERROR(data::selectRows(request, *choice.selection, choice.sort));
    } else if (!choice.filters.isEmpty() || !choice.sort.empty()) {
        ASSIGN_OR_RETURN(
            auto filtered, data::filteredRows(request.target, request.columns, choice.filters, choice.sort));
        request.restricts = std::move(filtered);
    }
    return request;
}

Result<std::vector<data::ExportReport>> exportRows(
    connection::Session &session, const std::vector<RowExport> &exports,
    const std::function<void(data::BulkProgress)> &progress, std::stop_token stop, size_t *failed)
{
    std::vector<data::ExportPart> parts;
    parts.reserve(size_t(exports.size()));
    for (const RowExport &each : exports)
        parts.push_back({each.request, &each.to->device()});
    size_t wrong = parts.size();
    auto reports = data::exportTogether(session, parts, progress, std::move(stop), &wrong);
    if (failed)
        *failed = wrong;
    if (!reports)
        return reports;
    for (size_t i = 0; i < exports.size(); ++i) {
        RETURN_IF_ERROR(exports[i].to->flush());
    }
    for (const RowExport &each : exports) {
        RETURN_IF_ERROR(each.to->keep());
    }
    return reports;
}

} // namespace howdah::operations
