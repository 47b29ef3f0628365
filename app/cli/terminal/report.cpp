// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/report.h"

#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace howdah::cli {

void print(Output &output, const QJsonObject &object)
{
    output.out << QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)) << Qt::flush;
}

static QJsonObject errorJson(const Error &error, int exitCode)
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

ExitCode exitCodeOf(const Error &error, Stage stage)
{
    const bool isUsage = error.kind == ErrorKind::Usage;
    const bool isUnknown = error.kind == ErrorKind::NotFound;
    const bool isLost = error.kind == ErrorKind::Connection;
    const bool isOut = isLost || error.kind == ErrorKind::Authentication;
    switch (stage) {
    case Stage::Anything:
        return isUsage ? ExitUsage : isOut ? ExitCannotConnect : ExitFailed;
    case Stage::Words:
        return ExitUsage;
    case Stage::Naming:
        return isUsage || isUnknown ? ExitUsage : ExitFailed;
    case Stage::Finding:
        return isUsage || isUnknown ? ExitUsage : isLost ? ExitCannotConnect : ExitFailed;
    case Stage::Files:
        return isUsage ? ExitUsage : ExitFailed;
    case Stage::Opening:
        return isUsage ? ExitUsage : ExitCannotConnect;
    case Stage::Connecting:
        return ExitCannotConnect;
    case Stage::Running:
        return isUsage ? ExitUsage : isLost ? ExitCannotConnect : ExitFailed;
    case Stage::Applying:
        return isLost ? ExitCannotConnect : ExitFailed;
    case Stage::Rehearsing:
        return isUsage || isUnknown ? ExitUsage : isOut ? ExitCannotConnect : ExitFailed;
    case Stage::PrivateServer:
        return isOut ? ExitCannotConnect : ExitFailed;
    case Stage::Work:
        break;
    }
    return ExitFailed;
}

void showError(QTextStream &err, const Error &error) { err << plainError(error) << Qt::endl; }

int failedInWords(Output &output, const Error &error, Stage stage)
{
    showError(output.err, error);
    return exitCodeOf(error, stage);
}

int failed(Output &output, const Error &error, Stage stage)
{
    if (output.json)
        print(output, errorJson(error, exitCodeOf(error, stage)));
    return failedInWords(output, error, stage);
}

} // namespace howdah::cli
