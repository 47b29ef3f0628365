// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/format/formatcommand.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "base/wholefile.h"
#include "cli/format/unifieddiff.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "sql/format/formatconfig.h"
#include "sql/format/formatter.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

struct Read
{
    QString name; // as it is told
    QString path; // empty: standard input
    QByteArray bytes;
    sql::FormatStyle style;
};

Result<Read> readStandardInput()
{
    QFile file;
    if (!file.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(u"-"_s, file.errorString()));
    QByteArray bytes = file.read(fileSizeLimit() + 1);
    if (bytes.size() > fileSizeLimit())
        return fail(
            ErrorKind::Invalid,
            tr("%1 cannot be read: %2").arg(u"-"_s, tr("it is larger than %1 MB").arg(fileSizeLimit() >> 20)),
            tr("HOWDAH_FILE_LIMIT_MB sets another limit."));
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(u"-"_s, file.errorString()));
    // The style is that of a file of SQL in this folder.
    ASSIGN_OR_RETURN(const sql::FormatStyle style, sql::formatStyleFor(QDir::current().filePath(u"stdin.sql"_s)));
    return Read{tr("standard input"), {}, std::move(bytes), style};
}

// A link is another file's name: what is written would be elsewhere than it seems.
Result<Read> readInput(const QString &path)
{
    if (path == "-"_L1)
        return readStandardInput();
    if (QFileInfo(path).isSymLink())
        return fail(
            ErrorKind::Invalid, tr("%1 is a link; the file that it points to would be changed").arg(path),
            tr("Name that file instead."));
    ASSIGN_OR_RETURN(QByteArray bytes, readPlainFile(path));
    ASSIGN_OR_RETURN(const sql::FormatStyle style, sql::formatStyleFor(path));
    return Read{path, path, std::move(bytes), style};
}

Result<void> writeBack(const Read &read, const QByteArray &text)
{
    ASSIGN_OR_RETURN(const QByteArray now, readPlainFile(read.path));
    if (now != read.bytes || QFileInfo(read.path).isSymLink())
        return fail(
            ErrorKind::Conflict, tr("%1 was changed while it was formatted").arg(read.path), tr("Format it again."));
    return writeWholeFile(read.path, text);
}

void reportLeft(Output &output, const Read &read, const sql::FormattedText &formatted)
{
    for (const sql::LeftStatement &left : formatted.left) {
        if (left.line == 0)
            output.err << tr("%1: left as it is: %2").arg(plainLine(read.name), plainLine(left.reason)) << Qt::endl;
        else
            output.err
                << tr("%1:%2: left as it is: %3").arg(plainLine(read.name)).arg(left.line).arg(plainLine(left.reason))
                << Qt::endl;
    }
}

void putExact(Output &output, const QByteArray &bytes)
{
    const ExactOutput exact(output.out);
    output.out << QString::fromUtf8(bytes);
}

// What became of one file: ExitOk, ExitPending where it would change, or the code of an error.
int formatOne(Output &output, const FormatOptions &options, const QString &file)
{
    const Result<Read> read = readInput(file);
    if (!read)
        return failedInWords(output, read.error(), Stage::Files);
    const sql::FormattedText formatted = sql::formatText(read->bytes, read->style);
    reportLeft(output, *read, formatted);
    const bool isChanged = formatted.text != read->bytes;
    if (options.diff)
        putExact(output, unifiedDiff(read->bytes, formatted.text, read->name));
    if (options.check) {
        if (isChanged && !options.diff)
            output.out << plainLine(read->name) << Qt::endl;
        return isChanged ? ExitPending : ExitOk;
    }
    if (options.diff)
        return ExitOk;
    if (read->path.isEmpty()) {
        // Bytes that are no text could not be given back as they are.
        if (QString::fromUtf8(formatted.text).toUtf8() != formatted.text)
            return failedInWords(
                output,
                makeError(ErrorKind::Invalid, tr("%1 is not UTF-8").arg(read->name), tr("Convert it to UTF-8.")),
                Stage::Work);
        putExact(output, formatted.text);
        return ExitOk;
    }
    if (!isChanged)
        return ExitOk;
    if (const auto written = writeBack(*read, formatted.text); !written)
        return failedInWords(output, written.error(), Stage::Work);
    output.err << tr("%1: formatted").arg(plainLine(read->name)) << Qt::endl;
    return ExitOk;
}

} // namespace

int formatFiles(Output &output, const FormatOptions &options)
{
    if (options.files.count(u"-"_s) > 1 || (options.files.contains(u"-"_s) && options.files.size() > 1))
        return failedInWords(
            output, makeError(ErrorKind::Usage, tr("- is standard input; no other file can be beside it")),
            Stage::Words);
    int code = ExitOk;
    for (const QString &file : options.files)
        code = std::max(code, formatOne(output, options, file));
    return code;
}

} // namespace howdah::cli
