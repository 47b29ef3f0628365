// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/destructiongate.h"

#include "cli/terminal/exitcode.h"
#include "cli/migrate/migratesite.h"
#include "cli/terminal/table.h"
#include "cli/terminal/typedline.h"

#include <QCoreApplication>

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

// As a shell takes it.
static QString quoted(const QString &name)
{
    QString inner = sql::typableName(name);
    return u'\'' + inner.replace(u'\'', u"'\\''"_s) + u'\'';
}

int askForNames(Output &output, const QStringList &names, const QString &why)
{
    const QString reason = why.isEmpty() ? tr("This is production") : why;
    const bool mayAsk = !output.json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
    QStringList missing;
    for (const QString &name : names) {
        const auto given = [&name](const QString &word) { return sql::isTyped(word, name); };
        if (std::ranges::none_of(output.confirmed, given))
            missing << name;
    }
    if (missing.isEmpty())
        return ExitOk;
    if (!mayAsk) {
        QStringList words;
        for (const QString &name : missing)
            words << u"--confirm "_s + quoted(name);
        return failedWith(
            output,
            makeError(
                ErrorKind::Usage, tr("%1, and nothing was run: the names of what goes are not given").arg(reason),
                tr("Say %1, after you have read what it takes.").arg(words.join(u' '))));
    }
    for (const QString &name : missing) {
        output.err << tr("%1. Type %2 to go on: ").arg(reason, sql::typableName(name)) << Qt::flush;
        if (!sql::isTyped(readTypedLine(), name)) {
            output.err << tr("That is another name. Nothing was run.") << Qt::endl;
            return ExitPending;
        }
        output.confirmed << sql::typableName(name); // this command does not ask for it again
    }
    return ExitOk;
}

int confirmScript(Output &output, Target &target, QByteArrayView script, std::vector<connection::Endangered> &agreed)
{
    if (!target.isGuarded())
        return ExitOk;
    auto found = connection::findEndangered(target.session(), sql::reachOfScript(script));
    if (!found)
        return failedWith(output, found.error());
    agreed = std::move(*found);
    for (const connection::Endangered &one : agreed)
        output.err << plainLine(connection::describe(one)) << u'\n';
    output.err << Qt::flush;
    return askForNames(output, connection::namesToType(agreed, target.connInfo().value(u"dbname"_s)));
}

} // namespace howdah::cli
