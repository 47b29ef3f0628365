// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/rowimport.h"

#include "base/propagate.h"
#include "data/transfer/rejectfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace howdah::operations {

namespace {

struct RowImportTexts
{
    Q_DECLARE_TR_FUNCTIONS(howdah::ui::ImportDialog)
};

} // namespace

static Error cannotRead(const QString &path, const QString &why)
{
    return makeError(
        ErrorKind::Io, RowImportTexts::tr("%1 cannot be read: %2").arg(path, why),
        RowImportTexts::tr("Choose another file."));
}

static Result<void> openToRead(QFile &file)
{
    if (QFileInfo(file.fileName()).isDir())
        return fail(cannotRead(file.fileName(), RowImportTexts::tr("it is a folder")));
    if (!file.open(QIODevice::ReadOnly))
        return fail(cannotRead(file.fileName(), file.errorString()));
    return {};
}

Result<data::ImportPreview>
previewImport(const QString &path, const data::ImportDialect &dialect, const data::EditTarget &target)
{
    QFile file(path);
    RETURN_IF_ERROR(openToRead(file));
    return data::previewOf(file, dialect, target, path);
}

Result<data::ImportReport> importRows(
    connection::Session &session, RowImport import, QIODevice &from, FileDecision &decision,
    const std::function<void(data::BulkProgress)> &progress, std::stop_token stop)
{
    data::RejectFile rejects;
    std::function<Result<void>(const data::RejectedRow &)> reject;
    if (!import.rejects.isEmpty()) {
        RETURN_IF_ERROR(mayWrite(import.rejects, decision));
        RETURN_IF_ERROR(rejects.open(import.rejects));
        reject = [&rejects](const data::RejectedRow &row) { return rejects.take(row); };
        import.request.beforeCommit = [&rejects](const data::ImportReport &report) {
            return report.rejected > 0 ? rejects.keep() : Result<void>();
        };
    }
    auto report = data::importRows(session, import.request, from, reject, progress, std::move(stop));
    // Whether the rows are there is not known when the connection was lost while they were committed.
    if (!report && report.error().kind != ErrorKind::Connection)
        rejects.drop();
    return report;
}

Result<data::ImportReport> importFile(
    connection::Session &session, RowImport import, const QString &path, FileDecision &decision,
    const std::function<void(data::BulkProgress)> &progress, std::stop_token stop)
{
    QFile file(path);
    RETURN_IF_ERROR(openToRead(file));
    return importRows(session, std::move(import), file, decision, progress, std::move(stop));
}

} // namespace howdah::operations
