// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/importwork.h"

#include "data/transfer/rejectfile.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace howdah::ui {

static QString tr(const char *text) { return QCoreApplication::translate("howdah::ui::ImportDialog", text); }

static Error cannotRead(const QString &path, const QString &why)
{
    return makeError(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, why), tr("Choose another file."));
}

Result<data::ImportPreview>
lookAt(const QString &path, const data::ImportDialect &dialect, const data::EditTarget &target)
{
    if (QFileInfo(path).isDir())
        return fail(cannotRead(path, tr("it is a folder")));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(cannotRead(path, file.errorString()));
    return data::previewOf(file, dialect, target, path);
}

Result<TransferOutcome> importFile(
    connection::Session &session, data::ImportRequest request, const QString &path, const QString &rejectPath,
    const TransferRun::Tell &tell, const std::stop_token &stop)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(cannotRead(path, file.errorString()));
    data::RejectFile rejects;
    std::function<Result<void>(const data::RejectedRow &)> reject;
    if (!rejectPath.isEmpty()) {
        if (auto opened = rejects.open(rejectPath); !opened)
            return fail(opened.error());
        reject = [&rejects](const data::RejectedRow &row) { return rejects.take(row); };
        request.beforeCommit = [&rejects](const data::ImportReport &report) {
            return report.rejected > 0 ? rejects.keep() : Result<void>();
        };
    }
    const auto report = data::importRows(session, request, file, reject, tell, stop);
    if (!report) {
        // Whether the rows are there is not known when the line was lost while they were committed.
        if (report.error().kind != ErrorKind::Connection)
            rejects.drop();
        return fail(report.error());
    }
    TransferOutcome outcome{.rows = report->read, .milliseconds = report->milliseconds, .import = *report};
    if (report->rejected > 0 && !rejectPath.isEmpty())
        outcome.rejectFile = rejectPath;
    return outcome;
}

QString sequenceWords(const data::SequenceBehind &sequence)
{
    const QString highest = QString::fromLatin1(sequence.highest);
    if (sequence.moved)
        return tr("the sequence of %1 was moved to %2").arg(sequence.column, highest);
    return tr("the sequence of %1 gives %2 next, although there are values up to %3")
        .arg(sequence.column, QString::fromLatin1(sequence.next), highest);
}

} // namespace howdah::ui
