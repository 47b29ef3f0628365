// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/consent.h"

#include "base/typedname.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/tr.h"
#include "cli/terminal/typedline.h"

#include <algorithm>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::cli {

bool mayAsk(const Output &output) { return !output.json && isatty(STDIN_FILENO) && isatty(STDERR_FILENO); }

Consent askConsent(Output &output, bool yes)
{
    if (yes)
        return Consent::Given;
    if (!mayAsk(output))
        return Consent::CannotAsk;
    output.err << tr("Type yes to continue: ") << Qt::flush;
    const QString answer = readTypedLine().trimmed().toLower();
    return answer == "yes"_L1 || answer == "y"_L1 ? Consent::Given : Consent::Refused;
}

Error cannotAsk()
{
    return makeError(
        ErrorKind::Usage, tr("There is no terminal for the confirmation, so nothing was run"),
        tr("Use --yes to run it without confirmation."));
}

int withoutConsent(Output &output, Consent consent)
{
    if (consent != Consent::Refused)
        return failed(output, cannotAsk());
    output.err << tr("Nothing was run.") << Qt::endl;
    return ExitPending;
}

// As a shell takes it.
static QString quoted(const QString &name)
{
    QString inner = typableName(name);
    return u'\'' + inner.replace(u'\'', u"'\\''"_s) + u'\'';
}

Result<bool> areNamesGiven(Output &output, const QStringList &names, const QString &why)
{
    const QString reason = why.isEmpty() ? tr("This is production") : why;
    QStringList missing;
    for (const QString &name : names) {
        const auto given = [&name](const QString &word) { return isTyped(word, name); };
        if (std::ranges::none_of(output.confirmed, given))
            missing << name;
    }
    if (missing.isEmpty())
        return true;
    if (!mayAsk(output)) {
        QStringList words;
        for (const QString &name : missing)
            words << u"--confirm "_s + quoted(name);
        return fail(
            ErrorKind::Usage,
            tr("%1, and nothing was run: the names of what would be destroyed were not given").arg(reason),
            tr("Use %1 after you have read what it destroys.").arg(words.join(u' ')));
    }
    for (const QString &name : missing) {
        output.err << tr("%1. Type %2 to continue: ").arg(reason, typableName(name)) << Qt::flush;
        if (!isTyped(readTypedLine(), name)) {
            output.err << tr("That is a different name. Nothing was run.") << Qt::endl;
            return false;
        }
        output.confirmed << typableName(name); // this command does not ask for it again
    }
    return true;
}

int askForNames(Output &output, const QStringList &names, const QString &why)
{
    const Result<bool> given = areNamesGiven(output, names, why);
    if (!given)
        return failed(output, given.error());
    return *given ? ExitOk : ExitPending;
}

} // namespace howdah::cli
