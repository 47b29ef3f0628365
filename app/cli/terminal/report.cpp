// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/report.h"

#include "cli/terminal/exitcode.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::cli {

void print(Output &output, const QJsonObject &object)
{
    output.out << QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)) << Qt::flush;
}

QJsonObject errorJson(const Error &error, int exitCode)
{
    return {
        {u"format"_s, 1},
        {u"error"_s,
         QJsonObject{
             {u"kind"_s, kindName(error.kind)},
             {u"message"_s, error.message},
             {u"detail"_s, error.detail},
             {u"hint"_s, error.hint},
             {u"sqlState"_s, error.sqlState}}},
        {u"exitCode"_s, exitCode}};
}

int failed(Output &output, const Error &error, int code)
{
    if (output.json)
        print(output, errorJson(error, code));
    output.err << plainError(error) << Qt::endl;
    return code;
}

int failedWith(Output &output, const Error &error)
{
    if (error.kind == ErrorKind::Usage)
        return failed(output, error, ExitUsage);
    const bool cannotConnect = error.kind == ErrorKind::Connection || error.kind == ErrorKind::Authentication;
    return failed(output, error, cannotConnect ? ExitCannotConnect : ExitFailed);
}

// Everything but a wrong command line means that there is no connection.
int openingCode(const Error &error) { return error.kind == ErrorKind::Usage ? ExitUsage : ExitCannotConnect; }

int runningCode(const Error &error)
{
    if (error.kind == ErrorKind::Usage)
        return ExitUsage;
    return error.kind == ErrorKind::Connection ? ExitCannotConnect : ExitFailed;
}

} // namespace howdah::cli
