// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/manual/manualcommand.h"

#include "base/wholefile.h"
#include "cli/manual/completionscript.h"
#include "cli/manual/manpage.h"
#include "cli/terminal/report.h"
#include "cli/terminal/tr.h"
#include "connection/profile/profilestore.h"

#include <QDir>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::cli {

int writeManual(Output &output, const CommandTree &program, const QString &folder)
{
    if (!QDir().mkpath(folder))
        return failed(
            output,
            makeError(ErrorKind::Io, tr("The folder %1 cannot be created").arg(QDir::toNativeSeparators(folder))),
            Stage::Files);
    for (const ManPage &page : manPages(program, QStringLiteral(HOWDAH_VERSION))) {
        if (const auto written = writeWholeFile(QDir(folder).filePath(page.file), page.text); !written)
            return failed(output, written.error(), Stage::Files);
    }
    return ExitOk;
}

int writeCompletion(Output &output, const CommandTree &program, const QString &shell)
{
    if (shell == "profiles"_L1) {
        const auto profiles = connection::ProfileStore().profiles();
        if (!profiles)
            return failed(output, profiles.error(), Stage::Files);
        // A shell expands what it completes: a name that it could take for more is typed by hand, in quotes.
        static const QRegularExpression plain(u"^[\\p{L}\\p{N}_.][\\p{L}\\p{N}_.@-]*$"_s);
        for (const connection::Profile &profile : *profiles) {
            if (plain.match(profile.name).hasMatch())
                output.out << profile.name << u'\n';
        }
        return ExitOk;
    }
    output.out << QString::fromUtf8(completionScript(program, shell).value_or(QByteArray()));
    return ExitOk;
}

} // namespace howdah::cli
